"""The panel beside the map: search, and one of card, list, street profile, plan text, figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from layers import registry
from layers.card import html_text, markdown_text
from layers.language import pick
from layers.members import street_names
from layers.search import search
from views import overview_card, overview_figures, overview_list, overview_street, overview_text
from views import overview_state as ov
from views.language import current, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from layers.members import Member

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
    if ov.TAB.get() in {"list", "street"}:
        overview_card.below()


def _search() -> None:
    st.text_input(
        say("搜索地名", "Search by name"),
        key=ov.QUERY.key,
        placeholder=say("搜索：蟠凤村 / panfeng / pfc", "Search: Panfeng, pfc, 蟠凤村"),
        label_visibility="collapsed",
        icon=":material/search:",
        on_change=_searched,
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
            label = f"**{markdown_text(name)}** :gray[{markdown_text(' · '.join(where))}]"
            st.button(
                label,
                key=f"hit_{hit.id}",
                type="tertiary",
                icon=_icon(hit, selected=hit.id == selected),
                on_click=ov.select,
                args=(hit.id,),
                kwargs={"fly": True},
                width="stretch",
            )


def _icon(hit: Member, *, selected: bool) -> str:
    """Sign of a hit: the selected one, one on the map, one that is not located."""
    if selected:
        return ":material/check:"
    return ":material/place:" if hit.located else ":material/location_off:"


def _searched() -> None:
    """Open the best answer at once."""
    hits = search(ov.QUERY.get(), limit=1)
    if hits:
        ov.select(hits[0].id, fly=True)


_OPEN: Final[dict[str, Callable[[], None]]] = {
    "card": overview_card.shown,
    "list": overview_list.features,
    "street": overview_street.street,
    "plan": overview_text.clauses,
    "figures": overview_figures.figures,
}
