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

import inputs
import psutil
from distributed import LocalCluster

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
    os.environ["PYTHONPATH"] = str(ROOT)  # the workers must find the project
    run(chosen.work, source, "one_process.csv", "--engine", "local")
    with LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0") as cluster:
        workers = {f"worker {name}": worker.pid for name, worker in cluster.workers.items()}
        address = ["--engine", "dask", "--scheduler", cluster.scheduler_address]
        run(chosen.work, source, "two_workers.csv", *address, workers=workers)
    same = (chosen.work / "one_process.csv").read_bytes() == (chosen.work / "two_workers.csv").read_bytes()
    print(f"same bytes: {'yes' if same else 'NO'}")


if __name__ == "__main__":
    main()
