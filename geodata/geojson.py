"""GeoJSON as the project writes it: RFC 7946, 5 decimals, sorted by id, one feature a line.

Example of a file::

    {"type":"FeatureCollection","features":[
    {"type":"Feature","id":"rail.S1","properties":{…},"geometry":{"type":"LineString",…}},
    {"type":"Feature","id":"rail.S1.01-tongling","properties":{…},"geometry":{"type":"Point",…}}
    ]}
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry, BaseMultipartGeometry

from analysis.errors import DataError, MissingFileError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

DECIMALS = 5
"""Decimals of a degree kept in the files: about 1 m, far below the best accuracy in the data (8 m)."""

GRID = 10.0**-DECIMALS

REBUILD_ZH = "请运行 python -m geodata.build 重新生成"
REBUILD_EN = "run python -m geodata.build to make it again"


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature: id, properties in file order, geometry in WGS-84 degrees or None."""

    id: str
    properties: dict[str, Any] = field(default_factory=dict)
    geometry: BaseGeometry | None = None


def snap(geometry: BaseGeometry) -> BaseGeometry:
    """Put a geometry (degrees) on the grid of the files, valid, rings turned as RFC 7946 wants.

    Polygons that collapse below the grid are dropped; a multipart of one part becomes that part.
    """
    gridded = shapely.set_precision(geometry, GRID)
    if isinstance(gridded, BaseMultipartGeometry) and len(gridded.geoms) == 1:
        gridded = gridded.geoms[0]
    return shapely.orient_polygons(gridded)


def _rounded(coordinates: Any) -> Any:  # noqa: ANN401  nested tuples of any depth
    if isinstance(coordinates, float):
        return round(coordinates, DECIMALS)
    return [_rounded(item) for item in coordinates]


def _line(feature: Feature) -> str:
    geometry = None
    if feature.geometry is not None:
        drawn = mapping(feature.geometry)
        geometry = {"type": drawn["type"], "coordinates": _rounded(drawn["coordinates"])}
    record = {
        "type": "Feature",
        "id": feature.id,
        "properties": feature.properties,
        "geometry": geometry,
    }
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def dumps(features: Iterable[Feature]) -> bytes:
    """Write features as the bytes of a file: sorted by id, UTF-8, one line feed at the end of a line."""
    lines = [_line(feature) for feature in sorted(features, key=lambda item: item.id)]
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    return text.encode("utf-8")


def read_bytes(path: Path) -> bytes:
    """Read a file of the data, or say which one is missing and how to make it.

    Raises
    ------
    MissingFileError
        When the file is not there.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        zh = f"缺少数据文件 {path.name}（{path.parent.name}/）：{REBUILD_ZH}"
        en = f"data file {path.name} is missing from {path.parent.name}/: {REBUILD_EN}"
        raise MissingFileError(zh, en) from error


def _broken(name: str, why: str) -> DataError:
    zh = f"数据文件 {name} 已损坏（{why}）：{REBUILD_ZH}"
    en = f"data file {name} is broken ({why}): {REBUILD_EN}"
    return DataError(zh, en)


def loads(data: bytes, name: str) -> list[Feature]:
    """Read features from the bytes of a file; properties stay as JSON has them (null is None).

    Parameters
    ----------
    data
        The bytes.
    name
        The file's name, for the message.

    Raises
    ------
    DataError
        Not UTF-8, not JSON, not a FeatureCollection, or a geometry that cannot be read.
    """
    try:
        document = json.loads(data)
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise _broken(name, str(error)) from error
    if not isinstance(document, dict) or not isinstance(document.get("features"), list):
        raise _broken(name, "not a FeatureCollection")
    found = []
    for number, record in enumerate(document["features"], start=1):
        try:
            raw = record["geometry"]
            geometry = None if raw is None else shape(raw)
            found.append(Feature(str(record["id"]), dict(record["properties"]), geometry))
        except (KeyError, TypeError, ValueError, AttributeError, shapely.errors.ShapelyError) as error:
            raise _broken(name, f"feature {number}: {error!r}") from error
    return found


def read(path: Path) -> list[Feature]:
    """Read the features of a file.

    Raises
    ------
    MissingFileError, DataError
        See `read_bytes` and `loads`.
    """
    return loads(read_bytes(path), path.name)
