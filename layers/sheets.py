"""Several tables or layers as one file to take away, each file with its record and whom the data is owed to."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import openpyxl
import pandas as pd
import pyogrio
from openpyxl.styles import Font

from analysis.io import export, safe_cell
from analysis.record import bytes_hash
from layers.export import ATTRIBUTION

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from analysis.record import Record

_SHEET_NAME: Final = 31
"""Longest name of a sheet that spreadsheet programs take."""


def facts(record: Record) -> pd.DataFrame:
    """Record as rows of key and value, attribution first."""
    rows = [("attribution", ATTRIBUTION)]
    for name, value in json.loads(record.to_json()).items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
        rows.append((name, text))
    return pd.DataFrame(rows, columns=["key", "value"])


def workbook(tables: Mapping[str, pd.DataFrame], record: Record) -> bytes:
    """XLSX with one sheet a table and the record on the last.

    Parameters
    ----------
    tables
        Name of the sheet → table; cells that a spreadsheet would run as a formula are made text.
    record
        How it was made.
    """
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, table in {**tables, "record": facts(record)}.items():
        sheet = book.create_sheet(name[:_SHEET_NAME])
        source = openpyxl.load_workbook(io.BytesIO(export(table, "xlsx"))).active
        for row in source.iter_rows(values_only=True):
            sheet.append([safe_cell(value) for value in row])
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        for column in sheet.iter_cols():
            widest = max(sum(1 + (ord(letter) > 255) for letter in str(cell.value or "")) for cell in column)  # noqa: PLR2004 - Latin-1 ends there
            sheet.column_dimensions[column[0].column_letter].width = min(max(8, widest + 2), 60)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def geopackage(layers: Mapping[str, gpd.GeoDataFrame], record: Record) -> bytes:
    """GeoPackage with one table a layer, in EPSG:4326, and the record as a table; empty layers are left out."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "result.gpkg"
        for name, layer in layers.items():
            if len(layer):
                shown = layer.to_crs(4326).reset_index()
                pyogrio.write_dataframe(shown, path, layer=name, driver="GPKG", append=path.exists())
        pyogrio.write_dataframe(facts(record), path, layer="record", driver="GPKG", append=path.exists())
        return path.read_bytes()


def bundle(files: Mapping[str, bytes], stem: str, record: Record) -> bytes:
    """Zip of the files and of a record that names each with its hash."""
    sealed = record.with_outputs({name: bytes_hash([body]) for name, body in files.items()})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, body in {**files, f"{stem}.record.json": sealed.to_json().encode()}.items():
            target.writestr(name, body)
    return out.getvalue()
