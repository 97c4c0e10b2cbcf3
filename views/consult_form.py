"""The form of a comment, and what its author gets back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from analysis.errors import AtlasError
from geodata.consultation import CATEGORIES, Draft, is_token, new_token, now, promise
from geodata.consultation.draft import MAX_CONTACT, MAX_TEXT
from geodata.consultation.ratelimit import OVERALL, PER_PAGE
from layers.words import word
from views import access, consult_place, consult_store
from views.consult_words import STATE, category, place
from views.language import current, say
from views.state import Param

if TYPE_CHECKING:
    from geodata.consultation import Consultation, Receipt
    from views.consult_place import Pin

_DRAFT: Final = "consult_draft"
_PAGE: Final = "consult_page"
_PIN: Final = "consult_pin"
_ROUND: Final = "consult_round"


def _token(text: str) -> str:
    if not is_token(text):
        raise ValueError(text)
    return text


MINE: Final = Param("mine", "", _token)
"""Token of the reader's own comment in the address: their receipt, which a reload or a bookmark brings back."""


def pin() -> Pin | None:
    """Place the reader has chosen in this session."""
    found: Pin | None = st.session_state.get(_PIN)
    return found


def set_pin(chosen: Pin | None) -> None:
    """Choose a place, or none."""
    st.session_state[_PIN] = chosen


def _draft_token() -> str:
    """Token of the comment being written; it stays until another one is begun, so that a double tap counts once."""
    return str(st.session_state.setdefault(_DRAFT, new_token()))


def _round() -> int:
    """Comments begun in this session: a new form has new keys, and so starts empty."""
    return int(st.session_state.get(_ROUND, 0))


def form(consultation: Consultation) -> None:
    """Draw the form; a comment that was stored ends in its receipt."""
    turn = _round()
    with st.form(f"consult_form_{turn}", border=False):
        kind = st.pills(
            say("② 类别", "② What is it about?"), CATEGORIES, format_func=category, key=f"consult_category_{turn}"
        )
        question = _question(consultation, turn)
        text = st.text_area(
            say("③ 您的意见", "③ Your comment"), max_chars=MAX_TEXT, height=140, key=f"consult_text_{turn}"
        )
        with st.expander(say("联系方式（可不填）", "Contact (optional)")):
            contact = st.text_input(
                say("电话或邮箱，只供回复您", "Phone or e-mail, only to reply to you"),
                max_chars=MAX_CONTACT,
                key=f"consult_contact_{turn}",
            )
        sent = st.form_submit_button(
            say("提交意见", "Send the comment"), type="primary", width="stretch", key=f"consult_send_{turn}"
        )
        st.caption(say(*promise(consultation)))
    if sent:
        _send(consultation, kind, question, text, contact)


def _question(consultation: Consultation, turn: int) -> int | None:
    if not consultation.questions:
        return None
    texts = [say(item.zh, item.en) for item in consultation.questions]
    chosen: int | None = st.selectbox(
        say("回答哪个问题（可不选）", "Which question is it about? (optional)"),
        range(len(texts)),
        index=None,
        format_func=texts.__getitem__,
        placeholder=say("不针对某个问题", "none in particular"),
        key=f"consult_question_{turn}",
    )
    return chosen


def _send(consultation: Consultation, kind: str | None, question: int | None, text: str, contact: str) -> None:
    """Check, count and store the comment; what it says is shown, never lost from the page."""
    if kind is None:
        st.error(say("请选择类别", "Please choose what it is about"))
        return
    chosen = pin()
    draft = Draft(
        consultation=consultation.id,
        token=_draft_token(),
        category=kind,
        text=text or "",
        lang=current(),
        question=question,
        lon=chosen.lon if chosen else None,
        lat=chosen.lat if chosen else None,
        feature=chosen.feature if chosen else None,
        contact=contact or "",
    )
    page = str(st.session_state.setdefault(_PAGE, new_token()))
    try:
        ready = draft.checked()
        consult_store.limiter().admit(
            (f"page {page}", PER_PAGE), (f"from {access.address()}", consultation.per_address), ("all", OVERALL)
        )
        consult_store.store().submit(ready, at=now())
    except AtlasError as error:
        st.error(say(error.zh, error.en))
        return
    MINE.set(draft.token)
    st.rerun()


def receipts() -> tuple[Receipt, ...]:
    """Tell what became of the comment whose receipt the address holds."""
    return consult_store.store().receipts(MINE.get()) if MINE.get() else ()


def receipt(found: tuple[Receipt, ...]) -> None:
    """Thank the author, say where the comment stands, and let them take it back."""
    for item in found:
        st.success(
            say(
                f"**感谢您的意见！编号：第 {item.number} 号**（{word(STATE, item.state, 'zh')}）",
                f"**Thank you! Your comment is number {item.number}** ({word(STATE, item.state, 'en')})",
            ),
        )
    st.caption(
        say(
            "工作人员审核后公开并答复。收藏本页网址，就能回来看结果；有这个网址的人也能撤回意见，请不要转发。",
            "It is published once checked, and answered. Bookmark this page to come back to it; whoever has its "
            "address can also withdraw the comment, so do not pass it on.",
        )
    )
    if st.button(say("再写一条", "Write another"), type="primary", width="stretch", key="consult_again"):
        _begin_again()
    with st.expander(say("撤回或删除联系方式", "Withdraw, or delete your contact")):
        if any(item.has_contact for item in found):
            st.button(say("删除我的联系方式", "Delete my contact"), on_click=_forget, args=(False,), width="stretch")
        if any(item.state != "erased" for item in found):
            st.button(say("撤回这条意见", "Withdraw this comment"), on_click=_forget, args=(True,), width="stretch")


def _begin_again() -> None:
    """Begin another comment: a new token, a new form."""
    st.session_state[_DRAFT] = new_token()
    st.session_state[_ROUND] = _round() + 1
    set_pin(None)
    MINE.set("")
    st.rerun()


def _forget(whole: bool) -> None:  # noqa: FBT001 - the argument of a button's callback
    consult_store.store().forget_by_token(MINE.get(), at=now(), whole=whole)


def chooser(consultation: Consultation) -> None:
    """Choose the place by name, for whom the map is no help; and say what is chosen."""
    names = consult_place.named(consultation, current())
    key = f"consult_named_{_round()}"

    def take() -> None:
        chosen = st.session_state.get(key)
        set_pin(consult_place.of_feature(chosen) if chosen else None)

    with st.expander(say("不方便点地图？按名称选地点", "Rather choose the place by name?")):
        st.selectbox(
            say("街道或村社", "Subdistrict or village"),
            list(names),
            index=None,
            format_func=names.__getitem__,
            placeholder=say("输入名称查找", "type a name"),
            key=key,
            on_change=take,
        )
    chosen = pin()
    if chosen is None:
        st.info(say("还没有选地点：也可以不选，直接写意见", "No place chosen: you may also write without one"))
        return
    left, right = st.columns([3, 2], vertical_alignment="center")
    with left.container(key="consult_place"):
        st.text(say("地点：", "Place: ") + place(chosen.feature, chosen.lon, chosen.lat))
    if right.button(say("不要地点", "No place"), key="consult_unpin", width="stretch"):
        set_pin(None)
        st.rerun(scope="fragment")
