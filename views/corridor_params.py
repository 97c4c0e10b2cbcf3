"""What the corridor check is asked: the parameters in the address, and the presets behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import streamlit as st

from analysis import presets
from analysis.verdict import VERDICTS
from views import corridor_facts as facts
from views.state import Param, choice, choices, joined, number, restore

if TYPE_CHECKING:
    from analysis import Preset

NEAREST_M: Final = 10
FARTHEST_M: Final = 3000
STEP_M: Final = 10
FREE: Final = "free"
"""Stands in the list of presets for a distance of the reader's own."""

FLIGHTS: Final = "corridor_flights"
"""Session key: how many times the map has been sent to a village."""

SETS: Final = ("renewal_sites", "villages")


def _sorted(values: object) -> str:
    return joined(sorted(values)) if isinstance(values, list) else joined(values)


def _read_preset(text: str) -> str:
    return choice(FREE, *(preset.id for preset in rail_presets()))(text)


def _read_lines(text: str) -> list[str]:
    return choices(*facts.located_lines())(text)


def _read_street(text: str) -> str:
    return choice("", *(street.code for street in facts.streets()))(text)


def _read_site(text: str) -> str:
    return choice(*(key for name in SETS for key, _ in facts.members(name)))(text)


LINES: Final = Param("lines", ["S1", "S3"], _read_lines, _sorted)
PRESET: Final = Param("preset", "tod_influence", _read_preset)
DISTANCE: Final = Param("d", 800, number(NEAREST_M, FARTHEST_M))
FROM: Final = Param("from", "stations", choice("stations", "line"))
SET: Final = Param("set", "renewal_sites", choice(*SETS))
STREET: Final = Param("street", "", _read_street)
SHOW: Final = Param("show", list(VERDICTS), choices(*VERDICTS), joined)
SITE: Final = Param("site", None, _read_site)
ALL: Final = (LINES, PRESET, DISTANCE, FROM, SET, STREET, SHOW, SITE)


@dataclass(frozen=True)
class Choice:
    """What the reader asks.

    Parameters
    ----------
    lines
        Codes of the lines, in the plan's order.
    distance_m
        Threshold.
    measure_from
        "stations" or "line".
    set_name
        Plan layer of the villages.
    street
        Code of a street, empty for the whole district.
    """

    lines: tuple[str, ...]
    distance_m: int
    measure_from: Literal["stations", "line"]
    set_name: str
    street: str


def asked() -> Choice:
    """Return the question as it stands in this session."""
    return Choice(
        lines=tuple(code for code in facts.located_lines() if code in (LINES.get() or ())),
        distance_m=int(DISTANCE.get()),
        measure_from="line" if FROM.get() == "line" else "stations",
        set_name=SET.get(),
        street=STREET.get(),
    )


def rail_presets() -> tuple[Preset, ...]:
    """Presets a rail corridor can be measured with."""
    return tuple(preset for preset in presets() if preset.applies_to in ("stations", "lines"))


def preset_of(code: str) -> Preset | None:
    """Preset by id; none for a distance of the reader's own."""
    return next((preset for preset in rail_presets() if preset.id == code), None)


def restore_all() -> None:
    """Give every parameter its value; a link that names a preset alone means the preset's own distance."""
    fresh = DISTANCE.key not in st.session_state
    restore(*ALL)
    preset = preset_of(PRESET.get())
    if fresh and preset is not None and PRESET.key in st.query_params:
        if DISTANCE.key not in st.query_params:
            DISTANCE.set(int(preset.distance_m))
        if FROM.key not in st.query_params:
            FROM.set(preset.measure_from)
    settle_preset()


def settle_preset() -> None:
    """Name the preset that distance and starting point make, now that one of them may have moved."""
    distance, start = DISTANCE.get(), FROM.get()

    def fits(preset: Preset) -> bool:
        return distance in (preset.distance_m, *preset.alternatives_m) and start == preset.measure_from

    now = preset_of(PRESET.get())
    if now is not None and fits(now):
        return
    same = [preset.id for preset in rail_presets() if fits(preset) and distance == preset.distance_m]
    PRESET.set(same[0] if same and PRESET.get() != FREE else FREE)


def take_preset() -> None:
    """Take over the distance and the starting point of the preset just chosen."""
    preset = preset_of(PRESET.get())
    if preset is not None:
        DISTANCE.set(int(preset.distance_m))
        FROM.set(preset.measure_from)


def choose_site(site: str | None, *, fly: bool) -> None:
    """Select a village; `fly` sends the map there. Only before its control is drawn, or in a callback."""
    SITE.set(site)
    if fly and site is not None:
        st.session_state[FLIGHTS] = st.session_state.get(FLIGHTS, 0) + 1
