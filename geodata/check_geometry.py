"""Check a geometry: inside the box, on the grid, valid, rings turned as RFC 7946 wants."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from geodata import geojson, model
from geodata.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shapely.geometry.base import BaseGeometry

    from geodata.geojson import Feature

FIELD = "geometry"


def check(file: str, feature: Feature) -> Iterator[Problem]:
    """Yield what is wrong with a feature's geometry.

    Parameters
    ----------
    file
        Name for the message.
    feature
        Geometry in degrees, or None, which is fine here (`check_fields` compares it with the basis).
    """
    drawn = feature.geometry
    if drawn is None:
        return
    if drawn.is_empty:
        yield Problem(file, feature.id, FIELD, "图形为空，应写作 null", "geometry is empty, write null")
        return
    if shapely.has_z(drawn):
        yield Problem(file, feature.id, FIELD, "含高程坐标", "has a third coordinate")
    coordinates = shapely.get_coordinates(drawn)
    west, south, east, north = model.BOX
    inside = (coordinates >= (west, south)) & (coordinates <= (east, north))
    if not inside.all():
        x, y = coordinates[~inside.all(axis=1)][0]
        zh = f"坐标 ({x}, {y}) 超出范围 {model.BOX}：经纬度是否颠倒？"
        en = f"coordinate ({x}, {y}) is outside {model.BOX}: longitude and latitude swapped?"
        yield Problem(file, feature.id, FIELD, zh, en)
    off = coordinates != coordinates.round(geojson.DECIMALS)
    if off.any():
        value = coordinates[off][0]
        zh, en = f"坐标 {value} 多于 {geojson.DECIMALS} 位小数", f"{value} has more than {geojson.DECIMALS} decimals"
        yield Problem(file, feature.id, FIELD, zh, en)
    if not drawn.is_valid:
        why = shapely.is_valid_reason(drawn)
        yield Problem(file, feature.id, FIELD, f"图形无效：{why}", f"invalid geometry: {why}")
    elif not _turned_right(drawn):
        zh, en = "环的方向不合 RFC 7946（外环应逆时针）", "ring turned against RFC 7946 (outer ring counter-clockwise)"
        yield Problem(file, feature.id, FIELD, zh, en)


def _turned_right(drawn: BaseGeometry) -> bool:
    return all(
        part.exterior.is_ccw and not any(ring.is_ccw for ring in part.interiors)
        for part in shapely.get_parts(drawn)
        if isinstance(part, shapely.Polygon)
    )
