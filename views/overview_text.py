"""The plan's text by chapter and section: our summaries, each with its place in the document."""

from __future__ import annotations

import streamlit as st

import geodata
from layers import registry
from layers.card import clause_html, clause_of, html_text
from layers.members import member
from views import overview_state as ov
from views.language import current, say


def clauses() -> None:
    """Draw the clauses of the layers on the map, or all, or those that hold a word."""
    lang = current()
    everything = geodata.clauses()
    wanted = st.text_input(
        say("筛选条文", "Filter the clauses"),
        key="clause_word",
        placeholder=say("筛选条文：轨道、商圈……", "Filter the clauses: rail, hills …"),
        label_visibility="collapsed",
        icon=":material/filter_alt:",
    )
    only = st.toggle(
        say("只看图上图层的条文", "Only the clauses of the layers on the map"), value=True, key="clause_only"
    )
    cited = _cited()
    word = wanted.strip().lower()
    shown = 0
    last = None
    parts: list[str] = []
    for clause_id, entry in everything.items():
        text = " ".join(
            str(entry.get(k) or "") for k in ("title_zh", "title_en", "summary_zh", "summary_en", "label_zh")
        )
        if (only and not word and clause_id not in cited) or (word and word not in text.lower()):
            continue
        clause = clause_of(clause_id, lang)
        if clause is None:
            continue
        document = str(entry["document_en" if lang == "en" else "document"])
        if document != last:
            parts.append(f"<p class='note'><b>{html_text(document)}</b></p>")
            last = document
        parts.append(clause_html(clause, open_=clause_id in cited and len(cited) <= 3))  # noqa: PLR2004 - room for three
        shown += 1
    if not shown:
        head = html_text(say("没有条文含有这个词", "No clause holds that word"))
        parts = [f"<div class='atlas-empty'><b>{head}</b></div>"]
    st.html(f"<div class='atlas-card'>{''.join(parts)}</div>")
    st.caption(
        say(
            "条文为本图集用自己的话写的摘要，引用请查原文。",
            "The clauses are summarised in the atlas's own words; quote the plan itself.",
        )
    )


def _cited() -> set[str]:
    """Clauses of the layers on the map, and of the selected feature's layer."""
    found = {registry.info(layer_id).clause or "" for layer_id in ov.LAYERS.get()}
    entry = member(ov.SELECTED.get()) if ov.SELECTED.get() else None
    if entry is not None and entry.layer in registry.LOOKS:
        found.add(registry.info(entry.layer).clause or "")
    return found - {""}
