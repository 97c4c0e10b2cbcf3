"""The answer to one question of the corridor check, computed once and kept."""

from __future__ import annotations

import json
import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely
import streamlit as st

import geodata
from analysis import check
from analysis.zones import DRAWN_QUAD_SEGS, zone
from geodata.crs import LONLAT, METRIC, project
from views import corridor_facts as facts

if TYPE_CHECKING:
    import geopandas as gpd

    from analysis import Counts, Message
    from views.corridor_params import Choice

DIGITS: Final = 6
RAIL: Final = "layer:rail"

_projector: Final = ThreadPoolExecutor(max_workers=1, thread_name_prefix="projector")
"""One thread keeps its projection: every run of a page is a new thread, and building one there takes 40 ms."""


@dataclass(frozen=True)
class Answer:
    """What one question gives, as plain values.

    Parameters
    ----------
    table, by_line
        See `analysis.CheckResult`; `table` has further columns name_en, source, station_en, and of the nearest
        station or line target_basis, target_accuracy_m, likely_line (the likeliest line of an unlocated site).
    by_street, of_lines
        Counts by street and by line.
    counts, warnings
        See `analysis.CheckResult`.
    record
        How it was made, JSON.
    columns
        Columns of `table` as the analysis gives it.
    """

    table: pd.DataFrame
    by_line: pd.DataFrame
    by_street: pd.DataFrame
    of_lines: pd.DataFrame
    counts: Counts
    warnings: tuple[Message, ...]
    record: str
    columns: tuple[str, ...]


def data_version() -> str:
    """Name the state of the data an answer rests on."""
    return "-".join(geodata.content_hash(name)[:12] for name in ("renewal_sites", "villages", "rail", "streets"))


def street_name(code: str) -> str | None:
    """Full Chinese name of a street by its code; none for the whole district."""
    return facts.street(code).name if code else None


def sites_of(asked: Choice) -> gpd.GeoDataFrame:
    """Sites the question is about, EPSG:4549."""
    return geodata.sites(asked.set_name, street=street_name(asked.street))


def answer(asked: Choice) -> Answer:
    """Answer a question, from the cache where it has been asked before."""
    return _answer(asked.lines, asked.distance_m, asked.measure_from, asked.set_name, asked.street, data_version())


@st.cache_data(max_entries=256, show_spinner=False)
def _answer(
    lines: tuple[str, ...], distance_m: int, measure_from: str, set_name: str, street: str, version: str
) -> Answer:
    del version  # part of the cache's key only
    sites = geodata.sites(set_name, street=street_name(street))
    stations, axes = geodata.stations(), geodata.lines()
    result = check(
        sites,
        stations,
        axes,
        line_ids=lines,
        distance_m=distance_m,
        measure_from="line" if measure_from == "line" else "stations",
    )
    # As the command line writes it, so that `python -m analysis rerun` takes it.
    parameters = {name: value for name, value in result.record.parameters.items() if name != "distance_m"}
    record = replace(result.record, parameters={**parameters, "distances_m": [float(distance_m)]})
    place = {"origin": f"layer:{set_name}"} | ({"street": street_name(street)} if street else {})
    record = record.with_origins({"sites": place, "stations": {"origin": RAIL}, "lines": {"origin": RAIL}})
    return Answer(
        table=_explained(result.table, result.by_line, sites, stations, axes),
        by_line=result.by_line,
        by_street=result.summary_by("street"),
        of_lines=result.summary_by("line"),
        counts=result.counts,
        warnings=result.warnings,
        record=record.to_json(),
        columns=tuple(result.table.columns),
    )


def _explained(
    table: pd.DataFrame,
    by_line: pd.DataFrame,
    sites: gpd.GeoDataFrame,
    stations: gpd.GeoDataFrame,
    axes: gpd.GeoDataFrame,
) -> pd.DataFrame:
    """Add what the sentence on a village and the table need about the place measured to."""
    stops = {(row.line, row.name_): row for row in stations.rename(columns={"name": "name_"}).itertuples()}
    extra: list[dict[str, Any]] = []
    for line, name in zip(table["nearest_line"], table["nearest_station"], strict=True):
        stop = stops.get((line, name))
        if stop is not None:
            extra.append({"station_en": stop.name_en, "target_basis": stop.basis, "target_accuracy_m": stop.accuracy_m})
        elif line is not None:
            axis = axes.loc[line]
            extra.append({"station_en": None, "target_basis": axis["basis"], "target_accuracy_m": axis["accuracy_m"]})
        else:
            extra.append({"station_en": None, "target_basis": None, "target_accuracy_m": math.nan})
    columns = ["station_en", "target_basis", "target_accuracy_m"]
    more = pd.DataFrame(extra, index=table.index, columns=columns).astype(
        {"station_en": object, "target_basis": object}
    )
    texts = ["station_en", "target_basis"]
    more[texts] = more[texts].where(more[texts].notna(), None)
    best = by_line["probability"].fillna(-1).groupby(level="site", sort=False).idxmax()
    likely = pd.Series([line for _, line in best], index=best.index).reindex(table.index)
    return table.assign(name_en=sites["name_en"], source=sites["source"], likely_line=likely, **more)


@st.cache_data(max_entries=256, show_spinner=False)
def corridor(lines: tuple[str, ...], distance_m: int, measure_from: str, version: str) -> dict[str, Any]:
    """Corridor as GeoJSON in degrees; empty when nothing of the lines is located.

    Parameters
    ----------
    lines, distance_m, measure_from
        As asked.
    version
        `data_version`.
    """
    del version  # part of the cache's key only
    axes = geodata.lines()
    stops = geodata.stations()
    frame = axes.loc[list(lines)] if measure_from == "line" else stops[stops["line"].isin(lines)]
    shapes = frame.geometry[frame.geometry.notna()].to_numpy()
    return collection({"corridor": zone(shapes, distance_m, quad_segs=DRAWN_QUAD_SEGS)})


@st.cache_data(max_entries=256, show_spinner=False)
def search_area(set_name: str, site: str, version: str) -> dict[str, Any] | None:
    """Search area of an unlocated site as GeoJSON in degrees, or none."""
    del version
    frame = geodata.sites(set_name)
    area = frame.loc[site, "search_area"]
    if area is None or frame.loc[site, "geometry"] is not None:
        return None
    return collection({"search": shapely.simplify(area, 10)})


@st.cache_data(max_entries=256, show_spinner=False)
def measured_line(
    set_name: str, site: str, line: str, station: str | None, version: str
) -> tuple[dict[str, Any], tuple[float, float, float, float]] | None:
    """Straight line from a site to what its distance is measured to, as GeoJSON in degrees, and its bounds."""
    del version
    place = geodata.sites(set_name).loc[site, "geometry"]
    if place is None:
        return None
    stops, axes = geodata.stations(), geodata.lines()
    if station is None:
        goal = axes.loc[line, "geometry"]
    else:
        goal = stops[(stops["line"] == line) & (stops["name"] == station)].geometry.iloc[0]
    drawn = collection({"measured": shapely.shortest_line(place, goal)})
    (start_x, start_y), (end_x, end_y) = drawn["features"][0]["geometry"]["coordinates"]
    return drawn, (min(start_x, end_x), min(start_y, end_y), max(start_x, end_x), max(start_y, end_y))


def collection(shapes: dict[str, shapely.Geometry], *, metric: bool = True) -> dict[str, Any]:
    """GeoJSON of a few shapes by id, in EPSG:4549 or in degrees already."""
    whole = np.array(list(shapes.values()), dtype=object)
    degrees = _projector.submit(project, whole, METRIC, LONLAT).result() if metric else whole
    rounded = shapely.transform(degrees, lambda xy: xy.round(DIGITS))
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"id": key}, "geometry": json.loads(shapely.to_geojson(shape))}
            for key, shape in zip(shapes, rounded, strict=True)
            if not shape.is_empty
        ],
    }
