"""Tables of the buffer workbench, and its files."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import streamlit as st

import geodata
from analysis.io import export
from layers import sheets
from layers.export import ATTRIBUTION, MIME
from layers.language import pick
from views import rerunnable, workbench_answer
from views.corridor_table import verdict_text
from views.corridor_text import accuracy, chance, rounded, step_m
from views.coverage_text import M2_PER_KM2
from views.language import current, say

if TYPE_CHECKING:
    from analysis.around import AroundResult
    from analysis.record import Record
    from layers.language import Lang
    from views.workbench_params import Ask


def names(layer: str, lang: Lang) -> dict[str, str]:
    """Names of a layer's features; features without one by their id."""
    frame = geodata.layer(layer)
    column = "name_en" if lang == "en" and "name_en" in frame.columns else "name"
    found = {}
    for key, row in frame[[column, "name"]].to_dict("index").items() if column != "name" else _named(frame):
        found[str(key)] = str(row[column] or row["name"] or key)
    return found


def _named(frame: gpd.GeoDataFrame) -> Any:  # noqa: ANN401 - pairs of id and row
    return frame[["name"]].to_dict("index").items()


def rows(ask: Ask, found: AroundResult, lang: Lang) -> pd.DataFrame:
    """Features tested as a reader sees them, the likeliest first."""
    mine, theirs = names(ask.b, lang), names(ask.a, lang)
    table = found.table.assign(order=found.table["probability"].fillna(-1))
    table = table.sort_values(["order", "distance_m"], ascending=[False, True], kind="stable")
    data = [
        {
            "name": mine[str(key)],
            "verdict": "—" if row["verdict"] is None else verdict_text(row["verdict"], lang),
            "chance": "—" if row["verdict"] is None else chance(row["probability"], lang),
            "distance": _metres(row["distance_m"], row["accuracy_m"]),
            "nearest": theirs.get(str(row["nearest"])),
            "edge": bool(row["edge"]),
            "representative": bool(row["representative"]),
            "share": "—" if math.isnan(row["share"]) else f"{100 * row['share']:.0f} %",
            "by_share": bool(row["by_share"]),
            "ring": None if math.isnan(row["ring_m"]) else f"≤ {row['ring_m']:.0f}",
            "basis": accuracy(row["basis"] or None, row["accuracy_m"], lang),
        }
        for key, row in table.to_dict("index").items()
    ]
    frame = pd.DataFrame(data)
    return frame if ask.rings_m or frame.empty else frame.drop(columns="ring")


def _metres(distance_m: float, accuracy_m: float) -> str | None:
    """Distance rounded to what its error allows; what does not touch is never 0."""
    if math.isnan(distance_m):
        return None
    whole = rounded(distance_m, accuracy_m)
    return f"{whole}" if whole or distance_m == 0 else f"< {step_m(accuracy_m)}"


def features(ask: Ask, found: AroundResult) -> None:
    """Draw the features tested."""
    lang = current()
    frame = rows(ask, found, lang)
    column = st.column_config
    st.dataframe(
        frame, hide_index=True, height=min(420, 37 + 35 * max(1, len(frame))), placeholder="—", key="workbench_rows",
        alt=say("各要素的结论", "Verdict on every feature"),
        column_config={
            "name": column.TextColumn(say("被检要素", "Feature tested")),
            "verdict": column.TextColumn(say("结论（最近边缘）", "Verdict (edge)")),
            "chance": column.TextColumn(say("在内的把握", "Chance of being in")),
            "distance": column.TextColumn(say("名义距离（米）", "Distance (m)"), help=say(
                "两个记录位置最近边缘之间，按误差取整。",
                "Between the nearest edges as recorded, rounded to the error.")),
            "nearest": column.TextColumn(say("最近的起算要素", "Nearest")),
            "edge": column.CheckboxColumn(say("最近边缘", "Edge")),
            "representative": column.CheckboxColumn(say("代表点", "Point inside")),
            "share": column.TextColumn(say("面积占比", "Share")),
            "by_share": column.CheckboxColumn(say(f"占比≥{ask.share} %", f"≥ {ask.share} %")),
            "ring": column.TextColumn(say("环（米）", "Ring (m)")),
            "basis": column.TextColumn(say("位置依据 ± 误差", "Basis ± accuracy")),
        },
    )  # fmt: skip
    st.caption(say(
        "三种判定按记录位置，不含误差；结论与把握计入两个图层的误差。点没有面积，占比只有 0 或 100 %。",
        "The three tests are at the recorded positions; verdict and chance know the errors of both layers. A point has "
        "no area: its share is 0 or 100 %.",
    ))  # fmt: skip


def rings(found: AroundResult) -> None:
    """Draw the rings: land, and features whose nearest edge lies in each."""
    inside = found.table["ring_m"].value_counts()
    frame = pd.DataFrame({
        "ring": [f"{row.from_m:.0f}–{row.to_m:.0f}" for row in found.rings.itertuples()],
        "km2": [round(row.area_m2 / M2_PER_KM2, 2) for row in found.rings.itertuples()],
        "n": [int(inside.get(row.to_m, 0)) for row in found.rings.itertuples()],
    })  # fmt: skip
    column = st.column_config
    st.dataframe(
        frame, hide_index=True, height="content", key="workbench_rings", alt=say("各环", "Rings"),
        column_config={
            "ring": column.TextColumn(say("环（米）", "Ring (m)")),
            "km2": column.NumberColumn(say("面积（平方公里）", "Land (km²)"), format="%.2f"),
            "n": column.NumberColumn(say("要素（记录位置）", "Features (as recorded)")),
        },
    )  # fmt: skip


def record(ask: Ask, found: AroundResult) -> Record:
    """How it was made, with where each layer came from."""
    first, second = workbench_answer.sides(ask)
    told = found.record.with_origins({"features": _origin(ask.b, second), "targets": _origin(ask.a, first)})
    return rerunnable.sealed(told, result(ask, found))


def _origin(layer: str, ids: list[str]) -> dict[str, Any]:
    """Name the layer, and the features taken from it unless it is all of them."""
    return {"origin": f"layer:{layer}", **({} if ids == list(geodata.layer(layer).index) else {"ids": ids})}


def result(ask: Ask, found: AroundResult) -> bytes:
    """Plain result as ``rerun`` makes it."""
    _, second = workbench_answer.sides(ask)
    return rerunnable.plain(found.table, workbench_answer.frame(ask.b, second))


def layers(ask: Ask, found: AroundResult) -> dict[str, gpd.GeoDataFrame]:
    """Features tested with their verdicts, and the buffer, EPSG:4549."""
    _, second = workbench_answer.sides(ask)
    shapes = workbench_answer.frame(ask.b, second)
    said = {"measured_from": ask.a, "threshold_m": float(ask.reach_m), "side": ask.side, "attribution": ATTRIBUTION}
    tested = gpd.GeoDataFrame(found.table.assign(**said), geometry=shapes.geometry, crs=shapes.crs)
    buffer = gpd.GeoDataFrame({k: [v] for k, v in said.items()}, geometry=[found.zone], index=["zone"], crs=shapes.crs)
    made = {"tested": tested.rename_axis("id"), "buffer": buffer.rename_axis("id")}
    return made | ({"rings": found.rings.rename_axis("id")} if len(found.rings) else {})


def table(ask: Ask, found: AroundResult) -> pd.DataFrame:
    """Verdicts as a plain table."""
    return pd.DataFrame(layers(ask, found)["tested"].drop(columns="geometry"))


def _csv(ask: Ask, found: AroundResult) -> bytes:
    return export(table(ask, found), "csv")


def _xlsx(ask: Ask, found: AroundResult) -> bytes:
    return sheets.workbook({"tested": table(ask, found)}, record(ask, found))


def _gpkg(ask: Ask, found: AroundResult) -> bytes:
    return sheets.geopackage(layers(ask, found), record(ask, found))


def _json(ask: Ask, found: AroundResult) -> bytes:
    return record(ask, found).to_json().encode()


def _zip(ask: Ask, found: AroundResult) -> bytes:
    name = stem(ask)
    files = {f"{name}.{kind}": make(ask, found) for kind, make in (("csv", _csv), ("xlsx", _xlsx), ("gpkg", _gpkg))}
    first, second = workbench_answer.sides(ask)
    told, inputs = rerunnable.carried(record(ask, found), {
        "features": ((ask.b,), workbench_answer.frame(ask.b, second)),
        "targets": ((ask.a,), workbench_answer.frame(ask.a, first)),
    })  # fmt: skip
    return sheets.bundle({**files, **inputs, rerunnable.RESULT: result(ask, found)}, name, told)


def stem(ask: Ask) -> str:
    """File name without ending: says what was asked, in ASCII."""
    return f"buffer_{ask.a}_{ask.reach_m}m_{ask.side}_{ask.b}"


def downloads(ask: Ask, found: AroundResult) -> None:
    """Draw the download buttons; a file is made when its button is pressed."""
    lang = current()
    kinds = {
        "csv": ("CSV", "csv", _csv), "xlsx": ("Excel", "xlsx", _xlsx), "gpkg": ("GPKG", "gpkg", _gpkg),
        "json": (pick(lang, "记录", "Record"), "record.json", _json),
        "zip": (pick(lang, "全部 ZIP", "All, ZIP"), "zip", _zip),
    }  # fmt: skip
    with st.container(horizontal=True, gap="small"):
        for kind, (label, ending, make) in kinds.items():
            st.download_button(
                label, partial(make, ask, found), file_name=f"{stem(ask)}.{ending}", mime=MIME[kind],
                key=f"workbench_take_{kind}", on_click="ignore",
            )  # fmt: skip
