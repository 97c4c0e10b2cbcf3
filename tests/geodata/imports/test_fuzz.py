"""Random damage for a bounded time: the gate in this process, the readers in theirs."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tempfile
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.errors import AtlasError
from geodata.imports import encoding, formats
from geodata.imports.findings import Findings
from geodata.imports.gdal_env import reader_environment
from geodata.imports.limits import Limits
from geodata.imports.stage import stage
from tests.geodata.imports import hostile, writers

SECONDS = 1.2
FORMATS = {
    "GeoJSON": "geojson",
    "GPKG": "gpkg",
    "FlatGeobuf": "fgb",
    "KML": "kml",
    "GML": "gml",
    "DXF": "dxf",
    "GeoParquet": "parquet",
    "CSV": "csv",
    "XLSX": "xlsx",
    "ESRI Shapefile": "shp",
}
SMALL = Limits(upload_bytes=1 << 20, unpacked_bytes=1 << 20, members=50)

SEEDS = [
    writers.pack(writers.shapefile(writers.villages(4549), "GBK", cpg=False)),
    writers.table(writers.villages(), "xlsx"),
    hostile.kml(),
    hostile.gml(),
    hostile.collection(hostile.feature(hostile.point()), crs={"type": "name", "properties": {"name": "EPSG:4549"}}),
    writers.table(writers.villages(), "csv", "gbk"),
]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    data = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(data) - 1)) if data else 0
        data[at : at + draw(st.integers(0, 40))] = draw(st.binary(max_size=40))
    return bytes(data)


@settings(max_examples=150, deadline=timedelta(seconds=5), derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.one_of(damaged(), st.binary(max_size=400)), st.text(max_size=20))
def test_the_gate_only_ever_refuses_in_both_languages(data: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        try:
            staged = stage(name, data, Path(folder), None, None, SMALL, Findings(5))
        except AtlasError as error:
            told = (error.zh, error.en)
        else:
            told = ("read", "read")
            assert staged.format in formats.DRIVERS
            assert sum(path.stat().st_size for path in Path(folder).iterdir()) < 4 << 20
            assert all(
                path.parent == Path(folder) and path.name.startswith("layer.") for path in Path(folder).rglob("*")
            )
    assert all(told)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.text(alphabet=st.characters(codec="gb18030", exclude_characters="\ufffd"), min_size=1, max_size=60))
def test_every_text_survives_its_encoding(text: str) -> None:
    for name in ("utf-8", "gb18030"):
        data = text.encode(name)
        plain, replaced = encoding.to_utf8(data, name)
        assert replaced == 0
        assert plain.removeprefix(b"\xef\xbb\xbf") == text.encode().removeprefix(b"\xef\xbb\xbf")
        assert encoding.detect(data).encoding in {"utf-8", "gb18030", "latin-1", "utf-8-sig", "utf-16", "utf-32"}


def _fuzz(form: str, folder: Path) -> dict[str, int]:
    ending = FORMATS[form]
    path = folder / f"seed.{ending}"
    if ending == "shp":
        for part, data in writers.shapefile(writers.villages(4549, "polygon"), inner="seed").items():
            (folder / part).write_bytes(data)
    else:
        kind = "point" if ending in {"kml", "csv", "xlsx"} else "polygon"
        path.write_bytes(writers.write(writers.villages(4326, kind), ending))
    if ending == "xlsx":
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
            assert archive.namelist()
    command = [sys.executable, str(Path(__file__).with_name("fuzz_child.py")), form, str(SECONDS), "7", str(path)]
    done = subprocess.run(
        command, env=reader_environment(formats.DRIVERS[form]), capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, f"{form}: {done.returncode} {done.stderr[-600:]}"
    told: dict[str, int] = json.loads(done.stdout)
    return told


def test_damaged_files_never_end_a_reader_otherwise_than_by_refusal(tmp_path: Path) -> None:
    folders = {form: tmp_path / FORMATS[form] for form in FORMATS}
    for folder in folders.values():
        folder.mkdir()
    with ThreadPoolExecutor(2) as pool:
        results = dict(zip(FORMATS, pool.map(lambda form: _fuzz(form, folders[form]), FORMATS), strict=True))
    for form, told in results.items():
        assert sum(told.values()) >= 1, (form, told)
    assert sum(told["refused"] for told in results.values()) > 10


@pytest.mark.parametrize("form", ["GeoJSON", "GPKG", None])
def test_a_reading_process_has_one_driver_at_most(form: str | None) -> None:
    code = "import pyogrio, json; print(json.dumps(sorted(pyogrio.list_drivers())))"
    done = subprocess.run(
        [sys.executable, "-c", code], env=reader_environment(form), capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == ([form] if form else [])
