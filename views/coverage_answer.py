"""Figures of the coverage page, each computed once and kept: villages, land, curves, what each line brings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

import geodata
from analysis import (
    area_contribution,
    area_curve,
    check,
    compare,
    coverage,
    site_contribution,
    site_curve,
)
from analysis.record import Record
from views import coverage_targets, scenario_code, scenario_frames

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from analysis import Comparison, Counts, Message
    from views.coverage_params import Ask

RAIL: Final = "layer:rail"
CURVE_M: Final = tuple(float(distance) for distance in range(100, 3001, 100))


@dataclass(frozen=True)
class Villages:
    """Villages of a question: `table` as the check gives it with name_en and `area`, counts by area."""

    table: pd.DataFrame
    by_area: pd.DataFrame
    counts: Counts
    warnings: tuple[Message, ...]
    record: str


@dataclass(frozen=True)
class Land:
    """Land of a question: a row an area as `analysis.coverage` gives it with name_en, all together, the record."""

    table: pd.DataFrame
    total: pd.Series
    warnings: tuple[Message, ...]
    record: str


def network(ask: Ask) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Stations and lines a question is about, those of the plan and those drawn, EPSG:4549."""
    return scenario_frames.network(scenario_code.unpack(ask.draft))


def villages(ask: Ask) -> Villages:
    """Verdicts on the villages and their counts by area of the target (by subdistrict for a set of villages)."""
    return _villages(ask, coverage_targets.version(ask.goal))


@st.cache_data(max_entries=256, show_spinner=False)
def _villages(ask: Ask, version: str) -> Villages:
    del version  # part of the cache's key only
    goal = ask.goal
    sites = geodata.sites(goal.sites)
    stations, lines = network(ask)
    result = check(
        sites, stations, lines, line_ids=ask.lines, distance_m=ask.distance_m, measure_from=ask.measure_from,
    )  # fmt: skip
    if goal.kind == "areas":
        area = coverage_targets.membership(sites, coverage_targets.areas(goal))
    else:
        area = list(sites["street"].fillna(""))
    grouped = replace(result, table=result.table.assign(area=area)).summary_by("area")  # type: ignore[arg-type]  # any column serves
    return Villages(
        table=result.table.assign(name_en=sites["name_en"], source=sites["source"], area=area),
        by_area=grouped,
        counts=result.counts,
        warnings=result.warnings,
        record=_record(result.record, ask, {"sites": {"origin": f"layer:{goal.sites}"}}),
    )


def _record(record: Record, ask: Ask, origins: dict[str, dict[str, str]]) -> str:
    """Record as JSON; the lines drawn are carried beside the plan's, so that they can be drawn again."""
    parameters = dict(record.parameters)
    if record.kind == "check":  # as the command line writes it, so that `python -m analysis rerun` takes it
        parameters["distances_m"] = [parameters.pop("distance_m")]
    if ask.draft:
        parameters["drawn"] = scenario_code.plain(scenario_code.unpack(ask.draft))
    told = replace(record, parameters=parameters)
    return told.with_origins({"stations": {"origin": RAIL}, "lines": {"origin": RAIL}, **origins}).to_json()


def land(ask: Ask) -> Land:
    """Land covered of every area of the target; of the subdistricts for a set of villages."""
    return _land(ask, coverage_targets.version(ask.goal))


@st.cache_data(max_entries=128, show_spinner=False)
def _land(ask: Ask, version: str) -> Land:
    del version
    goal = ask.goal
    areas = coverage_targets.areas(goal)
    stations, lines = network(ask)
    result = coverage(
        areas,
        stations,
        lines,
        line_ids=ask.lines,
        distance_m=ask.distance_m,
        measure_from=ask.measure_from,
        weights=[goal.weight] if goal.weight else [],
    )
    layer_id = goal.id if goal.kind == "areas" else "streets"
    table = result.table.assign(name_en=areas["name_en"] if "name_en" in areas else result.table["name"])
    record = _record(result.record, ask, {"areas": {"origin": f"layer:{layer_id}", "slivers": "cut"}})
    return Land(table, result.total, result.warnings, record)


def loose(ask: Ask) -> bool:
    """Say whether the target's boundaries are a sketch, so that its shares deserve no decimals."""
    return ask.goal.kind == "areas" and bool(geodata.layer(ask.goal.id)["basis"].eq("schematic").any())


def curve(ask: Ask) -> pd.DataFrame:
    """Coverage against distance: columns value, low, high (share of land, or number of villages), index metres."""
    return _curve(replace(ask, distance_m=0), coverage_targets.version(ask.goal))


@st.cache_data(max_entries=64, show_spinner=False)
def _curve(ask: Ask, version: str) -> pd.DataFrame:
    del version
    goal = ask.goal
    stations, lines = network(ask)
    if goal.kind == "areas":
        areas = coverage_targets.areas(goal)
        found = area_curve(
            areas, stations, lines, line_ids=ask.lines, distances_m=CURVE_M, measure_from=ask.measure_from,
            weight=goal.weight,
        )  # fmt: skip
        names = {"share_expected": "value", "share_low": "low", "share_high": "high"}
    else:
        sites = geodata.sites(goal.sites)
        found = site_curve(
            sites, stations, lines, line_ids=ask.lines, distances_m=CURVE_M, measure_from=ask.measure_from,
        )  # fmt: skip
        names = {"expected": "value"}
    return found.rename(columns=names)


def brings_villages(ask: Ask) -> pd.DataFrame:
    """Split the villages among the lines; see `analysis.site_contribution`."""
    return _brings(ask, "sites", coverage_targets.version(ask.goal))


def brings_land(ask: Ask) -> pd.DataFrame:
    """Split the land among the lines, square metres; see `analysis.area_contribution`."""
    return _brings(ask, "areas", coverage_targets.version(ask.goal))


@st.cache_data(max_entries=128, show_spinner=False)
def _brings(ask: Ask, what: str, version: str) -> pd.DataFrame:
    del version
    stations, lines = network(ask)
    asked = {"line_ids": ask.lines, "distance_m": ask.distance_m, "measure_from": ask.measure_from}
    if what == "areas":
        return area_contribution(coverage_targets.areas(ask.goal), stations, lines, **asked)
    return site_contribution(geodata.sites(ask.goal.sites), stations, lines, **asked)


def changes(first: Ask, second: Ask) -> Comparison:
    """Villages compared between two sets of lines at the same distance, both with the same draws."""
    return _changes(first, second, coverage_targets.version(first.goal))


@st.cache_resource(max_entries=64, show_spinner=False)
def _changes(first: Ask, second: Ask, version: str) -> Comparison:
    del version
    sites = geodata.sites(first.goal.sites)
    # One network for both: a line's draws follow from its rank in it.
    stations, lines = network(second if second.draft else first)
    results = [
        check(sites, stations, lines, line_ids=ask.lines, distance_m=ask.distance_m, measure_from=ask.measure_from)
        for ask in (first, second)
    ]
    return compare(*results)


def compared(found: Comparison, first: Ask, second: Ask) -> Record:
    """Record of a comparison, as the command line writes it."""
    asked = second if second.draft else first
    before = found.before.record
    parameters: dict[str, Any] = {
        "before": list(first.lines), "after": list(second.lines), "distance_m": float(first.distance_m),
        "measure_from": first.measure_from,
    }  # fmt: skip
    told = replace(before, kind="compare", parameters=parameters)
    return record_of(_record(told, asked, {"sites": {"origin": f"layer:{first.goal.sites}"}}))


def record_of(text: str) -> Record:
    """Record from its JSON."""
    return Record.from_json(text)
