"""``check`` on layers too large for one table: part by part, here or on a Dask cluster."""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analysis import io
from analysis.cli_output import Outcome, progress
from analysis.cli_sources import FILE, Source, load
from analysis.engine import Payload, Plan, Totals, header, run_local
from analysis.errors import ParameterError
from analysis.inputs import read_corridor
from analysis.io_parts import read_layout
from analysis.messages import Message
from analysis.record import Input, content_hash, make_record
from analysis.remarks import corridor_remarks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import geopandas as gpd

    from analysis.engine import PartResult

ENGINES: Final = ("auto", "table", "local", "dask")
TABLE_ROWS: Final = 50_000
"""Up to this many places the whole table of `analysis.check` is made; above, parts are screened."""
KIND: Final = "check-parts"
GEOPARQUET: Final = (".parquet", ".geoparquet")


def wants_parts(engine: str, sites: Source, folder: Path) -> bool:
    """Whether a check goes part by part.

    Raises
    ------
    ParameterError
        The local or the dask engine asked for a layer that is not GeoParquet.
    """
    path = folder / sites.origin.removeprefix(FILE)
    parquet = sites.origin.startswith(FILE) and (path.is_dir() or path.suffix.lower() in GEOPARQUET)
    if engine in ("local", "dask") and not parquet:
        msg_zh = "--engine local 与 dask 需要 GeoParquet 文件或文件夹作为 --villages"
        msg_en = "--engine local and dask need a GeoParquet file or folder as --villages"
        raise ParameterError(msg_zh, msg_en)
    if engine != "auto" or not parquet:
        return engine in ("local", "dask")
    return path.is_dir() or pq.read_metadata(path).num_rows > TABLE_ROWS


def check_parts(
    sources: Mapping[str, Source],
    parameters: Mapping[str, Any],
    folder: Path,
    output: Path,
    *,
    scheduler: str | None = None,
    quiet: bool = False,
) -> Outcome:
    """Check a GeoParquet layer part by part and write the answers as they come.

    Parameters
    ----------
    sources
        sites (a GeoParquet file or folder), stations, lines.
    parameters
        As for ``check``; one distance.
    folder
        Where relative paths start from.
    output
        ``.csv`` or ``.parquet``.
    scheduler
        Address of a Dask scheduler; None computes here.
    quiet
        No progress bar.

    Raises
    ------
    ParameterError
        More than one distance, another ending.
    """
    kind = io.output_kind(output)
    if kind not in ("csv", "parquet") or len(parameters["distances_m"]) != 1:
        msg_zh = "分块核查一次算一个距离，写出 .csv 或 .parquet"
        msg_en = "a check in parts takes one distance and writes .csv or .parquet"
        raise ParameterError(msg_zh, msg_en)
    site_source = sources["sites"]
    path = folder / site_source.origin.removeprefix(FILE)
    layout, parts = read_layout(path)
    frames, _ = load({name: sources[name] for name in ("stations", "lines")}, folder)
    ask = {name: parameters[name] for name in ("line_ids", "measure_from", "draws", "seed")}
    plan = Plan(
        stations=frames["stations"],
        lines=frames["lines"],
        ask={**ask, "distance_m": parameters["distances_m"][0]},
        layout=layout,
        accuracy_m=site_source.accuracy_m,
        payload=cast("Payload", kind),
        key=_key(frames, parameters, site_source, str(path.absolute()), kind),
    )
    if scheduler is None:
        results = run_local(plan, parts)
    else:
        from analysis.engine_dask import run_dask  # noqa: PLC0415 -- dask is slow to import and rarely wanted

        results = run_dask(plan, parts, scheduler)
    totals = Totals()
    label = "核查 / check"
    with tempfile.TemporaryDirectory(dir=output.absolute().parent) as beside:
        part_file = Path(beside) / output.name
        answers = _adding(totals, progress(results, len(parts), label, quiet=quiet))
        (_write_csv if kind == "csv" else _write_parquet)(part_file, answers)
        part_file.replace(output)
    return _outcome(plan, totals, parameters, path)


def _adding(totals: Totals, results: Iterator[PartResult]) -> Iterator[bytes]:
    for result in results:
        totals.add(result)
        yield result.data


def _write_csv(path: Path, answers: Iterator[bytes]) -> None:
    with path.open("wb") as stream:
        stream.write(header())
        stream.writelines(answers)


def _write_parquet(path: Path, answers: Iterator[bytes]) -> None:
    """One row group a part, so that no more than one part is ever held."""
    writer = None
    try:
        for answer in answers:
            table = pa.ipc.open_stream(answer).read_all()
            writer = writer or pq.ParquetWriter(path, table.schema)
            writer.write_table(table)
    finally:
        if writer is not None:
            writer.close()


def _key(
    frames: Mapping[str, gpd.GeoDataFrame], parameters: Mapping[str, Any], sites: Source, path: str, kind: str
) -> str:
    parts = [content_hash(frame) for frame in frames.values()]
    return json.dumps([*parts, dict(parameters), sites.to_json(), path, kind], sort_keys=True)


def _outcome(plan: Plan, totals: Totals, parameters: Mapping[str, Any], path: Path) -> Outcome:
    frames = {"stations": plan.stations, "lines": plan.lines}
    record = make_record(KIND, frames, parameters)
    crs = f"EPSG:{plan.lines.crs.to_epsg()}"
    record = replace(record, inputs=(Input("sites", io.file_hash(path), totals.rows, crs, of="file"), *record.inputs))
    counts = totals.counts()
    corridor = read_corridor(plan.stations, plan.lines, plan.ask["line_ids"], plan.ask["measure_from"])
    summary = Message(
        zh=f"{plan.ask['distance_m']:g} 米：共 {counts.n} 处，在内 {counts.certain_in}，待核 {counts.verify}，"
        f"在外 {counts.certain_out}；预计在内 {counts.expected:.1f} ({counts.low}–{counts.high})；"
        f"{totals.parts} 块，其中 {totals.pruned} 块整块在外，{totals.simulated} 处需模拟",
        en=f"{plan.ask['distance_m']:g} m: {counts.n} places, in {counts.certain_in}, to verify {counts.verify}, "
        f"out {counts.certain_out}; expected in {counts.expected:.1f} ({counts.low}–{counts.high}); "
        f"{totals.parts} parts, {totals.pruned} of them wholly outside, {totals.simulated} places simulated",
    )
    return Outcome(
        table=pd.DataFrame(),
        record=record,
        summary=(summary,),
        warnings=corridor_remarks(corridor, plan.ask["measure_from"]),
        figures={
            "counts": asdict(counts),
            "parts": totals.parts,
            "pruned": totals.pruned,
            "simulated": totals.simulated,
            "lines": [line.id for line in corridor],
        },
        useful=counts.unknown < counts.n,
    )
