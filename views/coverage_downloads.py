"""The coverage page's figures as files to take away."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd
import shapely
import streamlit as st

import geodata
from analysis.inputs import read_corridor
from analysis.io import export
from analysis.surety import sure_and_possible
from analysis.zones import corridor_geometries, zone
from layers import chart_bars, chart_curve, sheets
from layers.export import ATTRIBUTION, MIME, verdict_layer
from views import (
    coverage_answer,
    coverage_charts,
    coverage_shapes,
    coverage_targets,
    rerunnable,
    scenario_code,
    scenario_frames,
)
from views.language import current, say

if TYPE_CHECKING:
    from analysis.record import Record
    from layers.language import Lang
    from views.coverage_params import Ask

_SVG: Final = "image/svg+xml"
VILLAGES: Final = "villages_result.csv"
"""Plain result of the villages in the bundle."""


def tables(ask: Ask) -> dict[str, pd.DataFrame]:
    """Every table of a question by a name in ASCII; columns as the analysis names them."""
    said = {"lines": "+".join(ask.lines), "threshold_m": float(ask.distance_m), "measured_from": ask.measure_from}
    found = coverage_answer.land(ask)
    land = pd.concat([found.table, found.total.to_frame().T.assign(name="total")])
    villages = coverage_answer.villages(ask)
    made = {
        "land": land.rename_axis("id"),
        "villages": villages.table.rename_axis("id"),
        "villages_by_area": villages.by_area,
        "curve": coverage_answer.curve(ask),
        "brings_villages": coverage_answer.brings_villages(ask),
        "brings_land_m2": coverage_answer.brings_land(ask),
        "uncovered": pd.DataFrame(coverage_shapes.rest_frame(ask).drop(columns="geometry")),
    }
    return {name: table.assign(**said, attribution=ATTRIBUTION) for name, table in made.items()}


def layers(ask: Ask) -> dict[str, gpd.GeoDataFrame]:
    """Every layer of a question: areas with figures, zones, what is left, villages, what was drawn; EPSG:4549."""
    stations, lines = coverage_answer.network(ask)
    asked = {"line_ids": ask.lines, "distance_m": ask.distance_m, "measure_from": ask.measure_from}
    sure, possible = sure_and_possible(stations, lines, **asked)
    nominal = zone(corridor_geometries(read_corridor(stations, lines, ask.lines, ask.measure_from)), ask.distance_m)
    areas = coverage_targets.areas(ask.goal)
    found = coverage_answer.land(ask)
    villages = coverage_answer.villages(ask)
    own_lines, own_stations = scenario_frames.drawn(scenario_code.unpack(ask.draft))
    zones = gpd.GeoDataFrame(
        {"zone": ["nominal", "sure", "verify"], "threshold_m": float(ask.distance_m), "lines": "+".join(ask.lines)},
        geometry=[nominal, sure, shapely.difference(possible, sure)],
        crs=geodata.METRIC,
    )
    made = {
        "targets": gpd.GeoDataFrame(found.table, geometry=areas.geometry, crs=areas.crs).rename_axis("id"),
        "zones": zones,
        "uncovered": coverage_shapes.rest_frame(ask),
        "villages": verdict_layer(
            villages.table.drop(columns=["name_en", "source", "area"]), geodata.sites(ask.goal.sites), lines=ask.lines,
            threshold_m=ask.distance_m, measured_from=ask.measure_from,
        ),
    }  # fmt: skip
    drawn = {"drawn_lines": own_lines, "drawn_stations": own_stations}
    return made | {name: _plain(layer) for name, layer in drawn.items() if layer is not None}


def _plain(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return layer.drop(columns="search_area", errors="ignore").rename_axis("id")


def record(ask: Ask) -> Record:
    """Record of the land, run again against its plain result; the villages' is beside it in the bundle."""
    return rerunnable.sealed(coverage_answer.record_of(coverage_answer.land(ask).record), result(ask))


def result(ask: Ask) -> bytes:
    """Plain result of the land, as the command line writes it."""
    table = coverage_answer.land(ask).table.drop(columns="name_en")
    return rerunnable.plain(table, coverage_targets.areas(ask.goal))


def villages_result(ask: Ask) -> bytes:
    """Plain result of the villages, as the command line writes it."""
    table = coverage_answer.villages(ask).table.drop(columns=["name_en", "source", "area"])
    return rerunnable.plain(table, geodata.sites(ask.goal.sites))


def _csv(ask: Ask) -> bytes:
    return export(tables(ask)["land"], "csv")


def _xlsx(ask: Ask) -> bytes:
    return sheets.workbook(tables(ask), record(ask))


def _gpkg(ask: Ask) -> bytes:
    return sheets.geopackage(layers(ask), record(ask))


def _json(ask: Ask) -> bytes:
    return record(ask).to_json().encode()


def _svg(ask: Ask, lang: Lang) -> bytes:
    return chart_curve.svg(coverage_charts.curve_of(ask, lang)).encode()


def _zip(ask: Ask, lang: Lang) -> bytes:
    name = coverage_charts.stem(ask)
    files = {f"{table}.csv": export(frame, "csv") for table, frame in tables(ask).items()}
    files |= {f"{name}.xlsx": _xlsx(ask), f"{name}.gpkg": _gpkg(ask), "curve.svg": _svg(ask, lang)}
    for what in ("villages", "land"):
        files[f"brings_{what}.svg"] = chart_bars.svg(coverage_charts.bars_of(ask, what, lang)).encode()
    files |= {rerunnable.RESULT: result(ask), VILLAGES: villages_result(ask)}
    stations, lines = coverage_answer.network(ask)
    shared = {"stations": (("rail",), stations), "lines": (("rail",), lines)}
    goal, sites, areas = ask.goal, geodata.sites(ask.goal.sites), coverage_targets.areas(ask.goal)
    layer_id = goal.id if goal.kind == "areas" else "streets"
    land, carried = rerunnable.carried(record(ask), {"areas": ((layer_id,), areas), **shared})
    files |= carried
    checked = coverage_answer.record_of(coverage_answer.villages(ask).record)
    checked, carried = rerunnable.carried(checked, {"sites": ((goal.sites,), sites), **shared})
    files |= carried
    files["villages.record.json"] = rerunnable.sealed(checked, files[VILLAGES], VILLAGES).to_json().encode()
    if ask.draft:
        files["draft.geojson"] = scenario_code.to_file(scenario_code.unpack(ask.draft))
    return sheets.bundle(files, name, land)


def downloads(ask: Ask, *, key: str = "coverage_take") -> None:
    """Draw the download buttons; a file is made when its button is pressed."""
    lang = current()
    name = coverage_charts.stem(ask)
    kinds = {
        "csv": ("CSV", "csv", partial(_csv, ask), say("各对象的覆盖", "Coverage by target")),
        "xlsx": ("Excel", "xlsx", partial(_xlsx, ask), say("全部表格与计算记录", "All tables and the record")),
        "gpkg": ("GPKG", "gpkg", partial(_gpkg, ask), say(
            "对象、覆盖范围、未覆盖处、村社、试画线站，可在 QGIS 打开",
            "Targets, zones, what is uncovered, villages, drawn lines; for QGIS")),
        "svg": (say("曲线 SVG", "Curve, SVG"), "svg", partial(_svg, ask, lang), say("覆盖曲线", "The curve")),
        "json": (say("记录", "Record"), "record.json", partial(_json, ask), say(
            "怎样算出来的：输入、参数、版本", "How it was made: inputs, parameters, versions")),
        "zip": (say("全部 ZIP", "All, ZIP"), "zip", partial(_zip, ask, lang), say("以上全部", "All of these")),
    }  # fmt: skip
    with st.container(horizontal=True, gap="small"):
        for kind, (label, ending, make, told) in kinds.items():
            st.download_button(
                label, make, file_name=f"{name}.{ending}", mime={**MIME, "svg": _SVG}[kind], key=f"{key}_{kind}",
                on_click="ignore", help=told,
            )  # fmt: skip
