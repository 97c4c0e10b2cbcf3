"""Whether a layer is in the offset coordinates of a web map, told by how it fits the district.

A layer in GCJ-02 lies about 540 m off here, one in BD-09 about 1.07 km.  Both are tried: whichever way back brings
the layer onto the bundled streets, roads, rails and rivers is proposed, if it fits clearly better than the layer as
it is *and* better than shifts of the same length in other directions, which a chance fit would not be.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geodata import read
from geodata.crs import METRIC, project
from geodata.imports.gcj import Datum, convert
from geodata.imports.reference import near

if TYPE_CHECKING:
    import pandas as pd
    from geopandas import GeoDataFrame
    from numpy.typing import NDArray

LINES = ("streets", "roads", "roads_secondary", "railways_context", "rail", "water", "waterways", "forest")
"""Base layers whose lines and outlines are the reference; 10 to 70 m accurate."""

NAMED = (("streets", 400.0), ("rail", 100.0), ("villages", 700.0), ("places", 300.0))
"""Layers whose named members are the reference for places of the same name, and the CE90 in metres up to which."""

WORST_LINE_M = 80.0
"""CE90 up to which a line is a reference."""

SAMPLE = 1500
FAR_M = 100.0
"""Distances beyond this count as this: a road the base map lacks must not outweigh the ones it has."""

BETTER = 0.7
BETTER_THAN_CHANCE = 0.85
FEWEST_POINTS = 12
FEWEST_NAMES = 3
DECOYS_DEGREES = (60, 120, 180, 240, 300)


@dataclass(frozen=True, slots=True)
class DatumFit:
    """The datum that fits.

    Parameters
    ----------
    datum
        ``gcj02`` or ``bd09``.
    shift_m
        Median distance by which the way back to WGS-84 moves the layer, metres.
    before_m, after_m
        Median distance to the reference as it is and moved, metres.
    evidence
        ``lines`` or ``names``.
    number
        Points or names compared.
    """

    datum: Datum
    shift_m: float
    before_m: float
    after_m: float
    evidence: str
    number: int


def _metric(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
    xy: NDArray[np.float64] = shapely.get_coordinates(project(shapely.points(lonlat)))
    return xy


@lru_cache(maxsize=1)
def _line_bytes() -> tuple[bytes, ...]:
    """Gather the reference lines in EPSG:4549 as bytes: geometry objects are never shared between threads."""
    pieces: list[bytes] = []
    for name in LINES:
        frame = read.layer(name, crs=METRIC)
        frame = frame[frame.geometry.notna() & (frame["basis"] != "schematic") & (frame["accuracy_m"] <= WORST_LINE_M)]
        shapes = frame.geometry.to_numpy()
        flat = shapely.get_parts(shapes)
        areas = shapely.get_dimensions(flat) == 2  # noqa: PLR2004  the dimension of polygons
        flat[areas] = shapely.boundary(flat[areas])
        lines = flat[shapely.get_dimensions(flat) == 1]
        # short pieces make a nearest search quick
        for line in shapely.get_parts(lines):
            xy = shapely.get_coordinates(line)
            segments = np.asarray(shapely.linestrings(np.stack([xy[:-1], xy[1:]], axis=1)), dtype=object)
            pieces.extend(bytes(item) for item in shapely.to_wkb(segments))
    return tuple(pieces)


@lru_cache(maxsize=1)
def _named() -> dict[str, tuple[float, float]]:
    """Bundled places by name in EPSG:4549; names that occur twice far apart are no reference."""
    found: dict[str, tuple[float, float]] = {}
    doubtful: set[str] = set()
    for layer, worst in NAMED:
        frame = read.layer(layer, crs=METRIC)
        frame = frame[frame.geometry.notna() & (frame["accuracy_m"] <= worst)]
        frame = frame[frame.geometry.geom_type != "LineString"] if layer == "rail" else frame
        for name, point in zip(frame["name"], frame.geometry.centroid, strict=True):
            if not isinstance(name, str):
                continue
            here = (float(point.x), float(point.y))
            if name in found and np.hypot(here[0] - found[name][0], here[1] - found[name][1]) > worst:
                doubtful.add(name)
            found.setdefault(name, here)
    return {name: here for name, here in found.items() if name not in doubtful}


def _rotated(xy: NDArray[np.float64], moved: NDArray[np.float64], degrees: float) -> NDArray[np.float64]:
    """Shift as long as the median of another one, turned."""
    step = np.median(moved - xy, axis=0)
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    shifted: NDArray[np.float64] = xy + turn @ step
    return shifted


def _best(lonlat: NDArray[np.float64], distances: _Distances, evidence: str) -> DatumFit | None:
    here = _metric(lonlat)
    as_is = distances(here)
    far = distances.far_m
    score = float(np.minimum(as_is, far).mean())
    best: DatumFit | None = None
    lowest, chance = score * BETTER, np.inf
    for datum in ("gcj02", "bd09"):
        moved = _metric(convert(lonlat, datum, "wgs84"))
        to = distances(moved)
        trial = float(np.minimum(to, far).mean())
        for degrees in DECOYS_DEGREES:
            chance = min(chance, float(np.minimum(distances(_rotated(here, moved, degrees)), far).mean()))
        if trial < lowest:
            lowest = trial
            shift = float(np.median(np.hypot(*(moved - here).T)))
            best = DatumFit(datum, shift, float(np.median(as_is)), float(np.median(to)), evidence, len(here))
    return best if best is not None and lowest < BETTER_THAN_CHANCE * chance else None


class _Distances:
    """Distance of each point to its reference: the nearest line, or the place of the same name."""

    def __init__(self, targets: NDArray[np.float64] | None = None) -> None:
        self.targets = targets
        self.far_m = FAR_M if targets is None else 2000.0
        self.tree = None if targets is not None else shapely.STRtree(shapely.from_wkb(list(_line_bytes())))

    def __call__(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        if self.targets is not None:
            offsets: NDArray[np.float64] = np.hypot(*(xy - self.targets).T)
            return offsets
        result = np.full(len(xy), self.far_m)
        if self.tree is not None:
            index, distance = self.tree.query_nearest(
                shapely.points(xy), max_distance=self.far_m, return_distance=True, all_matches=False
            )
            result[index[0]] = distance
        return result


def _by_name(frame: GeoDataFrame, names: pd.Series) -> DatumFit | None:
    known = _named()
    match = names.isin(list(known)) & frame.geometry.notna()
    if match.sum() < FEWEST_NAMES:
        return None
    centres = shapely.get_coordinates(shapely.centroid(frame.geometry[match].to_numpy()))
    targets = np.array([known[name] for name in names[match]])
    return _best(centres, _Distances(targets), "names")


def detect(frame: GeoDataFrame, name_column: str | None = None) -> DatumFit | None:
    """Tell whether a layer is in GCJ-02 or BD-09; None when it fits as it is or nothing can be told.

    Parameters
    ----------
    frame
        EPSG:4326, taken at its word.
    name_column
        Column with the names of the features, if any.

    Returns
    -------
    DatumFit or None
    """
    if name_column is not None:
        told = _by_name(frame, frame[name_column])
        if told is not None:
            return told
    shapes = frame.geometry.dropna().to_numpy()
    points = shapely.get_coordinates(shapes[shapely.get_dimensions(shapes) > 0])
    points = points[near(points, 0.0)]
    if len(points) < FEWEST_POINTS:
        return None
    if len(points) > SAMPLE:
        points = points[np.linspace(0, len(points) - 1, SAMPLE).astype(int)]
    return _best(points, _Distances(), "lines")
