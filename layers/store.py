"""GeoJSON the browser may fetch, addressed by content: bundled layers from disk, others put here.

An address holds the SHA-256 of its bytes, so the browser may keep it for ever and a changed layer gets a
new one. What users bring is reachable only by who knows its hash.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from threading import Lock
from typing import Final

import geodata
from analysis.errors import DataError

_LIMIT_BYTES: Final = 256 * 1024 * 1024
_held: OrderedDict[str, bytes] = OrderedDict()
_lock = Lock()


def put(name: str, body: bytes) -> str:
    """Keep GeoJSON bytes and return the address to fetch them from.

    The oldest are dropped when all together pass 256 MiB.
    """
    digest = hashlib.sha256(body).hexdigest()
    with _lock:
        _held[digest] = body
        _held.move_to_end(digest)
        while sum(map(len, _held.values())) > _LIMIT_BYTES and len(_held) > 1:
            _held.popitem(last=False)
    return address(name, digest)


def address(name: str, digest: str) -> str:
    """Address of a layer's bytes, relative to the map page."""
    return f"data/{name}/{digest[:32]}.geojson"


def bundled(layer_id: str) -> str:
    """Address of a bundled layer."""
    return address(layer_id, geodata.content_hash(layer_id))


def bytes_of(name: str, digest: str) -> bytes:
    """Bytes behind an address.

    Raises
    ------
    DataError
        The layer is not bundled and not held any more, or its bytes have changed since.
    """
    with _lock:
        for key, body in _held.items():
            if key.startswith(digest):
                return body
    if name in {info.id for info in geodata.catalog()} and geodata.content_hash(name).startswith(digest):
        return geodata.geojson_bytes(name)
    zh = f"没有图层 {name}（或已更新），请刷新页面"
    raise DataError(zh, f"no layer {name} (or it has changed): reload the page")
