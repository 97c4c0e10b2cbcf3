"""A map layer's features in metres, ready to print: what the browser draws, in EPSG:4549."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geodata.crs import project
from layers import store
from layers.mapstate import LayerView
from layers.style import Kind, kind_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature as it is printed; `shape` in EPSG:4549."""

    id: str
    properties: Mapping[str, Any]
    kind: Kind
    shape: BaseGeometry

    def name(self, lang: str) -> str:
        """Name as it stands on a map: without what is in brackets."""
        english = self.properties.get("name_en") if lang == "en" else None
        text = str(english or self.properties.get("name") or "")
        return text.partition("（")[0].partition("(")[0].removesuffix(" Subdistrict").strip()


def collection_of(view: LayerView) -> dict[str, Any]:
    """GeoJSON of a layer: what it brings along, or the bytes behind its address."""
    if view.data is not None:
        return dict(view.data)
    if view.url is None:
        return {"type": "FeatureCollection", "features": []}
    name, digest = view.url.removeprefix("data/").removesuffix(".geojson").split("/")
    found: dict[str, Any] = json.loads(store.bytes_of(name, digest))
    return found


def features_of(view: LayerView) -> tuple[Feature, ...]:
    """Features of a layer that have a geometry, filters applied, in the file's order."""
    found = _metric(collection_of(view)) if view.url is None or view.data is not None else _fetched(view.url, view.id)
    hidden = frozenset(view.hidden)
    return tuple(feature for feature in found if feature.id not in hidden) if hidden else found


@lru_cache(maxsize=64)
def _fetched(url: str, layer_id: str) -> tuple[Feature, ...]:

    return _metric(collection_of(LayerView(id=layer_id, title="", style={}, url=url)))


def _metric(collection: Mapping[str, Any]) -> tuple[Feature, ...]:
    placed = [feature for feature in collection["features"] if feature.get("geometry")]
    shapes = np.empty(len(placed), dtype=object)
    shapes[:] = [shapely.from_geojson(json.dumps(feature["geometry"])) for feature in placed]
    metric = project(shapes)
    return tuple(
        Feature(
            id=str(feature["properties"].get("id") or feature.get("id") or at),
            properties=feature["properties"],
            kind=kind_of(shape.geom_type),
            shape=shape,
        )
        for at, (feature, shape) in enumerate(zip(placed, metric, strict=True))
    )
