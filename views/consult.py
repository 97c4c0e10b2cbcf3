"""公众展示 › 征求意见 Public comment: pin a comment on the map, read what others said and what was answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from geodata.consultation import now
from layers.assets import OWN_DIR
from layers.card import markdown_text as plain
from layers.words import word
from views import consult_form, consult_list, consult_map, consult_place, consult_store, mapview, state
from views.consult_words import PHASE
from views.language import current, say

if TYPE_CHECKING:
    from geodata.consultation import Consultation, PublicComment

MAP_KEY: Final = "consult_map"
MAP_HEIGHT_PX: Final = 400
_READING: Final = "consult_reading"
_OUTSIDE: Final = "consult_outside"


def _short(text: str) -> str:
    if not all(letter.isascii() and (letter.isalnum() or letter == "-") for letter in text):
        raise ValueError(text)
    return text[:40]


WHICH: Final = state.Param("c", "", _short)
"""Consultation in the address; the QR code holds it."""


def page() -> None:
    """Draw the page."""
    state.restore(WHICH, consult_form.MINE)
    listed = consult_store.public_consultations()
    if not listed:
        st.header(say("征求意见", "Public comment"), anchor=False)
        st.info(say("目前没有公开征求意见。", "There is no public consultation at the moment."))
        state.publish()
        return
    known = [item.id for item in listed]
    if WHICH.get() not in known:
        WHICH.set(known[0])
    if len(listed) > 1:
        titles = {item.id: say(item.title_zh, item.title_en) for item in listed}
        st.selectbox(say("征求意见", "Consultation"), known, format_func=titles.__getitem__, key=WHICH.key)
    chosen = next(item for item in listed if item.id == WHICH.get())
    _head(chosen)
    _body(chosen)


def _head(consultation: Consultation) -> None:
    """Draw the title, the period, what is asked. These are the desk's words, shown as plain text."""
    st.html(OWN_DIR / "consult.css")
    with st.container(key="consult_head"):
        st.header(plain(say(consultation.title_zh, consultation.title_en)), anchor=False)
        phase = word(PHASE, consultation.phase(now()), current())
        st.caption(f"{phase} · {consultation.opens_on:%Y-%m-%d} – {consultation.closes_on:%Y-%m-%d}")
        intro = say(consultation.intro_zh, consultation.intro_en)
        if intro:
            st.text(intro)
        for number, item in enumerate(consultation.questions, start=1):
            st.text(f"{number}. {say(item.zh, item.en)}")


@st.fragment
def _body(consultation: Consultation) -> None:
    """Map, form and comments: a tap on the map draws only these anew."""
    comments = consult_store.published(consultation.id)
    open_now = consultation.phase(now()) == "open"
    found = consult_form.receipts()
    writing = open_now and not found
    _take_click(consultation, writing=writing)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        if writing:
            st.markdown(
                say(
                    "**① 点地图选地点**（可放大；点到规划要素就是对它提意见）",
                    "**① Tap the place on the map** (zoom in; a tap on a plan feature is about that feature)",
                )
            )
        reading = st.session_state.get(_READING)
        shown = consult_map.map_state(
            consultation, comments, consult_form.pin() if writing else None, current(), selected=reading, taps=writing
        )
        mapview.show(shown, key=MAP_KEY, height_px=MAP_HEIGHT_PX)
        if st.session_state.pop(_OUTSIDE, False):
            st.warning(say("这个点不在征求意见的范围内", "That place is outside the area asked about"))
        _reading(comments)
    with right:
        if found:
            with st.container(key="consult_thanks"):
                consult_form.receipt(found)
        elif open_now:
            with st.container(key="consult_write"):
                consult_form.chooser(consultation)
                consult_form.form(consultation)
        else:
            st.info(word(PHASE, consultation.phase(now()), current()))
    consult_list.listing(consultation, comments)
    state.publish(WHICH, consult_form.MINE)


def _take_click(consultation: Consultation, *, writing: bool) -> None:
    """Open the comment tapped, or set the pin."""
    click = mapview.clicked(MAP_KEY)
    if click is None:
        return
    number = consult_map.number_of(click.feature) if click.layer == consult_map.COMMENTS else None
    st.session_state[_READING] = number
    if number is not None or not writing:
        return
    pin = consult_place.of_click(click, consultation)
    if pin is None:
        st.session_state[_OUTSIDE] = True
    else:
        consult_form.set_pin(pin)


def _reading(comments: tuple[PublicComment, ...]) -> None:
    """Draw the comment tapped on the map."""
    number = st.session_state.get(_READING)
    for item in comments:
        if item.number == number:
            with st.container(key="consult_reading"):
                consult_list.card(item, "reading")
