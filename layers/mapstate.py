"""What the map shows, as data: the page builds a `MapState`, the browser draws it (``static/map.js``)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layers.language import Lang

Style = dict[str, Any]
"""Leaflet path options plus ``radius`` and ``shape``: ``{"color": "#0b5cad", "weight": 2, "dashArray": "6 4"}``."""


@dataclass(frozen=True)
class LayerView:
    """One layer as the map shows it.

    Parameters
    ----------
    id, title
        Stable id, and the name a reader sees.
    url
        Address of its GeoJSON, from `layers.store`; or none and `data` is sent along.
    data
        Small GeoJSON made by this interaction, a buffer for example.
    style
        What `layers.style` describes: styles by geometry, column value, basis and class; later ones win.
    classes
        Feature id → class, for results such as verdicts.
    hidden
        Ids of features that a filter leaves out.
    rings
        Draw the circle of `accuracy_m` round every point that is not surveyed.
    tips
        Feature id → what the tooltip says beside the name.
    label
        ``{"size": px, "min_zoom": z, "priority": n, "cls": css class, "colour": css colour, "along": bool}`` or none.
    min_zoom
        Zoom from which the layer is drawn; always when none.
    """

    id: str
    title: str
    style: Mapping[str, Any]
    url: str | None = None
    data: Mapping[str, Any] | None = None
    visible: bool = True
    opacity: float = 1.0
    interactive: bool = True
    classes: Mapping[str, str] = field(default_factory=dict)
    hidden: Sequence[str] = ()
    rings: bool = False
    tips: Mapping[str, str] = field(default_factory=dict)
    label: Mapping[str, Any] | None = None
    min_zoom: float | None = None

    def payload(self) -> dict[str, Any]:
        """JSON form; `version` changes with the data so that the browser rebuilds only what changed."""
        body: dict[str, Any] = {name: value for name, value in vars(self).items() if value not in (None, (), {})}
        body["visible"] = self.visible
        if self.data is not None:
            body["version"] = digest(self.data)
        return body


@dataclass(frozen=True)
class Focus:
    """Where the map is to look. It moves only when `seq` changes, never because a control moved."""

    seq: str
    bounds: tuple[float, float, float, float] | None = None
    centre: tuple[float, float] | None = None
    zoom: float | None = None

    def payload(self) -> dict[str, Any]:
        """JSON form with Leaflet's order: latitude first. `bounds` is (west, south, east, north)."""
        if self.bounds is not None:
            west, south, east, north = self.bounds
            return {"seq": self.seq, "bounds": [[south, west], [north, east]]}
        return {"seq": self.seq, "centre": self.centre, "zoom": self.zoom}


@dataclass(frozen=True)
class MapState:
    """Everything the map page needs to draw one screen; layers from the bottom up.

    `edit` is what can be drawn on the map and what has been (``static/edit.js``); maps with the same `link` look at
    the same place; `tiles` is a base map of pictures from `layers.tiles`.
    """

    layers: Sequence[LayerView]
    lang: Lang
    focus: Focus | None = None
    legend: Sequence[Mapping[str, Any]] = ()
    attribution: Sequence[str] = ()
    selected: str | None = None
    remember_view: bool = False
    ground_clicks: bool = False
    edit: Mapping[str, Any] | None = None
    link: str | None = None
    tiles: Mapping[str, Any] | None = None

    def payload(self) -> dict[str, Any]:
        """JSON form; `stamp` names this state, and the page shows it once painted."""
        body: dict[str, Any] = {
            "layers": [layer.payload() for layer in self.layers],
            "lang": self.lang,
            "view": self.focus.payload() if self.focus else None,
            "legend": list(self.legend),
            "attribution": list(self.attribution),
            "selected": self.selected,
            "remember_view": self.remember_view,
            "ground_clicks": self.ground_clicks,
        }
        more = {"edit": self.edit, "link": self.link, "tiles": self.tiles}
        body |= {name: value for name, value in more.items() if value is not None}
        return {**body, "stamp": digest(body)}


def digest(body: object) -> str:
    """Short content hash of JSON-able data."""
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, default=list)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
