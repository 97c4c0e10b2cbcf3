"""What the page of places holds: the question, the feature to place, the spot it is being put to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import streamlit as st

from views import corridor_facts as facts
from views import corridor_params
from views.state import Param, choice, restore

STATIONS: Final = "stations"
SETS: Final = ("renewal_sites", "villages", STATIONS)


def _feature(text: str) -> str:
    layer = text.partition(".")[0]
    if layer in SETS and text in {key for key, _ in facts.members(layer)}:
        return text
    if layer == "rail" and text in {key for key, _ in facts.members("rail")}:
        return text
    raise ValueError(text)


WHICH: Final = Param("which", "renewal_sites", choice(*SETS))
FEATURE: Final = Param("feature", None, _feature)
QUESTION: Final = (corridor_params.LINES, corridor_params.DISTANCE, corridor_params.FROM)
ALL: Final = (*QUESTION, WHICH, FEATURE)
SPOT: Final = "locate_spot"
_FLIGHTS: Final = "locate_flights"


@dataclass(frozen=True)
class Spot:
    """Where a feature is being put: WGS-84 degrees; `moved_m` is the offset taken away from what was given."""

    feature: str
    lon: float
    lat: float
    how: str
    moved_m: float = 0.0


def restore_all() -> None:
    """Give every parameter its value; the distance rule goes with the corridor check's."""
    restore(corridor_params.PRESET, *ALL)
    corridor_params.settle_preset()


def asked() -> corridor_params.Choice:
    """Return the question whose verdicts are looked at; for stations that of the renewal sites."""
    which = WHICH.get()
    return corridor_params.Choice(
        lines=tuple(code for code in facts.located_lines() if code in (corridor_params.LINES.get() or ())),
        distance_m=int(corridor_params.DISTANCE.get()),
        measure_from="line" if corridor_params.FROM.get() == "line" else "stations",
        set_name="renewal_sites" if which == STATIONS else which,
        street="",
    )


def choose(feature: str | None, *, fly: bool) -> None:
    """Choose the feature to place; a spot set for another one is forgotten."""
    if feature != FEATURE.get():
        st.session_state.pop(SPOT, None)
    FEATURE.set(feature)
    if fly and feature is not None:
        st.session_state[_FLIGHTS] = st.session_state.get(_FLIGHTS, 0) + 1


def flights() -> int:
    """How many times the map was sent to a feature."""
    return int(st.session_state.get(_FLIGHTS, 0))


def spot() -> Spot | None:
    """Spot set for the chosen feature, or none."""
    found: Spot | None = st.session_state.get(SPOT)
    return found if found is not None and found.feature == FEATURE.get() else None


def put(found: Spot | None) -> None:
    """Set or forget the spot."""
    if found is None:
        st.session_state.pop(SPOT, None)
    else:
        st.session_state[SPOT] = found
