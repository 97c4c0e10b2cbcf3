"""The answer to one question of the buffer workbench, computed once and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import shapely
import streamlit as st

import geodata
from analysis.around import around
from views import workbench_params as params
from views.corridor_answer import collection

if TYPE_CHECKING:
    import geopandas as gpd

    from analysis.around import AroundResult
    from views.workbench_params import Ask


def version(ask: Ask) -> str:
    """Name the state of the data an answer rests on."""
    return "-".join(geodata.content_hash(name)[:12] for name in dict.fromkeys([ask.a, ask.b]))


def frame(layer: str, ids: list[str]) -> gpd.GeoDataFrame:
    """Features of a layer in EPSG:4549, with search areas where the layer has them."""
    whole = geodata.layer(layer, crs=geodata.METRIC)
    if {"street", "search_area"} <= set(whole.columns):
        whole = geodata.sites(layer)
    return whole.loc[ids]


def sides(ask: Ask) -> tuple[list[str], list[str]]:
    """Ids measured from, and ids tested; what is measured from is not tested against itself."""
    first = params.chosen_ids(ask.a, ask.a_filter)
    second = params.chosen_ids(ask.b, ask.b_filter)
    if ask.a == ask.b:
        second = [key for key in second if key not in set(first)]
    return first, second


def answer(ask: Ask) -> AroundResult:
    """Answer a question, from the cache where it has been asked before.

    Raises
    ------
    AtlasError
        Nothing located to measure from, or one side of what is no line.
    """
    return _answer(ask, version(ask))


@st.cache_resource(max_entries=64, show_spinner=False)
def _answer(ask: Ask, version: str) -> AroundResult:
    del version  # part of the cache's key only
    first, second = sides(ask)
    return around(
        frame(ask.b, second),
        frame(ask.a, first),
        distance_m=ask.reach_m,
        side=ask.side,
        rings_m=ask.rings_m,
        min_share=ask.share / 100,
    )


def zone(ask: Ask) -> dict[str, Any]:
    """Draw the buffer, or its rings from the outermost in, as GeoJSON in degrees."""
    return _zone(ask, version(ask))


@st.cache_data(max_entries=64, show_spinner=False)
def _zone(ask: Ask, version: str) -> dict[str, Any]:
    found = _answer(ask, version)
    # Half a metre is below what a screen shows; outlines of rivers are long.
    if len(found.rings):
        shapes = {f"ring-{row.to_m:.0f}": shapely.simplify(row.geometry, 0.5) for row in found.rings.itertuples()}
        return collection(shapes)
    return collection({"zone": shapely.simplify(found.zone, 0.5)})
