"""The legend: follows what is visible, explains what a line style says about a position."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from layers import palette, registry, words
from layers.language import Lang, pick
from layers.looks import Entry
from layers.members import members
from layers.style import BASIS, KINDS, VERDICT_CLASSES, Kind, resolve

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layers.mapstate import LayerView

Group = dict[str, Any]
"""``{"title": text, "items": [{"kind", "style", "text"}]}``."""

_SAMPLE: Final[Mapping[Kind, dict[str, Any]]] = {
    "line": {"color": palette.SLATE, "weight": 3},
    "polygon": {"color": palette.SLATE, "weight": 1.6, "fillColor": palette.SLATE, "fillOpacity": 0.12},
    "point": {"color": palette.SLATE, "weight": 2, "fillColor": palette.SLATE, "fillOpacity": 0.9, "radius": 5},
}


def drawn(layer_id: str) -> Counter[tuple[Kind, str]]:
    """Count the kinds of geometry and bases that occur in a layer, the commonest first."""
    return Counter((entry.kind, entry.basis) for entry in members(layer_id) if entry.kind is not None)


def unlocated_count(layer_id: str) -> int:
    """Members of a layer that the plan names and no source locates."""
    return sum(not entry.located for entry in members(layer_id))


def _rows(layer_id: str, lang: Lang) -> list[dict[str, Any]]:
    look = registry.LOOKS[layer_id]
    style = registry.style_of(layer_id)
    usual: dict[Kind, str] = {}
    for (kind, basis), _ in drawn(layer_id).most_common():
        usual.setdefault(kind, basis)
    title = registry.info(layer_id)
    plain = tuple(Entry(kind, title.title_zh, title.title_en) for kind in KINDS if kind in usual)
    return [
        {
            "kind": entry.kind,
            "style": resolve(style, {"basis": usual.get(entry.kind), **entry.properties}, entry.kind),
            "text": pick(lang, entry.zh, entry.en),
        }
        for entry in look.entries or plain
    ]


def _bases(layers: Sequence[str], lang: Lang, *, rings: bool) -> list[dict[str, Any]]:
    found = {pair for layer in layers for pair in drawn(layer)}
    items = []
    for code in words.BASIS:
        kinds = [kind for kind in _SAMPLE if (kind, code) in found]
        if not kinds:
            continue
        kind = kinds[-1] if code == "estimated" else kinds[0]
        style = {**_SAMPLE[kind], **BASIS.get(f"{kind}:{code}", {})}
        text = words.word(words.BASIS, code, lang)
        if kind == "point" and code == "estimated" and rings:
            style["ring"] = True
            text = pick(lang, "估计（圈内九成把握）", "estimated (9 in 10 in the ring)")
        items.append({"kind": kind, "style": style, "text": text})
    return items


def legend_title(lang: Lang) -> str:
    """Title of the group of layers that have one look each."""
    return pick(lang, "规划要素", "Plan features")


def legend(layers: Sequence[LayerView], lang: Lang) -> list[Group]:
    """Legend of what is visible.

    Parameters
    ----------
    layers
        The map's layers; those the registry does not know (buffers, uploads) are left to the page.
    lang
        Language.

    Returns
    -------
    list of Group
        One group for layers of a single look, one for each layer with several, then verdicts when shown,
        then how positions were found, with the number of members that are listed but not drawn.
    """
    views = [view for view in layers if view.visible and view.id in registry.LOOKS]
    single: list[dict[str, Any]] = []
    groups: list[Group] = []
    waiting = 0
    for view in reversed(views):
        waiting += unlocated_count(view.id)
        if view.classes:
            groups.append({"title": view.title, "items": verdict_rows(lang)})
            continue
        rows = _rows(view.id, lang)
        if len(rows) > 1 and registry.LOOKS[view.id].entries:
            groups.append({"title": view.title, "items": rows})
        else:
            single.extend(rows[:1])
    if single:
        groups.insert(0, {"title": legend_title(lang), "items": single})
    bases = _bases([view.id for view in views], lang, rings=any(view.rings for view in views))
    if waiting:
        text = pick(lang, f"另有 {waiting} 项位置待补，见列表", f"{waiting} not located: see the list")
        bases.append({"kind": "none", "style": {}, "text": text})
    if bases:
        groups.append({"title": pick(lang, "位置依据", "How positions were found"), "items": bases})
    return groups


def verdict_rows(lang: Lang) -> list[dict[str, Any]]:
    """Legend rows of the three verdicts."""
    return [
        {"kind": "point", "style": style, "text": words.word(words.VERDICT, code, lang)}
        for code, style in VERDICT_CLASSES.items()
    ]
