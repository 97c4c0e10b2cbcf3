"""Generated inputs of the benchmarks: a province-sized square with four rail lines, points and polygons; seeded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

if TYPE_CHECKING:
    from pathlib import Path

SEED = 20210301
WEST, SOUTH, SIDE = 500_000.0, 3_050_000.0, 90_000.0
LINES, VERTICES, STATIONS = 4, 1_800, 25
DISTANCE_M = 800.0
CHUNK = 1_000_000


def lines() -> gpd.GeoDataFrame:
    """Four winding lines of 90 km with a vertex every 50 m."""
    random = np.random.default_rng(SEED)
    along = np.linspace(0, 1, VERTICES + 1)
    shapes = []
    for number in range(LINES):
        bend = 6_000 * np.sin(along * 9 + number) + np.cumsum(random.normal(0, 15, VERTICES + 1))
        shapes.append(shapely.LineString(np.c_[WEST + along * SIDE, SOUTH + SIDE * (0.2 * number + 0.15) + bend]))
    names = [f"L{number}" for number in range(LINES)]
    return gpd.GeoDataFrame(
        {"name": names, "accuracy_m": 10.0}, geometry=shapes, crs=4549, index=pd.Index(names, name="id")
    )


def stations() -> gpd.GeoDataFrame:
    """A station every 3.6 km or so of each line."""
    axes = lines()
    share = np.linspace(0.01, 0.99, STATIONS)
    shapes = [shapely.line_interpolate_point(axis, share, normalized=True) for axis in axes.geometry]
    names = [f"L{line}.{number:02d}" for line in range(LINES) for number in range(STATIONS)]
    return gpd.GeoDataFrame(
        {"name": names, "line": np.repeat(list(axes.index), STATIONS), "accuracy_m": 20.0},
        geometry=np.concatenate(shapes),
        crs=4549,
        index=pd.Index(names, name="id"),
    )


def coordinates(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Half the points spread evenly, half in 400 towns of some 2 km."""
    random = np.random.default_rng(SEED + count)
    towns = random.uniform(0, SIDE, (400, 2))
    half = count // 2
    inside = towns[random.integers(0, 400, count - half)] + random.normal(0, 1_000, (count - half, 2))
    both = np.concatenate([random.uniform(0, SIDE, (half, 2)), inside])
    both = both[random.permutation(count)]
    return WEST + both[:, 0], SOUTH + both[:, 1]


def polygons(count: int) -> np.ndarray:
    """Plots of 12 corners, 60 to 250 m across, spread evenly."""
    random = np.random.default_rng(SEED + 1 + count)
    centre = np.array([WEST, SOUTH]) + random.uniform(0, SIDE, (count, 2))
    angle = np.linspace(0, 2 * np.pi, 12, endpoint=False)
    radius = random.uniform(30, 125, (count, 1)) * random.uniform(0.7, 1, (count, 12))
    ring = centre[:, None, :] + np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=-1)
    return shapely.polygons(ring)


def write_points(folder: Path, count: int) -> Path:
    """GeoParquet of `count` points with id and accuracy_m, in row groups of a million."""
    path = folder / f"points_{count}.parquet"
    if path.exists():
        return path
    x, y = coordinates(count)
    first = gpd.GeoDataFrame({"id": [0], "accuracy_m": [5.0]}, geometry=shapely.points(x[:1], y[:1]), crs=4549)
    first.to_parquet(path, index=False)
    geo = json.loads(pq.read_schema(path).metadata[b"geo"])
    del geo["columns"]["geometry"]["bbox"]  # of that one point
    schema = pq.read_schema(path).with_metadata({b"geo": json.dumps(geo).encode()})
    with pq.ParquetWriter(path, schema) as writer:
        for begin in range(0, count, CHUNK):
            rows = slice(begin, min(begin + CHUNK, count))
            ids = np.arange(rows.start, rows.stop)
            shapes = shapely.to_wkb(shapely.points(x[rows], y[rows]))
            writer.write_table(pa.table([ids, np.full(ids.size, 5.0), shapes], schema=schema))
    return path


def write_polygons(folder: Path, count: int) -> Path:
    """GeoParquet of `count` polygons with id."""
    path = folder / f"polygons_{count}.parquet"
    if not path.exists():
        gpd.GeoDataFrame({"id": np.arange(count)}, geometry=polygons(count), crs=4549).to_parquet(path, index=False)
    return path


def write_corridor(folder: Path) -> None:
    """The lines and stations as GeoParquet, and the lines as GeoPackage."""
    for name, frame in (("lines", lines()), ("stations", stations())):
        frame.reset_index().to_parquet(folder / f"{name}.parquet", index=False)
    if not (folder / "lines.gpkg").exists():
        lines().to_file(folder / "lines.gpkg", engine="pyogrio")


def write_partitions(folder: Path, count: int, parts: int) -> Path:
    """The same points as `parts` files along a Hilbert curve, so that each covers a small area."""
    target = folder / f"partitions_{count}"
    if not target.exists():
        x, y = coordinates(count)
        cell = _hilbert((x - WEST) / SIDE, (y - SOUTH) / SIDE)
        order = np.argsort(cell, kind="stable")
        target.mkdir()
        for number, rows in enumerate(np.array_split(order, parts)):
            frame = gpd.GeoDataFrame(
                {"id": rows, "accuracy_m": 5.0}, geometry=shapely.points(x[rows], y[rows]), crs=4549
            )
            frame.to_parquet(target / f"part.{number:04d}.parquet", index=False)
    return target


def _hilbert(x: np.ndarray, y: np.ndarray, level: int = 8) -> np.ndarray:
    """Position along a Hilbert curve over the unit square."""
    side = 1 << level
    a, b = (np.clip((value * side).astype(np.int64), 0, side - 1) for value in (x, y))
    place = np.zeros(a.size, dtype=np.int64)
    step = side // 2
    while step:
        right, up = (a & step) > 0, (b & step) > 0
        place += step * step * ((3 * right) ^ up)
        flip = ~up & right
        a, b = np.where(flip, side - 1 - a, a), np.where(flip, side - 1 - b, b)
        a, b = np.where(up, a, b), np.where(up, b, a)
        step //= 2
    return place
