"""A feature's card as data, and the one place where text from data becomes markup.

Names and notes come from tables and uploads, so everything that reaches the screen as HTML goes through
`html_text` and everything that reaches Streamlit's Markdown (labels too) through `markdown_text`.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

import geodata
from layers import registry, words
from layers.language import Lang, pick
from layers.members import Member, member, street_names

if TYPE_CHECKING:
    from collections.abc import Mapping

_MARKDOWN: Final = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~:$^=&@/])")


def html_text(text: object) -> str:
    """Text as HTML shows it: nothing in it is markup."""
    return html.escape(str(text), quote=True)


def markdown_text(text: object) -> str:
    """Text as Streamlit's Markdown shows it: no link, image, colour, icon or formula comes of it."""
    return _MARKDOWN.sub(r"\\\1", str(text).replace("\n", " "))


@dataclass(frozen=True, slots=True)
class Clause:
    """Where the plan says it, and what it says in our words."""

    label: str
    title: str
    summary: str
    document: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement or a position comes from, under which licence."""

    title: str
    detail: str
    note: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the card: a word and its value."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Card:
    """What is known about one feature, in one language; plain text throughout.

    Parameters
    ----------
    name, other_name
        Name in the reader's language and in the other.
    what
        Layer and kind.
    status, status_code
        Status in words and as its code.
    news, news_sources
        What is newer than the plan, and who says so; none when nothing is.
    basis, basis_code
        How the position was found, with its accuracy.
    facts
        Lines of the card: sizes computed beside published, streets, further fields.
    """

    id: str
    layer: str
    name: str
    other_name: str
    what: str
    status: str
    status_code: str
    news: str | None
    news_sources: tuple[Source, ...]
    basis: str
    basis_code: str
    facts: tuple[Fact, ...]
    clause: Clause | None
    sources: tuple[Source, ...]


def clause_of(clause_id: str | None, lang: Lang) -> Clause | None:
    """Clause by its id, or none."""
    found = geodata.clauses().get(clause_id or "")
    if found is None:
        return None
    page = found.get("page")
    document = str(found["document_en" if lang == "en" else "document"])
    if page:
        document += pick(lang, f"，第 {page} 页", f", p. {page}")
    return Clause(
        label=str(found.get(f"label_{lang}") or clause_id),
        title=str(found[f"title_{lang}"]),
        summary=str(found[f"summary_{lang}"]),
        document=document,
    )


def sources_of(keys: str | None, lang: Lang) -> tuple[Source, ...]:
    """Look up sources by keys joined with ``|``; an unknown key stands for itself."""
    known = geodata.sources()
    found = []
    for key in filter(None, (keys or "").split("|")):
        entry = known.get(key, {})
        reference = str(entry.get("url_or_ref") or "")
        detail = [entry.get("publisher"), entry.get("date"), entry.get("licence"), entry.get("attribution")]
        found.append(
            Source(
                title=str(entry.get(f"title_{lang}") or key),
                detail=" · ".join(str(part) for part in detail if part),
                note=" ".join(filter(None, (str(entry.get(f"note_{lang}") or ""), reference))),
            )
        )
    return tuple(found)


def accuracy_text(accuracy_m: float | None, lang: Lang) -> str:
    """Accuracy as a reader takes it in: ``±500 m``."""
    return "" if accuracy_m is None else f"±{accuracy_m:,.0f} m" if lang == "en" else f"±{accuracy_m:,.0f} 米"


def size_text(size: float, kind: str, lang: Lang) -> str:
    """Length in km or area in km², with three figures that mean something."""
    unit = pick(lang, "平方公里", "km²") if kind == "polygon" else pick(lang, "公里", "km")
    value = size / (1e6 if kind == "polygon" else 1e3)
    return f"{value:,.2f} {unit}" if value < 100 else f"{value:,.1f} {unit}"  # noqa: PLR2004 - three figures


def _text(row: Mapping[str, Any], column: str, lang: Lang) -> str | None:
    """Text of a column in the language asked for; Chinese where there is no English."""
    for name in [f"{column}_en", column] if lang == "en" else [column, f"{column}_zh"]:
        value = row.get(name)
        if isinstance(value, str) and value:
            return value
    return None


_PUBLISHED: Final = {"area_km2_published": "polygon", "area_km2": "polygon", "length_km_published": "line"}
_EXTRA: Final[Mapping[str, tuple[str, str]]] = {
    "line": ("线路", "Line"),
    "stations_published": ("公布站数", "Stations published"),
    "name_in_plan": ("规划原文", "As printed in the plan"),
    "spelling_note": ("写法", "Spelling"),
    "matched_name": ("对应改造项目", "Renovation project"),
    "official_name": ("统计名称", "Statistical name"),
    "code": ("统计代码", "Statistical code"),
    "route": ("线路", "Route"),
    "nodes": ("节点", "Nodes"),
    "ref": ("编号", "Number"),
    "elevation_m": ("海拔（米）", "Elevation (m)"),
}


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not pd.isna(value) else None


def _facts(entry: Member, row: Mapping[str, Any], lang: Lang) -> list[Fact]:
    facts = []
    for column, kind in _PUBLISHED.items():
        value = _number(row.get(column))
        if value is not None:
            figure = size_text(value * (1e6 if kind == "polygon" else 1e3), kind, lang)
            facts.append(Fact(pick(lang, "公布数", "Published"), figure))
    if entry.size is not None and entry.kind is not None:
        label = (
            pick(lang, "计算面积", "Computed area")
            if entry.kind == "polygon"
            else pick(lang, "计算长度", "Computed length")
        )
        facts.append(Fact(label, f"{size_text(entry.size, entry.kind, lang)} (EPSG:4549)"))
    if entry.streets and entry.layer != "streets":
        names = street_names()
        label = pick(lang, "涉及街镇", "Streets") if entry.located else pick(lang, "所在街镇", "Street")
        joiner = pick(lang, "、", ", ")
        facts.append(Fact(label, joiner.join(names[code][lang == "en"] for code in entry.streets)))
    for column, (zh, en) in _EXTRA.items():
        value = row.get(column)
        number = _number(value)
        text = f"{number:g}" if number is not None else _text(row, column, lang)
        if text and text != entry.name:
            facts.append(Fact(pick(lang, zh, en), text))
    rule = _text(row, "rule", lang)
    if rule:
        facts.append(Fact(pick(lang, "画法", "How it is drawn"), rule))
    note = _text(row, "note", lang)
    if note:
        facts.append(Fact(pick(lang, "说明", "Note"), note))
    if not entry.located and "search_area" in row:
        facts.append(Fact(pick(lang, "待查范围", "Search area"), _search_text(entry, row, lang)))
    return facts


def _search_text(entry: Member, row: Mapping[str, Any], lang: Lang) -> str:
    key = row.get("search_area")
    if key is None:
        return pick(lang, "规划没有写明所在街镇，图上不画", "The plan names no street; nothing is drawn")
    if str(key).startswith("street:"):
        names = street_names()
        where = pick(lang, "、", ", ").join(names[code][lang == "en"] for code in entry.streets)
        return pick(
            lang, f"{where}内，除去山林和水面（选中时图上以虚线画出）",
            f"{where} without forest and water (outlined on the map while selected)",
        )  # fmt: skip
    return pick(
        lang, "前后两个已定位车站之间，按线路误差外扩（选中时图上以虚线画出）",
        "between the located stations before and after, widened by the line's accuracy (outlined while selected)",
    )  # fmt: skip


def card(feature_id: str, lang: Lang) -> Card | None:
    """Card of a feature of any bundled layer, or none when there is no such feature.

    Parameters
    ----------
    feature_id
        For example ``renewal_sites.wutian-panfengcun``.
    lang
        Language of the card; a note that exists in Chinese only stays Chinese.
    """
    entry = member(feature_id)
    if entry is None:
        return None
    row: dict[str, Any] = geodata.layer(entry.layer).drop(columns="geometry").loc[feature_id].to_dict()
    return card_of(entry, row, lang)


def card_of(entry: Member, row: Mapping[str, Any], lang: Lang) -> Card:
    """Card of a member whose row of properties is at hand; see `card`."""
    names = (entry.name, entry.name_en) if lang == "zh" else (entry.name_en or entry.name, entry.name)
    basis = words.word(words.BASIS, entry.basis, lang)
    return Card(
        id=entry.id,
        layer=entry.layer,
        name=names[0],
        other_name=names[1] if names[1] != names[0] else "",
        what=registry.title(entry.layer, lang),
        status=words.word(words.STATUS, entry.status, lang) if entry.status else "",
        status_code=entry.status or "",
        news=_text(row, "status_note", lang),
        news_sources=sources_of(row.get("status_source"), lang),
        basis=f"{basis} {accuracy_text(entry.accuracy_m, lang)}".strip(),
        basis_code=entry.basis,
        facts=tuple(_facts(entry, row, lang)),
        clause=clause_of(row.get("clause"), lang),
        sources=sources_of(row.get("source"), lang),
    )


def _source_html(source: Source) -> str:
    parts = [f"<b>{html_text(source.title)}</b>", html_text(source.detail)]
    if source.note:
        parts.append(f"<span class='note'>{html_text(source.note)}</span>")
    return "<li>" + "<br>".join(filter(None, parts)) + "</li>"


def clause_html(clause: Clause, *, open_: bool = False) -> str:
    """Clause as HTML: a line to open, under it the summary and the document."""
    return (
        f"<details class='atlas-more'{' open' if open_ else ''}><summary>{html_text(clause.label)}"
        f"<span class='title'>{html_text(clause.title)}</span></summary>"
        f"<p>{html_text(clause.summary)}</p><p class='note'>{html_text(clause.document)}</p></details>"
    )


def card_html(shown: Card, lang: Lang) -> str:
    """Card as HTML; every text in it is escaped."""
    rows = "".join(f"<dt>{html_text(f.label)}</dt><dd>{html_text(f.value)}</dd>" for f in shown.facts)
    chips = f"<span class='chip basis {html_text(shown.basis_code)}'>{html_text(shown.basis)}</span>"
    if shown.status:
        chips = f"<span class='chip status {html_text(shown.status_code)}'>{html_text(shown.status)}</span>" + chips
    news = ""
    if shown.news:
        says = pick(lang, "、", ", ").join(html_text(source.title) for source in shown.news_sources)
        by = f"<br><span class='note'>{pick(lang, '来源：', 'Source: ')}{says}</span>" if says else ""
        news = f"<p class='news'><b>{pick(lang, '规划之后', 'Since the plan')}</b> {html_text(shown.news)}{by}</p>"
    sources = "".join(_source_html(source) for source in (*shown.sources, *shown.news_sources))
    return (
        f"<article class='atlas-card' lang='{'en' if lang == 'en' else 'zh-CN'}'>"
        f"<p class='what'>{html_text(shown.what)}</p><h3>{html_text(shown.name)}</h3>"
        f"<p class='other'>{html_text(shown.other_name)}</p><p class='chips'>{chips}</p>{news}<dl>{rows}</dl>"
        + (clause_html(shown.clause) if shown.clause else "")
        + f"<details class='atlas-more'><summary>{pick(lang, '来源与许可', 'Sources and licences')}</summary>"
        f"<ul>{sources}</ul></details></article>"
    )
