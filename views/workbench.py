"""缓冲工作台 Buffer workbench: a distance around any layer against any other, with what the distance rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from analysis.errors import AtlasError
from layers.assets import OWN_DIR
from layers.card import markdown_text as plain
from layers.language import pick
from layers.registry import title
from layers.words import STATUS, word
from views import corridor_controls, corridor_table, mapview, remarks, state, workbench_answer, workbench_map
from views import workbench_params as params
from views import workbench_table as tables
from views.corridor_text import expected
from views.language import current, say

if TYPE_CHECKING:
    from analysis.around import AroundResult
    from views.state import Param
    from views.workbench_params import Ask

MAP_KEY: Final = "workbench_map"
MAP_HEIGHT_PX: Final = 520
_KINDS: Final = {
    "line": ("线", "line"), "station": ("站", "station"), "road": ("道路", "road"), "corridor": ("廊道", "corridor"),
    "interchange": ("互通", "interchange"), "forest_park": ("森林公园", "forest park"), "tract": ("片区", "tract"),
    "wetland_park": ("湿地公园", "wetland park"), "scenic_area": ("风景区", "scenic area"), "ring": ("环", "ring"),
    "water": ("水面", "water"), "water_detail": ("细部水面", "small water"), "village": ("村", "village"),
    "river_centreline": ("河道中线", "river centre line"), "community": ("社区", "community"),
    "wetland_park_boundary": ("湿地公园界", "wetland park boundary"), "heart": ("绿心", "green heart"),
    "belt": ("带", "belt"), "core": ("核心", "core"), "node": ("节点", "node"), "route": ("线路", "route"),
    "stop": ("站点", "stop"), "peak": ("山峰", "peak"), "hill": ("山", "hill"), "motorway": ("高速", "motorway"),
    "trunk": ("干线", "trunk"), "primary": ("主干道", "primary"), "secondary": ("次干道", "secondary"),
    "small_business_park": ("小微园", "small business park"), "town": ("小镇", "town"), "zone": ("园区", "zone"),
}  # fmt: skip


def page() -> None:
    """Draw the page."""
    params.restore_all()
    st.html(OWN_DIR / "coverage.css")
    with st.sidebar:
        _controls()
    _body()


def filter_label(code: str) -> str:
    """Text of a filter in the list."""
    column, _, value = code.partition(":")
    lang = current()
    if column == "status":
        return word(STATUS, value, lang)
    return word(_KINDS, value, lang)


def _controls() -> None:
    lang = current()

    def recipe(code: str) -> str:
        found = params.recipe_of(code)
        return say("自定", "Your own") if found is None else pick(lang, found.zh, found.en)

    st.selectbox(
        say("现成的问题", "Ready-made questions"), [*(each.id for each in params.RECIPES), params.FREE],
        format_func=recipe, key=params.USE.key, on_change=params.take_recipe,
    )  # fmt: skip
    _layer(say("起算图层", "Measured from"), params.A, params.A_FILTER)
    first, second = st.columns(2)
    first.number_input(say("距离（米）", "Distance (m)"), 1, params.FARTHEST_M, key=params.DISTANCE.key)
    second.number_input(
        say("另加半宽（米）", "plus half width"), 0, params.WIDEST_M, key=params.HALF.key,
        help=say(
            "规则自用地或结构外缘起算而图上只有中心线时，加上用地或结构宽度的一半；数值要自己提供。",
            "Where a rule measures from the edge of land or structure and the map has the centre line only, add half "
            "the width; the figure has to be yours.",
        ),
    )  # fmt: skip
    st.segmented_control(
        say("哪一侧", "Side"), ["both", "left", "right"], key=params.SIDE.key, required=True,
        format_func={"both": say("两侧", "both"), "left": say("左", "left"), "right": say("右", "right")}.__getitem__,
    )  # fmt: skip
    st.slider(
        say("环数", "Rings"), 1, params.MOST_RINGS, key=params.RINGS.key, disabled=params.SIDE.get() != "both",
        help=say("每环同宽；结论按第一环。", "Of equal width; the verdict is on the first."),
    )  # fmt: skip
    _layer(say("被检图层", "Layer tested"), params.B, params.B_FILTER)
    st.slider(say("面积占比判定（%）", "Share of area (%)"), 1, 100, key=params.SHARE.key)


def _layer(label: str, layer: Param, kept: Param) -> None:
    lang = current()
    st.selectbox(label, params.layers(), format_func=lambda code: title(code, lang), key=layer.key)
    offered = params.filters(layer.get())
    if offered:
        st.multiselect(
            say("只要（可多选）", "Only (any of)"), offered, format_func=filter_label, key=kept.key,
            placeholder=say("全部", "all"), label_visibility="collapsed",
        )  # fmt: skip


@st.fragment
def _body() -> None:
    ask = params.asked()
    found, refused = _answer(ask)
    if found is None:
        st.info(refused)
    else:
        _headline(ask, found)
    left, right = st.columns([7, 4], gap="small")
    with right, st.container(key="coverage_panel"):
        _rule(ask)
        if found is not None:
            said = [pick(current(), message.zh, message.en) for message in found.warnings]
            _coarse(ask)
            remarks.draw(said, folded=True, key="workbench_remarks")
            if len(found.rings):
                tables.rings(found)
            tables.downloads(ask, found)
    with left, st.container(key="coverage_map_box"):
        mapview.show(workbench_map.map_state(ask, found, current()), key=MAP_KEY, height_px=MAP_HEIGHT_PX)
    if found is not None:
        tables.features(ask, found)
    _method()
    state.publish(*params.ALL)


def _answer(ask: Ask) -> tuple[AroundResult | None, str]:
    """Answer the question, or say why it cannot be."""
    if not workbench_answer.sides(ask)[1]:
        return None, say(
            "被检图层里没有要素：放宽筛选，或换一个图层（与起算图层相同的要素不与自己比较）。",
            "Nothing to test: widen the filter or choose another layer (features are not tested against themselves).",
        )
    try:
        return workbench_answer.answer(ask), ""
    except AtlasError as error:
        return None, say(error.zh, error.en)


def _headline(ask: Ask, found: AroundResult) -> None:
    lang = current()
    counts = found.counts
    parts = [
        f":{colour}[**{corridor_table.verdict_text(code, lang)} {number}**]"
        for code, number, colour in (
            ("in", counts.certain_in, "blue"), ("verify", counts.verify, "orange"), ("out", counts.certain_out, "gray"),
        )
    ]  # fmt: skip
    edge, point, share = (int(found.table[name].sum()) for name in ("edge", "representative", "by_share"))
    total = expected(counts.expected, counts.low, counts.high, lang)
    a, b = plain(title(ask.a, lang)), plain(title(ask.b, lang))
    side = {"both": "", "left": say("左侧", "left of "), "right": say("右侧", "right of ")}[ask.side]
    st.markdown(say(
        f"**{a}{side} {ask.reach_m} 米 × {b}** · {len(found.table)} 个　{'　'.join(parts)}　期望在内 **{total}**　"
        f"按记录位置：最近边缘 {edge} · 代表点 {point} · 占比≥{ask.share} % {share}",
        f"**{ask.reach_m} m {side or 'around '}{a} × {b}** · {len(found.table)} features　{'　'.join(parts)}　"
        f"expected in: **{total}**　as recorded: edge {edge} · point inside {point} · ≥ {ask.share} % {share}",
    ))  # fmt: skip


def _rule(ask: Ask) -> None:
    """Say what the distance rests on."""
    found = params.recipe_of(params.USE.get())
    if found is not None and found.rule is not None:
        st.markdown(f"**{plain(pick(current(), found.rule.title_zh, found.rule.title_en))} · {ask.distance_m} m**")
        corridor_controls.basis(found.rule)
        if not found.rule.exact and ask.half_m == found.half_m:
            st.caption(say(
                "没有加半宽：范围按中心线画，偏窄。", "No half width added: drawn from the centre line, too narrow.",
            ))  # fmt: skip
    elif found is not None:
        st.caption(say(
            "分析用距离，没有法定依据；引用时请注明。",
                "A distance for analysis with no legal basis: say so when quoting it.",
        ))  # fmt: skip
    else:
        corridor_controls.basis(None)


def _coarse(ask: Ask) -> None:
    """Warn where the positions are too coarse for the distance: then even what is recorded inside reads as out."""
    first, second = workbench_answer.sides(ask)
    a, b = workbench_answer.frame(ask.a, first), workbench_answer.frame(ask.b, second)
    worst = max(float(frame["accuracy_m"].max()) if "accuracy_m" in frame else 0.0 for frame in (a, b))
    if worst > ask.reach_m:
        told = say(
            f"位置误差最大 ±{worst:.0f} 米，比 {ask.reach_m} 米的范围宽：记录位置在范围内的，真正在内的把握也可能"
            "不足一成，会判为在外；这样的问题要有实测位置才能回答。",
            f"Positions are off by up to ±{worst:.0f} m, more than the {ask.reach_m} m asked: even a place recorded "
            "inside may have less than one chance in ten of being in, and reads as out. Only surveyed positions can "
            "answer this.",
        )
        st.caption(f":orange-badge[⚠] {told}")


def _method() -> None:
    with st.expander(say("方法说明", "How this works")):
        st.markdown(say(
            """
- **三种判定**：最近边缘在距离内；要素内部的代表点在距离内；面积（线则长度）至少有给定占比在内。控制区一般看最近边缘。
- **结论**：要素整体按其误差（CE90）平移，没有坐标的在搜索范围内等可能；起算图层按误差平移，同一误差的要素一同移动。
  概率 ≥ 90 % 为在内，≤ 10 % 为在外，其间待核。
- **判定用距离**，图上的缓冲面只供观看；均在 EPSG:4549 中量。
- **单侧**按线的绘制方向分左右，端头平切。
- 两个图层若出自同一来源，误差会相互抵消一部分，这里按互不相关计。
""",
            """
- **Three tests**: nearest edge within the distance; a point inside the feature within; at least the given share of its
  area (length for lines) within. Control zones go by the nearest edge.
- **Verdict**: a feature shifts as a whole by its error (CE90), one without a position is anywhere in its search area;
  the layer measured from shifts by its own, features of the same accuracy together. A chance of 90 % or more is in,
  10 % or less out, between them to verify.
- **Distances decide**; the buffer on the map is only drawn. All in EPSG:4549.
- **One side** follows the line's drawing direction, with flat ends.
- Where both layers come from one source their errors cancel in part; here they are taken as unrelated.
""",
        ))  # fmt: skip
