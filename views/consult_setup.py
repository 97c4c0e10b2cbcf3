"""Setting up a consultation: what is asked, where, for how long; opening and ending it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import streamlit as st

import geodata
from analysis.errors import AtlasError
from geodata.consultation import Consultation, Question, now
from geodata.consultation.model import CHINA, MAX_PER_ADDRESS, MAX_RETENTION_DAYS
from layers import registry
from layers.words import word
from views import consult_store
from views.consult_words import PHASE
from views.language import current, say

if TYPE_CHECKING:
    from geodata.consultation.model import Stage
    from views.access import User

JUST_SAVED: Final = "desk_saved"
_NEW_ID: Final = "desk_new_id"
_BEFORE: Final = ("renewal_sites", "rail")
"""Layers a new consultation shows until told otherwise."""
_STAGES: Final[tuple[Stage, ...]] = ("draft", "published", "ended")
DAYS: Final = 30


def _blank() -> Consultation:
    today = now().astimezone(CHINA).date()
    return Consultation(
        id=str(st.session_state.setdefault(_NEW_ID, f"c-{now():%Y%m%d-%H%M%S}")),
        title_zh="村庄改造与轨道交通征求意见",
        title_en="Village renewal and rail: your views",
        opens_on=today,
        closes_on=today + timedelta(days=DAYS),
        layers=tuple(layer for layer in _BEFORE if layer in registry.LOOKS),
    )


def section(consultation: Consultation | None, user: User) -> None:
    """Draw the settings of a consultation, or of a new one."""
    before = consultation or _blank()
    streets = geodata.streets()
    stage_names = {
        "draft": say("草稿（公众看不到）", "draft (hidden)"),
        "published": say("发布（按起止日期开放）", "published (open within its dates)"),
        "ended": say("已结束（只看不提）", "ended (read only)"),
    }
    if consultation is not None:
        st.caption(say("现在：", "Now: ") + word(PHASE, consultation.phase(now()), current()))
    with st.form(f"desk_setup_{consultation.id if consultation else 'new'}"):
        title_zh = st.text_input("标题（中文）", value=before.title_zh, max_chars=80)
        title_en = st.text_input("Title (English)", value=before.title_en, max_chars=160)
        intro_zh = st.text_area("说明（中文）", value=before.intro_zh, max_chars=2000)
        intro_en = st.text_area("Introduction (English)", value=before.intro_en, max_chars=4000)
        left, right = st.columns(2)
        opens = left.date_input(say("开始日期", "First day"), value=before.opens_on)
        closes = right.date_input(say("截止日期（含当天）", "Last day (included)"), value=before.closes_on)
        codes = st.multiselect(
            say("范围（不选＝全区）", "Area (none chosen: the whole district)"),
            list(streets.index),
            default=[code for code in before.streets if code in streets.index],
            format_func=lambda code: str(streets.loc[code, say("name", "name_en")]),
        )
        layers = st.multiselect(
            say("地图上的规划图层", "Plan layers on the map"),
            list(registry.LOOKS),
            default=[layer for layer in before.layers if layer in registry.LOOKS],
            format_func=lambda layer: registry.title(layer, current()),
        )
        questions = st.text_area(
            say("问题（每行一个：中文 | English）", "Questions (one a line: 中文 | English)"),
            value="\n".join(f"{item.zh} | {item.en}" for item in before.questions),
            max_chars=2000,
        )
        left, right = st.columns(2)
        days = left.number_input(
            say("联系方式在截止后保存天数", "Days contacts are kept after the last day"),
            0, MAX_RETENTION_DAYS, before.retention_days,
        )  # fmt: skip
        limit = right.number_input(
            say("同一网络地址每十分钟最多（会场可调大）", "Most per address in ten minutes (raise it in a hall)"),
            1, MAX_PER_ADDRESS, before.per_address,
        )  # fmt: skip
        stage = st.radio(
            say("状态", "Stage"),
            _STAGES,
            index=_STAGES.index(before.stage),
            format_func=stage_names.__getitem__,
        )
        sent = st.form_submit_button(say("保存", "Save"), type="primary", width="stretch")
    if not sent:
        return
    try:
        changed = Consultation(
            id=before.id,
            title_zh=title_zh.strip(),
            title_en=title_en.strip(),
            intro_zh=intro_zh.strip(),
            intro_en=intro_en.strip(),
            opens_on=opens,
            closes_on=closes,
            stage=stage,
            streets=tuple(codes),
            layers=tuple(layer for layer in registry.LOOKS if layer in layers),
            questions=_questions(questions),
            retention_days=int(days),
            per_address=int(limit),
        )
        consult_store.store().save_consultation(changed, actor=user.name, at=now())
    except AtlasError as error:
        st.error(say(error.zh, error.en))
        return
    st.session_state.pop(_NEW_ID, None)
    st.session_state[JUST_SAVED] = changed.id
    st.rerun()


def _questions(text: str) -> tuple[Question, ...]:
    """Read one question a line, the two languages parted by a bar; with one language alone it stands for both."""
    found = []
    for line in filter(str.strip, text.splitlines()):
        zh, _, en = (part.strip() for part in re.sub("｜", "|", line).partition("|"))
        found.append(Question(zh or en, en or zh))
    return tuple(found)
