"""The map on a sheet: the layers of a `MapState` drawn in EPSG:4549 with the symbols of the screen."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from matplotlib.collections import PathCollection
from matplotlib.path import Path
from matplotlib.transforms import Affine2D
from shapely.geometry import box

from layers.sheet_features import features_of
from layers.sheet_symbols import paint, symbol
from layers.style import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from matplotlib.axes import Axes
    from shapely.geometry.base import BaseGeometry

    from layers.mapstate import LayerView
    from layers.sheet import Extent
    from layers.sheet_features import Feature

_EQUATOR_M_PER_PX: Final = 156_543.03
_COS_LATITUDE: Final = 0.883
"""Cosine of the district's latitude, 28° N: web maps are stretched by its inverse."""
_M_PER_PX: Final = 0.0254 / 96
_BEYOND: Final = 0.05
"""Shapes are cut this share of the window outside it, so that the cut is never seen."""
_MARKS: Final = ({"color": "#ffffff", "weight": 6}, {"color": "#111111", "weight": 2.6})
_MARK_RADIUS_PX: Final = 12


def zoom_of(scale: int) -> float:
    """Zoom of the web map that shows as much as a scale does on paper."""
    return math.log2(_EQUATOR_M_PER_PX * _COS_LATITUDE / (scale * _M_PER_PX))


def shown_layers(layers: Iterable[LayerView], zoom: float) -> list[LayerView]:
    """Layers that are switched on and do not wait for a closer look."""
    return [view for view in layers if view.visible and zoom >= (view.min_zoom or 0)]


def inside(features: Iterable[Feature], window: Extent) -> list[tuple[Feature, BaseGeometry]]:
    """Features that reach into a window, each with its part in and closely around it."""
    west, south, east, north = window
    pad = _BEYOND * max(east - west, north - south)
    frame, wide = box(*window), (west - pad, south - pad, east + pad, north + pad)
    found = []
    for feature in features:
        if not shapely.intersects(feature.shape, frame):
            continue
        part = feature.shape if feature.kind == "point" else shapely.clip_by_rect(feature.shape, *wide)
        if not part.is_empty:
            found.append((feature, part))
    return found


def path_of(shape: BaseGeometry) -> Path:
    """Lines or polygons as one path; holes run the other way round than their outlines."""
    points: list[Any] = []
    codes: list[Any] = []
    for part in shapely.get_parts(shape):
        oriented = shapely.orient_polygons(part) if part.geom_type == "Polygon" else part
        rings = [oriented.exterior, *oriented.interiors] if part.geom_type == "Polygon" else [oriented]
        for ring in rings:
            line = np.asarray(ring.coords)[:, :2]
            points.append(line)
            codes += [Path.MOVETO] + [Path.LINETO] * (len(line) - 1)
            if part.geom_type == "Polygon":
                codes[-1] = Path.CLOSEPOLY
    return Path(np.concatenate(points), codes)


class MapPainter:
    """Draws layers into an axes whose data are metres.

    Parameters
    ----------
    axes
        Its limits are the window.
    window
        Extent shown.
    """

    def __init__(self, axes: Axes, window: Extent) -> None:
        self._axes = axes
        self._window = window
        self._order = 1.0

    def layers(self, views: Sequence[LayerView]) -> None:
        """Draw layers bottom-up."""
        for view in views:
            self._layer(view)

    def selected(self, views: Sequence[LayerView], feature_id: str | None) -> None:
        """Mark a feature as the screen does: a dark edge on white."""
        if feature_id is None:
            return
        for view in views:
            parts = [(f, part) for f, part in inside(features_of(view), self._window) if f.id == feature_id]
            for feature, part in parts:
                for mark in _MARKS:
                    style = {**mark, "opacity": 1, "fill": False, "radius": _MARK_RADIUS_PX}
                    self._draw(feature.kind, [part], style, 1, "")

    def _layer(self, view: LayerView) -> None:
        parts = inside(features_of(view), self._window)
        if view.rings:
            self._rings(view, [feature for feature, _ in parts])
        styled = [(feature, part, self._style(view, feature)) for feature, part in parts]
        for under in ("casing", None, "over"):
            for kind, style, shapes in _grouped(styled, under):
                self._draw(kind, shapes, style, view.opacity, "" if under else view.id)

    @staticmethod
    def _style(view: LayerView, feature: Feature) -> dict[str, Any]:
        return resolve(view.style, feature.properties, feature.kind, view.classes.get(feature.id))

    def _rings(self, view: LayerView, features: Iterable[Feature]) -> None:
        for feature in features:
            accuracy = feature.properties.get("accuracy_m")
            if feature.kind != "point" or not accuracy or feature.properties.get("basis") == "surveyed":
                continue
            style = self._style(view, feature)
            shade = style.get("ringColor") or style.get("color")
            ring = {
                "color": shade, "fillColor": shade, "weight": 1, "opacity": 0.55, "dashArray": "2 4",
                "fillOpacity": 0.035,
            }  # fmt: skip
            self._draw("polygon", [feature.shape.buffer(float(accuracy), 32)], ring, view.opacity, "")

    def _draw(
        self, kind: str, shapes: Sequence[BaseGeometry], style: Mapping[str, Any], opacity: float, layer_id: str
    ) -> None:
        look = paint(style, filled=kind != "line", opacity=opacity)
        if kind == "point":
            if not style.get("radius"):
                return
            at = shapely.get_coordinates(shapely.get_parts(np.array(shapes, dtype=object)))
            drawn = PathCollection([symbol(style)], offsets=at, offset_transform=self._axes.transData, **look)
            # The symbol is in points, whatever the resolution the page is saved at.
            drawn.set_transform(Affine2D().scale(1 / 72) + self._axes.figure.dpi_scale_trans)
        else:
            drawn = PathCollection([path_of(shape) for shape in shapes], transform=self._axes.transData, **look)
        self._order += 0.001
        drawn.set_zorder(self._order)
        if layer_id:
            drawn.set_gid(f"{layer_id}.{self._order:.3f}")
        self._axes.add_collection(drawn, autolim=False)


def _grouped(
    styled: Iterable[tuple[Feature, BaseGeometry, dict[str, Any]]], under: str | None
) -> Iterator[tuple[str, dict[str, Any], list[BaseGeometry]]]:
    """Shapes with the same look together, in the order in which the looks first occur."""
    found: dict[tuple[str, str], tuple[dict[str, Any], list[BaseGeometry]]] = {}
    for feature, part, whole in styled:
        style = whole if under is None else whole.get(under)
        if style is None or (under is not None and feature.kind != "line"):
            continue
        key = (feature.kind, json.dumps(style, sort_keys=True, default=str))
        found.setdefault(key, (style, []))[1].append(part)
    for (kind, _), (style, shapes) in found.items():
        yield kind, style, shapes
