"""The answer to one question of the page of station sites, computed once and kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import pandas as pd
import shapely
import streamlit as st

import geodata
from analysis.candidates import along, grid
from analysis.siting import Existing, suggest
from layers.language import pick
from views import corridor_facts as facts
from views import siting_params as params
from views.corridor_answer import collection

if TYPE_CHECKING:
    from analysis.siting import SitingResult
    from layers.language import Lang
    from views.siting_params import Ask

BARRED: Final = ("forest", "water")


@dataclass(frozen=True)
class Spot:
    """One suggested station as a reader sees it.

    `number` counts from 1 along the list; `street` and `near` are names in both languages, `on` the line it stands
    on ("" on a grid); `gain` and `unique` as in `analysis.siting.Suggestion`.
    """

    id: str
    number: int
    lng: float
    lat: float
    on: str
    street: tuple[str, str]
    near: tuple[str, str]
    gain: float
    unique: float

    def title(self, lang: Lang) -> str:
        """Where it is, in words."""
        near = pick(lang, f"近{self.near[0]}", f"near {self.near[1]}") if self.near[0] else ""
        return " · ".join(part for part in (pick(lang, *self.street), near) if part)


def version(ask: Ask) -> str:
    """Name the state of the data an answer rests on."""
    names = dict.fromkeys([ask.demand, "villages", "rail", "ring_roads", "roads", "streets", *BARRED])
    return "-".join(geodata.content_hash(name)[:12] for name in names)


def answer(ask: Ask) -> SitingResult:
    """Answer a question, from the cache where it has been asked before.

    Raises
    ------
    AtlasError
        No candidate, or too many.
    """
    return _answer(ask, version(ask))


@st.cache_resource(max_entries=32, show_spinner=False)
def _answer(ask: Ask, version: str) -> SitingResult:
    del version  # part of the cache's key only
    return suggest(
        geodata.sites(ask.goal.sites) if ask.goal.weight is None else _weighed(ask),
        candidates(ask),
        distance_m=ask.distance_m,
        up_to=params.MOST,
        weight=ask.goal.weight,
        existing=Existing(geodata.stations(), geodata.lines(), ask.lines, ask.measure_from),
    )


def _weighed(ask: Ask) -> gpd.GeoDataFrame:
    sites = geodata.sites(ask.goal.sites)
    column = str(ask.goal.weight)
    return sites.assign(**{column: geodata.layer(ask.goal.sites)[column]})


def candidates(ask: Ask) -> gpd.GeoDataFrame:
    """Candidates of a question, inside the district, EPSG:4549."""
    streets = geodata.streets()
    if ask.source == "area":
        barred = [shape for name in BARRED for shape in _areal(geodata.layer(name, crs=geodata.METRIC))]
        return grid(streets.loc[list(ask.streets)], ask.spacing_m, minus=barred)
    if ask.source == "drawn":
        drawn = gpd.GeoDataFrame(
            {"name": ["试画线"]}, geometry=[shapely.LineString(ask.path)], index=["drawn"], crs=geodata.LONLAT
        )
        return along(drawn.to_crs(geodata.METRIC), ask.spacing_m)
    chosen = [params.track_of(code) for code in ask.tracks]
    frames = [geodata.layer(name, crs=geodata.METRIC) for name in dict.fromkeys(each.layer for each in chosen)]
    lines = pd.concat([frame.loc[frame.index.isin(ask.tracks), ["name", "geometry"]] for frame in frames])
    district = shapely.union_all(streets.geometry.to_numpy())
    return along(gpd.GeoDataFrame(lines, crs=geodata.METRIC), ask.spacing_m, within=district)


def _areal(frame: gpd.GeoDataFrame) -> list[shapely.Geometry]:
    shapes = frame.geometry[frame.geometry.notna()]
    return list(shapes[shapes.geom_type.isin(["Polygon", "MultiPolygon"])])


def spots(ask: Ask, k: int) -> list[Spot]:
    """Suggested stations for a number of them, in the order of what they bring."""
    return _spots(ask, k, version(ask))


@st.cache_data(max_entries=128, show_spinner=False)
def _spots(ask: Ask, k: int, version: str) -> list[Spot]:
    found = _answer(ask, version).suggestions[k - 1].stations
    ordered = found.sort_values("gain", ascending=False, kind="stable")
    streets = geodata.streets()
    villages = geodata.sites("villages")
    villages = villages[villages.geometry.notna()]
    english = facts.english_streets()
    degrees = ordered.geometry.to_crs(geodata.LONLAT)
    made = []
    for number, (key, row) in enumerate(ordered.iterrows(), 1):
        inside = streets.index[streets.intersects(row.geometry)]
        street = str(streets.loc[inside[0], "name"]) if len(inside) else ""
        distance = villages.distance(row.geometry)
        nearest = distance.idxmin()
        near = ("", "")
        if distance[nearest] <= 1500:  # noqa: PLR2004 - metres; farther off the name would not help
            near = (str(villages.loc[nearest, "name"]), str(villages.loc[nearest, "name_en"]))
        made.append(
            Spot(
                id=str(key), number=number, lng=round(degrees[key].x, 5), lat=round(degrees[key].y, 5),
                on=str(row["on"]) if ask.source != "area" else "", street=(street, english.get(street, street)),
                near=near, gain=float(row["gain"]), unique=float(row["unique"]),
            )
        )  # fmt: skip
    return made


def shapes(ask: Ask, k: int) -> dict[str, dict[str, Any]]:
    """Draw for the map: candidates, suggested stations with their number, and the circles around them."""
    return _shapes(ask, k, version(ask))


@st.cache_data(max_entries=128, show_spinner=False)
def _shapes(ask: Ask, k: int, version: str) -> dict[str, dict[str, Any]]:
    result = _answer(ask, version)
    chosen = result.suggestions[k - 1].stations
    numbers = {spot.id: str(spot.number) for spot in _spots(ask, k, version)}
    stations = collection({str(key): shape for key, shape in chosen.geometry.items()})
    for feature in stations["features"]:
        number = numbers[feature["properties"]["id"]]
        feature["properties"] |= {"name": number, "name_en": number, "basis": "proposed"}
    around = chosen.geometry.buffer(ask.distance_m, quad_segs=16)
    others = result.candidates.geometry[~result.candidates.index.isin(chosen.index)]
    return {
        "candidates": collection({str(key): shape for key, shape in others.items()}),
        "reach": collection({str(key): shape for key, shape in around.items()}),
        "chosen": stations,
    }
