"""Suggested station sites as files to take away, and as a draft for the page of scenarios."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

import geopandas as gpd
import pandas as pd
import streamlit as st

import geodata
from analysis.cli_candidates import BARRED
from analysis.cli_run_pages import outcome_table
from analysis.io import export
from layers import chart_curve, sheets
from layers.export import ATTRIBUTION, MIME
from views import rerunnable, scenario_code, scenario_draft, siting_answer, siting_table
from views.language import current, say

if TYPE_CHECKING:
    from analysis.record import Record
    from analysis.siting import SitingResult
    from layers.language import Lang
    from views.siting_params import Ask

_SVG: Final = "image/svg+xml"


def stem(ask: Ask) -> str:
    """File name without ending: says what was asked, in ASCII."""
    there = "-".join(ask.lines) or "none"
    return f"siting_{ask.demand}_{ask.source}_{ask.distance_m}m_{there}"


def record(ask: Ask, found: SitingResult) -> Record:
    """How it was made, with where each layer came from."""
    origins: dict[str, dict[str, Any]] = {
        "sites": {"origin": f"layer:{ask.goal.sites}", **({"columns": [ask.goal.weight]} if ask.goal.weight else {})},
        "candidates": {"origin": f"made:{ask.source}", "candidates": siting_answer.layout(ask)},
        "stations": {"origin": "layer:rail"},
        "lines": {"origin": "layer:rail"},
    }  # fmt: skip
    return rerunnable.sealed(found.record.with_origins(origins), result(found))


def result(found: SitingResult) -> bytes:
    """Plain result as ``rerun`` makes it: a row a number of stations, with those chosen."""
    return rerunnable.plain(outcome_table(found))


def layers(ask: Ask, found: SitingResult, k: int) -> dict[str, gpd.GeoDataFrame]:
    """Suggested stations and villages with their chances, EPSG:4549."""
    chosen = found.suggestions[k - 1]
    said = {"status": "proposed", "basis": "proposed", "threshold_m": float(ask.distance_m), "attribution": ATTRIBUTION}
    places = geodata.sites(ask.goal.sites)
    stations = gpd.GeoDataFrame(chosen.stations).assign(**said).rename_axis("id")
    villages = gpd.GeoDataFrame(chosen.sites, geometry=places.geometry, crs=places.crs).rename_axis("id")
    return {"stations": stations, "villages": villages.assign(attribution=ATTRIBUTION)}


def tables(ask: Ask, found: SitingResult, k: int) -> dict[str, pd.DataFrame]:
    """Every table by a name in ASCII."""
    shaped = layers(ask, found, k)
    spots = pd.DataFrame([(spot.id, spot.number, spot.lng, spot.lat) for spot in siting_answer.spots(ask, k)],
                         columns=["id", "number", "lon", "lat"]).set_index("id")  # fmt: skip
    stations = pd.DataFrame(shaped["stations"].drop(columns="geometry")).join(spots)
    villages = pd.DataFrame(shaped["villages"].drop(columns="geometry"))
    return {"gain_by_number": found.table.assign(attribution=ATTRIBUTION), "stations": stations, "villages": villages}


def _csv(ask: Ask, found: SitingResult, k: int) -> bytes:
    return export(tables(ask, found, k)["stations"], "csv")


def _xlsx(ask: Ask, found: SitingResult, k: int) -> bytes:
    return sheets.workbook(tables(ask, found, k), record(ask, found))


def _gpkg(ask: Ask, found: SitingResult, k: int) -> bytes:
    return sheets.geopackage(layers(ask, found, k), record(ask, found))


def _svg(ask: Ask, found: SitingResult, lang: Lang) -> bytes:
    return chart_curve.svg(siting_table.curve_of(ask, found, lang)).encode()


def _json(ask: Ask, found: SitingResult) -> bytes:
    return record(ask, found).to_json().encode()


def _zip(ask: Ask, found: SitingResult, k: int, lang: Lang) -> bytes:
    name = stem(ask)
    files = {f"{table}.csv": export(frame, "csv") for table, frame in tables(ask, found, k).items()}
    files |= {f"{name}.xlsx": _xlsx(ask, found, k), f"{name}.gpkg": _gpkg(ask, found, k)}
    files["gain.svg"] = _svg(ask, found, lang)
    files[rerunnable.RESULT] = result(found)
    rests = [*siting_answer.layout(ask).get("layers", ()), "streets", *BARRED]
    told, inputs = rerunnable.carried(record(ask, found), {
        "sites": ((ask.goal.sites,), siting_answer.sites(ask)),
        "candidates": (rests, siting_answer.candidates(ask)),
        **({"stations": (("rail",), geodata.stations()), "lines": (("rail",), geodata.lines())} if ask.lines else {}),
    })  # fmt: skip
    return sheets.bundle(files | inputs, name, told)


def downloads(ask: Ask, found: SitingResult, k: int) -> None:
    """Draw the download buttons; a file is made when its button is pressed."""
    lang = current()
    name = stem(ask)
    kinds = {
        "csv": ("CSV", "csv", partial(_csv, ask, found, k), say("建议站址", "Suggested stations")),
        "xlsx": ("Excel", "xlsx", partial(_xlsx, ask, found, k), say(
            "全部表格与计算记录", "All tables and the record")),
        "gpkg": ("GPKG", "gpkg", partial(_gpkg, ask, found, k), say("站址与村社，可在 QGIS 打开", "For QGIS")),
        "svg": (say("曲线 SVG", "Curve, SVG"), "svg", partial(_svg, ask, found, lang), say("曲线", "The curve")),
        "json": (say("记录", "Record"), "record.json", partial(_json, ask, found), say(
            "怎样算出来的：输入、参数、版本", "How it was made: inputs, parameters, versions")),
        "zip": (say("全部 ZIP", "All, ZIP"), "zip", partial(_zip, ask, found, k, lang), say(
            "以上全部", "All of these")),
    }  # fmt: skip
    with st.container(horizontal=True, gap="small"):
        for kind, (label, ending, make, told) in kinds.items():
            st.download_button(
                label, make, file_name=f"{name}.{ending}", mime={**MIME, "svg": _SVG}[kind], key=f"siting_take_{kind}",
                on_click="ignore", help=told,
            )  # fmt: skip


def draft_link(ask: Ask, k: int) -> str:
    """Address of the scenario page with the suggested stations as a drawn line; relative to this page."""
    draft = scenario_draft.add_line(scenario_draft.Draft(), say("建议站址", "Suggested"))
    track = draft.tracks[-1].id
    for spot in siting_answer.spots(ask, k):
        draft = scenario_draft.add_stop(draft, track, spot.lng, spot.lat, spot.title(current())[:40])
    target = ask.demand if ask.goal.kind == "sites" else "renewal_sites"
    asked = {
        "mode": "draw", "target": target, "lines": ",".join(sorted(ask.lines)), "d": ask.distance_m, "preset": "free",
        "w": scenario_code.pack(draft), "lang": current(),
    }  # fmt: skip
    return "coverage?" + urlencode(asked)
