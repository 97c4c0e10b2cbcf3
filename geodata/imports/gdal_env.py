"""What GDAL may do: the environment of the reading process, set before its library is loaded.

GDAL chooses a driver by looking at the bytes.  A file called ``village.geojson`` that holds a virtual dataset
(VRT) would therefore be opened as one and could name any file or web address as its source.  The reading process
starts with every driver switched off but the one the upload claims, and with no way to the network.
"""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

_CLOSED = {
    # a vsicurl path is opened only when its name ends so, which none does
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".closed",
    "GDAL_HTTP_PROXY": "http://127.0.0.1:9",
    "GDAL_HTTP_MAX_RETRY": "0",
    "GDAL_HTTP_TIMEOUT": "1",
    "GDAL_DISABLE_READDIR_ON_OPEN": "FALSE",
    "GML_DOWNLOAD_SCHEMA": "NO",
    "GML_SKIP_RESOLVE_ELEMS": "ALL",
    "GML_SKIP_CORRUPTED_FEATURES": "NO",
    "OGR_SQLITE_LOAD_EXTENSIONS": "",
    "OGR_SQLITE_PRAGMA": "trusted_schema=OFF",
    "OGR_ENABLE_PARTIAL_REPROJECTION": "NO",
    "PROJ_NETWORK": "OFF",
    # the drivers' own repairs: a missing .shx is rebuilt in the temporary folder
    "SHAPE_RESTORE_SHX": "YES",
    # text comes out byte for byte and is decoded where the decoding can be judged
    "DXF_ENCODING": "ISO-8859-1",
    # a block of blocks of blocks grows like a zip bomb
    "DXF_FEATURE_LIMIT_PER_BLOCK": "10000",
    "OGR_GEOJSON_MAX_OBJ_SIZE": "200",
}

_DROPPED = ("GDAL_", "OGR_", "CPL_", "VSI_", "AWS_", "GML_", "PROJ_", "SHAPE_", "DXF_", "PYTHON")


@lru_cache(maxsize=1)
def _drivers() -> tuple[str, ...]:
    import pyogrio  # noqa: PLC0415  only a process that reads uploads pays for it

    return tuple(sorted(pyogrio.list_drivers()))


def reader_environment(driver: str | None) -> dict[str, str]:
    """Environment of a process that may read with one GDAL driver only.

    Parameters
    ----------
    driver
        Name of the driver, or None to switch all of them off (tables, GeoParquet).

    Returns
    -------
    dict
        A copy of this process's environment without what steers GDAL, Python or a proxy, and with
        ``GDAL_SKIP`` naming every driver but that one.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.upper().startswith(_DROPPED) and not name.upper().endswith("_PROXY")
    }
    kept.update(_CLOSED)
    # a comma, because names such as "ESRI Shapefile" hold a blank
    kept["GDAL_SKIP"] = ",".join(name for name in _drivers() if name != driver) + ","
    kept["PYTHONPATH"] = str(ROOT)
    kept["PYTHONSAFEPATH"] = "1"
    kept["PYTHONIOENCODING"] = "utf-8"
    kept["PYTHONDONTWRITEBYTECODE"] = "1" if sys.dont_write_bytecode else ""
    kept["OMP_NUM_THREADS"] = "1"
    kept["OPENBLAS_NUM_THREADS"] = "1"
    kept["ARROW_NUM_THREADS"] = "1"
    return kept
