"""目录 Catalogue: every layer with source, licence, basis, accuracy, age and health, and as a file to take away."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

import geodata
from geodata.imports import downloads
from layers import chart_located, words
from layers.assets import OWN_DIR
from layers.card import accuracy_text, clause_html, clause_of, markdown_text
from layers.language import pick
from views import chartview, data_facts, errors, state
from views.language import current, say

if TYPE_CHECKING:
    from geodata.problem import Problem
    from layers.language import Lang
    from views.data_facts import Facts

LAYER: Final = "data_layer"
_KINDS: Final = {"geojson": "GeoJSON", "gpkg": "GeoPackage", "shp": "Shapefile (ZIP)", "csv": "CSV"}
_MIME: Final = {
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
    "shp": "application/zip",
    "csv": "text/csv",
}
_GROUPS: Final = {"plan": ("规划", "plan"), "base": ("底图", "base map"), "own": ("自有", "own")}
_OWN: Final = {
    "": ("内置", "bundled"), "replaced": ("已替换", "replaced"), "placed": ("有补充定位", "with places given"),
    "added": ("新增", "added"),
}  # fmt: skip


def page() -> None:
    """Draw the page."""
    st.html(OWN_DIR / "data.css")
    state.publish()
    _body()


@st.fragment
def _body() -> None:
    with errors.told():
        _draw()


def _draw() -> None:
    lang = current()
    with st.spinner(say("正在检查数据…", "Checking the data…")):
        problems = data_facts.health(data_facts.state_of_files())
    every = data_facts.layers()
    _headline(every, problems)
    left, right = st.columns([66, 34], gap="medium")
    with left:
        _table(every, problems, lang)
    with right:
        chosen = _chosen(every, lang)
        if chosen is None:
            _chart(every, lang)
        else:
            _details(chosen, data_facts.problems_of(chosen.id, problems), lang)


def _headline(every: list[Facts], problems: tuple[Problem, ...]) -> None:
    plan = [facts for facts in every if facts.group == "plan"]
    count, located = sum(facts.count for facts in plan), sum(facts.located for facts in plan)
    st.markdown(
        say(
            f"**{len(every)} 个图层**；规划图层共 {count} 个成员，{located} 个有位置，{count - located} 个待补。"
            "选一个图层看来源并下载。",
            f"**{len(every)} layers**; the plan layers have {count} members, {located} located, {count - located} not. "
            "Choose a layer for its sources and downloads.",
        )
    )
    if problems:
        st.error(say(f"内置数据检查发现 {len(problems)} 处问题。", f"The bundled data have {len(problems)} problems."))
    else:
        st.caption(
            say("✓ 内置数据检查通过（python -m geodata.check）。", "✓ Bundled data checked (python -m geodata.check).")
        )


def _chosen(every: list[Facts], lang: Lang) -> Facts | None:
    known = {facts.id: facts for facts in every}
    if st.session_state.get(LAYER) not in known:
        st.session_state[LAYER] = None
    st.session_state[LAYER] = st.session_state[LAYER]
    key = st.selectbox(
        say("图层", "Layer"),
        list(known),
        format_func={key: pick(lang, *facts.title) for key, facts in known.items()}.__getitem__,
        placeholder=say("选一个图层，或在表里点一行", "Choose one here or in the table"),
        key=LAYER,
    )
    return known.get(key) if key else None


def _picked(ids: list[str]) -> None:
    rows = st.session_state[f"{LAYER}_table"]["selection"]["rows"]
    st.session_state[LAYER] = ids[rows[0]] if rows else None


def _table(every: list[Facts], problems: tuple[Problem, ...], lang: Lang) -> None:
    config = st.column_config
    st.dataframe(
        pd.DataFrame([_row(facts, problems, lang) for facts in every]),
        hide_index=True,
        key=f"{LAYER}_table",
        height=min(760, 38 + 35 * len(every)),
        on_select=lambda: _picked([facts.id for facts in every]),
        selection_mode="single-row",
        column_config={
            "title": config.TextColumn(say("图层", "Layer"), width=150, pinned=True),
            "group": config.TextColumn(say("类别", "Group"), width=70),
            "located": config.ProgressColumn(
                say("有位置", "Located"), min_value=0, max_value=100, format="%d %%", width=96
            ),
            "count": config.NumberColumn(say("成员", "Members"), width=68),
            "health": config.TextColumn(say("检查", "Health"), width=60),
            "basis": config.TextColumn(say("位置依据", "Basis"), width=170),
            "accuracy": config.TextColumn(say("精度中位 / 最差", "Accuracy, median / worst"), width=128),
            "date": config.TextColumn(say("资料日期", "Date"), width=86),
            "licence": config.TextColumn(say("许可", "Licence"), width=130),
            "clause": config.TextColumn(say("条款", "Clause"), width=100),
            "own": config.TextColumn(say("版本", "State"), width=90),
        },
    )


def _row(facts: Facts, problems: tuple[Problem, ...], lang: Lang) -> dict[str, Any]:
    basis = say("、", ", ").join(f"{words.word(words.BASIS, code, lang)} {number}" for code, number in facts.bases)
    clause = clause_of(facts.clause, lang)
    wrong = len(data_facts.problems_of(facts.id, problems))
    health = "–" if facts.own in {"replaced", "added"} else say(f"{wrong} 处", f"{wrong}") if wrong else "✓"
    return {
        "title": pick(lang, *facts.title),
        "group": pick(lang, *_GROUPS[facts.group]),
        "located": 100 * facts.located / max(1, facts.count),
        "count": facts.count,
        "health": health,
        "basis": basis,
        "accuracy": "" if facts.accuracy_m is None else " / ".join(accuracy_text(m, lang) for m in facts.accuracy_m),
        "date": facts.date,
        "licence": " · ".join(data_facts.licence(facts, "licence")),
        "clause": clause.label if clause is not None else "",
        "own": pick(lang, *_OWN[facts.own]),
    }


def _chart(every: list[Facts], lang: Lang) -> None:
    rows = tuple(
        chart_located.Row(pick(lang, *facts.title), facts.located, facts.count - facts.located)
        for facts in every
        if facts.group != "base"
    )
    picture = chart_located.svg(
        rows,
        title=say("各图层有多少成员有位置", "How much of each layer is located"),
        words=(say("有位置", "located"), say("位置待补", "not located")),
    )
    chartview.show(picture, key=f"data_chart_{lang}", name="located")


def _details(facts: Facts, problems: list[Problem], lang: Lang) -> None:
    st.markdown(f"#### {markdown_text(pick(lang, *facts.title))}")
    st.caption(f"{facts.id} · {pick(lang, *_OWN[facts.own])}")
    _download(facts)
    for one in problems[:20]:
        st.error(markdown_text(f"{one.file} {one.feature} {one.field}: {say(one.zh, one.en)}"))
    st.markdown(say("**来源与许可**", "**Sources and licences**"))
    known = geodata.sources()
    for key in facts.sources[:12]:
        entry = known.get(key, {})
        title = markdown_text(str(entry.get(f"title_{lang}") or key))
        parts = [entry.get("publisher"), entry.get("date"), entry.get("licence"), entry.get("attribution")]
        detail = markdown_text(" · ".join(dict.fromkeys(str(part) for part in parts if part)))
        st.markdown(f"- {title}  \n  {detail}" if detail else f"- {title}")
    clause = clause_of(facts.clause, lang)
    if clause is not None:
        st.html(clause_html(clause, open_=True))


def _download(facts: Facts) -> None:
    first, second, third = st.columns([1.2, 1.3, 0.9])
    kind = first.selectbox(say("格式", "Format"), list(_KINDS), format_func=_KINDS.__getitem__, key="data_format")
    systems = downloads.SYSTEMS[:1] if kind == "geojson" else downloads.SYSTEMS
    names = {4326: "WGS-84 4326", 4490: "CGCS2000 4490", 4549: "CGCS2000 4549 m"}
    crs = second.selectbox(
        say("坐标系", "Reference system"), systems, format_func={code: names[code] for code in systems}.__getitem__,
        key=f"data_crs_{len(systems)}",
    )  # fmt: skip
    encoding = downloads.ENCODINGS[0]
    if kind == "shp":
        encoding = third.selectbox(say("编码", "Encoding"), downloads.ENCODINGS, key="data_shp_encoding")
    name = {"shp": f"{facts.id}_{crs}_shp.zip"}.get(kind, f"{facts.id}_{crs}.{kind}")
    st.download_button(
        say("下载", "Download"),
        partial(_bytes, facts.id, kind, crs, encoding),
        file_name=name,
        mime=_MIME[kind],
        key="data_take",
        type="primary",
        on_click="ignore",
    )


def _bytes(layer_id: str, kind: str, crs: int, encoding: str) -> bytes:
    return downloads.download(layer_id, kind, crs=crs, encoding=encoding)[1]
