"""The language of this session, and `say`, which every page uses for its texts."""

from __future__ import annotations

import streamlit as st

from layers.language import Lang, pick
from views.state import Param, choice

LANG = Param("lang", "zh", choice("zh", "en"))


def current() -> Lang:
    """Language chosen in this session."""
    return "en" if st.session_state.get(LANG.key) == "en" else "zh"


def say(zh: str, en: str) -> str:
    """Return the text in the session's language."""
    return pick(current(), zh, en)
