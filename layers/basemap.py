"""The base map: streets, forest, water, roads and railways of the district, drawn without any tile server."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import shapely
from shapely.geometry import box, mapping

import geodata
from layers import palette, store
from layers.language import Lang, pick
from layers.mapstate import LayerView

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shapely.geometry.base import BaseGeometry

_AROUND: Final = (119.6, 27.2, 121.8, 28.8)
"""West, south, east, north: far enough out that no screen shows the end of the veil round the district."""


def _outline(colour: str, weight: float, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - Leaflet's own options
    return {"color": colour, "weight": weight, "opacity": 1, "fill": False, **more}


def _fill(colour: str, opacity: float = 1) -> dict[str, Any]:
    return {"stroke": False, "fillColor": colour, "fillOpacity": opacity}


def _road(colour: str, edge: str, weight: float) -> dict[str, Any]:
    return {**_outline(colour, weight), "casing": {"color": edge, "weight": weight + 1.6, "opacity": 1}}


def _dot(edge: str, fill: str, radius: float) -> dict[str, Any]:
    return {"color": edge, "weight": 1.2, "fillColor": fill, "fillOpacity": 1, "radius": radius}


_STYLES: Final[Mapping[str, Mapping[str, Any]]] = {
    "forest": {"polygon": _fill(palette.FOREST)},
    "water": {
        "polygon": _fill(palette.WATER),
        "line": _outline(palette.STREAM, 2.6),
        "by": "kind",
        "values": {"wetland_park_boundary": {**_fill(palette.WATER, 0.45)}},
    },
    "waterways": {"line": _outline(palette.STREAM, 1)},
    "roads_secondary": {"line": _road(palette.ROAD, palette.ROAD_EDGE, 1)},
    "roads": {
        "line": _road(palette.ROAD, palette.ROAD_EDGE, 2.2),
        "point": {"stroke": False, "fill": False, "radius": 0},
        "by": "road_class",
        "values": {
            "motorway": _road(palette.MOTORWAY, palette.MOTORWAY_EDGE, 3),
            "trunk": _road("#fdf3d7", "#d8c79c", 2.8),
            "primary": _road(palette.ROAD, "#cfc6b3", 2.4),
        },
    },
    "railways_context": {
        "line": {**_outline(palette.RAILWAY, 2.4), "over": {"color": palette.WHITE, "weight": 1.2, "dashArray": "6 6"}},
        "point": _dot(palette.RAILWAY, palette.WHITE, 3.5),
    },
    "rail_context": {
        "line": _outline(palette.LINES["S2"], 2, dashArray="1 4"),
        "point": _dot(palette.LINES["S2"], palette.WHITE, 2.5),
    },
    "hills": {"point": {**_dot("#6f8f5f", "#8fab7f", 2.6), "shape": "triangle"}},
    "places": {"point": {"stroke": False, "fillColor": "#7d7568", "fillOpacity": 0.8, "radius": 1.8}},
    "streets": {"polygon": _outline(palette.BOUNDARY, 1.1, dashArray="5 3")},
}

_LABELS: Final[Mapping[str, Mapping[str, Any]]] = {
    "streets": {"size": 13, "min_zoom": 10, "priority": 58, "cls": "street"},
    "water": {"size": 12, "min_zoom": 11, "priority": 30, "cls": "water", "along": True},
    "roads": {"size": 11, "min_zoom": 12.5, "priority": 20, "cls": "road", "along": True},
    "hills": {"size": 11.5, "min_zoom": 11, "priority": 25, "cls": "hill"},
    "places": {"size": 11, "min_zoom": 13, "priority": 10, "cls": "place"},
    "railways_context": {"size": 11, "min_zoom": 12, "priority": 15, "cls": "road", "along": True},
}

_FROM_ZOOM: Final[Mapping[str, float]] = {"roads_secondary": 11.5, "waterways": 11, "places": 13}
"""Layers that wait for a closer look."""


@lru_cache(maxsize=2)
def _veil(digest: str) -> tuple[bytes, bytes]:  # noqa: ARG001 - the streets' content hash is the cache's key
    """GeoJSON of everything outside the district, and of the district's own line."""
    district = shapely.union_all(geodata.layer("streets").geometry.to_numpy())
    district = shapely.simplify(district, 0.0001)
    outside = box(*_AROUND).difference(district)

    def collection(feature_id: str, geometry: BaseGeometry) -> bytes:
        feature = {"type": "Feature", "id": feature_id, "properties": {"id": feature_id}, "geometry": mapping(geometry)}
        return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()

    return collection("veil", outside), collection("district", district.boundary)


UNDER_TILES: Final = frozenset({*_STYLES, "veil"} - {"streets"})
"""Layers of the vector base map that a base map of tiles stands in for."""


def base_layers(lang: Lang) -> list[LayerView]:
    """Build the base map, bottom-up: muted, not clickable, its names in the language asked for."""
    titles = {entry.id: pick(lang, entry.title_zh, entry.title_en) for entry in geodata.catalog()}
    views = [
        LayerView(
            id=layer_id,
            title=titles[layer_id],
            url=store.bundled(layer_id),
            style=style,
            interactive=False,
            label=_LABELS.get(layer_id),
            min_zoom=_FROM_ZOOM.get(layer_id),
        )
        for layer_id, style in _STYLES.items()
    ]
    outside, line = _veil(geodata.content_hash("streets"))
    veil = LayerView(
        id="veil", title=titles["streets"], url=store.put("veil", outside),
        style={"polygon": _fill(palette.PAPER, 0.7)}, interactive=False,
    )  # fmt: skip
    district = LayerView(
        id="district", title=titles["streets"], url=store.put("district", line),
        style={"line": {**_outline("#6d675c", 1.8), "casing": {"color": "#6d675c", "weight": 7, "opacity": 0.14}}},
        interactive=False,
    )  # fmt: skip
    return [*views[:-1], veil, views[-1], district]


def ATTRIBUTION(lang: Lang) -> tuple[str, ...]:  # noqa: N802 - reads as the constant it is, in two languages
    """Credit lines every map and export carries."""
    return (
        "© OpenStreetMap contributors (ODbL)",
        pick(lang, "街道界线为概化示意", "Subdistrict lines generalised"),
        pick(lang, "120.371°E 以西无山林数据", "no forest data west of 120.371°E"),
    )
