"""The sidebar: filters, and the layer tree by plan chapter with opacity and zoom-to."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import streamlit as st

import geodata
from layers import registry
from layers.card import markdown_text
from layers.language import pick
from layers.members import members, street_names, union_bounds
from layers.words import STATUS as STATUS_WORDS
from layers.words import word
from views import overview_state as ov
from views.language import current, say

if TYPE_CHECKING:
    from geodata import LayerInfo


def sidebar() -> None:
    """Draw filters and layer tree."""
    _filters()
    visible = ov.LAYERS.get()
    st.caption(say("图层（在图上／全部）", "Layers (on the map / all)"))
    for chapter, entries in groupby(registry.plan_layers(), key=lambda entry: entry.chapter):
        group = list(entries)
        on = sum(entry.id in visible for entry in group)
        title = pick(current(), *geodata.CHAPTERS[chapter])
        label = f"{markdown_text(title)} :gray[{on}/{len(group)}]"
        with st.expander(label, expanded=bool(on), key=f"chapter_{chapter}"):
            for entry in group:
                _row(entry, shown=entry.id in visible)
    st.button(
        say("恢复默认图层", "Back to the default layers"),
        on_click=_reset,
        key="layers_reset",
        width="stretch",
        disabled=visible == ov.LAYERS.default and not ov.OPACITY.get(),
    )


def _filters() -> None:
    names = street_names()
    english = current() == "en"
    st.session_state["filter_street"] = ov.STREET.get()
    st.selectbox(
        say("街镇", "Street"),
        ["", *names],
        format_func=lambda code: names[code][english] if code else say("全区", "Whole district"),
        key="filter_street",
        on_change=lambda: ov.choose_street(st.session_state["filter_street"]),
    )
    st.multiselect(
        say("状态", "Status"),
        list(STATUS_WORDS),
        format_func=lambda code: word(STATUS_WORDS, code, current()),
        key=ov.STATUS.key,
        placeholder=say("全部", "All"),
    )


def _row(entry: LayerInfo, *, shown: bool) -> None:
    """One layer: its box with how many of its members are on the map, and, while it is on, its settings."""
    lang = current()
    key = f"show_{entry.id}"
    st.session_state[key] = shown
    count = f"{entry.count}" if entry.located == entry.count else f"{entry.located}/{entry.count}"
    left, right = st.columns([6, 1], gap=None, vertical_alignment="center") if shown else (st.container(), None)
    left.checkbox(
        f"{markdown_text(registry.title(entry.id, lang))} :gray[:small[{count}]]",
        key=key,
        on_change=_toggled,
        args=(entry.id,),
    )
    if right is not None:
        label = markdown_text(say("图层设置：", "Layer settings: ") + registry.title(entry.id, lang))
        with right.popover(label, icon=":material/tune:", type="tertiary", key=f"set_{entry.id}"):
            _settings(entry)


def _settings(entry: LayerInfo) -> None:
    key = f"opacity_{entry.id}"
    st.session_state[key] = ov.opacity(entry.id)
    st.slider(
        say(f"{registry.title(entry.id, 'zh')} 不透明度", f"{registry.title(entry.id, 'en')}: opacity"),
        0, 100, step=5, format="%d %%", key=key,
        on_change=lambda: ov.set_opacity(entry.id, st.session_state[key]),
    )  # fmt: skip
    st.button(
        say("缩放到图层", "Zoom to layer"),
        key=f"zoom_{entry.id}",
        disabled=not entry.located,
        on_click=lambda: ov.look_at(union_bounds(members(entry.id))),
        width="stretch",
    )


def _toggled(layer_id: str) -> None:
    ov.show_layer(layer_id, on=st.session_state[f"show_{layer_id}"])


def _reset() -> None:
    ov.LAYERS.set(list(ov.LAYERS.default))
    ov.OPACITY.set({})
