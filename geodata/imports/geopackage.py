"""A frame as a table of a workspace's GeoPackage and back, the same to the last null."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyogrio
import shapely

from geodata.crs import LONLAT

if TYPE_CHECKING:
    from pathlib import Path

    from geopandas import GeoDataFrame


def digest(frame: GeoDataFrame) -> str:
    """SHA-256 of a frame's ids, attributes and coordinates."""
    plain = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    packed = plain.rename_axis("id").reset_index().to_json(orient="split", force_ascii=False, double_precision=10)
    there = frame.geometry.notna().to_numpy()
    shapes = shapely.to_wkb(frame.geometry.to_numpy()[there], output_dimension=2, byte_order=1)
    return hashlib.sha256(packed.encode() + there.tobytes() + b"".join(shapes)).hexdigest()


def file_hash(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_table(path: Path, table: str) -> GeoDataFrame:
    """Read a table: EPSG:4326, index ``id``, text as object with None for null as in the bundled layers."""
    frame = pyogrio.read_dataframe(path, layer=table, use_arrow=True)
    for name in frame.columns:
        if name != frame.geometry.name and not pd.api.types.is_numeric_dtype(frame[name].dtype):
            frame[name] = frame[name].astype(object).where(frame[name].notna(), None)
    if frame.geometry.name != "geometry":
        frame = frame.rename_geometry("geometry")
    return frame.set_index("id").set_crs(LONLAT, allow_override=True)


def _text(value: object) -> str | None:
    missing = value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value))
    return None if missing else str(value)


def write_table(path: Path, table: str, frame: GeoDataFrame) -> None:
    """Write a frame (index of ids) as a table, replacing the one of that name; other tables stay."""
    plain = frame.rename_axis("id").reset_index()
    for name in plain.columns:
        if plain[name].dtype == object and name != "geometry":
            plain[name] = plain[name].map(_text)
    options = {"FID": "_fid", "GEOMETRY_NAME": "_geom"}
    pyogrio.write_dataframe(plain, path, layer=table, driver="GPKG", geometry_type="Unknown", layer_options=options)
