"""What the page of station sites is asked: its parameters in the address."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

import streamlit as st

import geodata
from layers.language import pick
from views import corridor_facts as facts
from views import corridor_params as corridor
from views.coverage_targets import Target, targets
from views.scenario_draft import place
from views.state import Param, choice, choices, joined, number, restore

if TYPE_CHECKING:
    from layers.language import Lang

SOURCES: Final = ("lines", "area", "drawn")
MOST: Final = 5
"""Stations suggested at once; more are planned one scenario at a time."""
MOST_CORNERS: Final = 60
CLICKED: Final = "siting_clicked"


@dataclass(frozen=True)
class Track:
    """A line that candidates can stand along: its feature, layer, names and accuracy."""

    id: str
    layer: str
    zh: str
    en: str
    accuracy_m: float

    def title(self, lang: Lang) -> str:
        """Name in the reader's language."""
        return pick(lang, self.zh, self.en)


def tracks() -> tuple[Track, ...]:
    """Rail axes, the plan's ring roads and the main roads that are located; expressways have no stations."""
    return _tracks(tuple(geodata.content_hash(name) for name in ("rail", "ring_roads", "roads")))


@lru_cache(maxsize=4)
def _tracks(digests: tuple[str, ...]) -> tuple[Track, ...]:
    del digests  # the cache's key only
    found = []
    for layer in ("rail", "ring_roads", "roads"):
        frame = geodata.layer(layer)
        for key, row in frame[frame.geometry.notna()].iterrows():
            lineal = "Line" in row.geometry.geom_type
            if lineal and row.get("road_class") != "motorway":
                found.append(Track(str(key), layer, str(row["name"]), str(row["name_en"]), float(row["accuracy_m"])))
    return tuple(found)


def demands() -> tuple[Target, ...]:
    """List the sets of places that can be served."""
    return tuple(each for each in targets() if each.kind == "sites")


def demand_of(code: str) -> Target:
    """Set of places by its id; the first one for an unknown id."""
    return next((each for each in demands() if each.id == code), demands()[0])


def track_of(code: str) -> Track:
    """Line by its feature's id."""
    return next(each for each in tracks() if each.id == code)


def _read_demand(text: str) -> str:
    return choice(*(each.id for each in demands()))(text)


def _read_tracks(text: str) -> list[str]:
    return choices(*(each.id for each in tracks()))(text)


def _read_streets(text: str) -> list[str]:
    return choices(*(street.code for street in facts.streets()))(text)


def read_path(text: str) -> tuple[tuple[float, float], ...]:
    """Corners of a drawn line from ``lng,lat;lng,lat``.

    Raises
    ------
    ValueError
        No numbers, too many corners, or a place outside the area.
    """
    corners = [part.split(",") for part in text.split(";") if part]
    if len(corners) > MOST_CORNERS:
        raise ValueError(text[:20])
    return tuple(place(float(lng), float(lat)) for lng, lat in corners)


def _write_path(value: object) -> str:
    return ";".join(f"{lng},{lat}" for lng, lat in value) if isinstance(value, tuple) else ""


DEMAND: Final = Param("demand", "renewal_sites", _read_demand)
SOURCE: Final = Param("along", "lines", choice(*SOURCES))
TRACKS: Final = Param("tracks", ["roads.010", "roads.014"], _read_tracks, joined)
STREETS: Final = Param("in", ["330304008", "330304012"], _read_streets, joined)
SPACING: Final = Param("step", 300, number(100, 1000))
NUMBER: Final = Param("k", 3, number(1, MOST))
PATH: Final = Param("path", (), read_path, _write_path)
ALL: Final = (
    DEMAND, SOURCE, TRACKS, STREETS, SPACING, NUMBER, PATH, corridor.LINES, corridor.PRESET, corridor.DISTANCE,
    corridor.FROM,
)  # fmt: skip


@dataclass(frozen=True)
class Ask:
    """One question; of `tracks`, `streets` and `path` only what the source needs is filled in."""

    demand: str
    source: Literal["lines", "area", "drawn"]
    tracks: tuple[str, ...]
    streets: tuple[str, ...]
    path: tuple[tuple[float, float], ...]
    spacing_m: int
    distance_m: int
    lines: tuple[str, ...]
    measure_from: Literal["stations", "line"]

    @property
    def goal(self) -> Target:
        """Places to be served."""
        return demand_of(self.demand)

    @property
    def ready(self) -> bool:
        """Whether there is anything for candidates to stand on."""
        return {"lines": bool(self.tracks), "area": bool(self.streets), "drawn": len(self.path) > 1}[self.source]


def asked() -> Ask:
    """Return the question as the controls stand."""
    source = SOURCE.get()
    chosen = TRACKS.get() or ()
    wanted = STREETS.get() or ()
    there = corridor.LINES.get() or ()
    return Ask(
        demand=demand_of(DEMAND.get()).id,
        source=source,
        tracks=tuple(each.id for each in tracks() if each.id in chosen) if source == "lines" else (),
        streets=tuple(each.code for each in facts.streets() if each.code in wanted) if source == "area" else (),
        path=tuple(PATH.get()) if source == "drawn" else (),
        spacing_m=int(SPACING.get()),
        distance_m=int(corridor.DISTANCE.get()),
        lines=tuple(code for code in facts.located_lines() if code in there),
        measure_from="line" if corridor.FROM.get() == "line" else "stations",
    )


def restore_all() -> None:
    """Give every parameter its value; distance and preset go together as in the corridor check."""
    corridor.restore_all()
    restore(*ALL)


def add_corner(lng: float, lat: float) -> None:
    """Add a corner to the drawn line; a click far outside is ignored, so is one beyond the most."""
    corners = tuple(PATH.get())
    if len(corners) < MOST_CORNERS:
        PATH.set((*corners, place(lng, lat)))


def drop_corner() -> None:
    """Take the last corner back."""
    PATH.set(tuple(PATH.get())[:-1])


def clear_path() -> None:
    """Start the drawn line anew."""
    st.session_state[PATH.key] = ()
