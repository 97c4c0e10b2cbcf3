"""What the one-file map holds, as plain data: layers with their geometry, legends, cards, places, sources."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import geodata
from layers import registry, words
from layers.card import card_of
from layers.language import pick
from layers.legend import legend, unlocated_count
from layers.members import members
from layers.search import BASE_SEARCHED
from layers.sheet_features import collection_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from layers.language import Lang
    from layers.mapstate import LayerView, MapState
    from layers.members import Bounds

KEPT: Final = ("id", "name", "name_en", "basis", "accuracy_m")
"""Properties the map itself reads, beside the columns a style goes by."""


@dataclass(frozen=True)
class Step:
    """One step of a story; `layers` are the plan layers it shows, `bounds` in degrees where it looks."""

    title: str
    text: str
    layers: Sequence[str]
    bounds: Bounds | None = None
    selected: str | None = None


@dataclass(frozen=True)
class VerdictTable:
    """Verdicts as they stand on screen: rows as (feature id, cells); the first cell is the name."""

    title: str
    note: str
    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[str]]]


def with_all_layers(state: MapState) -> MapState:
    """Add the plan layers a state does not show, switched off, under those it shows and above the base map."""
    given = {view.id for view in state.layers}
    missing = [
        registry.layer_view(layer_id, state.lang, visible=False) for layer_id in registry.LOOKS if layer_id not in given
    ]
    base = {entry.id for entry in geodata.catalog() if entry.group == "base"} | {"veil", "district"}
    under = [view for view in state.layers if view.id in base]
    over = [view for view in state.layers if view.id not in base]
    return replace(state, layers=[*under, *missing, *over])


def embedded(view: LayerView) -> LayerView:
    """Layer with its geometry inside and only the properties the map reads."""
    by = view.style.get("by") or ()
    kept = {*KEPT, *([by] if isinstance(by, str) else by)}
    features = [
        {
            "type": "Feature",
            "properties": {name: value for name, value in feature["properties"].items() if name in kept},
            "geometry": feature["geometry"],
        }
        for feature in collection_of(view)["features"]
        if feature.get("geometry")
    ]
    return replace(view, url=None, data={"type": "FeatureCollection", "features": features})


def legends(state: MapState) -> dict[str, Any]:
    """Legend of each layer alone, so that the file can put together what is on; see ``static/offline.js``."""
    lang = state.lang
    shown = {group["title"]: group for group in state.legend}
    of_bases = pick(lang, "位置依据", "How positions were found")
    rows: dict[str, Any] = {}
    own_titles = {of_bases}
    for view in state.layers:
        if view.id not in registry.LOOKS:
            continue
        groups = legend([replace(view, visible=True)], lang)
        own_titles |= {group["title"] for group in groups}
        rows[view.id] = {
            # What the page has made of a layer's own group stands: only the chosen lines, for example.
            "groups": [
                shown.get(group["title"], group) if group["title"] == view.title and view.visible else group
                for group in groups
                if group["title"] != of_bases
            ],
            "bases": [
                item
                for group in groups
                if group["title"] == of_bases
                for item in group["items"]
                if item["kind"] != "none"
            ],
            "waiting": unlocated_count(view.id),
        }
    order = [words.word(words.BASIS, code, lang) for code in words.BASIS]
    order.insert(
        order.index(words.word(words.BASIS, "estimated", lang)),
        pick(lang, "估计（圈内九成把握）", "estimated (9 in 10 in the ring)"),
    )
    return {
        "always": [group for group in state.legend if group["title"] not in own_titles],
        "layers": rows,
        "bases": order,
    }


def places(lang: Lang) -> list[dict[str, Any]]:
    """Everything that can be searched: streets, the plan's members, places and hills."""
    plan = [entry.id for entry in geodata.catalog() if entry.group == "plan"]
    found = []
    for layer_id in ("streets", *plan, *BASE_SEARCHED):
        title = registry.title(layer_id, lang)
        for entry in members(layer_id):
            if not entry.name:
                continue
            bounds = entry.view_bounds()
            found.append(
                {
                    "id": entry.id, "name": entry.name, "name_en": entry.name_en, "pinyin": entry.pinyin,
                    "what": title, "bounds": None if bounds is None else [round(value, 5) for value in bounds],
                }
            )  # fmt: skip
    return found


def cards(lang: Lang, told: Callable[[int, int], None]) -> dict[str, Any]:
    """Cards of the streets and of every member of the plan, with the clauses and sources they name.

    Parameters
    ----------
    lang
        Language.
    told
        Called with cards done and all cards.
    """
    layer_ids = ("streets", *registry.LOOKS)
    count = sum(len(members(layer_id)) for layer_id in layer_ids)
    sources: dict[tuple[str, str, str], int] = {}
    clauses: dict[str, dict[str, str]] = {}
    found: dict[str, Any] = {}
    for layer_id in layer_ids:
        rows = geodata.layer(layer_id).drop(columns="geometry").to_dict("index")
        for entry in members(layer_id):
            shown = card_of(entry, rows[entry.id], lang)
            cited = [(s.title, s.detail, s.note) for s in (*shown.sources, *shown.news_sources)]
            if shown.clause:
                clauses[shown.clause.label] = {
                    "label": shown.clause.label, "title": shown.clause.title, "summary": shown.clause.summary,
                    "document": shown.clause.document,
                }  # fmt: skip
            found[entry.id] = {
                "what": shown.what, "name": shown.name, "other": shown.other_name, "status": shown.status,
                "basis": shown.basis, "news": shown.news, "facts": [(f.label, f.value) for f in shown.facts],
                "clause": shown.clause.label if shown.clause else None,
                "sources": [sources.setdefault(each, len(sources)) for each in dict.fromkeys(cited)],
            }  # fmt: skip
            told(len(found), count)
    return {
        "cards": found,
        "clauses": clauses,
        "sources": [{"title": title, "detail": detail, "note": note} for title, detail, note in sources],
    }
