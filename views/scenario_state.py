"""The draft of this session: its history of steps, the tool in hand, the line being worked on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from analysis.errors import AtlasError
from views import coverage_params as params
from views import scenario_code, scenario_draft
from views.language import say
from views.scenario_draft import Draft, History

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

TOOLS: Final = ("look", "station", "line", "erase")
TOOL: Final = "draw_tool"
TRACK: Final = "draw_track"
_HISTORY: Final = "draw_history"
_TEXT: Final = "draw_history_of"
_SAID: Final = "draw_said"
_DONE: Final = "draw_done"


def history() -> History:
    """Return the steps of this session; a draft that came with the address begins them."""
    text = params.DRAFT.get()
    if st.session_state.get(_TEXT) != text:
        st.session_state[_HISTORY] = History(scenario_code.unpack(text))
        st.session_state[_TEXT] = text
    found: History = st.session_state.setdefault(_HISTORY, History())
    return found


def draft() -> Draft:
    """Draft as it stands."""
    return history().now


def _keep(steps: History) -> None:
    text = scenario_code.pack(steps.now)
    st.session_state[_HISTORY], st.session_state[_TEXT] = steps, text
    params.DRAFT.set(text)


def act(change: Callable[[Draft], Draft]) -> None:
    """Take a step; what is refused is told and changes nothing."""
    steps = history()
    try:
        _keep(steps.to(change(steps.now)))
    except AtlasError as error:
        refuse(error)


def refuse(error: AtlasError) -> None:
    """Keep the reason for the next drawing of the page."""
    st.session_state[_SAID] = say(error.zh, error.en)


def undo() -> None:
    """Go one step back."""
    _keep(history().undo())


def redo() -> None:
    """Take an undo back."""
    _keep(history().redo())


def said() -> str | None:
    """Why the last step was refused; told once."""
    told: str | None = st.session_state.pop(_SAID, None)
    return told


def tool() -> str:
    """Tool in hand."""
    return str(st.session_state.get(TOOL) or "look")


def track_id() -> str:
    """Line being worked on; empty when nothing is drawn yet."""
    tracks = draft().tracks
    chosen = st.session_state.get(TRACK)
    if any(track.id == chosen for track in tracks):
        return str(chosen)
    return tracks[-1].id if tracks else ""


def new_line() -> None:
    """Begin another line and work on it."""
    number = len(draft().tracks) + 1
    act(lambda now: scenario_draft.add_line(now, say(f"试画线 {number}", f"Draft line {number}")))
    tracks = draft().tracks
    if tracks:
        st.session_state[TRACK] = tracks[-1].id


def done() -> int:
    """Return the number of the last act of the map that was taken."""
    return int(st.session_state.get(_DONE, 0))


def take(acts: Sequence[Mapping[str, Any]]) -> None:
    """Do what was done on the map and not taken yet (``layers/static/edit.js``), in its order."""
    for edit in acts:
        if int(edit["n"]) > done():
            st.session_state[_DONE] = int(edit["n"])
            _take(edit)


def _take(edit: Mapping[str, Any]) -> None:
    """Do one act; the first thing drawn begins a line."""
    kind = edit.get("kind")
    if kind in ("stop", "path") and not track_id():
        new_line()
    mine = track_id()
    if kind == "stop":
        act(lambda now: scenario_draft.add_stop(now, mine, float(edit["lng"]), float(edit["lat"])))
    elif kind == "move":
        act(lambda now: scenario_draft.move_stop(now, str(edit["id"]), float(edit["lng"]), float(edit["lat"])))
    elif kind == "drop":
        act(lambda now: scenario_draft.remove(now, str(edit["id"])))
    elif kind == "path":
        corners = tuple((float(lng), float(lat)) for lng, lat in edit["path"])
        act(lambda now: scenario_draft.set_path(now, mine, corners))
