"""讲解 Guided story: the plan step by step on a big screen, turned by keyboard or remote clicker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from analysis.errors import AtlasError
from layers.assets import OWN_DIR
from layers.card import clause_html, clause_of, html_text
from layers.story import LARGEST_BYTES, Story, default_story, read, write
from views import errors, mapview, state, story_figures, story_keys
from views.language import current, say
from views.state import Param, choice
from views.story_map import map_state

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.story import Step

MAP_KEY: Final = "story_map"
_LOADED: Final = "story_loaded"


def _read_step(text: str) -> str:
    if not text.isascii() or not text.replace("-", "").isalnum():
        raise ValueError(text)
    return text


STEP: Final = Param("part", "", _read_step)
HALL: Final = Param("hall", "", choice("", "1"))
NOTES: Final = Param("notes", "", choice("", "1"))
ALL: Final = (STEP, HALL, NOTES)


def page() -> None:
    """Draw the page."""
    state.restore(*ALL)
    st.html(OWN_DIR / "story.css")
    if HALL.get():
        st.html(OWN_DIR / "story-hall.css")
    with errors.told():
        told = _loaded() or default_story()
        _show(told)
        if not HALL.get():
            _files(told)


@st.fragment
def _show(told: Story) -> None:
    """One step; turning the page reruns only this."""
    with errors.told():
        lang = current()
        at = told.at(STEP.get())
        step = told.steps[at]
        left, right = st.columns([2, 3], gap="medium")
        with left, st.container(key="story_words"):
            st.html(_words(told, at))
        with right, st.container(key="story_map_box"):
            mapview.show(map_state(step, lang), key=MAP_KEY)
        _pager(told, at)
        state.publish(*ALL)


def _words(told: Story, at: int) -> str:
    """Title, text, figure, clauses and notes of a step as markup; all text in it is escaped."""
    lang = current()
    step = told.steps[at]
    shown = story_figures.figure(step, lang)
    text = _filled(step, shown.fills)
    parts = [
        f"<p class='part'>{html_text(told.title.of(lang))} · {at + 1} / {len(told.steps)}</p>",
        f"<h2>{html_text(step.title.of(lang))}</h2>",
        *(f"<p class='text'>{html_text(line)}</p>" for line in text.split("\n") if line.strip()),
        story_figures.html(shown),
    ]
    if NOTES.get() and step.notes.of(lang):
        head = say("讲解提示", "Presenter's notes")
        parts.append(f"<div class='notes' role='note'><b>{head}</b> {html_text(step.notes.of(lang))}</div>")
    found = [clause for clause in (clause_of(each, lang) for each in step.clauses) if clause is not None]
    parts += [clause_html(clause) for clause in found]
    return f"<article class='atlas-story' lang='{'en' if lang == 'en' else 'zh-CN'}'>{''.join(parts)}</article>"


def _filled(step: Step, fills: Mapping[str, str]) -> str:
    return step.text.of(current()).format_map(fills)


def _turn(step_id: str) -> None:
    STEP.set(step_id)


def _pager(told: Story, at: int) -> None:
    """Buttons under the step; the same keys work on a keyboard and a clicker."""
    ids = [step.id for step in told.steps]
    with st.container(key="story_pager"):
        back, on, full, hall, notes = st.columns(5)
        back.button(
            say("← 上一步", "← Back"), key="story_back", disabled=at == 0, width="stretch",
            on_click=_turn, args=(ids[max(at - 1, 0)],),
        )  # fmt: skip
        on.button(
            say("下一步 →", "Next →"), key="story_next", disabled=at == len(ids) - 1, width="stretch",
            on_click=_turn, args=(ids[min(at + 1, len(ids) - 1)],), type="primary",
        )  # fmt: skip
        with full:
            story_keys.listen(ids, at, _turn)
        if hall.button(
            say("退出会场", "Leave hall view") if HALL.get() else say("会场大屏", "Hall view"),
            key="story_hall", on_click=_flip, args=(HALL,), width="stretch",
        ):  # fmt: skip
            st.rerun()
        notes.button(
            say("隐藏提示", "Hide notes") if NOTES.get() else say("讲解提示", "Notes"),
            key="story_notes", on_click=_flip, args=(NOTES,), width="stretch",
        )  # fmt: skip


def _flip(param: Param) -> None:
    param.set("" if param.get() else "1")


def _loaded() -> Story | None:
    """Story the reader has brought in this session, or none."""
    found: Story | None = st.session_state.get(_LOADED)
    return found


def _files(told: Story) -> None:
    """Keep the story as a file, or show another one."""
    with st.expander(say("换一份讲稿 / 存成文件", "Another story, or this one as a file")):
        st.caption(say(
            "按 ← →、PageUp/PageDown 或空格翻页，翻页笔同样可用。讲稿是可读的 TOML 文本：存下来，改好，再读入。",
            "Turn with ← →, Page Up/Down or space; a remote clicker works too. A story is a readable TOML text: save "
            "it, change it in any editor, load it again.",
        ))  # fmt: skip
        left, right = st.columns(2)
        left.download_button(
            say("存成文件", "Save as a file"), write(told), file_name="ouhai-story.toml", mime="application/toml",
            on_click="ignore", key="story_save", icon=":material/download:",
        )  # fmt: skip
        right.file_uploader(
            say("读入讲稿（TOML）", "Load a story (TOML)"), type="toml", key="story_file", on_change=_load,
            max_upload_size=LARGEST_BYTES // 1_000_000 or 1,
        )  # fmt: skip
        with errors.told():
            _say_wrong()
        if _loaded() is not None:
            right.button(say("回到自带讲稿", "Back to the bundled story"), key="story_default", on_click=_forget)


def _load() -> None:
    """Take over the file just chosen; what is wrong with it is said on the page."""
    st.session_state.pop("story_wrong", None)
    brought = st.session_state.get("story_file")
    if brought is None:
        return
    try:
        st.session_state[_LOADED] = read(brought.getvalue(), brought.name)
        STEP.set("")
    except AtlasError as error:
        st.session_state["story_wrong"] = error


def _say_wrong() -> None:
    wrong = st.session_state.get("story_wrong")
    if wrong is not None:
        raise wrong


def _forget() -> None:
    st.session_state.pop(_LOADED, None)
    STEP.set("")
