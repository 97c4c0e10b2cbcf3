"""What a result was made of: inputs by content hash, parameters, versions, time."""

from __future__ import annotations

import hashlib
import json
import platform
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import scipy
import shapely

from analysis.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ATLAS_VERSION = "0.1.0"
SCHEMA = 1
HASH_PREFIX = "sha256:"


@dataclass(frozen=True)
class Input:
    """One input of a result.

    Attributes
    ----------
    name
        Its part in the computation: ``sites``, ``stations``, ``lines`` …
    content_hash
        ``sha256:…`` of its content (see `content_hash`), or of the file's bytes where `of` says ``file``.
    rows
        Number of features.
    crs
        Authority code, e.g. ``EPSG:4549``, or None.
    origin
        Where the shell took it from, e.g. ``{"origin": "layer:renewal_sites"}``; None for data in memory.
    of
        ``content`` or ``file``: what the hash is of.
    """

    name: str
    content_hash: str
    rows: int
    crs: str | None = None
    origin: Mapping[str, Any] | None = None
    of: str = "content"


@dataclass(frozen=True)
class Record:
    """How a result was made; enough to make it again and to say what changed.

    Attributes
    ----------
    kind
        What was computed: ``check``, ``coverage`` …
    inputs
        What went in.
    parameters
        Everything chosen, as JSON values.
    versions
        Of the atlas and of every library that can change a digit.
    created
        UTC, ISO 8601 with seconds.
    outputs
        File name → ``sha256:…`` of what was written, empty while the result is only in memory.
    sealed
        Hash of the parameters at the moment the outputs were written, so that a later edit shows.
    """

    kind: str
    inputs: tuple[Input, ...]
    parameters: Mapping[str, Any]
    versions: Mapping[str, str]
    created: str
    outputs: Mapping[str, str] = field(default_factory=dict)
    sealed: str = ""

    def __post_init__(self) -> None:
        for name in ("parameters", "versions", "outputs"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def to_json(self) -> str:
        """Write the record as JSON text: sorted keys, UTF-8 characters kept, one line feed at the end."""
        document = {
            "schema": SCHEMA,
            "kind": self.kind,
            "inputs": [vars(item) for item in self.inputs],
            "parameters": dict(self.parameters),
            "versions": dict(self.versions),
            "created": self.created,
            "outputs": dict(self.outputs),
            "sealed": self.sealed,
        }
        return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Record:
        """Read what `to_json` wrote.

        Raises
        ------
        DataError
            Not JSON, another schema, or a field missing.
        """
        try:
            document = json.loads(text)
            if document["schema"] != SCHEMA:
                msg_zh = f"记录格式版本是 {document['schema']}，本程序读 {SCHEMA}：请用相应版本打开"
                msg_en = f"the record has schema {document['schema']}, this program reads {SCHEMA}"
                raise DataError(msg_zh, msg_en)
            return cls(
                kind=document["kind"],
                inputs=tuple(Input(**item) for item in document["inputs"]),
                parameters=document["parameters"],
                versions=document["versions"],
                created=document["created"],
                outputs=document["outputs"],
                sealed=document["sealed"],
            )
        except (json.JSONDecodeError, KeyError, TypeError) as error:
            msg_zh = f"这不是结果记录，或缺少字段（{error}）：请选择与结果一同写出的 .record.json"
            msg_en = f"not a result record, or a field is missing ({error}): choose the .record.json of a result"
            raise DataError(msg_zh, msg_en) from error

    def parameters_hash(self) -> str:
        """``sha256:…`` of the parameters."""
        return bytes_hash([json.dumps(dict(self.parameters), sort_keys=True).encode()])

    def with_outputs(self, hashes: Mapping[str, str]) -> Record:
        """Return the same record, sealed, with the hashes of what was written.

        Parameters
        ----------
        hashes
            File name → ``sha256:…`` of its bytes.
        """
        return replace(self, outputs=hashes, sealed=self.parameters_hash())

    def with_origins(self, origins: Mapping[str, Mapping[str, Any]]) -> Record:
        """Return the same record with the inputs' origins filled in by name.

        Parameters
        ----------
        origins
            Input name → where it came from.
        """
        inputs = tuple(replace(item, origin=origins.get(item.name, item.origin)) for item in self.inputs)
        return replace(self, inputs=inputs)


def make_record(
    kind: str,
    inputs: Mapping[str, pd.DataFrame],
    parameters: Mapping[str, Any],
    *,
    created: datetime | None = None,
) -> Record:
    """Record of a computation on frames in memory.

    Parameters
    ----------
    kind
        What is computed.
    inputs
        Name → DataFrame or GeoDataFrame.
    parameters
        JSON values; tuples become lists.
    created
        Moment of the computation, now by default.
    """
    items = []
    for name, frame in inputs.items():
        crs = frame.crs if isinstance(frame, gpd.GeoDataFrame) else None
        items.append(Input(name, content_hash(frame), len(frame), crs.to_string() if crs else None))
    moment = (created or datetime.now(UTC)).astimezone(UTC)
    plain = json.loads(json.dumps(dict(parameters)))
    return Record(kind, tuple(items), plain, versions(), moment.isoformat(timespec="seconds"))


def versions() -> dict[str, str]:
    """Versions of the atlas and of the libraries whose arithmetic a result rests on."""
    return {
        "atlas": ATLAS_VERSION,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "pandas": pd.__version__,
        "scipy": scipy.__version__,
        "shapely": shapely.__version__,
        "geos": shapely.geos_version_string,
        "geopandas": gpd.__version__,
        "pyproj": pyproj.__version__,
        "proj": pyproj.proj_version_str,
    }


def content_hash(frame: pd.DataFrame) -> str:
    """Hash of a frame's content: CRS, index, column names, every value and geometry, in their order.

    Parameters
    ----------
    frame
        DataFrame or GeoDataFrame.

    Returns
    -------
    str
        ``sha256:`` and 64 hexadecimal digits; the same for the same content whatever file it came from.
    """
    digest = hashlib.sha256()
    crs = frame.crs if isinstance(frame, gpd.GeoDataFrame) else None
    digest.update(repr((len(frame), crs.to_string() if crs else None)).encode())
    _update(digest, "index", frame.index.to_flat_index().to_series())
    for name in frame.columns:
        _update(digest, str(name), frame[name])
    return HASH_PREFIX + digest.hexdigest()


def bytes_hash(parts: Iterable[bytes]) -> str:
    """``sha256:…`` of bytes given in parts.

    Parameters
    ----------
    parts
        The bytes, e.g. a file block by block.
    """
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return HASH_PREFIX + digest.hexdigest()


def _update(digest: hashlib._Hash, name: str, column: pd.Series) -> None:
    digest.update(f"\x1f{name}\x1e".encode())
    kind = column.dtype.kind if isinstance(column.dtype, np.dtype) else "O"
    if kind in "biuf":
        values = column.to_numpy(dtype=np.float64) + 0.0  # one zero
        values[np.isnan(values)] = np.nan  # one NaN
        digest.update(values.tobytes())
        return
    for value in column.array:
        if isinstance(value, shapely.Geometry):
            text = shapely.to_wkb(value, byte_order=1)
        elif value is None or (not isinstance(value, (list, tuple, dict, set)) and pd.isna(value)):
            text = b"\x00"
        else:
            text = str(value).encode()
        digest.update(len(text).to_bytes(8, "little") + text)
