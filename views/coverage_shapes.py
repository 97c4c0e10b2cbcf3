"""Shapes the coverage map draws: where the corridor surely and possibly reaches, and what it leaves uncovered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import shapely
import streamlit as st

import geodata
from analysis import uncovered
from analysis.inputs import read_corridor
from analysis.surety import sure_and_possible
from analysis.zones import DRAWN_QUAD_SEGS, corridor_geometries, zone
from views import coverage_targets
from views.corridor_answer import collection
from views.coverage_answer import network

if TYPE_CHECKING:
    import geopandas as gpd

    from views.coverage_params import Ask

SIMPLE_M: Final = 3
"""Shapes for the screen are simplified by less than a pixel at the closest zoom a reader uses."""


@dataclass(frozen=True)
class Zones:
    """GeoJSON in degrees: `nominal` at the recorded positions, `sure` (in), `verify` (neither in nor out)."""

    nominal: dict[str, Any]
    sure: dict[str, Any]
    verify: dict[str, Any]


@dataclass(frozen=True)
class Piece:
    """One piece left uncovered, by rank; `bounds` in degrees, west, south, east, north."""

    id: str
    rank: int
    area: str
    name: str
    part_m2: float
    share: float
    weight: float | None
    bounds: tuple[float, float, float, float]


def zones(ask: Ask) -> Zones:
    """Zones of a question."""
    return _zones(ask, geodata.content_hash("rail"))


@st.cache_data(max_entries=256, show_spinner=False)
def _zones(ask: Ask, version: str) -> Zones:
    del version  # part of the cache's key only
    stations, lines = network(ask)
    sure, possible = sure_and_possible(
        stations, lines, line_ids=ask.lines, distance_m=ask.distance_m, measure_from=ask.measure_from,
    )  # fmt: skip
    shapes = corridor_geometries(read_corridor(stations, lines, ask.lines, ask.measure_from))
    nominal = zone(shapes, ask.distance_m, quad_segs=DRAWN_QUAD_SEGS)
    verify = shapely.difference(possible, sure)
    drawn = {"nominal": nominal, "sure": sure, "verify": verify}
    return Zones(**{name: _collection({name: shape}) for name, shape in drawn.items()})


def _collection(shapes: dict[str, shapely.Geometry]) -> dict[str, Any]:
    return collection({key: shapely.simplify(shape, SIMPLE_M) for key, shape in shapes.items()})


def rest(ask: Ask) -> tuple[dict[str, Any], tuple[Piece, ...]]:
    """Pieces of the target's areas outside the nominal corridor: as GeoJSON in degrees, and ranked."""
    return _rest(ask, coverage_targets.version(ask.goal))


@st.cache_data(max_entries=128, show_spinner=False)
def _rest(ask: Ask, version: str) -> tuple[dict[str, Any], tuple[Piece, ...]]:
    del version
    left = rest_frame(ask)
    bounds = left.to_crs(geodata.LONLAT).bounds.to_numpy()
    pieces = tuple(
        Piece(
            id=f"rest-{rank}",
            rank=int(rank),
            area=str(row["area"]),
            name=str(row["name"]),
            part_m2=float(row["part_m2"]),
            share=float(row["share"]),
            weight=float(row["weight"]) if "weight" in left else None,
            bounds=(float(box[0]), float(box[1]), float(box[2]), float(box[3])),
        )
        for (rank, row), box in zip(left.iterrows(), bounds, strict=True)
    )
    shapes = {
        piece.id: shapely.simplify(shape, 2 * SIMPLE_M) for piece, shape in zip(pieces, left.geometry, strict=True)
    }
    made = collection(shapes)
    names = {piece.id: f"{piece.rank}. {piece.name}" for piece in pieces}
    for feature in made["features"]:
        feature["properties"]["name"] = names[feature["properties"]["id"]]
    return made, pieces


def rest_frame(ask: Ask) -> gpd.GeoDataFrame:
    """Pieces outside the nominal corridor, as `analysis.uncovered` gives them; all areas when nothing is located."""
    stations, lines = network(ask)
    return uncovered(
        coverage_targets.areas(ask.goal), stations, lines, line_ids=ask.lines, distance_m=ask.distance_m,
        measure_from=ask.measure_from, weight=ask.goal.weight,
    )  # fmt: skip
