"""The desk's work on one comment after the other: publish or not, answer, say how it was used, delete."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from analysis.errors import AtlasError
from geodata.consultation import STATES, USES, PublicComment, now
from geodata.consultation.draft import MAX_REPLY, MAX_TEXT
from geodata.consultation.model import CHINA
from layers.words import word
from views import consult_map, consult_store, mapview
from views.consult_words import STATE, USE, category, place
from views.language import current, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from geodata.consultation import Comment, Consultation
    from views.access import User

_FILTER: Final = "desk_state"
_CHOSEN: Final = "desk_comment"
_SAID: Final = "desk_said"
_SEEN: Final = "desk_contact_seen"
MAP_HEIGHT_PX: Final = 300


def section(consultation: Consultation, user: User) -> None:
    """Draw the queue and the comment chosen from it."""
    said = st.session_state.pop(_SAID, None)
    if said:
        (st.error if said[0] else st.success)(said[1])
    every = consult_store.store().comments(consultation.id)
    counts = {code: sum(item.state == code for item in every) for code in STATES}
    chosen_state = st.segmented_control(
        say("状态", "State"),
        STATES,
        format_func=lambda code: f"{word(STATE, code, current())} {counts[code]}",
        default="pending",
        required=True,
        key=_FILTER,
    )
    listed = {item.number: item for item in every if item.state == chosen_state}
    if not listed:
        st.info(say("这里没有意见。", "No comments here."))
        return
    left, right = st.columns([2, 3], gap="medium")
    with left:
        number = st.radio(
            say("意见", "Comments"), list(listed), format_func=lambda key: _line(listed[key]), key=_CHOSEN
        )
    with right:
        _comment(consultation, listed[number or next(iter(listed))], user)


def _line(item: Comment) -> str:
    """One comment in a line of the queue. Marks that would be markup in a label are taken out."""
    words = "".join(letter for letter in item.text[:24] if letter.isalnum() or letter in " ，。、？！,.")
    answered = say("已答复", "answered") if item.reply else ""
    return " · ".join(filter(None, (f"{item.number}", category(item.category), words, answered)))


def _comment(consultation: Consultation, item: Comment, user: User) -> None:
    with st.container(border=True, key="desk_comment_box"):
        when = f"{item.received_at.astimezone(CHINA):%Y-%m-%d %H:%M}"
        number = say(f"第 {item.number} 号", f"No. {item.number}")
        st.markdown(f"**{number}** · {category(item.category)} · {word(STATE, item.state, current())} · {when}")
        if item.question is not None and item.question < len(consultation.questions):
            asked = consultation.questions[item.question]
            st.text(say("针对问题：", "About the question: ") + say(asked.zh, asked.en))
        st.text(item.text or say("（内容已删除）", "(deleted)"))
        st.text(say("地点：", "Place: ") + place(item.feature, item.lon, item.lat))
    if item.state == "erased":
        return
    _decision(item, user)
    _answer(item, user)
    _personal(item, user)
    if item.lon is not None:
        with st.expander(say("在地图上看", "See it on the map")):
            shown = _as_public(item)
            state = consult_map.map_state(consultation, (shown,), None, current(), selected=item.number, taps=False)
            mapview.show(state, key="desk_map", height_px=MAP_HEIGHT_PX)


def _as_public(item: Comment) -> PublicComment:
    return PublicComment(
        item.number, item.received_at.date(), item.lang, item.category, item.question, item.text, item.lon, item.lat,
        item.feature,
    )  # fmt: skip


def _decision(item: Comment, user: User) -> None:
    """Publish, the text possibly shortened, or not."""
    with st.form(f"desk_decide_{item.id}_{item.version}"):
        shown = st.text_area(
            say("公开的文字（请删去姓名、电话等个人信息）", "Text to publish (take out names, numbers and the like)"),
            value=item.public_text or item.text,
            max_chars=MAX_TEXT,
        )
        yes, no = st.columns(2)
        label = say("公开", "Publish") if item.state != "published" else say("更新公开文字", "Update")
        publish = yes.form_submit_button(label, type="primary", width="stretch")
        decline = no.form_submit_button(say("不公开", "Do not publish"), width="stretch")
    if publish or decline:
        code = "published" if publish else "declined"
        _do(
            lambda: consult_store.store().decide(item, code, public_text=shown, actor=user.name, at=now()),
            say(f"第 {item.number} 号：{word(STATE, code, 'zh')}", f"No. {item.number}: {word(STATE, code, 'en')}"),
        )


def _answer(item: Comment, user: User) -> None:
    """Reply, and how the comment was used."""
    with st.form(f"desk_answer_{item.id}_{item.version}"):
        reply = st.text_area(say("答复", "Reply"), value=item.reply or "", max_chars=MAX_REPLY)
        use = st.selectbox(
            say("办理结果", "How it was used"),
            USES,
            index=USES.index(item.use) if item.use in USES else None,
            format_func=lambda code: word(USE, code, current()),
            placeholder=say("未定", "not decided"),
        )
        note = st.text_input(say("说明（如采纳到哪一条）", "Note (where it went)"), value=item.use_note or "")
        sent = st.form_submit_button(say("保存答复", "Save the reply"), type="primary", width="stretch")
    if sent:
        _do(
            lambda: consult_store.store().answer(
                item, reply=reply, use=use, use_note=note, actor=user.name, at=now()
            ),
            say(f"第 {item.number} 号的答复已保存", f"Reply to no. {item.number} saved"),
        )


def _personal(item: Comment, user: User) -> None:
    """Contact and deletion."""
    with st.expander(say("联系方式与删除", "Contact and deletion")):
        if item.has_contact:
            if st.button(say("查看联系方式（将记入日志）", "Show the contact (goes into the log)"), width="stretch"):
                st.session_state[_SEEN] = item.id
                st.session_state[f"{_SEEN}_text"] = consult_store.store().contact(item.id, actor=user.name, at=now())
            if st.session_state.get(_SEEN) == item.id:
                st.text(str(st.session_state.get(f"{_SEEN}_text") or ""))
            if st.button(say("删除联系方式", "Delete the contact"), width="stretch"):
                st.session_state.pop(f"{_SEEN}_text", None)
                _do(
                    lambda: consult_store.store().forget_contact(item.id, actor=user.name, at=now()),
                    say("联系方式已删除", "Contact deleted"),
                )
        else:
            st.caption(say("没有联系方式。", "No contact."))
        sure = st.checkbox(say("应本人要求删除全部内容，只留编号", "Delete all but the number, as its author asks"))
        if st.button(say("删除意见", "Delete the comment"), disabled=not sure, width="stretch"):
            _do(
                lambda: consult_store.store().erase(item.id, actor=user.name, at=now()),
                say(f"第 {item.number} 号已删除", f"No. {item.number} deleted"),
            )


def _do(what: Callable[[], object], said: str) -> None:
    """Do it and say so on the next screen, or say why not."""
    try:
        what()
    except AtlasError as error:
        st.session_state[_SAID] = (True, say(error.zh, error.en))
    else:
        st.session_state[_SAID] = (False, said)
    st.rerun()
