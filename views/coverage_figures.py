"""The page's first way to look: map beside figures and curve; below, what each line brings and what is left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from layers.card import markdown_text as plain
from layers.language import pick
from views import (
    corridor_table,
    coverage_answer,
    coverage_charts,
    coverage_downloads,
    coverage_map,
    coverage_shapes,
    coverage_table,
    mapview,
)
from views.corridor_map import corridor_title
from views.corridor_text import expected
from views.coverage_text import share
from views.language import current, say

if TYPE_CHECKING:
    from layers.mapstate import MapState
    from views.coverage_params import Ask
    from views.mapview import Click

MAP_HEIGHT_PX: Final = 520
SELECTED: Final = "coverage_selected"
"""Session key: the piece or village chosen on map or list."""


def show(ask: Ask, click: Click | None, map_key: str) -> None:
    """Draw map, figures, curve and tables of one question."""
    if click is not None and click.feature is not None:
        st.session_state[SELECTED] = click.feature
    head = st.container()
    left, right = st.columns([6, 5], gap="small")
    with left, st.container(key="coverage_map_box"):
        mapview.show(_map(ask), key=map_key, height_px=MAP_HEIGHT_PX)
    with head:
        _headline(ask)
    with right, st.container(key="coverage_panel"):
        coverage_table.figures(ask)
        coverage_table.draw_remarks(ask)
        curve_place = st.container()
    _below(ask)
    with curve_place:
        coverage_charts.curve(ask)


def _map(ask: Ask) -> MapState:
    lang = current()
    found = coverage_answer.villages(ask)
    plan = [
        coverage_map.rest_layer(ask),
        *coverage_map.outline(ask, lang),
        *coverage_map.reach_layers(ask),
        coverage_map.rail(ask.lines, lang),
        coverage_map.villages(ask, found.table, lang),
    ]
    return coverage_map.state_of(plan, lang, selected=st.session_state.get(SELECTED))


def _headline(ask: Ask) -> None:
    lang = current()
    total = coverage_answer.land(ask).total
    counts = coverage_answer.villages(ask).counts
    covered = share(
        total["share_expected"], total["share_low"], total["share_high"], lang, loose=coverage_answer.loose(ask)
    )
    whole = ask.goal.title(lang) if ask.goal.kind == "areas" else pick(lang, "全区", "the district")
    parts = [
        f":{colour}[**{corridor_table.verdict_text(code, lang)} {number}**]"
        for code, number, colour in (
            ("in", counts.certain_in, "blue"),
            ("verify", counts.verify, "orange"),
            ("out", counts.certain_out, "gray"),
        )
    ]
    number = expected(counts.expected, counts.low, counts.high, lang)
    st.markdown(say(
        f"**{plain(corridor_title(ask, lang))}** · {plain(whole)}面积覆盖 **{covered}**　"
        f"村社 {counts.n} 个：{'　'.join(parts)}　期望在内 **{number}**（括号内 90 % 区间）",
        f"**{plain(corridor_title(ask, lang))}** · land of {plain(whole)} covered: **{covered}**　{counts.n} villages: "
        f"{'　'.join(parts)}　expected in: **{number}** (90 % intervals)",
    ))  # fmt: skip


def _below(ask: Ask) -> None:
    """Tabs under the map."""
    brings, left, villages, files = st.tabs([
        say("各线贡献", "What each line brings"),
        say("未覆盖清单", "What stays uncovered"),
        say("逐村", "Villages"),
        say("下载", "Downloads"),
    ])  # fmt: skip
    with left:
        if ask.goal.kind == "areas":
            _, pieces = coverage_shapes.rest(ask)
            coverage_table.pieces(ask, pieces, SELECTED)
        else:
            coverage_table.open_villages(ask, SELECTED)
    with villages:
        coverage_table.villages(ask)
    with brings:
        coverage_charts.brings(ask)
    with files:
        coverage_downloads.downloads(ask)
