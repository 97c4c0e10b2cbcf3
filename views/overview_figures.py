"""Indicators of the plans and the glossary, each with a filter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

import geodata
from layers.card import html_text
from layers.language import pick
from views.language import current, say

if TYPE_CHECKING:
    import pandas as pd

_TABLES: Final = {
    "14th-fyp": ("十四五", "2021–25"),
    "annual-2021": ("2021", "2021"),
    "13th-fyp": ("十三五", "2016–20"),
    "glossary": ("名词", "Terms"),
}


def figures() -> None:
    """Draw one table of indicators, or the glossary."""
    which = st.segmented_control(
        say("表", "Table"),
        list(_TABLES),
        format_func=lambda code: pick(current(), *_TABLES[code]),
        default="14th-fyp",
        required=True,
        key="figures_table",
        label_visibility="collapsed",
    )
    wanted = st.text_input(
        say("筛选", "Filter"),
        key="figures_word",
        placeholder=say("筛选：生产总值、独角兽……", "Filter: product, unicorn …"),
        label_visibility="collapsed",
        icon=":material/filter_alt:",
    )
    if which == "glossary":
        _glossary(wanted.strip().lower())
    elif which is not None:
        _indicators(which, wanted.strip().lower())


def _holding(frame: pd.DataFrame, word: str) -> pd.DataFrame:
    if not word:
        return frame
    text = frame.astype(str).agg(" ".join, axis=1).str.lower()
    return frame[text.str.contains(word, regex=False)]


def _indicators(table: str, word: str) -> None:
    lang = current()
    frame = geodata.indicators()
    frame = _holding(frame[frame["table"] == table], word)
    if frame.empty:
        _nothing()
        return
    tail = "_en" if lang == "en" else ""
    years = frame["base_year"].iloc[0], frame["target_year"].iloc[0], frame["actual_year"].iloc[0]
    names = {
        f"name{tail}": say("指标", "Indicator"),
        f"unit{tail}": say("单位", "Unit"),
        "base_value": say(f"基期 {years[0]}", f"Base {years[0]}"),
        "target_value": say(f"目标 {years[1]}", f"Target {years[1]}"),
        "annual_growth": say("年均增长", "Growth a year"),
        "actual_value": say(f"实际 {years[2]}", f"Actual {years[2]}"),
        "actual_growth": say("实际增长", "Actual growth"),
        f"note{tail}": say("说明", "Note"),
    }
    shown = frame[list(names)].rename(columns=names)
    shown = shown.loc[:, (shown != "").any()]
    first = names[f"name{tail}"]
    st.dataframe(
        shown, hide_index=True, height=min(520, 38 + 35 * len(shown)),
        column_config={first: st.column_config.TextColumn(width=150, pinned=True)},
    )  # fmt: skip
    _source(frame["clause"].iloc[0])


def _glossary(word: str) -> None:
    lang = current()
    frame = _holding(geodata.glossary(), word)
    if frame.empty:
        _nothing()
        return
    zh = frame["term"], frame["term_en"], frame["explanation_zh"]
    en = frame["term_en"], frame["term"], frame["explanation_en"]
    terms = "".join(
        f"<details class='atlas-more'><summary>{html_text(term)}<span class='title'>{html_text(other)}</span></summary>"
        f"<p>{html_text(text)}</p></details>"
        for term, other, text in zip(*(en if lang == "en" else zh), strict=True)
    )
    st.html(f"<div class='atlas-card'>{terms}</div>")
    _source(frame["clause"].iloc[0])


def _source(clause_id: str) -> None:
    clause = geodata.clauses().get(clause_id, {})
    lang = current()
    title = clause.get(f"title_{lang}") or clause_id
    document = clause.get("document_en" if lang == "en" else "document") or ""
    st.html(f"<div class='atlas-card'><p class='note'>{html_text(title)} — {html_text(document)}</p></div>")


def _nothing() -> None:
    st.html(f"<div class='atlas-empty'><b>{html_text(say('没有含有这个词的行', 'No row holds that word'))}</b></div>")
