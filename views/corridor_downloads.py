"""The answer as files to take away."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import geopandas as gpd
import streamlit as st

from analysis.record import Record
from layers import export
from views import corridor_answer
from views.language import current, say

if TYPE_CHECKING:
    from layers.language import Lang
    from views.corridor_answer import Answer
    from views.corridor_params import Choice

_LABELS = {"csv": "CSV", "xlsx": "Excel", "geojson": "GeoJSON", "gpkg": "GPKG"}


def take(asked: Choice, found: Answer) -> export.Take:
    """Collect what is written: all villages of the question, and how they were judged."""
    sites = corridor_answer.sites_of(asked)
    table = found.table[list(found.columns)]
    layer = export.verdict_layer(
        table,
        sites,
        lines=asked.lines,
        threshold_m=asked.distance_m,
        measured_from=asked.measure_from,
    )
    plain = gpd.GeoDataFrame(table.rename_axis("id"), geometry=sites.geometry)
    return export.Take(layer, plain, Record.from_json(found.record))


def stem(asked: Choice) -> str:
    """File name without ending: says what was asked, in ASCII."""
    street = f"_{asked.street}" if asked.street else ""
    return f"corridor_{'-'.join(asked.lines)}_{asked.distance_m}m_{asked.measure_from}_{asked.set_name}{street}"


def downloads(asked: Choice, found: Answer) -> None:
    """Draw the download buttons; a file is made when its button is pressed."""
    lang = current()
    name = stem(asked)
    with st.container(horizontal=True, horizontal_alignment="right", gap="small"):
        for kind, label in _LABELS.items():
            _button(label, f"{name}.{kind}", kind, partial(_file, asked, found, kind, lang))
        _button(say("记录", "Record"), f"{name}.record.json", "json", partial(_file, asked, found, "json", lang))
        _button(say("全部 ZIP", "All, ZIP"), f"{name}.zip", "zip", partial(_bundle, asked, found, name, lang))


def _file(asked: Choice, found: Answer, kind: str, lang: Lang) -> bytes:
    return export.file_of(take(asked, found), kind, lang)


def _bundle(asked: Choice, found: Answer, name: str, lang: Lang) -> bytes:
    return export.bundle(take(asked, found), name, lang)


def _button(label: str, file_name: str, kind: str, make: partial[bytes]) -> None:
    st.download_button(
        label,
        make,
        file_name=file_name,
        mime=export.MIME[kind],
        key=f"corridor_take_{kind}",
        on_click="ignore",
        help=_help(kind),
    )


def _help(kind: str) -> str:
    return {
        "csv": say("逐村结论，Excel 可直接打开", "Verdict on every village; opens in Excel as it is"),
        "xlsx": say("逐村结论，附计算记录表", "Verdict on every village, with the record on a second sheet"),
        "geojson": say("带坐标，WGS-84，附计算记录", "With positions, WGS-84, and the record"),
        "gpkg": say("带坐标，可在 QGIS 打开，附计算记录", "With positions, for QGIS, and the record"),
        "json": say(
            "怎样算出来的：输入、参数、版本；可用 python -m analysis rerun 重算",
            "How it was made: inputs, parameters, versions; python -m analysis rerun makes it again",
        ),
        "zip": say("以上全部，附字段说明", "All of these, with the meaning of the fields"),
    }[kind]
