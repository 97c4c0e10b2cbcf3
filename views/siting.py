"""选址 Where next: which station sites would bring most villages that no line covers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from analysis.errors import AtlasError
from layers.assets import OWN_DIR
from layers.card import markdown_text as plain
from layers.language import pick
from layers.mapstate import Focus
from views import (
    corridor_table,
    coverage_map,
    coverage_text,
    mapview,
    remarks,
    siting_answer,
    siting_controls,
    siting_downloads,
    siting_map,
    siting_table,
    state,
)
from views import siting_params as params
from views.language import current, say

if TYPE_CHECKING:
    from analysis.siting import SitingResult
    from views.siting_params import Ask

MAP_KEY: Final = "siting_map"
MAP_HEIGHT_PX: Final = 520


def page() -> None:
    """Draw the page."""
    params.restore_all()
    st.html(OWN_DIR / "coverage.css")
    _take_click()
    with st.sidebar:
        siting_controls.controls()
    _body()


def _take_click() -> None:
    """Add a clicked corner to the drawn line; the controls show how many there are, so all is drawn again."""
    corner = st.session_state.pop(params.CLICKED, None)
    if corner is None:
        return
    try:
        params.add_corner(*corner)
    except AtlasError as error:
        st.warning(say(error.zh, error.en))


@st.fragment
def _body() -> None:
    """Everything but the sidebar: another number of stations leaves the controls alone."""
    ask = params.asked()
    click = mapview.clicked(MAP_KEY)
    if click is not None and ask.source == "drawn":
        st.session_state[params.CLICKED] = (click.lng, click.lat)
        st.rerun()
    found, refused = _answer(ask)
    head = st.container()
    left, right = st.columns([6, 5], gap="small")
    with right, st.container(key="coverage_panel"):
        k = _number(found)
        if found is not None:
            siting_table.gains(found)
            said = [pick(current(), message.zh, message.en) for message in found.warnings]
            mine = siting_controls.remarks_of(ask)
            st.caption(f":orange-badge[⚠] {plain(mine[0])}")
            remarks.draw([*mine[1:], *remarks.of_lines(ask.lines), *said], folded=True, key="siting_remarks")
            siting_table.curve(ask, found)
    with left, st.container(key="coverage_map_box"):
        mapview.show(siting_map.map_state(ask, found, k, _focus(ask), current()), key=MAP_KEY, height_px=MAP_HEIGHT_PX)
    with head:
        if found is None:
            st.info(refused or _nothing(ask))
        else:
            _headline(ask, found, k)
    if found is not None:
        _below(ask, found, k)
    siting_controls.method()
    state.publish(*params.ALL)


def _answer(ask: Ask) -> tuple[SitingResult | None, str]:
    """Answer the question, or say why it cannot be."""
    if not ask.ready:
        return None, ""
    try:
        with st.spinner(say("求解中…", "Solving…")):
            return siting_answer.answer(ask), ""
    except AtlasError as error:
        return None, say(error.zh, error.en)


def _number(found: SitingResult | None) -> int:
    """Choose how many stations are shown."""
    numbers = list(range(1, params.MOST + 1))
    st.segmented_control(
        say("建几站", "How many stations"), numbers, key=params.NUMBER.key, required=True, disabled=found is None,
        format_func=str,
    )  # fmt: skip
    return int(params.NUMBER.get() or 1)


def _focus(ask: Ask) -> Focus:
    del ask  # the map keeps its view whatever is asked
    return Focus(seq="start", bounds=coverage_map.START)


def _headline(ask: Ask, found: SitingResult, k: int) -> None:
    lang = current()
    row = next(each for each in found.table.itertuples() if each.Index == k)
    used = len(found.suggestions[k - 1].stations)
    gain = siting_table.gain_text(row, lang)
    before, total = coverage_text.count(found.before), f"{found.total:,.0f}"
    there = "+".join(ask.lines) or say("没有线路", "no line")
    unit = ask.goal.weight or say("个村社", "villages")
    new = "1 new station brings" if k == 1 else f"{k} new stations bring"
    few = "" if used == k else say(f"（{used} 站已足）", f" ({used} suffice)")
    sure = say("已证最优", "proven best") if row.gap == 0 else siting_table.gap_text(row.gap, lang)
    became = (
        f":blue[**{corridor_table.verdict_text('in', lang)} +{row.newly_in}**]　"
        f":orange[**{corridor_table.verdict_text('verify', lang)} +{row.newly_verify}**]"
    )
    st.markdown(say(
        f"**新建 {k} 站，{ask.distance_m} 米内新增期望 {gain} {plain(unit)}**{few} · {sure} · {became}　"
        f"{there} 已覆盖约 {before} / {total}",
        f"**{new} about {gain} {plain(unit)} within {ask.distance_m} m**{few} · {sure} · {became}　"
        f"{there} covers about {before} of {total}",
    ))  # fmt: skip


def _nothing(ask: Ask) -> str:
    return {
        "lines": say(
            "还没有选线：请在左侧选一条道路或轨道线位。",
            "No line is chosen: choose a road or a rail axis on the left.",
        ),
        "area": say("还没有选街镇：请在左侧选一个。", "No subdistrict is chosen: choose one on the left."),
        "drawn": say(
            "在图上点两处以上，画出站点可以落在哪条线上。",
            "Click two places or more on the map to draw the line.",
        ),
    }[ask.source]  # fmt: skip


def _below(ask: Ask, found: SitingResult, k: int) -> None:
    """Tabs under the map."""
    stations, villages, files = st.tabs([
        say("建议站址", "Suggested stations"), say("服务的村社", "Villages served"), say("下载", "Downloads"),
    ])  # fmt: skip
    with stations:
        siting_table.stations(ask, k)
        if len(found.suggestions[k - 1].stations):
            st.link_button(
                say("放进“试画线站”继续调整", "Take them to 'What if' and adjust"), siting_downloads.draft_link(ask, k),
                icon=":material/edit_location:",
            )  # fmt: skip
    with villages:
        siting_table.villages(ask, found, k)
    with files:
        siting_downloads.downloads(ask, found, k)
