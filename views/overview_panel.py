"""The panel beside the map: search, and one of card, list, street profile, plan text, figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from layers import registry, words
from layers.card import card, card_html, html_text, markdown_text
from layers.language import pick
from layers.members import layer_of, street_names
from layers.search import search
from views import overview_figures, overview_list, overview_street, overview_text
from views import overview_state as ov
from views.language import current, say

if TYPE_CHECKING:
    from collections.abc import Callable

_TITLES: Final = {
    "card": ("要素", "Feature"),
    "list": ("列表", "List"),
    "street": ("街镇", "Street"),
    "plan": ("条文", "Plan text"),
    "figures": ("指标", "Figures"),
}


def panel() -> None:
    """Draw the search box, the tabs and the open one."""
    _search()
    with st.container(key="overview_tabs"):
        st.segmented_control(
            say("面板", "Panel"),
            list(ov.TABS),
            format_func=lambda code: pick(current(), *_TITLES[code]),
            key=ov.TAB.key,
            required=True,
            label_visibility="collapsed",
            width="stretch",
        )
    _OPEN[ov.TAB.get()]()


def _search() -> None:
    st.text_input(
        say("搜索地名", "Search by name"),
        key=ov.QUERY.key,
        placeholder=say("搜索：蟠凤村 / panfeng / pfc", "Search: Panfeng, pfc, 蟠凤村"),
        label_visibility="collapsed",
        icon=":material/search:",
        on_change=_searched,
        max_chars=60,
    )
    query = ov.QUERY.get().strip()
    if not query:
        return
    hits = search(query, limit=8)
    if not hits:
        text = say(
            f"没有找到“{query}”。可输入中文名、全拼、首字母或英文名的一部分。",
            f"Nothing is called '{query}'. Try part of a Chinese name, pinyin, initials or English.",
        )
        st.html(f"<div class='atlas-empty' role='status'>{html_text(text)}</div>")
        return
    lang = current()
    names = street_names()
    selected = ov.SELECTED.get()
    with st.container(key="overview_hits", gap=None):
        for hit in hits:
            name = (hit.name_en if lang == "en" else hit.name) or hit.name
            where = [registry.title(hit.layer, lang), *(names[code][lang == "en"] for code in hit.streets[:1])]
            if not hit.located:
                where.append(say("位置待补", "not located"))
            label = f"**{markdown_text(name)}** :gray[{markdown_text(' · '.join(where))}]"
            st.button(
                label,
                key=f"hit_{hit.id}",
                type="tertiary",
                icon=":material/check:" if hit.id == selected else ":material/place:",
                on_click=ov.select,
                args=(hit.id,),
                kwargs={"fly": True},
                width="stretch",
            )


def _searched() -> None:
    """Open the best answer at once."""
    hits = search(ov.QUERY.get(), limit=1)
    if hits:
        ov.select(hits[0].id, fly=True)


def _card() -> None:
    lang = current()
    selected = ov.SELECTED.get()
    shown = card(selected, lang) if selected else None
    if shown is None:
        _no_card()
        return
    with st.container(key="overview_card_buttons", horizontal=True, gap="small"):
        st.button(
            say("缩放至此", "Zoom here"),
            key="card_zoom",
            on_click=lambda: ov.look_at(ov.bounds_of(shown.id)),
            disabled=ov.bounds_of(shown.id) is None,
        )
        st.button(
            say("同层列表", "Whole layer"),
            key="card_list",
            disabled=layer_of(shown.id) not in registry.LOOKS,
            on_click=lambda: ov.TAB.set("list"),
        )
        st.button(say("取消选择", "Deselect"), key="card_close", on_click=lambda: ov.SELECTED.set(None))
    st.html(card_html(shown, lang))


def _no_card() -> None:
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


_OPEN: Final[dict[str, Callable[[], None]]] = {
    "card": _card,
    "list": overview_list.features,
    "street": overview_street.street,
    "plan": overview_text.clauses,
    "figures": overview_figures.figures,
}
