"""What a sheet owes its reader: sources, clauses, and whether positions are schematic or estimated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import geodata
from layers import registry
from layers.card import clause_of, sources_of
from layers.language import pick
from layers.members import members
from layers.sheet_features import features_of
from layers.sheet_map import inside

if TYPE_CHECKING:
    from collections.abc import Iterable

    from layers.language import Lang
    from layers.mapstate import LayerView
    from layers.sheet import Extent, Sheet

SOFT: Final = frozenset({"schematic", "estimated"})
"""Bases that call for the stamp."""
CRS_ZH: Final = "CGCS2000 / 三度带高斯-克吕格 中央经线 120°E（EPSG:4549）"
CRS_EN: Final = "CGCS2000 / 3-degree Gauss-Kruger CM 120E (EPSG:4549)"


def is_soft(views: Iterable[LayerView], window: Extent) -> bool:
    """Whether anything shown in the window is schematic or estimated."""
    return any(
        feature.properties.get("basis") in SOFT
        for view in views
        if view.id in registry.LOOKS
        for feature, _ in inside(features_of(view), window)
    )


def _plan(views: Iterable[LayerView]) -> list[str]:
    return [view.id for view in views if view.visible and view.id in registry.LOOKS]


def clauses(views: Iterable[LayerView], lang: Lang) -> list[str]:
    """Clauses of the plan that what is shown rests on, each once, in the catalog's order."""
    shown = set(_plan(views))
    found = [clause_of(entry.clause, lang) for entry in geodata.catalog() if entry.id in shown]
    labels = [clause.label for clause in found if clause is not None]
    return list(dict.fromkeys(labels))


def source_keys(views: Iterable[LayerView]) -> list[str]:
    """Keys of the sources of what is shown, the most used first."""
    count: dict[str, int] = {}
    for layer_id in _plan(views):
        for value in geodata.layer(layer_id)["source"].dropna():
            for key in filter(None, str(value).split("|")):
                count[key] = count.get(key, 0) + 1
    return sorted(count, key=lambda key: (-count[key], key))


def footer(sheet: Sheet, scale: str) -> list[str]:
    """Paragraphs at the foot: scale, CRS and date; clauses; sources; licence."""
    lang, views = sheet.lang, sheet.state.layers
    first = [scale, pick(lang, f"坐标系：{CRS_ZH}", f"CRS: {CRS_EN}")]
    if sheet.date:
        first.append(pick(lang, f"制图日期：{sheet.date}", f"Date: {sheet.date}"))
    paragraphs = [" | ".join(first)]
    rests_on = clauses(views, lang)
    if rests_on:
        paragraphs.append(pick(lang, f"规划条款：{'；'.join(rests_on)}", f"Plan clauses: {'; '.join(rests_on)}"))
    titles = [source.title for source in sources_of("|".join(source_keys(views)), lang)]
    if titles:
        paragraphs.append(pick(lang, f"数据来源：{'；'.join(titles)}", f"Sources: {'; '.join(titles)}"))
    credits_ = "；".join(sheet.state.attribution) if lang == "zh" else "; ".join(sheet.state.attribution)
    licence = pick(
        lang,
        "本图数据按 ODbL 1.0 许可使用，须署名；不是法定图件",
        "Data under ODbL 1.0, credit required; not a statutory map",
    )
    return [*paragraphs, pick(lang, f"{credits_}。{licence}。", f"{credits_}. {licence}.")]


def printed_legend(sheet: Sheet) -> list[dict[str, Any]]:
    """Legend as it stands on paper, where there is no list to look things up in."""
    waiting = sum(not entry.located for layer_id in _plan(sheet.state.layers) for entry in members(layer_id))
    text = pick(sheet.lang, f"另有 {waiting} 项位置待补，图上不画", f"{waiting} more are not located and not drawn")
    return [
        {**group, "items": [{**item, "text": text} if item["kind"] == "none" else item for item in group["items"]]}
        for group in sheet.state.legend
    ]
