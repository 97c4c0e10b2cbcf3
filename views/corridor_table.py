"""Tables of the corridor check: the villages one by one, and their counts by street and by line."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from layers.language import pick
from layers.words import STATUS, VERDICT, word
from views import corridor_facts as facts
from views import corridor_params as params
from views.corridor_text import accuracy, chance, expected, rounded, span
from views.language import current, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.language import Lang
    from views.corridor_answer import Answer

ROWS: Final = "corridor_table"
_ORDER: Final = "corridor_rows"
_MARK: Final = {"in": "●", "verify": "△", "out": "■"}
"""Shapes of the map's symbols, so that table and map read alike."""


def verdict_text(code: str, lang: Lang) -> str:
    """Verdict with the shape it has on the map: ``△ 待核``."""
    return f"{_MARK[code]} {word(VERDICT, code, lang)}"


def rows(found: Answer, shown: Sequence[str], lang: Lang) -> pd.DataFrame:
    """Villages as the reader sees them, one row each, the likeliest first; index = ids.

    Parameters
    ----------
    found
        The answer.
    shown
        Ids to keep.
    lang
        Language of names and words.
    """
    table = found.table.loc[list(shown)]
    streets = facts.english_streets()
    english = lang == "en"
    data: list[dict[str, Any]] = []
    for row in table.to_dict("records"):
        located = not math.isnan(row["distance_m"])
        line, likely = row["nearest_line"], row["likely_line"]
        data.append({
            "village": row["name_en"].removesuffix(" Village") if english else row["name"],
            "street": streets.get(row["street"], row["street"]) if english else row["street"],
            "verdict": verdict_text(row["verdict"], lang),
            "chance": row["probability"],
            "line": line or pick(lang, f"{likely}（可能）", f"{likely} (likely)"),
            "station": (row["station_en"] if english else row["nearest_station"])
            or (None if located else pick(lang, "位置待补", "not located")),
            "distance": rounded(row["distance_m"], row["accuracy_m"]) if located else None,
            "range": span(row["distance_low_m"], row["distance_high_m"], lang),
            "flip": flip_step(row["flip_m"], row["distance_high_m"] - row["distance_low_m"]),
            "basis": accuracy(row["basis"], row["accuracy_m"], lang),
        })  # fmt: skip
    frame = pd.DataFrame(data, index=table.index)
    return frame.sort_values("chance", ascending=False, kind="stable", na_position="last")


def flip_step(flip_m: float, width_m: float) -> float | None:
    """Change of the threshold that flips the verdict, away from zero to what the error allows, metres."""
    if not math.isfinite(flip_m):
        return None
    step = 10 if width_m < 200 else 50  # noqa: PLR2004 - as distances are rounded
    return math.copysign(max(step, math.ceil(abs(flip_m) / step) * step), flip_m)


def village_table(found: Answer, shown: Sequence[str], site: str | None) -> None:
    """Draw the villages; a click on a row selects the village."""
    lang = current()
    frame = rows(found, shown, lang)
    order = [str(key) for key in frame.index]
    st.session_state[_ORDER] = order
    chosen = [order.index(site)] if site in order else []
    st.session_state[ROWS] = {"selection": {"rows": chosen, "columns": [], "cells": []}}
    column = st.column_config
    metres = say("米", "m")
    st.dataframe(
        # Numbers sort as numbers and read as words: "< 1 %", never "0 %".
        frame.style.format(lambda value: chance(value, lang), subset=["chance"]),
        hide_index=True,
        height=min(420, 37 + 35 * max(1, len(frame))),
        key=ROWS,
        on_select=_row_chosen,
        selection_mode="single-row",
        placeholder="—",
        alt=say("各村社的核查结论", "Verdict on every village"),
        column_config={
            "village": column.TextColumn(say("村社", "Village"), width=110),
            "street": column.TextColumn(say("街镇", "Subdistrict"), width=95),
            "verdict": column.TextColumn(say("结论", "Verdict"), width=80),
            "chance": column.NumberColumn(
                say("在内的把握", "Chance of being in"),
                help=say(
                    "真实距离不超过阈值的概率，已计入村址与站位的误差。",
                    "Probability that the true distance is within the threshold, given how well both ends are known.",
                ),
                width=105,
            ),
            "line": column.TextColumn(say("最近线", "Nearest line"), width=80),
            "station": column.TextColumn(say("最近站", "Nearest station"), width=110),
            "distance": column.NumberColumn(
                say("名义距离（米）", "Distance (m)"),
                help=say("两个记录位置之间的直线距离，按误差取整。", "Straight line between the recorded positions, "
                         "rounded to what they allow."),
                format="%d",
                width=100,
            ),
            "range": column.TextColumn(
                say("九成可能的距离", "Nine times in ten"),
                help=say("真实距离有九成可能落在此范围。", "The true distance lies in this range nine times in ten."),
                width=125,
            ),
            "flip": column.NumberColumn(
                say("翻转所需（米）", "To flip (m)"),
                help=say(
                    f"阈值变动多少{metres}，结论才会改变；正数为放宽，负数为收紧。",
                    "How far the threshold must move to change the verdict; positive: wider, negative: tighter.",
                ),
                format="%+d",
                width=95,
            ),
            "basis": column.TextColumn(say("位置依据 ± 误差", "Basis ± accuracy"), width=140),
        },
    )  # fmt: skip


def _row_chosen() -> None:
    picked = st.session_state[ROWS]["selection"]["rows"]
    order = st.session_state.get(_ORDER, [])
    site = order[picked[0]] if picked and picked[0] < len(order) else None
    params.choose_site(site, fly=True)


def counts_table(counts: pd.DataFrame, first: str, names: Sequence[str]) -> None:
    """Draw counts: certain in, to verify, certain out, and the expected number with its interval."""
    lang = current()
    frame = pd.DataFrame({
        "group": list(names),
        "n": counts["n"].to_numpy(),
        "in": counts["certain_in"].to_numpy(),
        "verify": counts["verify"].to_numpy(),
        "out": counts["certain_out"].to_numpy(),
        "expected": [expected(row.expected, row.low, row.high, lang) for row in counts.itertuples()],
    })  # fmt: skip
    column = st.column_config
    st.dataframe(
        frame,
        hide_index=True,
        height="content",
        column_config={
            "group": column.TextColumn(first),
            "n": column.NumberColumn(say("村社数", "Villages")),
            "in": column.NumberColumn(verdict_text("in", lang)),
            "verify": column.NumberColumn(verdict_text("verify", lang)),
            "out": column.NumberColumn(verdict_text("out", lang)),
            "expected": column.TextColumn(say("期望在内（90 % 区间）", "Expected in (90 % interval)")),
        },
    )


def by_street(found: Answer) -> None:
    """Draw the counts of every street with villages in the set."""
    lang = current()
    english = facts.english_streets()
    rank = {name: place for place, name in enumerate(english)}
    counts = found.by_street.sort_index(key=lambda names: names.map(lambda name: rank.get(name, len(rank))))
    names = [
        (english.get(name, name) if lang == "en" else name) or say("（未注明）", "(not stated)")
        for name in counts.index
    ]
    counts_table(counts, say("街镇", "Subdistrict"), names)


def by_line(found: Answer) -> None:
    """Draw the counts inside every line's own corridor; a village may be in several."""
    lang = current()
    counts = found.of_lines.loc[[code for code in facts.located_lines() if code in found.of_lines.index]]
    names = [f"{code} · {word(STATUS, facts.line(code).status, lang)}" for code in counts.index]
    counts_table(counts, say("线路", "Line"), names)
    st.caption(say(
        "每条线单独计算；同一村社可能同时在几条线的廊道内，各行不可相加。",
        "Each line on its own; a village may lie in several corridors, so the rows do not add up.",
    ))  # fmt: skip
