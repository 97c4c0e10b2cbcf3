"""One measurement in a process of its own: this project and GeoPandas.

``python engine_ours.py ENGINE TASK FOLDER COUNT REPEAT`` prints one line of JSON.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[2]))

import geopandas as gpd
import numpy as np
import pyarrow.parquet as pq
import shapely
from inputs import DISTANCE_M

from analysis import kernel
from analysis.io_parts import coordinates
from analysis.overlap import covered_m2
from analysis.screen import Screen

if TYPE_CHECKING:
    from collections.abc import Callable

QUAD_SEGS = 16


def axes_of(folder: Path) -> np.ndarray:
    """The lines, read before the clock starts."""
    return gpd.read_parquet(folder / "lines.parquet").geometry.to_numpy()


def zone(axes: np.ndarray) -> shapely.Geometry:
    """The corridor as a polygon."""
    return shapely.union_all(shapely.buffer(axes, DISTANCE_M, quad_segs=QUAD_SEGS))


def points_of(folder: Path, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Coordinates straight from the file's bytes."""
    table = pq.read_table(folder / f"points_{count}.parquet", columns=["geometry"])
    return coordinates(table.column("geometry").combine_chunks())


def within(axes: np.ndarray, x: np.ndarray, y: np.ndarray) -> float:
    """How many points lie within the distance, the corridor prepared anew each time."""
    return int(kernel.within(x, y, kernel.from_geometries(axes), DISTANCE_M).sum())


def by_arrays(folder: Path, count: int) -> Callable[[], float]:
    """Coordinates in memory."""
    x, y = points_of(folder, count)
    axes = axes_of(folder)
    return lambda: within(axes, x, y)


def by_frame(folder: Path, count: int) -> Callable[[], float]:
    """A GeoDataFrame in memory."""
    shapes = gpd.read_parquet(folder / f"points_{count}.parquet").geometry.to_numpy()
    axes = axes_of(folder)
    return lambda: int(kernel.points_within(shapes, kernel.from_geometries(axes), DISTANCE_M).sum())


def by_file(folder: Path, count: int) -> Callable[[], float]:
    """From the file on disk, the way large checks do it."""
    axes = axes_of(folder)
    return lambda: within(axes, *points_of(folder, count))


def by_verdict(folder: Path, count: int) -> Callable[[], float]:
    """Verdicts that carry accuracies, equal to analysis.check."""
    x, y = points_of(folder, count)
    axes, stations = (gpd.read_parquet(folder / f"{name}.parquet").set_index("id") for name in ("lines", "stations"))
    ask = {"line_ids": list(axes.index), "distance_m": DISTANCE_M, "measure_from": "line", "draws": 4096, "seed": 1}
    screen = Screen(stations, axes, **ask, points=count)
    ids, accuracy = gpd.pd.RangeIndex(count), np.full(count, 5.0)
    return lambda: int((screen.batch(ids, x, y, accuracy).table["probability"] >= 0.5).sum())


def by_sjoin(folder: Path, count: int) -> Callable[[], float]:
    """GeoPandas: spatial join with the buffer."""
    frame = gpd.read_parquet(folder / f"points_{count}.parquet")
    axes = axes_of(folder)
    return lambda: len(gpd.sjoin(frame, gpd.GeoDataFrame(geometry=[zone(axes)], crs=4549), predicate="within"))


def read_arrays(folder: Path, count: int) -> Callable[[], float]:
    """One pass over the coordinates in memory."""
    x, y = points_of(folder, count)
    return lambda: float(x.sum() + y.sum())


def read_geometries(folder: Path, count: int) -> Callable[[], float]:
    """Coordinates out of a GeoDataFrame's geometries."""
    shapes = gpd.read_parquet(folder / f"points_{count}.parquet").geometry.to_numpy()
    return lambda: float(shapely.get_x(shapes)[0] + shapely.get_y(shapes)[0])


def read_file(folder: Path, count: int) -> Callable[[], float]:
    """Coordinates out of the file."""
    return lambda: float(points_of(folder, count)[0][0])


CORRIDOR = {
    "arrays": by_arrays,
    "frame": by_frame,
    "file": by_file,
    "verdict": by_verdict,
    "geopandas": by_sjoin,
    "read arrays": read_arrays,
    "read geometries": read_geometries,
    "read file": read_file,
}


def coverage(engine: str, folder: Path, count: int) -> Callable[[], float]:
    """Square metres of all polygons within the corridor."""
    frame = gpd.read_parquet(folder / f"polygons_{count}.parquet")
    axes = axes_of(folder)
    if engine == "frame":
        return lambda: float(covered_m2(frame.geometry.to_numpy(), zone(axes)).sum())
    if engine == "geopandas":

        def by_overlay() -> float:
            area = gpd.GeoDataFrame(geometry=[zone(axes)], crs=4549)
            return float(gpd.overlay(frame, area, how="intersection", keep_geom_type=True).area.sum())

        return by_overlay
    if engine == "shapely":

        def each() -> float:
            area = zone(axes)
            near = shapely.STRtree(frame.geometry.to_numpy()).query(area, predicate="intersects")
            return float(shapely.area(shapely.intersection(frame.geometry.to_numpy()[near], area)).sum())

        return each
    raise ValueError(engine)


def cpu_s() -> float:
    """Processor seconds of this process and of those it has waited for: what a busy machine cannot stretch."""
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def main() -> None:
    """Measure and print."""
    engine, task, folder, count, repeat = sys.argv[1:]
    started = time.perf_counter()
    make = CORRIDOR[engine] if task == "corridor" else partial(coverage, engine)
    work = make(Path(folder), int(count))
    load = time.perf_counter() - started
    times, cpus = [], []
    result = 0.0
    for _ in range(int(repeat)):
        started, cpu = time.perf_counter(), cpu_s()
        result = work()
        times.append(time.perf_counter() - started)
        cpus.append(cpu_s() - cpu)
    rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"times": times, "cpu": cpus, "load_s": load, "result": result, "rss_mb": rss}))


if __name__ == "__main__":
    main()
