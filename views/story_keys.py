"""Keyboard and remote clicker for the story, and the button for the full screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st
import streamlit.components.v2 as components

from layers.assets import OWN_DIR
from views.language import say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

KEY: Final = "story_keys"
_CSS: Final = """
button { font: inherit; font-size: .9rem; width: 100%; min-height: 2.5rem; padding: .2rem .7rem;
  border: 1px solid #b9c0c8; border-radius: .5rem; background: #fff; color: #1f2328; cursor: pointer; }
button:focus-visible { outline: 3px solid #0b62a8; }
"""
_component = components.component(
    "atlas_story",
    html='<button type="button"></button>',
    css=_CSS,
    js=(OWN_DIR / "story.js").read_text(encoding="utf-8"),
)


def listen(ids: Sequence[str], at: int, on_step: Callable[[str], None]) -> None:
    """Hear the keys that turn the page.

    Parameters
    ----------
    ids
        Ids of all steps.
    at
        Number of the step on screen, from 0.
    on_step
        Called with the id of the step asked for, before the page is drawn again.
    """

    def turned() -> None:
        wanted = st.session_state[KEY].get("to")
        if wanted in ids:
            on_step(wanted)

    data = {"ids": list(ids), "at": at, "words": {"full": say("全屏", "Full screen")}}
    _component(data=data, key=KEY, on_to_change=turned)
