"""What has been said and answered: as cards to read, as a table, and as files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from geodata.consultation.ledger import file_of, public_ledger
from layers.card import markdown_text as plain
from layers.export import MIME
from layers.words import word
from views.consult_words import USE, category, place
from views.language import current, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.consultation import Consultation, PublicComment

CARDS: Final = 10
"""Cards shown at first; a phone screen is short."""
_MORE: Final = "consult_more"


def card(item: PublicComment, where: str = "card") -> None:
    """Draw one comment with its reply; the words of the public are plain text, never markup."""
    with st.container(border=True, key=f"consult_{where}_{item.number}"):
        st.markdown(say(f"**第 {item.number} 号**", f"**No. {item.number}**") + f" · {category(item.category)}")
        st.text(item.text)
        st.caption(f"{item.received_on:%Y-%m-%d} · {plain(place(item.feature, item.lon, item.lat))}")
        if item.use:
            st.markdown(say("**办理结果**", "**How it was used**") + f" · {word(USE, item.use, current())}")
        if item.use_note:
            st.text(item.use_note)
        if item.reply:
            st.markdown(say("**答复**", "**Reply**") + f" · {item.replied_on:%Y-%m-%d}")
            st.text(item.reply)
        elif not item.use:
            st.caption(say("尚未答复", "Not answered yet"))


def listing(consultation: Consultation, comments: Sequence[PublicComment]) -> None:
    """Draw all published comments, the newest first."""
    answered = sum(item.reply is not None for item in comments)
    st.subheader(say("大家的意见", "What people said"), anchor=False)
    if not comments:
        st.caption(say("还没有公开的意见。", "Nothing has been published yet."))
        return
    st.caption(
        say(f"已公开 {len(comments)} 条，已答复 {answered} 条", f"{len(comments)} published, {answered} answered")
    )
    shown = int(st.session_state.get(_MORE, CARDS))
    for item in list(reversed(comments))[:shown]:
        card(item)
    if len(comments) > shown:

        def more() -> None:
            st.session_state[_MORE] = shown + CARDS

        st.button(say("显示更多", "Show more"), on_click=more, width="stretch")
    if st.toggle(say("表格与下载", "Table and downloads"), key="consult_table"):
        table(comments)
        downloads(consultation, comments)


def table(comments: Sequence[PublicComment]) -> None:
    """Draw the comments as a table."""
    rows = {
        say("编号", "No."): [item.number for item in comments],
        say("日期", "Date"): [item.received_on for item in comments],
        say("类别", "About"): [category(item.category) for item in comments],
        say("地点", "Place"): [place(item.feature, item.lon, item.lat) for item in comments],
        say("意见", "Comment"): [item.text for item in comments],
        say("答复", "Reply"): [item.reply or "" for item in comments],
        say("办理结果", "How used"): [word(USE, item.use, current()) if item.use else "" for item in comments],
    }
    st.dataframe(rows, hide_index=True, width="stretch")


def downloads(consultation: Consultation, comments: Sequence[PublicComment]) -> None:
    """Draw the buttons that give the published record as files."""
    columns = st.columns(3)
    for column, kind in zip(columns, ("csv", "xlsx", "gpkg"), strict=True):
        column.download_button(
            kind.upper(),
            lambda kind=kind: file_of(public_ledger(comments), kind),
            file_name=f"{consultation.id}-public.{kind}",
            mime=MIME[kind],
            key=f"consult_file_{kind}",
            width="stretch",
        )
