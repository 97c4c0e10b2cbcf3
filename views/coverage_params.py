"""What the coverage page is asked: its parameters in the address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

import streamlit as st

from analysis.scenario import HORIZONS
from views import corridor_facts as facts
from views import corridor_params as corridor
from views import scenario_code
from views.coverage_targets import Target, target, targets
from views.scenario_draft import MOST_LINES, Draft
from views.state import Param, choice, choices, joined, restore

if TYPE_CHECKING:
    from layers.mapstate import Focus

MODES: Final = ("map", "compare", "draw")
OWN: Final = "own"
CASES: Final = ("now", "building", "plan", OWN)
"""Scenarios to compare: horizons of the analysis, and the reader's own."""
DRAWN_IDS: Final = tuple(f"U{number}" for number in range(1, MOST_LINES + 1))

STALE: Final = "coverage_stale"
"""Session key: a control outside the fragment was moved from inside it."""
FOCUS: Final = "coverage_focus"
"""Session key: the place the reader last asked to see."""


def _read_target(text: str) -> str:
    return choice(*(each.id for each in targets()))(text)


def _read_own(text: str) -> list[str]:
    return choices(*facts.located_lines(), *DRAWN_IDS)(text)


def _read_draft(text: str) -> str:
    scenario_code.unpack(text)
    return text


MODE: Final = Param("mode", "map", choice(*MODES))
TARGET: Final = Param("target", "key_blocks", _read_target)
FIRST: Final = Param("a", "now", choice(*CASES))
SECOND: Final = Param("b", "building", choice(*CASES))
OWN_LINES: Final = Param("own", ["S1", "M1"], _read_own, joined)
DRAFT: Final = Param("w", "", _read_draft)
ALL: Final = (
    MODE, TARGET, corridor.LINES, corridor.PRESET, corridor.DISTANCE, corridor.FROM, FIRST, SECOND, OWN_LINES, DRAFT,
)  # fmt: skip


@dataclass(frozen=True)
class Ask:
    """One question: which lines, how far, measured from where, against what; `draft` is what was drawn, packed."""

    lines: tuple[str, ...]
    distance_m: int
    measure_from: Literal["stations", "line"]
    target: str
    draft: str = ""

    @property
    def goal(self) -> Target:
        """What is to be covered."""
        return target(self.target)

    def with_lines(self, lines: tuple[str, ...], draft: str) -> Ask:
        """Ask the same of other lines."""
        return replace(self, lines=lines, draft=draft)


def asked() -> Ask:
    """Return the question as the controls stand, of the plan's own lines."""
    chosen = corridor.LINES.get() or ()
    return Ask(
        lines=tuple(code for code in facts.located_lines() if code in chosen),
        distance_m=int(corridor.DISTANCE.get()),
        measure_from="line" if corridor.FROM.get() == "line" else "stations",
        target=target(TARGET.get()).id,
    )


def restore_all() -> None:
    """Give every parameter its value; distance and preset go together as in the corridor check."""
    corridor.restore_all()
    restore(MODE, TARGET, FIRST, SECOND, OWN_LINES, DRAFT)


def case_lines(case: str, draft: Draft) -> tuple[str, ...]:
    """Lines of a scenario, those of the plan in its order, then the drawn ones."""
    drawn = [track.id for track in draft.tracks if track.stops or track.path]
    if case == OWN:
        wanted = OWN_LINES.get() or ()
        return tuple(code for code in (*facts.located_lines(), *drawn) if code in wanted)
    return tuple(code for code in facts.located_lines() if facts.line(code).status in HORIZONS[case])


def take_distance(distance_m: int) -> None:
    """Take over a distance chosen on the curve; the slider in the sidebar has to be drawn again."""
    corridor.DISTANCE.set(min(corridor.FARTHEST_M, max(corridor.NEAREST_M, int(distance_m))))
    corridor.settle_preset()
    st.session_state[STALE] = True


def is_stale() -> bool:
    """Whether the sidebar has to be drawn again; told once."""
    return bool(st.session_state.pop(STALE, False))


def look_at(focus: Focus) -> None:
    """Send the map somewhere."""
    st.session_state[FOCUS] = focus
