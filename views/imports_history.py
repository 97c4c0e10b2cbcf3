"""The workspace: what stands in for bundled layers, the way back, and its history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

import geodata
from geodata.imports.workspace import PLACES
from layers import words
from layers.card import markdown_text
from views import data_store
from views.language import current, say

if TYPE_CHECKING:
    from geodata.imports.manifest import Entry, Kept

ACTIONS: Final = {
    "layer": ("存入图层", "layer kept"),
    "remove": ("移除图层", "layer removed"),
    "place": ("定位", "placed"),
    "unplace": ("取消定位", "place taken away"),
    "undo": ("撤销", "undone"),
    "restore": ("回到旧版", "older version"),
    "originals": ("恢复内置", "originals"),
}


def panel(who: str) -> None:
    """Draw the workspace."""
    st.markdown(say("#### 工作区", "#### Workspace"))
    entry = data_store.workspace().state()
    layers, places = data_store.differs(entry)
    author = who or say("本机", "this computer")
    if not layers and not places:
        st.caption(say("全部图层都是内置数据。", "All layers are the bundled ones."))
    for kept in entry.layers.values():
        _layer(kept, entry, author)
    with st.container(horizontal=True):
        st.button(
            say("撤销上一步", "Undo"),
            key="data_undo",
            disabled=entry.version == 0,
            on_click=_undo,
            args=(entry.version, author),
        )
        st.button(
            say("全部恢复内置", "Bring all originals back"),
            key="data_originals",
            disabled=not layers and not places,
            on_click=_originals,
            args=(entry.version, author),
        )
    with st.expander(say("历史", "History")):
        _history(entry, author)


def _title(kept: Kept) -> str:
    known = {info.id: info for info in geodata.catalog()}
    if kept.id == PLACES:
        return say("补充定位", "Places given")
    if kept.id in known:
        return say(known[kept.id].title_zh, known[kept.id].title_en)
    return kept.title


def _layer(kept: Kept, entry: Entry, author: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        role = say("替换内置", "replaces the bundled one") if kept.replaces else say("自有", "own")
        if kept.id == PLACES:
            role = say("各图层", "in all layers")
        name = markdown_text(_title(kept))
        told = say(f"{kept.rows} 个 · {role}", f"{kept.rows} features · {role}")
        accuracy = kept.meta.get("accuracy_m")
        if accuracy:
            told += f" · ±{accuracy:g} m"
        origin = kept.meta.get("filename")
        if origin:
            told += f" · {markdown_text(str(origin)[:60])}"
        st.markdown(f"**{name}** · {told}")
        if kept.id != PLACES:
            st.button(
                say("恢复内置", "Original back") if kept.replaces else say("移除", "Remove"),
                key=f"data_remove_{kept.id}",
                on_click=_remove,
                args=(kept.id, entry.version, author),
            )


def _undo(version: int, author: str) -> None:
    data_store.act(
        lambda: data_store.workspace().undo(base_version=version, who=author),
        "已撤销上一步。",
        "The last step is undone.",
    )


def _originals(version: int, author: str) -> None:
    data_store.act(
        lambda: data_store.workspace().originals(base_version=version, who=author),
        "全部图层已恢复为内置数据；这一步也可以撤销。",
        "All bundled layers are back; this too can be undone.",
    )


def _remove(layer_id: str, version: int, author: str) -> None:
    data_store.act(
        lambda: data_store.workspace().remove_layer(layer_id, base_version=version, who=author),
        f"已移除：{layer_id}",
        f"Removed: {layer_id}",
    )


def _restore(version: int, base: int, author: str) -> None:
    data_store.act(
        lambda: data_store.workspace().restore(version, base_version=base, who=author),
        f"已回到第 {version} 版。",
        f"Version {version} is in force again.",
    )


def _history(entry: Entry, author: str) -> None:
    where = markdown_text(str(data_store.folder()))
    st.caption(
        say(
            f"文件夹：{where}（用环境变量 {data_store.SETTING} 指定别处）。保留最近 20 版。",
            f"Folder: {where} (set {data_store.SETTING} to use another). The last 20 versions are kept.",
        )
    )
    entries = [one for one in data_store.workspace().history() if one.version > 0]
    if not entries:
        st.caption(say("还没有改动。", "Nothing has been changed yet."))
        return
    lang = current()
    st.dataframe(
        pd.DataFrame(
            {
                say("版本", "Version"): [one.version for one in entries],
                say("时间（UTC）", "When (UTC)"): [one.when[:16].replace("T", " ") for one in entries],
                say("经办人", "Who"): [one.who for one in entries],
                say("操作", "What"): [words.word(ACTIONS, one.action, lang) for one in entries],
                say("对象", "On"): [
                    "、".join(name.removeprefix(f"{PLACES}:") for name in one.touched) for one in entries
                ],
                say("说明", "Why"): [one.why for one in entries],
            }
        ),
        hide_index=True,
        height=min(240, 38 + 35 * len(entries)),
    )
    older = [one.version for one in entries if one.version != entry.version]
    if older:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            version = st.selectbox(say("回到第几版", "Go back to version"), older, key="data_version", width=160)
            st.button(
                say("回到该版", "Go back"), key="data_restore", on_click=_restore, args=(version, entry.version, author)
            )
