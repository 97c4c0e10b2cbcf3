"""Tables and the curve of suggested station sites."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from layers import chart_curve
from layers.chart_curve import Curve, Row
from layers.language import pick
from views import chartview, corridor_facts, coverage_text, siting_answer
from views import siting_params as params
from views.corridor_table import verdict_text
from views.corridor_text import chance
from views.coverage_table import village_name
from views.language import current, say

if TYPE_CHECKING:
    from analysis.siting import SitingResult
    from layers.language import Lang
    from views.siting_params import Ask

_SEEN = 0.01
"""A chance below this is not worth a row."""


def gain_text(row: Any, lang: Lang) -> str:  # noqa: ANN401 - a row of the result's table
    """Print the expected gain with its 90 % interval."""
    middle = coverage_text.count(row.gain)
    return pick(lang, f"{middle}（{row.low:,.0f}–{row.high:,.0f}）", f"{middle} ({row.low:,.0f}–{row.high:,.0f})")


def gap_text(gap: float, lang: Lang) -> str:
    """Optimality gap in words: 0 is proven."""
    if gap == 0:
        return pick(lang, "0（已证）", "0 (proven)")
    return f"≤ {max(100 * gap, 0.1):.1f} %"


def gains(found: SitingResult) -> None:
    """Draw what each number of stations brings, with the optimality gap and the greedy choice beside it."""
    lang = current()
    rows = list(found.table.itertuples())
    frame = pd.DataFrame({
        "k": [row.Index for row in rows],
        "gain": [gain_text(row, lang) for row in rows],
        "adds": [f"{row.adds:+.1f}" for row in rows],
        "share": [f"{100 * row.share:.0f} %" for row in rows],
        "gap": [gap_text(row.gap, lang) for row in rows],
        "greedy": [f"{100 * row.greedy_share:.0f} %" for row in rows],
    })  # fmt: skip
    column = st.column_config
    st.dataframe(
        frame, hide_index=True, height="content", key="siting_gains",
        alt=say("各站数的新增覆盖", "What each number of stations adds"),
        column_config={
            "k": column.NumberColumn(say("站数", "Stations"), width=50),
            "gain": column.TextColumn(say("新增期望（90 %）", "Newly in (90 %)"), width=112, help=say(
                "新落入距离内的村社期望数，及其 90 % 区间。",
                "Expected number of villages newly within the distance, and its 90 % interval.")),
            "adds": column.TextColumn(say("多一站", "One more"), width=58),
            "share": column.TextColumn(say("占未覆盖", "Of the rest"), width=66),
            "gap": column.TextColumn(say("与最优的差距", "Gap to best"), width=84, help=say(
                "0：已证明备选点里没有更好的组合；求解超时则给出上限。",
                "0: proven that no better choice of candidates exists; a bound where time ran out.")),
            "greedy": column.TextColumn(say("贪心可得", "Greedy"), width=64, help=say(
                "逐个添站所能达到的比例；理论上不低于 63 %。",
                "What adding one after another reaches of it; 63 % at least, in theory.")),
        },
    )  # fmt: skip


def stations(ask: Ask, k: int) -> None:
    """Draw the suggested stations: where they are and what each brings."""
    lang = current()
    streets = siting_answer.spots(ask, k)
    names = {each.zh: each.title(lang) for each in params.tracks()} | {"试画线": say("手画线", "drawn line")}
    frame = pd.DataFrame([
        {
            "number": spot.number,
            "where": spot.title(lang),
            "on": names.get(spot.on, spot.on) or say("网格", "grid"),
            "gain": coverage_text.count(spot.gain),
            "unique": coverage_text.count(spot.unique),
            "lng": spot.lng,
            "lat": spot.lat,
        }
        for spot in streets
    ])  # fmt: skip
    if frame.empty:
        st.info(say("再添站也覆盖不到更多村社。", "No station would bring another village within the distance."))
        return
    column = st.column_config
    st.dataframe(
        frame, hide_index=True, height="content", key="siting_stations",
        alt=say("建议站址", "Suggested stations"),
        column_config={
            "number": column.NumberColumn(say("图上编号", "No. on the map"), width=80),
            "where": column.TextColumn(say("大致位置", "Where, roughly")),
            "on": column.TextColumn(say("所在线", "On")),
            "gain": column.TextColumn(
                say("单独新增", "Alone"), help=say("只建这一站的新增期望", "Expected, if built alone"),
            ),
            "unique": column.TextColumn(
                say("唯一", "Unique"), help=say("缺了它就失去的期望", "Expected loss without it"),
            ),
            "lng": column.NumberColumn(say("经度", "Longitude"), format="%.5f"),
            "lat": column.NumberColumn(say("纬度", "Latitude"), format="%.5f"),
        },
    )  # fmt: skip


def villages(ask: Ask, found: SitingResult, k: int) -> None:
    """Draw whom the stations serve, the greatest change first."""
    lang = current()
    table = found.suggestions[k - 1].sites
    table = table.assign(change=table["after"] - table["before"])
    table = table[table["change"] >= _SEEN].sort_values("change", ascending=False, kind="stable")
    if table.empty:
        st.info(say("没有村社因此改变。", "No village is changed by it."))
        return
    numbers = {spot.id: spot.number for spot in siting_answer.spots(ask, k)}
    streets = corridor_facts.english_streets()
    frame = pd.DataFrame([
        {
            "village": village_name(str(key), str(row["name"]), lang),
            "street": streets.get(row["street"], row["street"]) if lang == "en" else row["street"],
            "station": numbers.get(row["station"]),
            "before": chance(row["before"], lang),
            "after": chance(row["after"], lang),
            "verdict": f"{verdict_text(row['verdict_before'], lang)} → {verdict_text(row['verdict_after'], lang)}",
        }
        for key, row in table.to_dict("index").items()
    ])  # fmt: skip
    column = st.column_config
    st.dataframe(
        frame, hide_index=True, height=min(420, 37 + 35 * len(frame)), key="siting_villages", placeholder="—",
        alt=say("各站服务的村社", "Villages served"),
        column_config={
            "village": column.TextColumn(say("村社", "Village")),
            "street": column.TextColumn(say("街镇", "Subdistrict")),
            "station": column.NumberColumn(say("最可能的站", "Likeliest station")),
            "before": column.TextColumn(say("原有把握", "Chance before")),
            "after": column.TextColumn(say("之后", "after")),
            "verdict": column.TextColumn(say("结论变化", "Verdict")),
        },
    )  # fmt: skip


def curve_of(ask: Ask, found: SitingResult, lang: Lang) -> Curve:
    """Gain against the number of stations."""
    rows = [Row(0.0, 0.0, 0.0, 0.0)]
    rows += [Row(float(row.Index), row.gain, row.low, row.high) for row in found.table.itertuples()]
    there = "+".join(ask.lines) or pick(lang, "没有线路", "no lines")
    made = pick(lang, "瓯海空间规划图 · © OpenStreetMap contributors", "Ouhai atlas · © OpenStreetMap contributors")
    return Curve(
        title=pick(lang, "新增覆盖随站数变化", "Newly covered, by number of stations"),
        source=pick(
            lang, f"已有：{there} · {ask.distance_m} 米 · {made}", f"there: {there} · {ask.distance_m} m · {made}"
        ),
        x_title=pick(lang, "新增站数", "new stations"),
        y_title=ask.goal.weight or pick(lang, "村社（期望数）", "villages, expected"),
        value_name=pick(lang, "期望", "expected"),
        band_name=pick(lang, "90 % 区间", "90 % interval"),
        rows=tuple(rows),
    )


def curve(ask: Ask, found: SitingResult) -> None:
    """Draw the curve."""
    svg = chart_curve.svg(curve_of(ask, found, current()))
    chartview.show(svg, key="siting_curve", name="siting_curve")
