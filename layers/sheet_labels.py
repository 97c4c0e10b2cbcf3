"""Names on a sheet's map: highest priority first, none on another; the rules of ``static/labels.js``."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import shapely
from shapely.geometry import LineString

from layers import fonts
from layers.sheet_features import features_of
from layers.sheet_map import inside
from layers.sheet_symbols import PT_PER_PX
from layers.style import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy as np
    from shapely.geometry.base import BaseGeometry

    from layers.mapstate import LayerView
    from layers.sheet import Extent
    from layers.sheet_features import Feature

Box = tuple[float, float, float, float]
"""Left, bottom, right, top in points from the frame's lower left corner."""

_COLOURS: Final = {"street": "#57534a", "water": "#2a6592", "road": "#6d6046", "hill": "#40683a", "place": "#55504a"}
_OWN_COLOUR: Final = ("zone", "plan")
_APART_PT: Final = 90.0
"""The same name stands again only this far away."""
_ALONG: Final = (0.5, 0.35, 0.65, 0.2, 0.8)


@dataclass(frozen=True, slots=True)
class Name:
    """A name where it stands: its middle in points from the frame's lower left corner."""

    text: str
    x: float
    y: float
    size_pt: float
    colour: str
    angle_deg: float = 0.0


@dataclass(frozen=True, slots=True)
class _Wish:
    text: str
    size: float
    colour: str
    priority: float
    shape: BaseGeometry
    kind: str
    radius: float
    along: bool
    plan: bool


def _cross(a: Box, b: Box) -> bool:
    return a[0] < b[2] and a[2] > b[0] and a[1] < b[3] and a[3] > b[1]


def _wishes(views: Iterable[LayerView], window: Extent, zoom: float, lang: str) -> list[_Wish]:
    found = []
    for view in views:
        label = view.label
        if not label or zoom < label.get("min_zoom", 0):
            continue
        said: set[str] = set()
        for feature, part in inside(features_of(view), window):
            text = fonts.drawable(feature.name(lang))
            if not text or text in said:
                continue
            said.add(text)
            found.append(_wish(view, feature, part, text))
    return sorted(found, key=lambda wish: (-wish.priority, wish.text))


def _wish(view: LayerView, feature: Feature, part: BaseGeometry, text: str) -> _Wish:
    label = view.label or {}
    style = resolve(view.style, feature.properties, feature.kind, view.classes.get(feature.id))
    cls = str(label.get("cls", ""))
    own = style.get("color") if cls in _OWN_COLOUR else None
    return _Wish(
        text=text,
        size=float(label.get("size", 12)) * PT_PER_PX,
        colour=str(label.get("colour") or own or _COLOURS.get(cls, "#333333")),
        priority=float(label.get("priority", 0)),
        shape=part,
        kind=feature.kind,
        radius=float(style.get("radius") or 5) * PT_PER_PX,
        along=bool(label.get("along")) and feature.kind == "line",
        plan=cls == "plan",
    )


class Namer:
    """Finds places for names.

    Parameters
    ----------
    window
        Extent in metres.
    size_pt
        Width and height of the frame.
    taken
        Boxes that are not free: stamp, scale bar, north arrow.
    """

    def __init__(self, window: Extent, size_pt: tuple[float, float], taken: Sequence[Box]) -> None:
        self._window = window
        self._size = size_pt
        self._taken = list(taken)

    def _points(self, shape: BaseGeometry) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        west, south, east, north = self._window
        scale = (self._size[0] / (east - west), self._size[1] / (north - south))
        return (shapely.get_coordinates(shape) - (west, south)) * scale

    def names(self, views: Sequence[LayerView], zoom: float, lang: str) -> Iterator[Name]:
        """Names that fit, most important first."""
        wishes = _wishes(views, self._window, zoom, lang)
        symbols = [self._symbol(wish) for wish in wishes if wish.kind == "point" and wish.plan]
        said: dict[str, list[tuple[float, float]]] = {}
        for wish in wishes:
            free = [
                (x, y, angle, room)
                for x, y, angle, room in self._rooms(wish)
                if self._free(room) and all(math.dist(at, (x, y)) >= _APART_PT for at in said.get(wish.text, ()))
            ]
            clear = [spot for spot in free if not any(_cross(symbol, spot[3]) for symbol in symbols)]
            spots = clear or ([] if wish.along else free)
            if not spots:
                continue
            x, y, angle, room = spots[0]
            self._taken.append(room)
            said.setdefault(wish.text, []).append((x, y))
            yield Name(wish.text, x, y, wish.size, wish.colour, angle)

    def _symbol(self, wish: _Wish) -> Box:
        x, y = self._points(wish.shape)[0]
        return (x - wish.radius, y - wish.radius, x + wish.radius, y + wish.radius)

    def _free(self, room: Box) -> bool:
        within = room[0] > 2 and room[1] > 2 and room[2] < self._size[0] - 2 and room[3] < self._size[1] - 2  # noqa: PLR2004 - a hair from the frame
        return within and not any(_cross(taken, room) for taken in self._taken)

    def _rooms(self, wish: _Wish) -> list[tuple[float, float, float, Box]]:
        """Middles, angles and boxes a name may take, the wished-for first."""
        width, height = fonts.width_pt(wish.text, wish.size), wish.size
        if wish.along:
            return [_room(x, y, angle, width, height) for x, y, angle in self._along(wish.shape, width)]
        if wish.kind == "point":
            x, y = self._points(wish.shape)[0]
            away = wish.radius + 2
            steps = ((0, -away - height / 2), (0, away + height / 2), (away + width / 2, 0), (-away - width / 2, 0))
            return [_room(x + dx, y + dy, 0, width, height) for dx, dy in steps]
        largest = max(shapely.get_parts(wish.shape), key=lambda part: (part.area, part.length))
        middle = largest.representative_point() if largest.area else largest.interpolate(0.5, normalized=True)
        x, y = self._points(middle)[0]
        return [_room(x, y, 0, width, height)]

    def _along(self, shape: BaseGeometry, width: float) -> Iterator[tuple[float, float, float]]:
        parts = shapely.get_parts(shapely.clip_by_rect(shape, *self._window))
        if not len(parts):
            return
        longest = max((LineString(self._points(part)) for part in parts), key=shapely.length)
        length = longest.length
        if length < width * 1.1:
            return
        for share in _ALONG:
            middle = longest.interpolate(share, normalized=True)
            back, ahead = (longest.interpolate(share * length + step * width / 2) for step in (-1, 1))
            angle = math.degrees(math.atan2(ahead.y - back.y, ahead.x - back.x))
            yield middle.x, middle.y, (angle + 90) % 180 - 90


def _room(x: float, y: float, angle: float, width: float, height: float) -> tuple[float, float, float, Box]:
    cos, sin = abs(math.cos(math.radians(angle))), abs(math.sin(math.radians(angle)))
    half_w, half_h = (width * cos + height * sin) / 2 + 2, (width * sin + height * cos) / 2 + 1.5
    return x, y, angle, (x - half_w, y - half_h, x + half_w, y + half_h)
