"""Corridor check and coverage against other engines, from a thousand to ten million: one table each.

``python tests/bench/scale.py --work FOLDER [--peers FOLDER] [--task corridor] [--sizes 1000 …] [--repeat 3]``

`FOLDER` of the peers holds an own virtual environment for each: ``duckdb`` (``pip install duckdb==1.5.5
duckdb-extension-spatial==1.5.5``) and ``sedonadb`` (``pip install 'sedonadb[geopandas]==0.5.0'``). PostGIS and QGIS are
Debian's (``apt install postgresql-15-postgis-3 qgis``). Whatever is not there is listed as not installed.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import math
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import inputs
import postgres

HERE = Path(__file__).parent
READS = ("read arrays", "read geometries", "read file")
ENGINES = {
    "corridor": {
        "arrays": "this project, coordinate arrays",
        "frame": "this project, GeoDataFrame",
        "file": "this project, GeoParquet file",
        "verdict": "this project, verdicts with accuracies",
        "geopandas": "GeoPandas sjoin of the buffer",
        "duckdb-buffer": "DuckDB, ST_Contains(buffer)",
        "duckdb-dwithin": "DuckDB, ST_DWithin",
        "sedonadb-buffer": "SedonaDB, ST_Contains(buffer)",
        "sedonadb-dwithin": "SedonaDB, ST_DWithin",
        "postgis-buffer": "PostGIS, ST_Subdivide(buffer)",
        "postgis-dwithin": "PostGIS, ST_DWithin",
        "qgis": "QGIS, buffer + extract, file to file",
        "read arrays": "(one pass over the coordinate arrays)",
        "read geometries": "(reading the coordinates of a GeoDataFrame)",
        "read file": "(reading the coordinates from GeoParquet)",
    },
    "coverage": {
        "frame": "this project",
        "shapely": "Shapely, index + intersection",
        "geopandas": "GeoPandas overlay",
        "duckdb": "DuckDB",
        "sedonadb": "SedonaDB",
        "postgis": "PostGIS, ST_Subdivide(buffer)",
        "qgis": "QGIS, buffer + intersection, file to file",
    },
}
INSTALL = {
    "duckdb": "pip install duckdb==1.5.5 duckdb-extension-spatial==1.5.5 into PEERS/duckdb",
    "sedonadb": "pip install 'sedonadb[geopandas]==0.5.0' into PEERS/sedonadb",
    "postgis": "apt install postgresql-15-postgis-3",
    "qgis": "apt install qgis",
}


def main() -> None:
    """Run everything and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True, help="folder for generated data, outside the project")
    parser.add_argument("--peers", type=Path, default=Path("none"), help="folder of the peers' environments")
    parser.add_argument("--task", choices=[*ENGINES, "all"], default="all")
    parser.add_argument("--engines", nargs="+", help="only these, e.g. frame geopandas; all by default")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10**k for k in range(3, 8)])
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--limit", type=int, default=180, help="seconds, loading included, after which to give up")
    chosen = parser.parse_args()
    chosen.work.mkdir(parents=True, exist_ok=True)
    inputs.write_corridor(chosen.work)
    peers = installed(chosen.peers)
    with contextlib.ExitStack() as stack:
        if peers["postgis"]:
            os.environ["BENCH_PSQL"] = str(stack.enter_context(postgres.server(chosen.work)))
        os.environ["BENCH_PYTHON"] = sys.executable
        for task in ENGINES if chosen.task == "all" else [chosen.task]:
            sizes = [size for size in chosen.sizes if task == "corridor" or size <= 10**6]
            results = measure_all(task, sizes, chosen, peers)
            print_table(task, sizes, results)


def installed(peers: Path) -> dict[str, str | None]:
    """Python or program of each peer, None where it is not there."""
    found: dict[str, str | None] = {}
    for name in ("duckdb", "sedonadb"):
        python = peers / name / "bin" / "python"
        found[name] = str(python) if python.exists() else None
    found["postgis"] = sys.executable if postgres.programs() else None
    program = shutil.which("qgis_process.bin") or shutil.which("qgis_process")
    found["qgis"] = sys.executable if program else None
    os.environ["BENCH_QGIS"] = program or ""
    return found


def measure_all(task: str, sizes: list[int], chosen: argparse.Namespace, peers: dict[str, str | None]) -> dict:
    """Measure every engine at every size; an engine that ran into the limit is not asked for more."""
    results: dict[tuple[str, int], dict | str] = {}
    given_up: set[str] = set()
    for size in sizes:
        path = (inputs.write_points if task == "corridor" else inputs.write_polygons)(chosen.work, size)
        for engine in ENGINES[task]:
            name = engine.split("-")[0]
            if chosen.engines and engine not in chosen.engines:
                results[engine, size] = "not asked for"
                continue
            if name in peers and peers[name] is None:
                results[engine, size] = f"not installed: {INSTALL[name]}"
                continue
            if engine in given_up:
                results[engine, size] = f"> {chosen.limit} s"
                continue
            if name == "qgis":
                copy = path.with_suffix(".gpkg")
                if size > 10**6:
                    results[engine, size] = "not tried"
                    continue
                if not copy.exists():
                    gpd.read_parquet(path).to_file(copy, engine="pyogrio")
            script = "engine_peers.py" if name in peers else "engine_ours.py"
            command = [peers.get(name) or sys.executable, str(HERE / script), engine, task, str(chosen.work), str(size)]
            try:
                done = subprocess.run(
                    [*command, "1" if name == "qgis" else str(chosen.repeat)],
                    capture_output=True,
                    text=True,
                    timeout=chosen.limit,
                    check=False,
                )
            except subprocess.TimeoutExpired:
                results[engine, size] = f"> {chosen.limit} s"
                given_up.add(engine)
                continue
            last = done.stdout.strip().splitlines()[-1:] or [""]
            results[engine, size] = json.loads(last[0]) if done.returncode == 0 else done.stderr.strip()[-120:]
            print(f"{task} {size:>9} {engine:18} {last[0][:150]}", file=sys.stderr, flush=True)
    return results


def agrees(task: str, engine: str, result: float, ours: float) -> bool:
    """Whether a peer found the same: exactly, or short by no more than its buffer is too small."""
    if task == "coverage":
        return math.isclose(result, ours, rel_tol=1e-4)
    if "dwithin" in engine or engine in ("arrays", "frame", "file"):
        return result == ours
    sag = inputs.DISTANCE_M * (1 - math.cos(math.pi / 4 / 16))  # a buffer is a polygon inside the true zone
    if engine == "verdict":
        return abs(result - ours) <= 0.02 * ours + 5  # another question: probability at least one half
    return 0 <= ours - result <= 2 * sag / inputs.DISTANCE_M * ours + 3


def print_table(task: str, sizes: list[int], results: dict) -> None:
    """Medians, ratios to this project, peak memory, growth."""
    for clock, title in (("times", "wall"), ("cpu", "processor")):
        print(
            f"\n{task}, {title} seconds: median (ratio to this project on a GeoDataFrame), peak MB, exponent of growth"
        )
        print(f"{'':44}" + "".join(f"{size:>20,}" for size in sizes) + f"{'MB':>8}{'exp':>6}  same result")
        for engine in ENGINES[task]:
            if clock == "times" or not engine.startswith("postgis"):  # the server's processor time is not ours
                print(row(task, engine, clock, sizes, results))
    for entry in sorted({entry for entry in results.values() if isinstance(entry, str)}):
        print(f"  {entry}")


def row(task: str, engine: str, clock: str, sizes: list[int], results: dict) -> str:
    """One engine's line of the table."""
    cells, points, memory, same = [], [], "", True
    for size in sizes:
        entry, base = results[engine, size], results["frame", size]
        if isinstance(entry, str):
            cells.append(f"{entry[:18]:>20}")
            continue
        median = statistics.median(entry[clock])
        ratio = ""
        if isinstance(base, dict):
            ratio = f"({median / max(statistics.median(base[clock]), 1e-9):.3g})"
            same &= engine in READS or agrees(task, engine, entry["result"], base["result"])
        cells.append(f"{median:>11.4g} {ratio:>8}")
        points.append((math.log10(size), math.log10(max(median, 1e-9))))
        memory = "" if entry["rss_mb"] is None else f"{entry['rss_mb']:.0f}"
    last = points[-3:]
    slope = f"{(last[-1][1] - last[0][1]) / (last[-1][0] - last[0][0]):.2f}" if len(last) > 1 else ""
    verdict = "" if engine in READS or not points else ("yes" if same else "NO")
    return f"{ENGINES[task][engine]:44}" + "".join(cells) + f"{memory:>8}{slope:>6}  {verdict}"


if __name__ == "__main__":
    main()
