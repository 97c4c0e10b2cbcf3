"""The linked table: what the visible layers hold and the filters let through; a row opens its card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from layers import registry, words
from layers.members import members, street_names
from views import overview_state as ov
from views.language import current, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.members import Member

_ROW_PX = 35
_HEAD_PX = 38


def features() -> None:
    """Draw the table of what the map shows, what is not located included."""
    entries = [m for layer_id in ov.LAYERS.get() for m in members(layer_id) if ov.passes(m)]
    if not entries:
        empty()
        return
    waiting = sum(not m.located for m in entries)
    st.caption(
        say(
            f"共 {len(entries)} 项，其中 {waiting} 项位置待补。点一行，地图飞到那里。",
            f"{len(entries)} features, {waiting} of them not located. Choose a row to fly there.",
        )
    )
    table(entries, key="overview_list_table", height_px=300 if ov.SELECTED.get() else 520)


def empty() -> None:
    """Say why the table is empty and what to do."""
    if not ov.LAYERS.get():
        head = say("没有打开任何图层", "No layer is on")
        body = say("在左侧勾选图层，或恢复默认图层。", "Tick a layer at the left, or go back to the default layers.")
    else:
        head = say("没有符合筛选条件的要素", "No feature passes the filters")
        body = say("放宽左侧的街镇或状态。", "Widen the street or the status at the left.")
    st.html(f"<div class='atlas-empty'><b>{head}</b><br>{body}</div>")


def table(entries: Sequence[Member], *, key: str, height_px: int) -> None:
    """Draw members as rows; choosing one selects it on the map, and the selected one's row is marked."""
    pinned = st.session_state.get(ov.PINNED, ov.SELECTED.get())
    entries = sorted(entries, key=lambda entry: entry.id != pinned)
    ids = [entry.id for entry in entries]
    selected = ov.SELECTED.get()
    # Marking the row anew only when it is not yet marked keeps the reader's place in the table.
    wanted = [ids.index(selected)] if selected in ids else []
    held = st.session_state.get(key)
    if held is not None and list(held["selection"]["rows"]) != wanted:
        st.session_state[key] = {"selection": {"rows": wanted, "columns": [], "cells": []}}
    st.dataframe(
        _frame(entries),
        hide_index=True,
        key=key,
        height=min(height_px, _HEAD_PX + _ROW_PX * len(entries)),
        on_select=lambda: _chosen(key, ids),
        selection_mode="single-row",
        selection_default={"selection": {"rows": wanted, "columns": [], "cells": []}},
        column_config=_columns(),
    )


def _chosen(key: str, ids: list[str]) -> None:
    rows = st.session_state[key]["selection"]["rows"]
    if rows:
        tab, pinned = ov.TAB.get(), st.session_state.get(ov.PINNED)
        ov.select(ids[rows[0]], fly=True)
        ov.TAB.set(tab)
        st.session_state[ov.PINNED] = pinned
    else:
        ov.SELECTED.set(None)


def _frame(entries: Sequence[Member]) -> pd.DataFrame:
    lang = current()
    names = street_names()
    rows: list[dict[str, Any]] = [
        {
            "name": (m.name_en if lang == "en" else m.name) or m.name,
            "layer": registry.title(m.layer, lang),
            "status": words.word(words.STATUS, m.status, lang),
            "basis": words.word(words.BASIS, m.basis, lang),
            "accuracy_m": m.accuracy_m,
            "streets": say("、", ", ").join(names[code][lang == "en"] for code in m.streets),
        }
        for m in entries
    ]
    return pd.DataFrame(rows).astype({"accuracy_m": "float64"})


def _columns() -> dict[str, Any]:
    config = st.column_config
    return {
        "name": config.TextColumn(say("名称", "Name"), width=118, pinned=True),
        "layer": config.TextColumn(say("图层", "Layer"), width=104),
        "status": config.TextColumn(say("状态", "Status"), width=82),
        "basis": config.TextColumn(say("位置依据", "Position"), width=88),
        "accuracy_m": config.NumberColumn(say("±米", "± m"), format="%d", width=56),
        "streets": config.TextColumn(say("街镇", "Streets"), width=160),
    }
