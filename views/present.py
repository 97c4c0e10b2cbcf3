"""公众展示 › 图纸与离线文件 Sheets and offline file: choose a template and a size, make it, take it away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from layers import registry
from layers.language import pick
from layers.print_atlas import MOST_PAGES
from views import corridor_answer, corridor_controls, errors, present_make, present_sheets, state
from views import corridor_facts as facts
from views import corridor_params as params
from views import overview_state as ov
from views import present_params as pp
from views.language import current, say

if TYPE_CHECKING:
    from views.corridor_answer import Answer
    from views.corridor_params import Choice

_CHECKED: Final = (params.LINES, params.PRESET, params.DISTANCE, params.FROM, params.SET, params.STREET)


def page() -> None:
    """Draw the page."""
    params.restore_all()
    state.restore(*pp.OWN, ov.LAYERS, ov.OPACITY)
    st.header(say("图纸与离线文件", "Sheets and offline file"), anchor=False)
    st.caption(say(
        "图纸按 EPSG:4549 成图，比例尺可用尺量；离线文件是一个 HTML，拷到 U 盘即可打开，不需要网络。",
        "Sheets are drawn in EPSG:4549, true to scale; the offline file is one HTML that opens from a stick, without "
        "any network.",
    ))  # fmt: skip
    left, right = st.columns([5, 4], gap="large")
    with left:
        _template()
        checked = pp.TEMPLATE.get() not in pp.ASKS_LAYERS
        if pp.TEMPLATE.get() not in pp.FILES:
            _paper()
        asked = params.asked() if checked else None
    with right:
        if checked:
            with st.container(border=True):
                corridor_controls.controls()
            asked = params.asked()
        else:
            _layers()
    with left, errors.told():
        _make(asked)
    state.publish(*pp.OWN, *(_CHECKED if checked else (ov.LAYERS, ov.OPACITY)))


def _template() -> None:
    texts = {
        pp.OVERVIEW: say("图层图：自选图层，一张", "Layers: of your choice, one sheet"),
        pp.CORRIDOR: say("廊道核查图：结论与表格，一张", "Corridor check: verdicts and table, one sheet"),
        pp.STREETS: say("街镇图集：每街镇一页", "Atlas: one page a subdistrict"),
        pp.SITES: say("村社图集：每村一页", "Atlas: one page a village"),
        pp.FILE: say("离线文件：自选图层", "Offline file: layers of your choice"),
        pp.FILE_CORRIDOR: say("离线文件：廊道核查", "Offline file: corridor check"),
    }
    st.radio(say("做什么", "What to make"), list(pp.TEMPLATES), format_func=texts.__getitem__, key=pp.TEMPLATE.key)


def _paper() -> None:
    """Choose size, direction, format and area, as far as the template leaves a choice."""
    lang = current()
    first, second, third = st.columns(3)
    with first:
        st.segmented_control(say("纸张", "Paper"), ["A4", "A3"], key=pp.PAPER.key, required=True)
    with second:
        turns = {"landscape": say("横", "landscape"), "portrait": say("竖", "portrait")}
        st.segmented_control(
            say("方向", "Direction"), list(turns), format_func=turns.__getitem__, key=pp.TURN.key, required=True
        )
    if pp.TEMPLATE.get() in pp.ATLASES:
        return
    with third:
        st.segmented_control(
            say("格式", "Format"), ["pdf", "png", "svg"], format_func=str.upper, key=pp.KIND.key, required=True
        )
    names = {
        pp.DISTRICT: say("全区", "Whole district"),
        pp.EAST: say("东部建成区", "Built-up east"),
        **{street.code: pick(lang, street.name, street.name_en) for street in facts.streets()},
    }
    st.selectbox(say("图幅范围", "Area"), list(names), format_func=names.__getitem__, key=pp.AREA.key)


def _layers() -> None:
    lang = current()
    st.multiselect(
        say("图层", "Layers"),
        list(registry.LOOKS),
        format_func=lambda key: registry.title(key, lang),
        key=ov.LAYERS.key,
        placeholder=say("至少选一个", "Choose at least one"),
    )
    if pp.TEMPLATE.get() == pp.FILE:
        st.caption(say(
            "离线文件里有全部图层，这里选的是打开时显示的。",
            "The file holds all layers; those chosen here are on when it opens.",
        ))  # fmt: skip


def _make(asked: Choice | None) -> None:
    """Draw the button, what stands in its way, and the file once it is made."""
    found, problem = _answer(asked)
    if problem:
        st.info(problem)
        return
    if asked is not None and pp.TEMPLATE.get() in pp.ATLASES:
        pages = len(present_sheets.street_codes(asked)) if pp.TEMPLATE.get() == pp.STREETS else len(found.table)
        st.caption(say(f"共 {pages} 页", f"{pages} pages"))
    if st.button(say("制作", "Make it"), key="present_make", type="primary", icon=":material/print:"):
        present_make.make(asked, found)
    present_make.take(asked)


def _answer(asked: Choice | None) -> tuple[Answer | None, str]:
    """Answer to the corridor check, and what keeps the file from being made."""
    if asked is None:
        if ov.LAYERS.get() or pp.TEMPLATE.get() == pp.FILE:
            return None, ""
        return None, say("还没有选图层：请在右侧至少选一个。", "No layer is chosen: choose at least one on the right.")
    if not asked.lines:
        return None, say("还没有选线路：请在右侧至少选一条。", "No line is chosen: choose at least one on the right.")
    ids = facts.ids_in(asked.set_name, asked.street)
    if not ids:
        return None, say(
            "这个街镇没有所选的村社：换一个街镇，或核查全部村社。",
            "There are no such villages in this subdistrict: choose another, or check all villages.",
        )
    if pp.TEMPLATE.get() == pp.SITES and len(ids) > MOST_PAGES:
        return None, say(
            f"{len(ids)} 个村社太多，一册最多 {MOST_PAGES} 页：请选一个街镇，或只选城中村。",
            f"{len(ids)} villages are too many, an atlas has at most {MOST_PAGES} pages: choose a subdistrict, or the "
            "renovation sites only.",
        )
    return corridor_answer.answer(asked), ""
