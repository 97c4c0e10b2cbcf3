"""Ten million points on two worker processes of a Dask cluster, none of which ever holds all of them.

``python tests/bench/cluster.py --work FOLDER [--points 10000000] [--parts 32]`` checks them once in one process and
once on the cluster, compares the bytes and prints time and peak memory of every process.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from typing import TYPE_CHECKING

import dask_geopandas
import inputs
import numpy as np
import pandas as pd
import psutil
import pyarrow.parquet as pq
import shapely
from distributed import Client, LocalCluster

from analysis import kernel
from analysis.io_parts import coordinates, read_layout

if TYPE_CHECKING:
    import geopandas as gpd

ROOT = Path(__file__).parents[2]


def watch(pids: dict[str, int], peak: dict[str, float], stop: threading.Event) -> None:
    """Keep the peak memory of some processes, in MB."""
    while not stop.wait(0.05):
        for name, pid in pids.items():
            try:
                peak[name] = max(peak.get(name, 0), psutil.Process(pid).memory_info().rss / 2**20)
            except psutil.NoSuchProcess:
                continue


def run(work: Path, source: Path, output: str, *extra: str, workers: dict[str, int] | None = None) -> None:
    """Run the command line and print what it took."""
    call = [sys.executable, "-m", "analysis", "check", "--villages", str(source), "--lines", "L0,L1,L2,L3"]
    call += ["--stations", str(work / "stations.parquet"), "--line-layer", str(work / "lines.parquet")]
    call += ["--distance", "800", "-o", str(work / output), *extra]
    started = time.perf_counter()
    process = subprocess.Popen(call, cwd=ROOT, stderr=subprocess.DEVNULL)
    peak: dict[str, float] = {}
    stop = threading.Event()
    watcher = threading.Thread(target=watch, args=({"command": process.pid, **(workers or {})}, peak, stop))
    watcher.start()
    code = process.wait()
    stop.set()
    watcher.join()
    memory = ", ".join(f"{name} {value:.0f} MB" for name, value in peak.items())
    print(f"{output}: exit {code}, {time.perf_counter() - started:.1f} s, peak {memory}", flush=True)


def by_kernel(path: str, near: bool) -> int:  # noqa: FBT001 -- travels to a worker
    """Count points within the distance in one partition, without geometries; a far one is not read."""
    if not near:
        return 0
    table = pq.read_table(path, columns=["geometry"])
    x, y = coordinates(table.column("geometry").combine_chunks())
    return int(kernel.within(x, y, kernel.from_geometries(inputs.lines().geometry.to_numpy()), 800.0).sum())


def by_frame(frame: gpd.GeoDataFrame) -> pd.Series:
    """Count points within the distance in one partition that dask-geopandas has read."""
    target = kernel.from_geometries(inputs.lines().geometry.to_numpy())
    inside = kernel.within(frame.geometry.x.to_numpy(), frame.geometry.y.to_numpy(), target, 800.0)
    return pd.Series([int(inside.sum())])


def compare_readers(client: Client, source: Path) -> None:
    """The same count by this project's reader and by dask-geopandas, on the same two workers."""
    zone = inputs.lines().buffer(800).union_all()
    for _ in range(2):
        started = time.perf_counter()
        _, parts = read_layout(source)
        tasks = [client.submit(by_kernel, part.path, shapely.box(*part.bounds).intersects(zone)) for part in parts]
        own = sum(client.gather(tasks))
        client.cancel(tasks)
        middle = time.perf_counter()
        frame = dask_geopandas.read_parquet(source, columns=["geometry"], gather_spatial_partitions=True)
        near = frame.partitions[list(np.flatnonzero(frame.spatial_partitions.intersects(zone)))]
        theirs = int(near.map_partitions(by_frame, meta=pd.Series([0])).compute(scheduler=client).sum())
        print(
            f"count only: own reader {middle - started:.2f} s, dask-geopandas {time.perf_counter() - middle:.2f} s, "
            f"{own} and {theirs} points",
            flush=True,
        )


def main() -> None:
    """Compare one process with two workers."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True, help="folder for generated data, outside the project")
    parser.add_argument("--points", type=int, default=10_000_000)
    parser.add_argument("--parts", type=int, default=32)
    chosen = parser.parse_args()
    chosen.work.mkdir(parents=True, exist_ok=True)
    inputs.write_corridor(chosen.work)
    source = inputs.write_partitions(chosen.work, chosen.points, chosen.parts)
    print(f"coordinates alone: {16 * chosen.points / 2**20:.0f} MB")
    os.environ["PYTHONPATH"] = f"{ROOT}{os.pathsep}{ROOT / 'tests' / 'bench'}"  # the workers must find the project
    run(chosen.work, source, "one_process.csv", "--engine", "local")
    with LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0") as cluster:
        workers = {f"worker {name}": worker.pid for name, worker in cluster.workers.items()}
        address = ["--engine", "dask", "--scheduler", cluster.scheduler_address]
        run(chosen.work, source, "two_workers.csv", *address, workers=workers)
        with Client(cluster) as client:
            compare_readers(client, source)
    same = (chosen.work / "one_process.csv").read_bytes() == (chosen.work / "two_workers.csv").read_bytes()
    print(f"same bytes: {'yes' if same else 'NO'}")


if __name__ == "__main__":
    main()
