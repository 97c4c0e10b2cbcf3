"""Changes the atlas would make to an upload: previewed, accepted or left, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from layers.card import markdown_text
from views import data_store
from views.language import say

if TYPE_CHECKING:
    from geodata.imports import Proposal
    from views.imports_draft import Draft

TITLES: Final = {
    "crs": ("确定坐标系", "Settle the reference system"),
    "gcj02": ("还原 GCJ-02 偏移", "Take the GCJ-02 offset away"),
    "bd09": ("还原 BD-09 偏移", "Take the BD-09 offset away"),
    "swap": ("交换经纬度", "Exchange x and y"),
    "simplify": ("简化图形", "Simplify"),
    "drop_duplicates": ("去掉重复要素", "Leave duplicates out"),
    "drop_outside": ("去掉区外要素", "Leave out what is outside"),
}
_NONE: Final = -1


def title(kind: str) -> str:
    """Name of a kind of proposal."""
    zh, en = TITLES.get(kind, (kind, kind))
    return say(zh, en)


def proposals(draft: Draft) -> int | None:
    """Draw the proposals; return the number of the one the map previews."""
    now = draft.now
    if now.applied:
        done = "、".join(title(kind) for kind in now.applied)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(say(f"已采用：{done}", f"Accepted: {done}"))
            st.button(say("撤回上一项", "Take the last one back"), key="imports_back", on_click=draft.back)
    if not now.proposals:
        return None
    st.markdown(
        say(
            f"**{len(now.proposals)} 项建议**，不采用就保持原样。选一项，右侧地图对比前后。",
            f"**Proposals: {len(now.proposals)}**; nothing changes without your consent. Choose one to compare.",
        )
    )
    options = [*range(len(now.proposals)), _NONE]
    shown = st.radio(
        say("预览", "Preview"),
        options,
        format_func=[*(title(proposal.kind) for proposal in now.proposals), say("不预览", "None")].__getitem__,
        captions=[*(_figures(proposal) for proposal in now.proposals), ""],
        key=f"imports_preview_{len(draft.chain)}",
        label_visibility="collapsed",
    )
    if shown == _NONE:
        return None
    proposal = now.proposals[shown]
    with st.container(border=True, key="imports_proposal"):
        st.markdown(markdown_text(say(proposal.zh, proposal.en)))
        st.button(
            say(f"采用：{title(proposal.kind)}", f"Accept: {title(proposal.kind)}"),
            key="imports_accept",
            type="primary",
            on_click=_accept,
            args=(draft, shown),
        )
    return int(shown)


def _accept(draft: Draft, number: int) -> None:
    kind = draft.now.proposals[number].kind
    zh, en = TITLES.get(kind, (kind, kind))
    data_store.act(lambda: draft.accept(number), f"已采用：{zh}", f"Accepted: {en}")


def _figures(proposal: Proposal) -> str:
    parts = []
    if proposal.shift_m:
        parts.append(say(f"移动约 {proposal.shift_m:.0f} 米", f"moves by about {proposal.shift_m:.0f} m"))
    if proposal.fit_before_m is not None and proposal.fit_after_m is not None:
        before, after = proposal.fit_before_m, proposal.fit_after_m
        parts.append(
            say(
                f"与参照的距离 {before:.0f} → {after:.0f} 米", f"distance to the reference {before:.0f} → {after:.0f} m"
            )
        )
    return " · ".join(parts)
