"""The corridor check part by part: what one process does with one part, and how parts add up."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from analysis.counts import Counts, interval
from analysis.io_export import DIGITS_BY_NAME, safe_cell
from analysis.io_parts import Part, PartLayout, metric_bounds, read_ids, read_points
from analysis.screen import Screen, Screened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import geopandas as gpd

    from analysis.target import IntArray

Payload = Literal["csv", "parquet"]
_FORMULA = "^[=+\\-@\t\r\n＝＋－＠]"


@dataclass(frozen=True, eq=False)
class Plan:
    """Everything a process needs besides the part itself; small, so that it can be sent around.

    Attributes
    ----------
    stations, lines
        The corridor's layers.
    ask
        line_ids, distance_m, measure_from, draws, seed.
    layout
        Of the parts.
    accuracy_m
        CE90 of places that state none.
    payload
        What a part's answer is turned into.
    key
        Tells one plan from another within a process.
    """

    stations: gpd.GeoDataFrame
    lines: gpd.GeoDataFrame
    ask: dict[str, Any]
    layout: PartLayout
    accuracy_m: float | None
    payload: Payload
    key: str

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Plan) and self.key == other.key


@dataclass(frozen=True, eq=False)
class PartResult:
    """Answer for one part: its rows as CSV lines or as an Arrow stream, and what adds up to the counts."""

    data: bytes
    verdicts: tuple[int, int, int]
    unknown: int
    expected: float
    inside: IntArray
    pruned: bool
    simulated: int


@dataclass
class Totals:
    """Sums over parts; the order of parts does not matter, every summand is exact in binary."""

    rows: int = 0
    verdicts: list[int] = field(default_factory=lambda: [0, 0, 0])
    unknown: int = 0
    expected: float = 0.0
    inside: IntArray | None = None
    parts: int = 0
    pruned: int = 0
    simulated: int = 0

    def add(self, part: PartResult) -> None:
        """Add one part."""
        self.verdicts = [total + more for total, more in zip(self.verdicts, part.verdicts, strict=True)]
        self.rows += sum(part.verdicts)
        self.unknown += part.unknown
        self.expected += part.expected
        self.inside = part.inside if self.inside is None else self.inside + part.inside
        self.parts += 1
        self.pruned += part.pruned
        self.simulated += part.simulated

    def counts(self) -> Counts:
        """Count the whole corridor as `analysis.check` does."""
        low, high = interval(self.inside) if self.inside is not None else (0, 0)
        certain_in, verify, certain_out = self.verdicts
        return Counts(self.rows, certain_in, verify, certain_out, self.expected, low, high + self.unknown, self.unknown)


@lru_cache(maxsize=2)
def _screen(plan: Plan) -> Screen:
    return Screen(plan.stations, plan.lines, **plan.ask)


def run_part(plan: Plan, part: Part, first_row: int) -> PartResult:
    """Check one part; nothing but its own rows is held.

    Parameters
    ----------
    plan
        What is asked.
    part
        Which rows.
    first_row
        Number of the part's first row among all.
    """
    screen = _screen(plan)
    pruned = is_far(plan, part, screen)
    if pruned:
        result = screen.far(read_ids(part, plan.layout, first_row))
    else:
        result = screen.batch(*read_points(part, plan.layout, first_row, plan.accuracy_m))
    probability = result.table["probability"].to_numpy()
    tally = result.table["verdict"].value_counts()
    return PartResult(
        data=_payload(result, plan.payload),
        verdicts=(int(tally.get("in", 0)), int(tally.get("verify", 0)), int(tally.get("out", 0))),
        unknown=int(np.isnan(probability).sum()),
        expected=float(np.nansum(probability)),
        inside=result.inside,
        pruned=pruned,
        simulated=result.simulated,
    )


def is_far(plan: Plan, part: Part, screen: Screen) -> bool:
    """Whether the part's own bounds say that all of it is certainly out."""
    accuracy = part.accuracy_m if plan.layout.has_accuracy else plan.accuracy_m
    box = metric_bounds(part, plan.layout)
    if accuracy is None or box is None:
        return False
    near = screen.bounds(accuracy)
    return box[0] > near[2] or box[2] < near[0] or box[1] > near[3] or box[3] < near[1]


def run_local(plan: Plan, parts: Sequence[Part]) -> Iterator[PartResult]:
    """Check part after part in this process.

    Parameters
    ----------
    plan
        What is asked.
    parts
        In the order of their rows.
    """
    first = 0
    for part in parts:
        yield run_part(plan, part, first)
        first += part.rows


def header() -> bytes:
    """First line of a CSV result, with the mark that spreadsheets need to see UTF-8."""
    return "﻿id,verdict,probability,distance_m,nearest_station,nearest_line\n".encode()


def _payload(result: Screened, payload: Payload) -> bytes:
    table = result.table
    numbered = table.index.dtype.kind in "iu"
    ids = pa.array(table.index.to_numpy()) if numbered else pa.array([str(value) for value in table.index])
    digits = DIGITS_BY_NAME["probability"]
    columns = {
        "id": ids,
        "verdict": pa.array(table["verdict"], type=pa.string()),
        "probability": pa.array(table["probability"].round(digits), from_pandas=True),
        "distance_m": pa.array(table["distance_m"].round(2), from_pandas=True),
        "nearest_station": pa.array(table["nearest_station"], type=pa.string()),
        "nearest_line": pa.array(table["nearest_line"], type=pa.string()),
    }
    stream = io.BytesIO()
    if payload == "parquet":
        arrow = pa.table(columns)
        with pa.ipc.new_stream(stream, arrow.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as writer:
            writer.write_table(arrow)
        return stream.getvalue()
    arrow = pa.table({name: _safe(column) for name, column in columns.items()})
    pa_csv.write_csv(arrow, stream, pa_csv.WriteOptions(include_header=False, quoting_style="needed"))
    return stream.getvalue()


def _safe(column: pa.Array) -> pa.Array:
    """Guard text against being run as a formula; columns without such text cost one look."""
    if not pa.types.is_string(column.type) or not pc.any(pc.match_substring_regex(column, _FORMULA)).as_py():
        return column
    return pa.array([safe_cell(value) for value in column.to_pylist()], type=pa.string())
