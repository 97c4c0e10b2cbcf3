"""The plan's layers: catalog entry and look together, as views for the map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geodata
from layers import store
from layers.language import Lang, pick
from layers.looks import DEFAULT_VISIBLE, LOOKS
from layers.mapstate import LayerView
from layers.style import BASIS, VERDICT_CLASSES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["DEFAULT_VISIBLE", "LOOKS", "info", "layer_view", "plan_layers", "stacked", "style_of", "title"]


def info(layer_id: str) -> geodata.LayerInfo:
    """Catalog entry of a layer.

    Raises
    ------
    KeyError
        No such layer in the catalog.
    """
    return {entry.id: entry for entry in geodata.catalog()}[layer_id]


def plan_layers() -> tuple[geodata.LayerInfo, ...]:
    """Catalog entries of the plan layers that are drawn, in the catalog's order."""
    return tuple(entry for entry in geodata.catalog() if entry.id in LOOKS)


def title(layer_id: str, lang: Lang) -> str:
    """Title of a layer as a reader sees it."""
    entry = info(layer_id)
    return pick(lang, entry.title_zh, entry.title_en)


def style_of(layer_id: str) -> Mapping[str, Any]:
    """Full style of a plan layer, with the bases and the verdicts."""
    return {**LOOKS[layer_id].style, "basis": BASIS, "classes": VERDICT_CLASSES}


def layer_view(
    layer_id: str,
    lang: Lang,
    *,
    visible: bool = True,
    opacity: float = 1.0,
    hidden: Sequence[str] = (),
    classes: Mapping[str, str] | None = None,
    tips: Mapping[str, str] | None = None,
    rings: bool | None = None,
) -> LayerView:
    """Build the view of a bundled plan layer; geometry travels by address, never in the state.

    Parameters
    ----------
    layer_id, lang
        Which layer, in which language.
    visible, opacity, hidden, classes, tips
        See `LayerView`; `classes` takes verdict codes.
    rings
        Error circles; the layer's own setting when not given.
    """
    look = LOOKS[layer_id]
    return LayerView(
        id=layer_id,
        title=title(layer_id, lang),
        url=store.bundled(layer_id),
        style=style_of(layer_id),
        visible=visible,
        opacity=opacity,
        hidden=hidden,
        classes=classes or {},
        tips=tips or {},
        rings=look.rings if rings is None else rings,
        label=look.label,
    )


def stacked(views: Iterable[LayerView]) -> tuple[LayerView, ...]:
    """Put plan layers into drawing order; a layer the registry does not know keeps to the top."""
    order = {layer_id: at for at, layer_id in enumerate(LOOKS)}
    return tuple(sorted(views, key=lambda view: order.get(view.id, len(order))))
