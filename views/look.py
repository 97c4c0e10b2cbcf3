"""The pages' own style sheet, put on every page from one place."""

from __future__ import annotations

import streamlit as st

from layers.assets import OWN_DIR


def apply() -> None:
    """Put the style sheet on the page."""
    st.html(OWN_DIR / "page.css")
