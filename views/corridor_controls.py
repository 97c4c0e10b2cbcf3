"""The controls of the corridor check, and what the preset they stand on rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

import geodata
from layers.card import markdown_text as plain
from layers.language import pick
from layers.words import STATUS, word
from views import corridor_facts as facts
from views import corridor_params as params
from views.language import current, say

if TYPE_CHECKING:
    from analysis import Preset

_TYPED = "corridor_typed_m"


def controls() -> None:
    """Draw the controls; their values are in the session under the parameters' keys."""
    lines()
    villages()
    distance()


def lines() -> None:
    """Choose lines, each with its status; say which cannot be chosen."""
    lang = current()

    def label(code: str) -> str:
        return f"{code} · {word(STATUS, facts.line(code).status, lang)}"

    st.pills(
        say("线路（按建设状态）", "Lines (by status)"),
        facts.located_lines(),
        selection_mode="multi",
        format_func=label,
        key=params.LINES.key,
        wrap=True,
    )
    for line in facts.lines():
        if line.located:
            continue
        code, status = line.code, word(STATUS, line.status, lang)
        st.caption(say(
            f"{code}（{status}）位置待补：规划没有给出线位和站点，不能核查。",
            f"{code} ({status}) is not located: the plan gives neither route nor stations, so it cannot be checked.",
        ))  # fmt: skip


def preset_label(preset: Preset | None) -> str:
    """Text of a preset in the list: its distance and title."""
    if preset is None:
        return say("自定距离", "A distance of your own")
    return f"{preset.distance_m:.0f} {say('米', 'm')} · {say(preset.title_zh, preset.title_en)}"


def distance() -> None:
    """Choose a preset or a distance, and where it is measured from."""
    st.selectbox(
        say("距离口径", "Distance rule"),
        [*(preset.id for preset in params.rail_presets()), params.FREE],
        format_func=lambda code: preset_label(params.preset_of(code)),
        key=params.PRESET.key,
        on_change=params.take_preset,
    )
    st.session_state[_TYPED] = params.DISTANCE.get()
    st.slider(
        say("距离（米）", "Distance (m)"),
        params.NEAREST_M,
        params.FARTHEST_M,
        step=params.STEP_M,
        key=params.DISTANCE.key,
    )
    st.number_input(
        say("或输入距离（米）", "or type it (m)"),
        params.NEAREST_M,
        params.FARTHEST_M,
        step=params.STEP_M,
        key=_TYPED,
        on_change=_typed,
        label_visibility="collapsed",
    )
    st.segmented_control(
        say("从哪里量起", "Measured from"),
        ["stations", "line"],
        format_func={"stations": say("车站", "stations"), "line": say("线位", "the line")}.__getitem__,
        key=params.FROM.key,
        required=True,
    )
    basis(params.preset_of(params.PRESET.get()))


def _typed() -> None:
    params.DISTANCE.set(int(st.session_state[_TYPED]))


def basis(preset: Preset | None) -> None:
    """Say what the distance rests on, how sure that is, and its warning."""
    lang = current()
    if preset is None:
        st.caption(say(
            "自定距离没有规范依据，引用时请注明。",
            "A distance of your own rests on no rule: say so when quoting it.",
        ))  # fmt: skip
        return
    level = {"high": ("高", "high"), "medium": ("中", "medium"), "low": ("低", "low")}
    zh, en = level.get(preset.confidence, (preset.confidence, preset.confidence))
    text = plain(pick(lang, preset.basis_zh, preset.basis_en).rstrip("。."))
    st.caption(say(f"依据：{text}。可信度：{zh}。", f"Rests on: {text}. Confidence: {en}."))
    warning = pick(lang, preset.warning_zh, preset.warning_en)
    if warning:
        st.caption(f":orange-badge[⚠] {plain(warning)}")


def villages() -> None:
    """Choose the set of villages and a street."""
    lang = current()
    count = {entry.id: entry.count for entry in geodata.catalog()}
    st.segmented_control(
        say("核查对象", "Villages"),
        list(params.SETS),
        format_func={
            "renewal_sites": say(f"城中村 {count['renewal_sites']}", f"{count['renewal_sites']} sites"),
            "villages": say(f"全部 {count['villages']}", f"all {count['villages']}"),
        }.__getitem__,
        key=params.SET.key,
        required=True,
        help=say(
            "城中村：规划专栏列出的改造项目；全部：2023 年统计用村级单元。",
            "Renovation sites: those the plan lists; all: the village units of the 2023 statistical list.",
        ),
    )

    def street(code: str) -> str:
        if not code:
            return say("全区", "whole district")
        return pick(lang, facts.street(code).name, facts.street(code).name_en)

    codes = ["", *(item.code for item in facts.streets())]
    st.selectbox(say("街镇", "Subdistrict"), codes, format_func=street, key=params.STREET.key)
