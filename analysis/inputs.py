"""From GeoDataFrames to the arrays the simulation works on: sites on one side, lines and stations on the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from analysis.crs import require_metric, require_same
from analysis.errors import DataError, ParameterError
from analysis.fields import accuracy_column, listed, plane_geometries, present, require_unique_ids, text_column
from analysis.gaussian import shared_ce90_m

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    import shapely
    from geopandas import GeoDataFrame
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Objects = NDArray[np.object_]

MeasureFrom = Literal["stations", "line"]

AREAL = ("Polygon", "MultiPolygon")
LINEAL = ("LineString", "MultiLineString")

RESERVED = "*"
"""Stands for all chosen lines together, so no line may be called so."""


@dataclass(frozen=True, eq=False)
class Sites:
    """Places to be checked; all arrays have one entry a site.

    `geometry` holds the shape or None, `area` the search area of a place without a shape or None,
    `ce90_m` NaN for a place without a shape.
    """

    index: pd.Index
    name: list[str | None]
    street: list[str | None]
    basis: list[str | None]
    geometry: Objects
    area: Objects
    ce90_m: Floats
    is_point: NDArray[np.bool_]

    @property
    def located(self) -> NDArray[np.bool_]:
        """Which sites have a geometry, shape (n,)."""
        return present(self.geometry)

    @property
    def unknown(self) -> NDArray[np.bool_]:
        """Which sites have neither a geometry nor a search area, shape (n,)."""
        return ~self.located & ~present(self.area)


@dataclass(frozen=True, eq=False)
class Station:
    """A stop: a point with the part of its error that is its own, or the area it must lie in."""

    name: str
    xy: tuple[float, float] | None
    own_ce90_m: float
    area: shapely.Geometry | None
    pair: int


@dataclass(frozen=True, eq=False)
class Line:
    """A line of the corridor: what is measured to, and the rigid shift all of it shares."""

    id: str
    name: str
    shared_ce90_m: float
    pair: int
    stations: tuple[Station, ...]
    axis: shapely.Geometry | None
    unlocated: tuple[str, ...]

    @property
    def measurable(self) -> bool:
        """Whether there is anything to measure a distance to."""
        return self.axis is not None or bool(self.stations)


def require_distance(distance_m: float) -> None:
    """Refuse a threshold that is not a positive finite number of metres.

    Raises
    ------
    ParameterError
        Zero, negative, NaN, infinite, or not a number.
    """
    number = isinstance(distance_m, (int, float, np.integer, np.floating)) and not isinstance(distance_m, bool)
    if number and np.isfinite(distance_m) and distance_m > 0:
        return
    zh = f"距离 {distance_m!r} 无效; 请给一个大于 0 的米数"
    en = f"distance {distance_m!r} is not valid; give a number of metres above 0"
    raise ParameterError(zh, en)


def read_sites(frame: GeoDataFrame) -> Sites:
    """Check a layer of sites and take it apart.

    Parameters
    ----------
    frame
        Index = ids; `geometry` of any type (None or empty = unlocated), `accuracy_m` for the located ones,
        optional `name`, `street`, `basis`, `search_area` (polygons in the same CRS, or None).

    Returns
    -------
    Sites

    Raises
    ------
    CrsError, DataError
        See `analysis.crs.require_metric` and `analysis.fields`.
    """
    require_metric(frame, "sites")
    require_unique_ids(frame, "sites")
    geometry = plane_geometries(frame.geometry, frame.index, "sites")
    located = present(geometry)
    ids = [str(value) for value in frame.index]
    return Sites(
        index=frame.index,
        name=text_column(frame, "name", ids),
        street=text_column(frame, "street", [""] * len(frame)),
        basis=text_column(frame, "basis", [""] * len(frame)),
        geometry=geometry,
        area=_search_areas(frame, "sites"),
        ce90_m=np.where(located, accuracy_column(frame, "sites", located), np.nan),
        is_point=np.array([value is not None and value.geom_type == "Point" for value in geometry], dtype=bool),
    )


def read_corridor(
    stations: GeoDataFrame,
    lines: GeoDataFrame,
    line_ids: Sequence[str],
    measure_from: MeasureFrom,
) -> tuple[Line, ...]:
    """Check the layers of lines and stations and take the chosen lines apart.

    Parameters
    ----------
    stations
        Index = ids; `line`, `name`, `accuracy_m` (located ones), points or None, optional `search_area`.
    lines
        Index = line ids; `accuracy_m`, `geometry` (lines or None), optional `name`.
    line_ids
        The chosen lines; repeating one changes nothing, nor does their order.
    measure_from
        "stations" or "line".

    Returns
    -------
    tuple of Line
        Sorted by id.

    Raises
    ------
    CrsError, DataError, ParameterError
        Also for an unknown or empty choice of lines.
    """
    if measure_from not in ("stations", "line"):
        zh = f"measure_from={measure_from!r} 无效; 可用 stations (自车站量) 或 line (自线位量)"
        en = f"measure_from={measure_from!r} is not valid; use 'stations' or 'line'"
        raise ParameterError(zh, en)
    for frame, what in ((stations, "stations"), (lines, "lines")):
        require_metric(frame, what)
        require_unique_ids(frame, what)
    require_same(stations, "stations", lines, "lines")
    known = sorted(str(value) for value in lines.index)
    if len(set(known)) < len(known) or RESERVED in known:
        zh = f'图层“lines”的编号有重复 (如 1 与 "1"), 或用了保留字符 {RESERVED}; 请改用不同的编号'
        en = f"layer 'lines' has ids that read the same (1 and '1'), or the reserved id {RESERVED}; use other ids"
        raise DataError(zh, en)
    missing = sorted({str(value) for value in line_ids} - set(known))
    if missing or not len(line_ids):
        zh = f"线路 {listed(missing) or '(未选)'} 不在图层中; 可选: {listed(known)}"
        en = f"line {listed(missing) or '(none chosen)'} is not in the layer; choose from {listed(known)}"
        raise ParameterError(zh, en)
    axes = plane_geometries(lines.geometry, lines.index, "lines", LINEAL)
    # A line without a stated accuracy takes its stations' when measured from them, so only an axis needs one.
    needed = np.array([axis is not None and measure_from == "line" for axis in axes], dtype=bool)
    line_ce90 = dict(zip(map(str, lines.index), accuracy_column(lines, "lines", needed), strict=True))
    names = dict(zip(map(str, lines.index), text_column(lines, "name", [str(i) for i in lines.index]), strict=True))
    axis_of = dict(zip(map(str, lines.index), axes, strict=True))
    stops = _Stops(stations, first_pair=1 + len(known))
    chosen = sorted({str(value) for value in line_ids})
    result = []
    for line_id in chosen:
        pair = 1 + known.index(line_id)
        name = names[line_id] or line_id
        if measure_from == "line":
            ce90 = line_ce90[line_id] if axis_of[line_id] is not None else 0.0
            result.append(Line(line_id, name, float(ce90), pair, (), axis_of[line_id], ()))
        else:
            shared, located, unlocated = stops.of(line_id, line_ce90[line_id])
            result.append(Line(line_id, name, shared, pair, located, None, unlocated))
    return tuple(result)


class _Stops:
    """The stations layer, checked once, handed out line by line."""

    def __init__(self, frame: GeoDataFrame, first_pair: int) -> None:
        if "line" not in frame.columns:
            zh = "图层“stations”缺少 line 列; 请注明每个车站属于哪条线路"
            en = "layer 'stations' has no column 'line'; say which line each station belongs to"
            raise DataError(zh, en)
        self.line = [str(value) for value in frame["line"]]
        self.ids = [str(value) for value in frame.index]
        self.name = text_column(frame, "name", self.ids)
        self.geometry = plane_geometries(frame.geometry, frame.index, "stations", ("Point",))
        located = present(self.geometry)
        self.ce90_m = accuracy_column(frame, "stations", located)
        self.area = _search_areas(frame, "stations")
        order = sorted(range(len(frame)), key=lambda row: (self.line[row], self.ids[row]))
        self.order = order
        self.pair = {row: first_pair + rank for rank, row in enumerate(order)}

    def of(self, line_id: str, line_ce90_m: float) -> tuple[float, tuple[Station, ...], tuple[str, ...]]:
        rows = [row for row in self.order if self.line[row] == line_id]
        points = [row for row in rows if self.geometry[row] is not None]
        shared = shared_ce90_m(line_ce90_m, self.ce90_m[points])
        stations = []
        unlocated = []
        for row in rows:
            name = self.name[row] or self.ids[row]
            point, area = self.geometry[row], self.area[row]
            if point is not None:
                own = float(np.sqrt(max(self.ce90_m[row] ** 2 - shared**2, 0.0)))
                stations.append(Station(name, (point.x, point.y), own, None, self.pair[row]))
            elif area is not None:
                stations.append(Station(name, None, 0.0, area, self.pair[row]))
            else:
                unlocated.append(name)
        return shared, tuple(stations), tuple(unlocated)


def _search_areas(frame: GeoDataFrame, what: str) -> Objects:
    if "search_area" not in frame.columns:
        return np.full(len(frame), None, dtype=object)
    column = frame["search_area"]
    crs = getattr(column, "crs", None)
    if crs is not None:
        require_same(frame, what, column, f"{what}.search_area")
    return plane_geometries(column, frame.index, f"{what}.search_area", AREAL)
