"""A street's profile, and the choice of one."""

from __future__ import annotations

import pandas as pd
import streamlit as st

import geodata
from layers import registry
from layers.card import html_text, size_text
from layers.members import member, street_names
from layers.profile import profile, published_km2
from views import overview_list
from views import overview_state as ov
from views.language import current, say


def street() -> None:
    """Draw the profile of the street the filter names, or the list of streets to choose from."""
    code = ov.STREET.get()
    if code:
        _profile(code)
    else:
        _choice()


def _choice() -> None:
    lang = current()
    st.caption(say("选一个街镇，看规划的哪些内容落在那里", "Choose a street to see what of the plan lies in it"))
    names = street_names()
    codes = list(names)
    frame = pd.DataFrame(
        {
            "name": [names[code][lang == "en"] for code in codes],
            "area": [published_km2(code) for code in codes],
            "count": [sum(len(share.members) for share in profile(code)) for code in codes],
        }
    )
    key = "overview_streets_table"
    st.dataframe(
        frame,
        hide_index=True,
        key=key,
        height=38 + 35 * len(codes),
        selection_mode="single-row",
        on_select=lambda: _chosen(key, codes),
        column_config={
            "name": st.column_config.TextColumn(say("街镇", "Street")),
            "area": st.column_config.NumberColumn(say("面积 km²", "Area, km²"), format="%.2f"),
            "count": st.column_config.NumberColumn(say("规划要素", "Features")),
        },
    )


def _chosen(key: str, codes: list[str]) -> None:
    rows = st.session_state[key]["selection"]["rows"]
    if rows:
        ov.choose_street(codes[rows[0]])


def _profile(code: str) -> None:
    lang = current()
    zh, en = street_names()[code]
    here = member(f"streets.{code}")
    shares = profile(code)
    computed = "" if here is None or here.size is None else size_text(here.size, "polygon", lang)
    area = say(
        f"公布 {published_km2(code):.2f} 平方公里 · 计算 {computed}",
        f"published {published_km2(code):.2f} km² · computed {computed}",
    )
    st.html(
        f"<div class='atlas-head'>{html_text(en if lang == 'en' else zh)}<span>{html_text(zh if lang == 'en' else en)}"
        f"</span></div><div class='atlas-card'><p class='note'>{html_text(area)}</p></div>"
    )
    st.button(say("← 全部街镇", "← All streets"), key="street_all", on_click=_leave, type="tertiary")
    frame = pd.DataFrame(
        {
            "layer": [registry.title(share.layer, lang) for share in shares],
            "count": [f"{share.located} / {len(share.members)}" for share in shares],
            "inside": [_inside(share.area_m2, share.length_m) for share in shares],
        }
    )
    key = f"overview_profile_{code}"
    state = st.dataframe(
        frame,
        hide_index=True,
        key=key,
        height=38 + 35 * min(len(shares), 9),
        selection_mode="single-row",
        on_select="rerun",
        column_config={
            "layer": st.column_config.TextColumn(say("图层", "Layer"), width=112, pinned=True),
            "count": st.column_config.TextColumn(say("图上／全", "Mapped"), width=72),
            "inside": st.column_config.TextColumn(say("街内大小", "Inside"), width=112),
        },
    )
    rows = state["selection"]["rows"]
    chosen = [shares[rows[0]]] if rows and rows[0] < len(shares) else list(shares)
    entries = [m for share in chosen for m in share.members]
    what = registry.title(chosen[0].layer, lang) if len(chosen) == 1 else say("全部图层", "all layers")
    st.caption(
        say(
            f"{what}：{len(entries)} 项。点上表一行只看一层，点下表一行飞到那里。",
            f"{what}: {len(entries)}. Choose a layer above to see it alone, a row below to fly there.",
        )
    )
    overview_list.table(entries, key=f"overview_street_members_{code}", height_px=300)
    source = geodata.sources().get("streets", {})
    st.caption(html_text(source.get(f"note_{lang}") or ""))


def _inside(area_m2: float, length_m: float) -> str:
    lang = current()
    parts = []
    if area_m2:
        parts.append(size_text(area_m2, "polygon", lang))
    if length_m:
        parts.append(size_text(length_m, "line", lang))
    return " · ".join(parts) or "—"


def _leave() -> None:
    ov.choose_street("")
    entry = ov.SELECTED.get()
    if entry and entry.startswith("streets."):
        ov.SELECTED.set(None)
    ov.look_at(ov.district())
