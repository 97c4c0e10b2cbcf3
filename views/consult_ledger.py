"""The desk's account: figures, the ledger with its files, and the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geodata.consultation.ledger import desk_ledger, file_of, summary
from geodata.consultation.model import CHINA
from layers.export import MIME
from layers.words import word
from views import consult_store
from views.consult_words import ACTION, STATE, USE, category, place
from views.language import current, say

if TYPE_CHECKING:
    from geodata.consultation import Consultation
    from views.access import User


def section(consultation: Consultation, _user: User) -> None:
    """Draw figures, table, files and log; no contact is in any of them."""
    comments = consult_store.store().comments(consultation.id)
    found = summary(comments)
    lang = current()
    figures = (
        (say("收到", "Received"), found.received),
        (say("待审核", "Waiting"), found.pending),
        (say("已公开", "Published"), found.published),
        (say("未公开", "Not published"), found.declined),
        (say("已答复", "Answered"), found.answered),
    )
    for column, (name, value) in zip(st.columns(len(figures)), figures, strict=True):
        column.metric(name, value)
    if found.used:
        st.caption(" · ".join(f"{word(USE, code, lang)} {count}" for code, count in found.used.items()))
    rows = {
        say("编号", "No."): [item.number for item in comments],
        say("收到", "Received"): [f"{item.received_at.astimezone(CHINA):%Y-%m-%d %H:%M}" for item in comments],
        say("状态", "State"): [word(STATE, item.state, lang) for item in comments],
        say("类别", "About"): [category(item.category) for item in comments],
        say("地点", "Place"): [place(item.feature, item.lon, item.lat) for item in comments],
        say("意见", "Comment"): [item.text for item in comments],
        say("答复", "Reply"): [item.reply or "" for item in comments],
        say("办理结果", "How used"): [word(USE, item.use, lang) if item.use else "" for item in comments],
    }
    st.dataframe(rows, hide_index=True, width="stretch")
    for column, kind in zip(st.columns(3), ("csv", "xlsx", "gpkg"), strict=True):
        column.download_button(
            say(f"下载台账 {kind.upper()}", f"Ledger as {kind.upper()}"),
            lambda kind=kind: file_of(desk_ledger(comments), kind),
            file_name=f"{consultation.id}-ledger.{kind}",
            mime=MIME[kind],
            width="stretch",
        )
    st.caption(
        say(
            f"台账不含联系方式。联系方式最迟保存到 {consultation.contacts_until:%Y-%m-%d}，到期自动删除；"
            f"现存 {sum(item.has_contact for item in comments)} 条。",
            f"No contact is in the ledger. Contacts are kept until {consultation.contacts_until:%Y-%m-%d} at the "
            f"latest and then deleted automatically; {sum(item.has_contact for item in comments)} are kept now.",
        )
    )
    with st.expander(say("工作日志", "Log")):
        log = consult_store.store().events(consultation.id)
        st.dataframe(
            {
                say("时间", "Time"): [f"{item.at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}" for item in log],
                say("谁", "Who"): [item.actor for item in log],
                say("做了什么", "What"): [word(ACTION, item.action, lang) for item in log],
                say("编号", "No."): [item.number for item in log],
            },
            hide_index=True,
            width="stretch",
        )
