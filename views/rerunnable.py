"""What a page hands out so that ``python -m analysis rerun`` makes its result again: plain result, record, inputs."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

import geopandas as gpd

from analysis.io import export
from analysis.record import bytes_hash
from geodata import overrides

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from analysis.record import Record

RESULT: Final = "result.csv"
"""Plain result in a bundle, as the command line writes it; ``rerun`` looks for this name."""


def plain(table: pd.DataFrame, shapes: gpd.GeoDataFrame | None = None) -> bytes:
    """CSV of a result as the command line writes it.

    Parameters
    ----------
    table
        As the analysis gives it.
    shapes
        Layer with the same index whose geometry goes with it; none for a table without places.
    """
    if shapes is None:
        return export(table, "csv")
    return export(gpd.GeoDataFrame(table, geometry=shapes.geometry, crs=shapes.crs).rename_axis("id"), "csv")


def sealed(record: Record, result: bytes, name: str = RESULT) -> Record:
    """Record that names its plain result with the hash to compare with."""
    return record.with_outputs({name: bytes_hash([result])})


def carried(
    record: Record, inputs: Mapping[str, tuple[Sequence[str], gpd.GeoDataFrame]]
) -> tuple[Record, dict[str, bytes]]:
    """Files of the inputs that rest on layers of a workspace, which nobody else has.

    Parameters
    ----------
    record
        Of the result.
    inputs
        Name of the input in the record → the layers it rests on, and the input itself.

    Returns
    -------
    record, files
        The record with these inputs' origin set to the files; file name → GeoParquet. No file where every layer is
        a bundled one.
    """
    standing = overrides.current()
    files: dict[str, bytes] = {}
    origins: dict[str, dict[str, str]] = {}
    for name, (layers, frame) in inputs.items():
        if standing is None or all(standing.content_hash(layer) is None for layer in layers):
            continue
        files[f"input_{name}.parquet"] = _parquet(frame)
        origins[name] = {"origin": f"file:input_{name}.parquet"}
    return record.with_origins(origins), files


def _parquet(frame: gpd.GeoDataFrame) -> bytes:
    whole = frame.rename_axis("id")
    if "search_area" in whole.columns:
        whole = whole.assign(search_area=gpd.GeoSeries(list(whole["search_area"]), index=whole.index, crs=whole.crs))
    out = io.BytesIO()
    whole.to_parquet(out)
    return out.getvalue()
