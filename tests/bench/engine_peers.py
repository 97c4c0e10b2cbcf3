"""One measurement in a process of its own: DuckDB spatial, SedonaDB, PostGIS, QGIS. Runs under the peer's own Python.

``python engine_peers.py ENGINE TASK FOLDER COUNT REPEAT`` prints one line of JSON.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

DISTANCE = 800.0
SEGS = 16
AREA = f"ST_Union_Agg(ST_Buffer(geometry, {DISTANCE}, {SEGS}))"


def duckdb(engine: str, task: str, folder: Path, count: int):
    """Tables in memory, two threads."""
    import duckdb as module

    packages = Path(sysconfig.get_paths()["purelib"])
    extension = next(packages.glob("duckdb_extension_spatial/extensions/*/spatial.duckdb_extension"))
    link = module.connect()
    link.execute(f"LOAD '{extension}'")
    link.execute("set threads=2")
    link.execute(f"create table l as select id, geometry from '{folder}/lines.parquet'")
    kind = "points" if task == "corridor" else "polygons"
    link.execute(f"create table p as select id, geometry from '{folder}/{kind}_{count}.parquet'")
    if task == "coverage":
        shared = "select sum(ST_Area(ST_Intersection(p.geometry, q.b))) from p"
        query = f"{shared}, (select {AREA} b from l) q where ST_Intersects(q.b, p.geometry)"
    elif engine == "duckdb-dwithin":
        query = f"select count(distinct p.id) from p join l on ST_DWithin(p.geometry, l.geometry, {DISTANCE})"
    else:
        query = f"select count(*) from p, (select {AREA} b from l) q where ST_Contains(q.b, p.geometry)"
    return lambda: link.execute(query).fetchone()[0]


def sedona(engine: str, task: str, folder: Path, count: int):
    """Tables in memory."""
    import sedonadb

    link = sedonadb.connect()
    kind = "points" if task == "corridor" else "polygons"
    link.read_parquet(f"{folder}/{kind}_{count}.parquet").to_memtable().to_view("p")
    link.read_parquet(f"{folder}/lines.parquet").to_memtable().to_view("l")
    area = f"(select ST_Union_Agg(ST_Buffer(geometry, {DISTANCE}, 'quad_segs={SEGS}')) b from l) q"
    if task == "coverage":
        shared = "select sum(ST_Area(ST_Intersection(p.geometry, q.b))) c from p"
        query = f"{shared} join {area} on ST_Intersects(q.b, p.geometry)"
    elif engine == "sedonadb-dwithin":
        query = f"select count(distinct p.id) c from p join l on ST_DWithin(p.geometry, l.geometry, {DISTANCE})"
    else:
        query = f"select count(*) c from p join {area} on ST_Contains(q.b, p.geometry)"
    return lambda: float(link.sql(query).to_pandas()["c"][0])


def psql(sql: str) -> str:
    """Run SQL on the server the caller has started."""
    command = [os.environ["BENCH_PSQL"], "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def postgis(engine: str, task: str, folder: Path, count: int):
    """A table with a spatial index and statistics on a server with its default memory, shared_buffers 1 GB."""
    kind = "points" if task == "corridor" else "polygons"
    table = f"{kind}_{count}"
    if psql(f"select to_regclass('{table}') is null") == "t":
        psql(f"create unlogged table {table} (id bigint, g geometry)")
        copy = [os.environ["BENCH_PSQL"], "-X", "-q", "-c", f"copy {table} from stdin (format csv)"]
        source = subprocess.Popen(
            [os.environ["BENCH_PYTHON"], str(Path(__file__).with_name("to_csv.py")), f"{folder}/{table}.parquet"],
            stdout=subprocess.PIPE,
        )
        subprocess.run(copy, stdin=source.stdout, check=True)
        source.wait()
        psql(f"create index on {table} using gist (g); analyze {table}")
    if psql("select to_regclass('l') is null") == "t":
        psql("create table l (id text, g geometry)")
        lines = subprocess.run(
            [os.environ["BENCH_PYTHON"], str(Path(__file__).with_name("to_csv.py")), f"{folder}/lines.parquet"],
            check=True,
            capture_output=True,
        ).stdout
        copy = [os.environ["BENCH_PSQL"], "-X", "-q", "-c", "copy l from stdin (format csv)"]
        subprocess.run(copy, input=lines, check=True)
    cut = f"with s as materialized (select ST_Subdivide(ST_Union(ST_Buffer(g, {DISTANCE}, {SEGS})), 64) b from l)"
    if task == "coverage":
        query = f"{cut} select sum(ST_Area(ST_Intersection(p.g, s.b))) from {table} p join s on ST_Intersects(p.g, s.b)"
    elif engine == "postgis-dwithin":
        query = f"select count(distinct p.id) from {table} p join l on ST_DWithin(p.g, l.g, {DISTANCE})"
    else:
        query = f"{cut} select count(distinct p.id) from {table} p join s on ST_Intersects(p.g, s.b)"
    return lambda: float(psql(query))


def qgis(_engine: str, task: str, folder: Path, count: int):
    """Programs of QGIS from file to file, their start included: buffer, then extract or intersect."""
    kind = "points" if task == "corridor" else "polygons"
    source, out = f"{folder}/{kind}_{count}.gpkg", f"{folder}/qgis.gpkg"
    zone = f"{folder}/qgis_zone.gpkg"
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    program = os.environ["BENCH_QGIS"]

    def step(*arguments: str) -> None:
        subprocess.run([program, "run", *arguments], check=True, capture_output=True, env=env)

    def both() -> float:
        for path in (out, zone):
            Path(path).unlink(missing_ok=True)
        step(
            "native:buffer",
            "--",
            f"INPUT={folder}/lines.gpkg",
            f"DISTANCE={DISTANCE}",
            f"SEGMENTS={SEGS}",
            "DISSOLVE=true",
            f"OUTPUT={zone}",
        )
        if task == "corridor":
            step(
                "native:extractbylocation", "--", f"INPUT={source}", "PREDICATE=6", f"INTERSECT={zone}", f"OUTPUT={out}"
            )
            sql = "select count(*) from qgis"
        else:
            step("native:intersection", "--", f"INPUT={source}", f"OVERLAY={zone}", f"OUTPUT={out}")
            sql = ""
        if sql:
            import sqlite3

            return float(sqlite3.connect(out).execute(sql).fetchone()[0])
        code = f"import geopandas as g; print(g.read_file({out!r}).area.sum())"
        done = subprocess.run([os.environ["BENCH_PYTHON"], "-c", code], check=True, capture_output=True, text=True)
        return float(done.stdout)

    return both


def cpu_s() -> float:
    """Processor seconds of this process and of those it has waited for: what a busy machine cannot stretch."""
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def main() -> None:
    """Measure and print."""
    engine, task, folder, count, repeat = sys.argv[1:]
    maker = {"duckdb": duckdb, "sedonadb": sedona, "postgis": postgis, "qgis": qgis}[engine.split("-")[0]]
    started = time.perf_counter()
    work = maker(engine, task, Path(folder), int(count))
    load = time.perf_counter() - started
    times, cpus, result = [], [], 0.0
    for _ in range(int(repeat)):
        started, cpu = time.perf_counter(), cpu_s()
        result = work()
        times.append(time.perf_counter() - started)
        cpus.append(cpu_s() - cpu)
    who = resource.RUSAGE_CHILDREN if engine.startswith("qgis") else resource.RUSAGE_SELF
    rss = None if engine.startswith("postgis") else resource.getrusage(who).ru_maxrss / 1024
    print(json.dumps({"times": times, "cpu": cpus, "load_s": load, "result": float(result), "rss_mb": rss}))


if __name__ == "__main__":
    main()
