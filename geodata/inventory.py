"""The catalog: one entry a layer, with what is in its file."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, Literal

from analysis.errors import DataError
from geodata import geojson

if TYPE_CHECKING:
    from geodata.model import LayerSpec

_KINDS = {"Polygon": "polygon", "LineString": "line", "Point": "point"}


@dataclass(frozen=True, slots=True)
class LayerInfo:
    """What is known about a layer without opening it.

    ``count`` features of which ``located`` have a geometry; ``file`` is relative to the package;
    ``sha256`` is of the file's bytes; ``chapter`` is the outline's chapter, 0 for the base map.
    """

    id: str
    title_zh: str
    title_en: str
    group: Literal["plan", "base"]
    chapter: int
    clause: str | None
    geometry: Literal["polygon", "line", "point", "mixed"]
    file: str
    count: int
    located: int
    sha256: str


def describe(spec: LayerSpec, data: bytes) -> LayerInfo:
    """Catalog entry of a layer from its specification and the bytes of its file."""
    features = geojson.loads(data, spec.file)
    kinds = {_KINDS[item.geometry.geom_type.removeprefix("Multi")] for item in features if item.geometry is not None}
    geometry: Any = kinds.pop() if len(kinds) == 1 else "mixed"
    return LayerInfo(
        id=spec.id,
        title_zh=spec.title_zh,
        title_en=spec.title_en,
        group=spec.group,
        chapter=spec.chapter,
        clause=spec.clause,
        geometry=geometry,
        file=spec.file,
        count=len(features),
        located=sum(item.geometry is not None for item in features),
        sha256=hashlib.sha256(data).hexdigest(),
    )


def dumps(entries: list[LayerInfo]) -> bytes:
    """Write the catalog: a JSON list, one entry a line."""
    lines = [json.dumps(asdict(entry), ensure_ascii=False) for entry in entries]
    return ("[\n" + ",\n".join(lines) + "\n]\n").encode("utf-8")


def loads(data: bytes) -> tuple[LayerInfo, ...]:
    """Read the catalog.

    Raises
    ------
    DataError
        Not JSON, or an entry with missing or further fields.
    """
    known = {item.name for item in fields(LayerInfo)}
    zh = f"catalog.json 已损坏：{geojson.REBUILD_ZH}"
    en = f"catalog.json is broken: {geojson.REBUILD_EN}"
    try:
        entries = json.loads(data)
    except ValueError as error:
        raise DataError(zh, en) from error
    if not isinstance(entries, list) or any(not isinstance(item, dict) or set(item) != known for item in entries):
        raise DataError(zh, en)
    return tuple(LayerInfo(**entry) for entry in entries)
