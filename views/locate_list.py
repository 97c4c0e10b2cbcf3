"""What is not located, or only estimated: worst effect on the verdicts first."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

import geodata
from layers import words
from layers.language import pick
from views import corridor_facts as facts
from views import locate_params as params
from views.corridor_text import chance
from views.language import current, say

if TYPE_CHECKING:
    from geodata.imports.corrections import Placement
    from layers.language import Lang
    from views.corridor_answer import Answer

LOOSE: Final = ("unlocated", "estimated", "schematic")
"""Bases that a better position would improve."""

TABLE: Final = "locate_table"
_ROW_PX: Final = 35
_HEAD_PX: Final = 38


@dataclass(frozen=True)
class Waiting:
    """A feature that could be placed better.

    Parameters
    ----------
    probability
        P that it lies in the corridor; NaN for a station.
    effect
        Its part in the variance of the number of sites inside: P(1 − P) of a site, the sum of P(1 − P) over the
        sites nearest to a station; NaN for a station that is left out for want of any position.
    placed
        Whether a place was given in the workspace.
    """

    id: str
    name: str
    name_en: str
    street: str
    basis: str
    accuracy_m: float
    probability: float
    effect: float
    placed: bool


def waiting(found: Answer, layer: str, lines: tuple[str, ...], places: dict[str, Placement]) -> list[Waiting]:
    """List what could be placed better, worst effect first; what has been placed stays in the list."""
    table = found.table
    spread = (table["probability"] * (1 - table["probability"])).fillna(0.25)
    if layer == params.STATIONS:
        frame = geodata.stations()
        frame = frame[frame["line"].isin(lines)]
        by_station = spread.groupby(table["nearest_station"]).sum()
        chances = pd.Series(math.nan, index=frame.index)
        known = frame.geometry.notna() | frame["search_area"].notna()
        effects = frame["name"].map(by_station).fillna(0.0).where(known)
        streets = frame["line"]
    else:
        frame = geodata.sites(layer)
        chances = table["probability"].reindex(frame.index)
        effects = spread.reindex(frame.index)
        streets = frame["street"]
    rows = []
    for key, row in frame.iterrows():
        if row["basis"] not in LOOSE and key not in places:
            continue
        rows.append(
            Waiting(
                str(key), str(row["name"]), str(row["name_en"] or row["name"]), str(streets[key] or ""),
                str(row["basis"]), float(row["accuracy_m"]), float(chances[key]), float(effects[key]), key in places,
            )
        )  # fmt: skip
    return sorted(rows, key=lambda one: (1 if math.isnan(one.effect) else -one.effect, one.id))


def table(rows: list[Waiting]) -> None:
    """Draw the list; a chosen row is the feature to place."""
    lang = current()
    ids = [row.id for row in rows]
    selected = params.FEATURE.get()
    wanted = [ids.index(selected)] if selected in ids else []
    held = st.session_state.get(TABLE)
    if held is not None and list(held["selection"]["rows"]) != wanted:
        st.session_state[TABLE] = {"selection": {"rows": wanted, "columns": [], "cells": []}}
    config = st.column_config
    st.dataframe(
        _frame(rows, lang),
        hide_index=True,
        key=TABLE,
        height=min(300, _HEAD_PX + _ROW_PX * max(1, len(rows))),
        on_select=lambda: _chosen(ids),
        selection_mode="single-row",
        selection_default={"selection": {"rows": wanted, "columns": [], "cells": []}},
        column_config={
            "name": config.TextColumn(say("名称", "Name"), width=118, pinned=True),
            "effect": config.ProgressColumn(
                say("影响", "Effect"),
                min_value=0,
                max_value=max(0.25, 0.25, *(row.effect for row in rows if not math.isnan(row.effect))),
                format="%.2f",
                width=96,
                help=say(
                    "P(1−P)：在内概率越接近一半，影响越大，最大 0.25。车站为最近各村之和；空白为完全没有位置、未计入。",
                    "P(1−P): largest, 0.25, where the chance of being in is a half. For a station the sum over the "
                    "villages nearest to it; blank: no position at all, left out.",
                ),
            ),
            "chance": config.TextColumn(say("在内概率", "P in"), width=68),
            "basis": config.TextColumn(say("现有位置", "Position now"), width=92),
            "accuracy": config.NumberColumn(say("±米", "± m"), format="%d", width=58),
            "street": config.TextColumn(say("街镇 / 线路", "Subdistrict / line"), width=88),
            "placed": config.CheckboxColumn(say("已补", "Placed"), width=52),
        },
    )


def _frame(rows: list[Waiting], lang: Lang) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "name": [pick(lang, row.name, row.name_en) for row in rows],
            "effect": [row.effect for row in rows],
            "chance": ["" if math.isnan(row.probability) else chance(row.probability, lang) for row in rows],
            "basis": [words.word(words.BASIS, row.basis, lang) for row in rows],
            "accuracy": [row.accuracy_m for row in rows],
            "street": [_where(row.street, lang) for row in rows],
            "placed": [row.placed for row in rows],
        }
    ).astype({"accuracy": "float64", "effect": "float64"})


def _where(street: str, lang: Lang) -> str:
    names = facts.english_streets() if lang == "en" else {}
    return pick(lang, "、", ", ").join(names.get(part, part) for part in street.split("|"))


def _chosen(ids: list[str]) -> None:
    rows = st.session_state[TABLE]["selection"]["rows"]
    params.choose(ids[rows[0]] if rows else None, fly=True)
