"""What was found in an upload: what it is, and every issue with its row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from layers.card import html_text
from views.language import current, say

if TYPE_CHECKING:
    from geodata.imports import Imported

_ROW_PX: Final = 35
_HEAD_PX: Final = 38

KINDS: Final = {
    "ambiguous_name": ("同名多处", "name in several places"),
    "beyond": ("超出坐标系", "beyond the system"),
    "column_dropped": ("略去的列", "column left out"),
    "column_renamed": ("改名的列", "column renamed"),
    "duplicate": ("重复要素", "duplicate"),
    "duplicate_id": ("编号重复", "id repeated"),
    "empty": ("没有图形", "no geometry"),
    "encoding_conflict": ("编码不符", "encoding"),
    "extension": ("扩展名不符", "file ending"),
    "huge": ("节点过多", "many vertices"),
    "invalid": ("图形无效", "invalid geometry"),
    "joined": ("按名称对应", "placed by name"),
    "missing": ("缺少的成员", "members missing"),
    "mixed_kinds": ("图形类型混杂", "mixed geometry"),
    "network_link": ("网络引用", "network link"),
    "new": ("新增的成员", "members added"),
    "no_crs": ("没有坐标系", "no reference system"),
    "no_dbf": ("没有属性表", "no attribute table"),
    "no_name": ("没有名称", "no name"),
    "no_shx": ("没有索引", "no index"),
    "not_finite": ("坐标不是数", "not a number"),
    "other_layers": ("其他图层", "other layers"),
    "outside": ("在区外", "outside the district"),
    "ragged": ("列数不齐", "ragged rows"),
    "reader": ("读取提示", "reader's note"),
    "short": ("行数不足", "fewer rows"),
    "swapped": ("经纬度颠倒", "x and y exchanged"),
    "text": ("文字", "text"),
    "text_cut": ("文字过长", "text cut"),
    "unknown_name": ("名称对不上", "unknown name"),
    "unlocated": ("位置待补", "not located"),
    "unreadable": ("图形读不出", "unreadable geometry"),
    "wrong_kind": ("图形类型不符", "wrong kind of geometry"),
    "z": ("高程", "heights"),
}


def kind_word(kind: str) -> str:
    """Word for a kind of issue; an unknown one stands for itself."""
    zh, en = KINDS.get(kind, (kind, kind))
    return say(zh, en)


def _source_word(source: str | None) -> str:
    words = {
        "file": say("文件写明", "the file says so"),
        "format": say("格式规定", "fixed by the format"),
        "declared": say("文件写明", "the file says so"),
        "detected": say("自动识别", "recognised"),
        "proposal": say("采纳建议", "proposal accepted"),
        "user": say("您指定", "chosen by you"),
        "names": say("按名称对应", "placed by name"),
    }
    return words.get(source or "", source or "")


def summary(imported: Imported) -> None:
    """Draw what the file is: format, encoding, reference system, numbers."""
    located = int(imported.frame.geometry.notna().sum())
    crs = imported.crs_found or say("未知", "unknown")
    cells = [
        (say("格式", "Format"), imported.format, imported.layer if imported.layer != "layer" else ""),
        (say("要素", "Features"), f"{imported.raw_count:,}", say(f"{located:,} 个有位置", f"{located:,} located")),
        (say("坐标系", "Reference system"), crs, _source_word(imported.crs_source)),
        (say("文字编码", "Encoding"), imported.encoding.upper(), _source_word(imported.encoding_source)),
    ]
    boxes = "".join(
        f"<div><span>{html_text(label)}</span><b>{html_text(value)}</b><small>{html_text(note)}</small></div>"
        for label, value, note in cells
    )
    st.html(f"<div class='atlas-found'>{boxes}</div>")


def issues(imported: Imported) -> int | None:
    """Draw the issues row by row; return the row chosen, which the map shows."""
    number = sum(imported.counts.values())
    if not number:
        st.success(say("检查完毕，没有发现问题。", "Checked: nothing wrong was found."))
        return None
    mended = sum(issue.repaired for issue in imported.issues)
    st.markdown(
        say(
            f"**检查发现 {number} 处**（{mended} 处已修复）。点一行，地图飞到那里；修复前的图形以紫红色画出。",
            f"**{number} findings** ({mended} repaired). Choose a row to see it; a repaired shape is drawn as it was "
            "in magenta.",
        )
    )
    st.caption(" · ".join(f"{kind_word(kind)} {count}" for kind, count in sorted(imported.counts.items())))
    lang = current()
    table = pd.DataFrame(
        {
            "row": pd.array([issue.row for issue in imported.issues], dtype="Int64"),
            "feature": [issue.feature for issue in imported.issues],
            "kind": [kind_word(issue.kind) for issue in imported.issues],
            "what": [issue.en if lang == "en" else issue.zh for issue in imported.issues],
            "repaired": [issue.repaired for issue in imported.issues],
        }
    )
    config = st.column_config
    chosen = st.dataframe(
        table,
        hide_index=True,
        height=min(260, _HEAD_PX + _ROW_PX * len(table)),
        key=f"imports_issues_{imported.sha256[:8]}_{len(imported.applied)}",
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            "row": config.NumberColumn(say("行", "Row"), width=56),
            "feature": config.TextColumn(say("要素", "Feature"), width=110),
            "kind": config.TextColumn(say("问题", "Finding"), width=100),
            "what": config.TextColumn(say("说明", "What"), width=360),
            "repaired": config.CheckboxColumn(say("已修复", "Repaired"), width=64),
        },
    )
    if len(imported.issues) < number:
        st.caption(
            say(
                f"表中列出前 {len(imported.issues)} 处，其余只计数。",
                f"The table lists the first {len(imported.issues)}; the rest are counted only.",
            )
        )
    rows = chosen["selection"]["rows"]
    return imported.issues[rows[0]].row if rows else None
