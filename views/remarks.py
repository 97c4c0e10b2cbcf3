"""What must be known before a number about rail lines is quoted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from layers.card import markdown_text as plain
from views import corridor_facts as facts
from views.language import say

if TYPE_CHECKING:
    from collections.abc import Sequence


def of_lines(codes: Sequence[str]) -> list[str]:
    """Return what a reader must know about lines of the plan themselves."""
    said = []
    for code in codes:
        line = facts.line(code)
        if line.status in ("planned", "proposed"):
            said.append(say(
                f"{code} 该线仅为本规划线路，未见批准。",
                f"{code} is a line of this plan only; no approval has been found.",
            ))  # fmt: skip
        if line.status == "under_construction":
            said.append(say(f"{code} 在建，尚未通车。", f"{code} is under construction, not yet open."))
        if line.basis == "schematic":
            said.append(say(
                f"{code} 线位与站位为示意（线 ±{line.accuracy_m:.0f} 米），不是批准线位。",
                f"{code} is drawn schematically (line ±{line.accuracy_m:.0f} m): not an approved alignment.",
            ))  # fmt: skip
    return said


def draw(said: Sequence[str], *, folded: bool, key: str) -> None:
    """Draw remarks in a box that can be folded; nothing when there are none."""
    if not said:
        return
    head = say(f"⚠ 引用前请看：{len(said)} 条提醒", f"⚠ Read before quoting ({len(said)})")
    with st.expander(head, expanded=not folded, key=key):
        st.markdown("\n".join(f"- {plain(text)}" for text in said))
