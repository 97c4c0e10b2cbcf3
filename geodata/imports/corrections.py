"""Places given to what was unlocated: who, when, why, how accurate, and the way back into the tables."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import math
import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from analysis.errors import ParameterError
from analysis.io_export import safe_cell
from geodata.crs import LONLAT, METRIC, project
from geodata.imports.errors import shown
from geodata.imports.names import plain_name
from geodata.imports.reference import near
from geodata.read import layer as bundled

if TYPE_CHECKING:
    from collections.abc import Iterable

BASES = ("surveyed", "traced", "estimated")
"""How a place was found: measured, drawn from a map or picture, or worked out."""

ACCURACY_M = (0.01, 20_000.0)
"""CE90 accepted, metres."""

SAME = ("renewal_sites", "renewal_2021", "villages")
"""Layers in which one village may occur under several ids."""

COLUMNS = (
    "layer",
    "slug",
    "name",
    "street",
    "rule",
    "lon",
    "lat",
    "accuracy_m",
    "basis",
    "source",
    "who",
    "when",
    "why",
    "id",
)
"""Columns of the exported table; ``slug rule lon lat accuracy_m basis source`` are those of the build's tables."""

_TEXT = 500


@dataclass(frozen=True, slots=True)
class Placement:
    """A place for a feature.

    Parameters
    ----------
    feature_id
        For example ``renewal_sites.chashan-hongdiancun``.
    lon, lat
        WGS-84 degrees.
    accuracy_m
        CE90: radius in metres that holds the true place nine times in ten.
    basis
        One of `BASES`.
    who, why
        Author and reason; both are asked for.
    when
        ISO 8601, UTC.
    """

    feature_id: str
    lon: float
    lat: float
    accuracy_m: float
    basis: str
    who: str
    why: str
    when: str

    @property
    def layer(self) -> str:
        """Layer of the feature."""
        return self.feature_id.split(".", 1)[0]


def now() -> str:
    """Time as stored: ISO 8601 in UTC, to the second."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def placement(
    feature_id: str,
    lon: float,
    lat: float,
    *,
    accuracy_m: float,
    who: str,
    why: str,
    basis: str = "estimated",
    when: str | None = None,
) -> Placement:
    """Make a placement after checking it.

    Raises
    ------
    ParameterError
        Not a place near the district, an accuracy out of range, no author, no reason, no such basis.
    """
    if not near(np.array([[lon, lat]], dtype=float))[0]:
        zh = f"{shown(feature_id)}：坐标 ({lon}, {lat}) 不在瓯海附近；请用 WGS-84 经纬度，先经度后纬度"
        en = f"{shown(feature_id)}: ({lon}, {lat}) is nowhere near Ouhai; give WGS-84 degrees, longitude first"
        raise ParameterError(zh, en)
    low, high = ACCURACY_M
    if not (math.isfinite(accuracy_m) and low <= accuracy_m <= high):
        zh = f"{shown(feature_id)}：精度 {accuracy_m} 无效；请填 {low}–{high:.0f} 米（真实位置有九成把握落在此半径内）"
        en = (
            f"{shown(feature_id)}: accuracy {accuracy_m} is not valid; give {low} to {high:.0f} m (the radius that "
            "holds the place nine times in ten)"
        )
        raise ParameterError(zh, en)
    if basis not in BASES:
        zh, en = f"未知定位依据“{shown(basis)}”", f"unknown basis '{shown(basis)}': choose from {', '.join(BASES)}"
        raise ParameterError(zh, en)
    author, reason = who.strip()[:_TEXT], why.strip()[:_TEXT]
    if not author or not reason:
        zh = f"{shown(feature_id)}：请填写定位人和依据，日后才能复核"
        en = f"{shown(feature_id)}: say who places it and why, so that it can be checked later"
        raise ParameterError(zh, en)
    return Placement(feature_id, round(lon, 6), round(lat, 6), accuracy_m, basis, author, reason, when or now())


_PAIR = re.compile(r"(-?\d+(?:\.\d+)?)")
_DMS = re.compile(r"(\d+(?:\.\d+)?)\s*[°度]\s*(?:(\d+(?:\.\d+)?)\s*[′'分]\s*)?(?:(\d+(?:\.\d+)?)\s*(?:″|\"|''|秒)\s*)?")


def parse_coordinates(text: str) -> tuple[float, float]:
    """Longitude and latitude from what people paste.

    Understood: ``120.64, 28.01`` in either order, degrees-minutes-seconds (``120°38′24″E 28°0′36″N``), and EPSG:4549
    metres (``562900 3099900``), with or without the zone prefix 40, in either order.

    Raises
    ------
    ParameterError
        No two numbers, or no place near the district.
    """
    plain = text.replace("，", ",").replace("。", ".").translate(str.maketrans("０１２３４５６７８９．", "0123456789."))
    dms = [match for match in _DMS.finditer(plain) if match[0]]
    if len(dms) >= 2:  # noqa: PLR2004  a pair; metres not degrees
        pair = [float(m[1]) + float(m[2] or 0) / 60 + float(m[3] or 0) / 3600 for m in dms[:2]]
    else:
        pair = [float(item) for item in _PAIR.findall(plain)[:2]]
    if len(pair) == 2:  # noqa: PLR2004  a pair; metres not degrees
        for x, y in (pair, pair[::-1]):
            for easting in (x, x - 40_000_000):
                point = (easting, y)
                if x > 1000:  # noqa: PLR2004  a pair; metres not degrees
                    moved = shapely.get_coordinates(project(shapely.Point(easting, y), METRIC, LONLAT))
                    point = (float(moved[0, 0]), float(moved[0, 1])) if len(moved) else (math.inf, math.inf)
                if near(np.array([point]))[0]:
                    return round(point[0], 6), round(point[1], 6)
    zh = f"看不懂坐标“{shown(text, 60)}”，或不在瓯海附近；例：120.6500, 27.9600"
    en = f"the coordinates '{shown(text, 60)}' are not understood or not near Ouhai; example: 120.6500, 27.9600"
    raise ParameterError(zh, en)


def same_place(feature_id: str) -> tuple[str, ...]:
    """Ids under which the same village occurs in other layers, this one first."""
    own = feature_id.split(".", 1)[0]
    found = [feature_id]
    if own not in SAME:
        return (feature_id,)
    frame = bundled(own)
    if feature_id not in frame.index:
        return (feature_id,)
    name, street = plain_name(str(frame.loc[feature_id, "name"])), frame.loc[feature_id, "street"]
    for other in SAME:
        if other == own:
            continue
        rows = bundled(other)
        same = (rows["name"].map(lambda value: plain_name(str(value))) == name) & (rows["street"] == street)
        found.extend(str(item) for item in rows.index[same])
    return tuple(found)


_TOLD = ("accuracy_m", "basis", "who", "why", "when")


def to_frame(placements: Iterable[Placement]) -> gpd.GeoDataFrame:
    """Placements as a layer: points in EPSG:4326, index of feature ids in order."""
    items = sorted(placements, key=lambda one: one.feature_id)
    return gpd.GeoDataFrame(
        {key: [getattr(item, key) for item in items] for key in _TOLD},
        geometry=shapely.points([(item.lon, item.lat) for item in items]),
        index=pd.Index([item.feature_id for item in items], name="id"),
        crs=LONLAT,
    )


def from_frame(frame: gpd.GeoDataFrame | None) -> tuple[Placement, ...]:
    """Placements of a layer made by `to_frame`; none of None."""
    if frame is None:
        return ()
    rows = zip(frame.index, frame.geometry.x, frame.geometry.y, frame.to_dict("records"), strict=True)
    return tuple(
        Placement(feature_id=str(feature), lon=float(x), lat=float(y), **{key: row[key] for key in _TOLD})
        for feature, x, y, row in rows
    )


def apply(frame: gpd.GeoDataFrame, placements: Iterable[Placement]) -> gpd.GeoDataFrame:
    """Put placements into a layer (EPSG:4326, index of ids); the rest of it is unchanged."""
    wanted = [item for item in placements if item.feature_id in frame.index]
    if not wanted:
        return frame
    geometry = frame.geometry.to_numpy().copy()
    result = frame.copy()
    for item in wanted:
        row = frame.index.get_loc(item.feature_id)
        geometry[row] = shapely.Point(item.lon, item.lat)
        values = {
            "basis": item.basis,
            "accuracy_m": item.accuracy_m,
            "source": "workspace",
            "search_area": None,
            "rule": None,
            "rule_en": None,
        }
        values["note"] = f"{item.who} 于 {item.when[:10]} 定位：{item.why}"
        values["note_en"] = f"Placed by {item.who} on {item.when[:10]}: {item.why}"
        for column, value in values.items():
            if column in result.columns:
                result.loc[item.feature_id, column] = value
    return result.set_geometry(gpd.GeoSeries(geometry, index=frame.index, crs=frame.crs))


def to_csv(placements: Iterable[Placement], names: dict[str, tuple[str, str]]) -> bytes:
    """Placements as a table: UTF-8 with a mark (so that Excel reads it), formulas defused.

    Parameters
    ----------
    placements
        Any number.
    names
        Feature id to name and street.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for item in sorted(placements, key=lambda one: one.feature_id):
        name, street = names.get(item.feature_id, ("", ""))
        row = (
            item.layer, item.feature_id.split(".", 1)[-1], name, street, "point", item.lon, item.lat, item.accuracy_m,
            item.basis, "workspace", item.who, item.when, item.why, item.feature_id,
        )  # fmt: skip
        writer.writerow([safe_cell(value) for value in row])
    return text.getvalue().encode("utf-8-sig")


def to_geojson(placements: Iterable[Placement], names: dict[str, tuple[str, str]]) -> bytes:
    """Placements as GeoJSON (RFC 7946), one feature a line, sorted by id."""
    lines = []
    for item in sorted(placements, key=lambda one: one.feature_id):
        name, street = names.get(item.feature_id, ("", ""))
        told = asdict(item)
        told.pop("lon")
        told.pop("lat")
        properties = {"id": item.feature_id, "name": name, "street": street, "layer": item.layer, **told}
        feature = {
            "type": "Feature", "id": item.feature_id, "properties": properties,
            "geometry": {"type": "Point", "coordinates": [item.lon, item.lat]},
        }  # fmt: skip
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":"), allow_nan=False))
    return ('{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n").encode("utf-8")
