"""Leaflet path options as matplotlib reads them, and the point symbols of ``static/symbols.js``."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from matplotlib.colors import to_rgba
from matplotlib.path import Path

if TYPE_CHECKING:
    from collections.abc import Mapping

PT_PER_PX: Final = 0.75
"""A CSS pixel is 1/96 inch: printed symbols are as large as on screen."""

_WEIGHT: Final = 3.0
_FILL_OPACITY: Final = 0.2
_RADIUS: Final = 6.0

_Polygon = list[tuple[float, float]]


def _closed(points: _Polygon) -> Path:
    return Path([*points, points[0]], closed=True)


def _star() -> _Polygon:
    spikes = []
    for at in range(10):
        reach = 0.55 if at % 2 else 1.35
        spikes.append((reach * math.sin(math.pi * at / 5), reach * math.cos(math.pi * at / 5)))
    return spikes


_SHAPES: Final[Mapping[str, Path]] = {
    "circle": Path.unit_circle(),
    "square": _closed([(-1, 1), (1, 1), (1, -1), (-1, -1)]),
    "triangle": _closed([(0, 1.2), (1.15, -0.9), (-1.15, -0.9)]),
    "diamond": _closed([(0, 1.3), (1.3, 0), (0, -1.3), (-1.3, 0)]),
    "star": _closed(_star()),
    "cross": Path([(-1, -1), (1, 1), (1, -1), (-1, 1)], [Path.MOVETO, Path.LINETO, Path.MOVETO, Path.LINETO]),
}


def symbol(style: Mapping[str, Any], px: float = PT_PER_PX) -> Path:
    """Outline of a point symbol round the origin, in points, y upwards."""
    shape = _SHAPES.get(str(style.get("shape") or "circle"), _SHAPES["circle"])
    reach = float(style.get("radius") or _RADIUS) * px
    return Path(np.asarray(shape.vertices) * reach, shape.codes)


def dash(style: Mapping[str, Any], px: float = PT_PER_PX) -> Any:  # noqa: ANN401 - matplotlib's own line style
    """Return the line style: solid, or dashes in points."""
    text = style.get("dashArray")
    if not text:
        return "solid"
    parts = [float(part) * px for part in str(text).replace(",", " ").split()]
    return (0, tuple(parts * 2 if len(parts) % 2 else parts))


def colour(value: object, opacity: float) -> tuple[float, float, float, float]:
    """Colour with its opacity."""
    red, green, blue, _ = to_rgba(str(value))
    return (red, green, blue, opacity)


def paint(style: Mapping[str, Any], *, filled: bool, opacity: float = 1.0, px: float = PT_PER_PX) -> dict[str, Any]:
    """Keyword arguments of a matplotlib collection or patch.

    Parameters
    ----------
    style
        Leaflet path options.
    filled
        Whether this kind of geometry is filled unless the style says no.
    opacity
        Of the layer.
    px
        Points in a CSS pixel.
    """
    stroke = style.get("stroke") is not False and bool(style.get("color"))
    fill = filled and style.get("fill") is not False
    edge = colour(style["color"], opacity * float(style.get("opacity", 1))) if stroke else "none"
    inside: Any = "none"
    if fill:
        shade = style.get("fillColor") or style.get("color") or "#3388ff"
        inside = colour(shade, opacity * float(style.get("fillOpacity", _FILL_OPACITY)))
    return {
        "edgecolor": edge,
        "facecolor": inside,
        "linewidth": float(style.get("weight", _WEIGHT)) * px if stroke else 0,
        "linestyle": dash(style, px),
        "capstyle": {"butt": "butt", "square": "projecting"}.get(str(style.get("lineCap")), "round"),
        "joinstyle": "round",
    }
