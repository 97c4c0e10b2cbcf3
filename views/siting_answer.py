"""The answer to one question of the page of station sites, computed once and kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

import geodata
from analysis.cli_candidates import BARRED, lay_out
from analysis.siting import Existing, suggest
from layers.language import pick
from views import corridor_facts as facts
from views import siting_params as params
from views.corridor_answer import collection

if TYPE_CHECKING:
    import geopandas as gpd

    from analysis.siting import SitingResult
    from layers.language import Lang
    from views.siting_params import Ask


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
        sites(ask),
        candidates(ask),
        distance_m=ask.distance_m,
        up_to=params.MOST,
        weight=ask.goal.weight,
        existing=Existing(geodata.stations(), geodata.lines(), ask.lines, ask.measure_from),
    )


def sites(ask: Ask) -> gpd.GeoDataFrame:
    """Places of a question, with their weight where they have one, EPSG:4549."""
    places = geodata.sites(ask.goal.sites)
    if ask.goal.weight is None:
        return places
    return places.assign(**{ask.goal.weight: geodata.layer(ask.goal.sites)[ask.goal.weight]})


def candidates(ask: Ask) -> gpd.GeoDataFrame:
    """Candidates of a question, inside the district, EPSG:4549."""
    return lay_out(layout(ask))


def layout(ask: Ask) -> dict[str, Any]:
    """How the candidates of a question are laid out, as its record says it."""
    asked: dict[str, Any] = {"along": ask.source, "spacing_m": ask.spacing_m}
    if ask.source == "area":
        return asked | {"streets": list(ask.streets)}
    if ask.source == "drawn":
        return asked | {"path": [list(corner) for corner in ask.path]}
    chosen = [params.track_of(code) for code in ask.tracks]
    return asked | {"tracks": list(ask.tracks), "layers": list(dict.fromkeys(each.layer for each in chosen))}


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
