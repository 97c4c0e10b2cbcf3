"""Charts of the coverage page, each with its table: coverage against distance, and what each line brings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from layers import chart_bars, chart_curve
from layers.chart_bars import Bars, Group
from layers.chart_curve import Curve, Row
from layers.language import pick
from views import chartview, coverage_answer, coverage_map, scenario_code
from views import coverage_params as params
from views.corridor_params import STEP_M
from views.coverage_text import M2_PER_KM2
from views.language import current, say

if TYPE_CHECKING:
    from layers.language import Lang
    from views.coverage_params import Ask

_TINY: Final = 0.05


def names_of(ask: Ask) -> dict[str, str]:
    """Name of every line of a question: its code, or what its author calls it."""
    drawn = {track.id: track.name for track in scenario_code.unpack(ask.draft).tracks}
    return {code: drawn.get(code, code) for code in ask.lines}


def source(ask: Ask) -> str:
    """Say under every chart which lines, where from, how made."""
    lines = "+".join(names_of(ask).values())
    start = say("自线位量", "from the axis") if ask.measure_from == "line" else say("自车站量", "from stations")
    made = say("瓯海空间规划图 · © OpenStreetMap contributors", "Ouhai atlas · © OpenStreetMap contributors")
    return f"{lines} · {start} · {made}"


def curve_of(ask: Ask, lang: Lang) -> Curve:
    """Coverage against distance, with the marker at the distance in force."""
    table = coverage_answer.curve(ask)
    goal = ask.goal
    factor = 100.0 if goal.kind == "areas" else 1.0
    rows = [Row(0.0, 0.0, 0.0, 0.0)]
    rows += [
        Row(float(distance), factor * value, factor * low, factor * high)
        for distance, value, low, high in zip(table.index, table["value"], table["low"], table["high"], strict=True)
    ]
    title = goal.title(lang)
    areas = goal.kind == "areas"
    what = pick(lang, f"{title}：在内数随距离变化", f"{title}: villages in against distance")
    if areas:
        what = pick(lang, f"{title}：覆盖率随距离变化", f"{title}: coverage against distance")
    if goal.weight:
        share = pick(lang, f"{goal.weight} 覆盖 %", f"{goal.weight} covered, %")
    else:
        share = pick(lang, "面积覆盖 %", "land covered, %")
    return Curve(
        title=what,
        source=source(ask),
        x_title=pick(lang, "距离（米）", "distance (m)"),
        y_title=share if areas else pick(lang, "村社在内（期望数）", "villages in, expected"),
        value_name=pick(lang, "期望", "expected"),
        band_name=pick(lang, "90 % 区间", "90 % interval"),
        rows=tuple(rows),
        unit=" %" if areas else "",
        at_m=float(ask.distance_m),
    )


def curve(ask: Ask) -> None:
    """Draw the curve with its marker, its table and its SVG file."""
    drawn = curve_of(ask, current())
    svg = chart_curve.svg(drawn)
    chartview.show(
        svg,
        key="coverage_curve",
        name=f"curve_{stem(ask)}",
        curve=chart_curve.payload(drawn),
        step_m=STEP_M,
        on_distance=params.take_distance,
    )
    st.caption(say(
        "拖动橙色标记（或用方向键）改变距离，地图与各表随之更新。",
        "Drag the orange marker (or use the arrow keys) to change the distance; map and tables follow.",
    ))  # fmt: skip
    _files(svg, curve_table(drawn, current()), f"curve_{stem(ask)}", "coverage_curve_files")


def curve_table(drawn: Curve, lang: Lang) -> pd.DataFrame:
    """Table behind the curve."""
    value = pick(lang, "期望", "expected") + drawn.unit
    return pd.DataFrame(
        [(row.distance_m, round(row.value, 2), round(row.low, 2), round(row.high, 2)) for row in drawn.rows],
        columns=[drawn.x_title, value, pick(lang, "下限 5 %", "5 % point"), pick(lang, "上限 95 %", "95 % point")],
    )


def stem(ask: Ask) -> str:
    """File name without ending: what was asked, in ASCII."""
    return f"{ask.target}_{'-'.join(ask.lines)}_{ask.distance_m}m_{ask.measure_from}"


def _files(svg: str, table: pd.DataFrame, name: str, key: str) -> None:
    """Table of a chart in a fold, with the chart as SVG and the table as CSV."""
    with st.expander(say("这张图的表", "Table of this chart"), key=key):
        st.dataframe(table, hide_index=True, height=min(260, 38 + 35 * len(table)), key=f"{key}_table")
        with st.container(horizontal=True, gap="small"):
            st.download_button(
                "SVG", svg, file_name=f"{name}.svg", mime="image/svg+xml", key=f"{key}_svg", on_click="ignore",
            )  # fmt: skip
            st.download_button(
                "CSV", table.to_csv(index=False).encode("utf-8-sig"), file_name=f"{name}.csv", mime="text/csv",
                key=f"{key}_csv", on_click="ignore",
            )  # fmt: skip


def bars_of(ask: Ask, what: str, lang: Lang) -> Bars:
    """Build the bars of what each line brings; `what` is "villages" or "land"."""
    villages = what == "villages"
    table = coverage_answer.brings_villages(ask) if villages else coverage_answer.brings_land(ask) / M2_PER_KM2
    names = names_of(ask)
    groups = tuple(
        Group(
            name=names[str(line)],
            colour=coverage_map.colour_of(str(line)),
            heights=(row["alone"], row["marginal"], row["unique"]),
            said=tuple(_figure(row[kind]) for kind in ("alone", "marginal", "unique")),
        )
        for line, row in table.to_dict("index").items()
    )
    where = ask.goal.title(lang) if ask.goal.kind == "areas" else pick(lang, "全区", "district")
    title = pick(lang, "各线带来的村社（期望数）", "Villages each line brings (expected)")
    if not villages:
        title = pick(lang, f"各线覆盖的面积（{where}）", f"Land each line covers ({where})")
    return Bars(
        title=title,
        source=source(ask),
        axis=pick(lang, "个", "villages") if villages else pick(lang, "平方公里", "km²"),
        kinds=(pick(lang, "单独", "alone"), pick(lang, "边际", "marginal"), pick(lang, "唯一", "unique")),
        groups=groups,
    )


def _figure(value: float) -> str:
    """Print one decimal: stations a hundred metres off change the second."""
    return "0" if abs(value) < _TINY else f"{value:.1f}"


def brings(ask: Ask) -> None:
    """Draw what each line brings in villages and in land, side by side, each with its table."""
    lang = current()
    for what, place in zip(("villages", "land"), st.columns(2), strict=True):
        drawn = bars_of(ask, what, lang)
        svg = chart_bars.svg(drawn)
        with place:
            chartview.show(svg, key=f"coverage_brings_{what}", name=f"{what}_{stem(ask)}")
            _files(svg, bars_table(drawn, lang), f"{what}_{stem(ask)}", f"coverage_brings_{what}_files")
    st.caption(say(
        f"单独：该线自己；边际：在前面各线（按 {'、'.join(names_of(ask).values())} 的次序）之外增加；"
        "唯一：缺了它就失去。"
        "面积按记录位置，不含误差；示意线路（虚线）的面积只作比较。",
        "Alone: the line by itself; marginal: what it adds to the lines before it (in the order "
        f"{', '.join(names_of(ask).values())}); unique: what would be lost without it. Land at the recorded positions, "
        "without their errors: for schematic (dashed) lines it serves comparison only.",
    ))  # fmt: skip


def bars_table(drawn: Bars, lang: Lang) -> pd.DataFrame:
    """Table behind the bars, with what the lines cover together as they are added."""
    rows: list[dict[str, Any]] = []
    together = 0.0
    for group in drawn.groups:
        together += group.heights[1]
        row: dict[str, Any] = {pick(lang, "线路", "line"): group.name}
        row |= {kind: round(value, 2) for kind, value in zip(drawn.kinds, group.heights, strict=True)}
        rows.append({**row, pick(lang, "累计", "cumulative"): round(together, 2)})
    return pd.DataFrame(rows)
