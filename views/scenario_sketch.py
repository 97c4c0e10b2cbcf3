"""What if: lines and stations drawn on the map, and at once what they add to the lines chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from layers.card import markdown_text as plain
from layers.language import pick
from views import (
    coverage_answer,
    coverage_downloads,
    coverage_map,
    mapview,
    remarks,
    scenario_compare,
    scenario_tools,
)
from views import coverage_params as params
from views import scenario_state as drawing
from views.corridor_text import expected
from views.coverage_text import km2, signed
from views.language import current, say

if TYPE_CHECKING:
    from analysis import Comparison
    from layers.mapstate import MapState
    from views.coverage_params import Ask
    from views.mapview import Click

MAP_HEIGHT_PX: Final = 520


def show(ask: Ask, click: Click | None, map_key: str) -> None:
    """Draw tools, map and what the draft adds."""
    if click is not None and click.edit is not None:
        drawing.take(click.edit["acts"])
    head = st.container()
    left, right = st.columns([6, 5], gap="small")
    with right, st.container(key="coverage_panel"):
        scenario_tools.lines_and_files()
        results = st.container()
    draft = drawing.draft()
    drawn = tuple(track.id for track in draft.tracks if track.stops or (track.path and ask.measure_from == "line"))
    after = ask.with_lines((*ask.lines, *drawn), params.DRAFT.get())
    before = ask.with_lines(ask.lines, params.DRAFT.get())
    found = coverage_answer.changes(before, after) if drawn and ask.lines else None
    with left:
        scenario_tools.toolbar()
        with st.container(key="coverage_map_box"):
            mapview.show(_map(ask, after, found), key=map_key, height_px=MAP_HEIGHT_PX)
    told = drawing.said()
    with head:
        if told:
            st.warning(plain(told))
        _headline(ask, after, found)
    with results:
        if found is not None:
            _adds(after, drawn)
            scenario_compare.changes_table(found, "sketch_changes")
        elif drawn:
            _alone(after)
    if drawn:
        _below(ask, after)


def _map(ask: Ask, after: Ask, found: Comparison | None) -> MapState:
    lang = current()
    plan = [*coverage_map.outline(ask, lang)]
    verdicts: dict[str, str] = {}
    if after.lines:
        plan += coverage_map.reach_layers(after)
    plan.append(coverage_map.rail(ask.lines, lang))
    if found is not None:
        plan.append(coverage_map.changed_villages(ask, found.table, lang))
        verdicts = {str(key): str(code) for key, code in found.table["after"].items()}
    elif after.lines:
        table = coverage_answer.villages(after).table
        plan.append(coverage_map.villages(ask, table, lang))
        verdicts = {str(key): str(code) for key, code in table["verdict"].items()}
    edit = coverage_map.edit_state(drawing.draft(), ask, verdicts)
    return coverage_map.state_of(plan, lang, edit=edit)


def _headline(ask: Ask, after: Ask, found: Comparison | None) -> None:
    lang = current()
    if found is None:
        base = "+".join(ask.lines) or say("（未选线路）", "(no line chosen)")
        st.markdown(say(
            f"现有线路 **{base}**：选“加站”或“画线”，在图上画，马上看到它带来什么。",
            f"Lines so far: **{base}**. Choose a tool, draw on the map, and see at once what it brings.",
        ))  # fmt: skip
        return
    counts = found.after.counts
    change = signed(found.expected_change, found.low, found.high, lang)
    number = expected(counts.expected, counts.low, counts.high, lang)
    parts = [
        f"{pick(lang, *scenario_compare.CHANGE[code])} **{found.counts[code]}**" for code in ("gained", "now_verify")
    ]
    names = "+".join(track.name for track in drawing.draft().tracks if track.id in after.lines)
    st.markdown(say(
        f"**{plain('+'.join(ask.lines))} 加 {plain(names)}**（{ask.distance_m} 米）：{'，'.join(parts)}；"
        f"期望在内 **{number}**，变化 **{change}**（90 % 区间）",
        f"**{plain('+'.join(ask.lines))} with {plain(names)}** ({ask.distance_m} m): {', '.join(parts)}; "
        f"expected in: **{number}**, change **{change}** (90 % intervals)",
    ))  # fmt: skip


def _adds(after: Ask, drawn: tuple[str, ...]) -> None:
    """Say of every drawn line what land it adds and how much of it others cover already."""
    lang = current()
    table = coverage_answer.brings_land(after)
    tracks = {track.id: track for track in drawing.draft().tracks}
    said = []
    for line in drawn:
        row = table.loc[line]
        overlap = max(row["alone"] - row["marginal"], 0.0)
        part = f"{100 * overlap / row['alone']:.0f} %" if row["alone"] else "–"
        alone, added, shared = (km2(value, lang, error_m2=1e5) for value in (row["alone"], row["marginal"], overlap))
        said.append(say(
            f"**{plain(tracks[line].name)}**（±{tracks[line].accuracy_m} 米）：自身覆盖 {alone}，新增 {added}，"
            f"与其他线重叠 {shared}（{part}）",
            f"**{plain(tracks[line].name)}** (±{tracks[line].accuracy_m} m): covers {alone} by itself, adds {added}; "
            f"{shared} ({part}) overlap with other lines",
        ))  # fmt: skip
    where = after.goal.title(lang) if after.goal.kind == "areas" else pick(lang, "全区", "the district")
    st.markdown("\n".join(f"- {text}" for text in said))
    st.caption(say(f"面积限于{plain(where)}之内，按所画位置。", f"Land within {plain(where)}, as drawn."))


def _alone(after: Ask) -> None:
    counts = coverage_answer.villages(after).counts
    number = expected(counts.expected, counts.low, counts.high, current())
    st.markdown(say(f"只有试画线：期望在内 **{number}**", f"Drawn lines only: expected in **{number}**"))


def _below(ask: Ask, after: Ask) -> None:
    """Land before and after, and the files; what there was before drawing does not change with the draft."""
    land, files = st.tabs([say("面积变化", "Land before and after"), say("下载", "Downloads")])
    with land:
        if ask.lines:
            scenario_compare.land_table(ask, after, "sketch_land")
    with files:
        coverage_downloads.downloads(after, key="sketch_take")
    remarks.draw(remarks.of_lines(ask.lines), folded=True,
                 key="sketch_remarks")  # fmt: skip
