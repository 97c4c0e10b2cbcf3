"""The answer as files to take away."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from analysis.record import Record
from layers import export
from views import corridor_answer
from views.language import current, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.language import Lang
    from views.corridor_answer import Answer
    from views.corridor_params import Choice

_LABELS = {"csv": "CSV", "xlsx": "Excel", "geojson": "GeoJSON", "gpkg": "GPKG"}


def take(asked: Choice, found: Answer, shown: Sequence[str]) -> export.Take:
    """Collect what is written: the villages shown, in the order of their ids, and how they were judged."""
    table = found.table.loc[list(shown)]
    columns = [name for name in export.FIELDS if name in table.columns and name not in ("name_en", "source")]
    layer = export.verdict_layer(
        table[columns],
        corridor_answer.sites_of(asked),
        lines=asked.lines,
        threshold_m=asked.distance_m,
        measured_from=asked.measure_from,
    )
    return export.Take(layer, Record.from_json(found.record))


def stem(asked: Choice) -> str:
    """File name without ending: says what was asked, in ASCII."""
    street = f"_{asked.street}" if asked.street else ""
    return f"corridor_{'-'.join(asked.lines)}_{asked.distance_m}m_{asked.measure_from}_{asked.set_name}{street}"


def downloads(asked: Choice, found: Answer, shown: Sequence[str]) -> None:
    """Draw the download buttons; a file is made when its button is pressed."""
    lang = current()
    name = stem(asked)
    ids = tuple(shown)
    with st.container(horizontal=True, horizontal_alignment="right", gap="small"):
        for kind, label in _LABELS.items():
            _button(label, f"{name}.{kind}", kind, partial(_file, asked, found, ids, kind, lang), not ids)
        record = say("记录", "Record")
        _button(record, f"{name}.record.json", "json", partial(_file, asked, found, ids, "json", lang), not ids)
        _button(
            say("全部 ZIP", "All, ZIP"), f"{name}.zip", "zip", partial(_bundle, asked, found, ids, name, lang), not ids
        )


def _file(asked: Choice, found: Answer, shown: tuple[str, ...], kind: str, lang: Lang) -> bytes:
    return export.file_of(take(asked, found, shown), kind, lang)


def _bundle(asked: Choice, found: Answer, shown: tuple[str, ...], name: str, lang: Lang) -> bytes:
    return export.bundle(take(asked, found, shown), name, lang)


def _button(label: str, file_name: str, kind: str, make: partial[bytes], off: bool) -> None:  # noqa: FBT001 - private
    st.download_button(
        label,
        make,
        file_name=file_name,
        mime=export.MIME[kind],
        key=f"corridor_take_{kind}",
        on_click="ignore",
        disabled=off,
    )
