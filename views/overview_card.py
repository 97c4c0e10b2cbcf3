"""The selected feature's card."""

from __future__ import annotations

import streamlit as st

from layers import registry, words
from layers.card import card, card_html, html_text
from layers.language import pick
from layers.members import layer_of
from views import overview_state as ov
from views.language import current, say


def shown() -> None:
    """Draw the selected feature's card, or say how to select one."""
    lang = current()
    selected = ov.SELECTED.get()
    found = card(selected, lang) if selected else None
    if found is None:
        _nothing()
        return
    with st.container(key="overview_card_buttons", horizontal=True, gap="small"):
        st.button(
            say("缩放至此", "Zoom here"),
            key="card_zoom",
            on_click=lambda: ov.look_at(ov.bounds_of(found.id)),
            disabled=ov.bounds_of(found.id) is None,
        )
        st.button(
            say("同层列表", "Whole layer"),
            key="card_list",
            disabled=layer_of(found.id) not in registry.LOOKS,
            on_click=lambda: ov.TAB.set("list"),
        )
        st.button(say("取消选择", "Deselect"), key="card_close", on_click=lambda: ov.SELECTED.set(None))
    st.html(card_html(found, lang))


def _nothing() -> None:
    lang = current()
    names = pick(lang, "、", ", ").join(registry.title(layer_id, lang) for layer_id in ov.LAYERS.get())
    head = say("点图上的要素，或搜索、在列表里选一行", "Click a feature, search, or choose a row of the list")
    body = say(
        "卡片写明它是什么、现状、依据的条文、位置怎样得来、误差多大、出自哪里。",
        "The card says what it is, how it stands, which clause it rests on, how its position was found and how sure.",
    )
    shown = say(f"现在显示：{names or '无图层'}", f"On the map now: {names or 'no layer'}")
    st.html(f"<div class='atlas-empty'><b>{html_text(head)}</b><br>{html_text(body)}<br>{html_text(shown)}</div>")
    st.caption(say("位置依据的含义", "What the words for a position mean"))
    rows = "".join(
        f"<dt>{html_text(words.word(words.BASIS, code, lang))}</dt><dd>{html_text(pick(lang, *text))}</dd>"
        for code, text in words.BASIS_MEANING.items()
    )
    st.html(f"<div class='atlas-card'><dl>{rows}</dl></div>")


def below() -> None:
    """Draw the selected feature's card under a table, without its buttons."""
    selected = ov.SELECTED.get()
    found = card(selected, current()) if selected else None
    if found is not None and found.layer in registry.LOOKS:
        st.html(card_html(found, current()))
