"""意见办理 The desk: check, publish, answer, account for; set up and end a consultation. Needs a sign-in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from geodata.consultation import now
from layers.words import word
from views import access, consult_handle, consult_ledger, consult_qr, consult_setup, consult_store, state
from views.consult_words import PHASE
from views.language import current, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from geodata.consultation import Consultation
    from views.access import User

SECTIONS: Final = ("handle", "ledger", "setup", "qr")
SECTION: Final = state.Param("desk", "handle", state.choice(*SECTIONS))
NEW: Final = ""
"""Choice that stands for a consultation yet to be made."""
WHICH: Final = "desk_consultation"


def page() -> None:
    """Draw the page, or the sign-in."""
    state.restore(SECTION)
    st.header(say("意见办理", "Comments desk"), anchor=False)
    user = access.gate()
    if user is None:
        state.publish(SECTION)
        return
    chosen = _chooser()
    names = {
        "handle": say("办理", "Handle"),
        "ledger": say("台账", "Ledger"),
        "setup": say("设置", "Set up"),
        "qr": say("二维码", "QR code"),
    }
    if chosen is None:
        consult_setup.section(None, user)
    else:
        st.segmented_control(
            say("栏目", "Section"),
            SECTIONS,
            format_func=names.__getitem__,
            key=SECTION.key,
            required=True,
            label_visibility="collapsed",
        )
        sections: dict[str, Callable[[Consultation, User], None]] = {
            "handle": consult_handle.section,
            "ledger": consult_ledger.section,
            "setup": consult_setup.section,
            "qr": consult_qr.section,
        }
        sections[SECTION.get()](chosen, user)
    access.sign_out_button()
    state.publish(SECTION)


def _chooser() -> Consultation | None:
    """Choose a consultation, or none to make a new one."""
    listed = {item.id: item for item in consult_store.store().consultations()}
    wanted = st.session_state.pop(consult_setup.JUST_SAVED, None)
    if wanted in listed:
        st.session_state[WHICH] = wanted
    moment = now()

    def title(key: str) -> str:
        if key == NEW:
            return say("＋ 新建征求意见", "+ New consultation")
        item = listed[key]
        return f"{say(item.title_zh, item.title_en)}（{word(PHASE, item.phase(moment), current())}）"

    if not listed:
        return None
    key: str = st.selectbox(say("征求意见", "Consultation"), [*listed, NEW], format_func=title, key=WHICH)
    return listed.get(key)
