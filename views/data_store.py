"""The workspace of this server: where it is, that every page reads it, and what has just been done to it."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st

import geodata
from analysis.errors import AtlasError
from geodata.imports.live import Live
from geodata.imports.workspace import DEFAULT, PLACES, Workspace
from layers.card import markdown_text
from views.language import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from geodata.imports.manifest import Entry

SETTING: Final = "ATLAS_WORKSPACE"
"""Environment variable with the workspace's folder; without it ``.workspace`` beside the app."""

_TOLD: Final = "data_told"
_CHANGED: Final = "data_changed"


def folder() -> Path:
    """Folder of the workspace."""
    return Path(os.environ.get(SETTING) or DEFAULT)


@lru_cache(maxsize=4)
def _live(path: Path) -> Live:
    return Live(Workspace(path))


def live() -> Live:
    """Return the workspace as the pages read it."""
    return _live(folder())


def workspace() -> Workspace:
    """Return the workspace, to write to."""
    return live().workspace


def stand_in() -> None:
    """Let every page of this server read the workspace."""
    geodata.stand_in(live())


def differs(entry: Entry) -> tuple[int, int]:
    """Count the layers of its own and the places a version has."""
    places = entry.layers.get(PLACES)
    return len([key for key in entry.layers if key != PLACES]), places.rows if places else 0


def note() -> None:
    """Say on which data the page rests, where that is not the bundled data alone."""
    problem = live().problem()
    if problem is not None:
        st.warning(
            say(
                f"工作区读不出，现在用的是内置数据：{problem.zh}",
                f"The workspace cannot be read, the bundled data are used: {problem.en}",
            )
        )
        return
    entry = live().entry()
    layers, places = differs(entry)
    if layers or places:
        st.caption(
            say(
                f"数据：工作区第 {entry.version} 版（自有图层 {layers} 个，补充定位 {places} 处）",
                f"Data: workspace version {entry.version} ({layers} own layers, {places} places)",
            )
        )


def act(do: Callable[[], object], zh: str, en: str) -> bool:
    """Do something to the workspace in a callback and keep what is to be told on the next drawing.

    Returns
    -------
    bool
        Whether it was done.
    """
    try:
        do()
    except AtlasError as error:
        st.session_state[_TOLD] = ("error", error.zh, error.en)
        return False
    st.session_state[_TOLD] = ("success", zh, en)
    st.session_state[_CHANGED] = True
    return True


def fresh() -> None:
    """Draw the whole page again after an act, from within a fragment: the sidebar names the data too."""
    if st.session_state.pop(_CHANGED, False):
        st.rerun()


def keep(key: str, default: object) -> None:
    """Write a control's value back before it is drawn, so that its words follow the language."""
    st.session_state[key] = st.session_state.get(key, default)


def tell() -> None:
    """Draw what the last act came to, once; in a place of its own, so that nothing below it is built anew."""
    kind, zh, en = st.session_state.pop(_TOLD, ("", "", ""))
    with st.container():
        if kind:
            (st.error if kind == "error" else st.success)(markdown_text(say(zh, en)))
