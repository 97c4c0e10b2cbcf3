"""Columns of an upload and their place in the data model: guessed, shown with examples, decided by the planner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from geodata.imports.fields import ALIASES
from views.language import say

if TYPE_CHECKING:
    from geodata.imports import Imported

FIELDS: Final = {
    "name": ("名称", "name"), "name_en": ("英文名", "English name"), "id": ("编号", "id"), "code": ("代码", "code"),
    "street": ("街镇", "street"), "status": ("状态", "status"), "kind": ("种类", "kind"), "line": ("线路", "line"),
    "seq": ("次序", "order"), "area_km2": ("面积 km²", "area km²"), "area": ("面积", "area"),
    "length": ("长度", "length"), "population": ("人口", "population"), "households": ("户数", "households"),
    "clause": ("条款", "clause"), "note": ("说明", "note"), "source": ("来源", "source"),
    "accuracy_m": ("精度（米）", "accuracy (m)"), "basis": ("位置依据", "basis of position"),
    "lon": ("经度 / X", "longitude / x"), "lat": ("纬度 / Y", "latitude / y"), "wkt": ("WKT 图形", "WKT geometry"),
}  # fmt: skip
_KEEP: Final = ""


def _word(target: str) -> str:
    if target == _KEEP:
        return say("（保留原列）", "(keep as it is)")
    zh, en = FIELDS.get(target, (target, target))
    return say(zh, en)


def mapping(imported: Imported) -> tuple[dict[str, str], tuple[str, ...]]:
    """Draw the columns with their guesses.

    Returns
    -------
    chosen, twice
        Column to field, and the fields that were given to two columns.
    """
    guesses = imported.mapping
    options = [_KEEP, *ALIASES]
    labels = {target: _word(target) for target in options}
    back = {label: target for target, label in labels.items()}
    table = pd.DataFrame(
        {
            "column": [guess.column for guess in guesses],
            "example": [_example(imported.frame[guess.column]) for guess in guesses],
            "field": [labels[guess.target or _KEEP] for guess in guesses],
            "why": [say(guess.zh, guess.en) for guess in guesses],
        }
    )
    config = st.column_config
    edited: pd.DataFrame = st.data_editor(
        table,
        hide_index=True,
        num_rows="fixed",
        disabled=["column", "example", "why"],
        key=f"imports_fields_{imported.sha256[:8]}_{say('zh', 'en')}",
        column_config={
            "column": config.TextColumn(say("文件里的列", "Column in the file"), width=120),
            "example": config.TextColumn(say("例", "Examples"), width=170),
            "field": config.SelectboxColumn(
                say("对应字段", "Field"), options=list(labels.values()), required=True, width=110
            ),
            "why": config.TextColumn(say("依据", "Why"), width=150),
        },
    )
    chosen = {
        str(column): back[label]
        for column, label in zip(edited["column"], edited["field"], strict=True)
        if back.get(label, _KEEP) != _KEEP
    }
    targets = list(chosen.values())
    return chosen, tuple(sorted({_word(target) for target in targets if targets.count(target) > 1}))


def _example(values: pd.Series) -> str:
    there: list[Any] = list(values.dropna().unique()[:3])
    return " · ".join(str(value)[:30] for value in there)
