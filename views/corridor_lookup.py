"""One village looked up: a plain sentence, and what it rests on."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import streamlit as st

import geodata
from layers.card import markdown_text as plain
from layers.language import pick
from layers.words import BASIS, VERDICT, word
from views import corridor_facts as facts
from views import corridor_params as params
from views.corridor_text import Finding, accuracy, chance, flip, sentence, settle, target
from views.language import current, say

if TYPE_CHECKING:
    from layers.language import Lang
    from views.corridor_answer import Answer
    from views.corridor_params import Choice


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def finding(asked: Choice, found: Answer, site: str, lang: Lang) -> Finding:
    """Collect what the answer says of one village, its names in the reader's language."""
    row = found.table.loc[site]
    streets = facts.english_streets()
    english = lang == "en"
    return Finding(
        name=row["name_en"] if english else row["name"],
        street=(streets.get(row["street"], row["street"]) if english else row["street"]) or "",
        verdict=row["verdict"],
        probability=float(row["probability"]),
        distance_m=float(row["distance_m"]),
        low_m=float(row["distance_low_m"]),
        high_m=float(row["distance_high_m"]),
        line=row["nearest_line"],
        station=row["station_en"] if english else row["nearest_station"],
        basis=row["basis"],
        accuracy_m=_number(row["accuracy_m"]),
        target_basis=row["target_basis"],
        target_accuracy_m=_number(row["target_accuracy_m"]),
        measure_from=asked.measure_from,
        threshold_m=float(asked.distance_m),
        flip_m=float(row["flip_m"]),
    )


def chooser(found: Answer) -> None:
    """Draw the box in which a village is looked up by name."""
    table = found.table
    if current() == "en":
        names = [f"{english} · {name}" for english, name in zip(table["name_en"], table["name"], strict=True)]
    else:
        names = [f"{name} · {street or '—'}" for name, street in zip(table["name"], table["street"], strict=True)]
    labels = dict(zip(map(str, table.index), names, strict=True))
    st.selectbox(
        say("查一个村", "Look up one village"),
        list(labels),
        index=None,
        format_func=labels.__getitem__,
        key=params.SITE.key,
        on_change=_looked_up,
        placeholder=say("输入村名，或点地图、点表格", "Type a name, or click the map or the table"),
    )


def _looked_up() -> None:
    params.choose_site(params.SITE.get(), fly=True)


def evidence(asked: Choice, found: Answer, said: Finding, site: str, lang: Lang) -> list[tuple[str, str]]:
    """Return what the sentence rests on, as pairs of heading and text.

    Parameters
    ----------
    asked, found
        Question and answer.
    said
        What the answer says of the village.
    site
        Its id.
    lang
        Language.
    """
    feature = geodata.layer(asked.set_name).loc[site]
    test = pick(lang, "村址点到最近的", "straight line from the village's point to the nearest ")
    goal = pick(lang, "车站", "station") if asked.measure_from == "stations" else pick(lang, "线位", "axis")
    pairs = [(pick(lang, "判定方法", "Test"), test + goal + pick(lang, "的直线距离（最近边缘法）", " (nearest edge)"))]
    if said.line is not None:
        end = accuracy(said.target_basis, said.target_accuracy_m, lang)
        pairs.append(
            (
                pick(lang, "量到", "Measured to"),
                pick(lang, f"{target(said, lang)}（{end}）", f"{target(said, lang)}, {end}"),
            )
        )
    pairs.append((pick(lang, "村址", "Village"), accuracy(said.basis, said.accuracy_m, lang)))
    if len(asked.lines) > 1:
        alone = found.by_line.xs(site, level="site")
        parts = [
            f"{line} {chance(row['probability'], lang)}{pick(lang, '（', ' (')}"
            f"{word(VERDICT, row['verdict'], lang)}{pick(lang, '）', ')')}"
            for line, row in alone.loc[list(asked.lines)].iterrows()
        ]
        pairs.append((pick(lang, "逐线把握", "By line"), pick(lang, "；", "; ").join(parts)))
    pairs.append((pick(lang, "怎样会改变", "What would flip it"), flip(said, lang)))
    better = settle(said, lang)
    if better:
        pairs.append((pick(lang, "怎样能定论", "What would settle it"), better))
    pairs.append((pick(lang, "未知之处", "Not known"), unknown(said, lang)))
    pairs.append((pick(lang, "来源", "Source"), source_titles(feature["source"], lang)))
    note = feature.get("note_en" if lang == "en" else "note")
    if isinstance(note, str) and note:
        pairs.append((pick(lang, "备注", "Note"), note))
    return pairs


def unknown(said: Finding, lang: Lang) -> str:
    """Say what is not known about the village and the place measured to."""
    parts = []
    if not said.located:
        parts.append(pick(lang, "村址坐标待补", "the village's position"))
    elif said.basis != "surveyed":
        parts.append(pick(lang, "村界与村口未测", "the village's boundary and entrances"))
    if said.target_basis in ("schematic", "estimated"):
        basis = word(BASIS, said.target_basis, lang)
        parts.append(pick(
            lang, f"{target(said, lang)}为{basis}，确切站位与出入口未定",
            f"{target(said, lang)} is {basis}: its exact site and entrances are not settled",
        ))  # fmt: skip
    parts.append(pick(lang, "直线不等于步行距离", "a straight line is not a walk"))
    return pick(lang, "；", "; ").join(parts) + pick(lang, "。", ".")


def source_titles(keys: str | None, lang: Lang) -> str:
    """Titles of the sources behind keys joined by ``|``."""
    known = geodata.sources()
    titles = []
    for key in str(keys or "").split("|"):
        entry = known.get(key)
        titles.append(str(entry["title_en" if lang == "en" else "title_zh"]) if entry else key)
    return pick(lang, "；", "; ").join(titles)


_COLOURS = {"in": "blue", "verify": "orange", "out": "gray"}


def card(asked: Choice, found: Answer, site: str) -> None:
    """Draw the sentence on a village and its evidence."""
    lang = current()
    said = finding(asked, found, site, lang)
    with st.container(border=True):
        badge = f":{_COLOURS[said.verdict]}-badge[{word(VERDICT, said.verdict, lang)}]"
        st.markdown(f"{badge} **{plain(sentence(said, lang))}**")
        lines = [f"- {plain(head)}：{plain(text)}" if lang == "zh" else f"- {plain(head)}: {plain(text)}"
                 for head, text in evidence(asked, found, said, site, lang)]  # fmt: skip
        st.markdown("\n".join(lines))
