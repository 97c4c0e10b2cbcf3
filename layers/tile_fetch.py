"""One tile from where its base map lives: a public host on a fixed list, a folder, or an MBTiles file."""

from __future__ import annotations

import os
import sqlite3
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Final, NoReturn
from urllib.parse import urlsplit

from analysis.errors import DataError, MissingFileError
from layers import tiles

if TYPE_CHECKING:
    from http.client import HTTPMessage
    from pathlib import Path
    from typing import IO

    from layers.tiles import Source

LARGEST_BYTES: Final = 1024 * 1024
WAIT_S: Final = 8.0
_KINDS: Final = ((b"\x89PNG\r\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"RIFF", "image/webp"))
_ENDINGS: Final = (".png", ".jpg", ".jpeg", ".webp")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A tile's host may not send us on to another one."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        """Follow nothing."""


_opener: Final = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler())


def kind_of(body: bytes) -> str:
    """Media type of a picture by its first bytes.

    Raises
    ------
    DataError
        It is no picture.
    """
    found = next((kind for start, kind in _KINDS if body.startswith(start)), None)
    if found is None:
        _fail("底图服务返回的不是图片", "the base map's service did not answer with a picture")
    return found


def _fail(zh: str, en: str, cause: Exception | None = None) -> NoReturn:
    raise DataError(zh, en) from cause


def fetch(source: Source, z: int, x: int, y: int) -> bytes:
    """Read a tile.

    Raises
    ------
    MissingFileError
        No such tile, or the base map is not set up.
    DataError
        The host does not answer, answers with something else, or with too much.
    """
    lacking = tiles.lacking(source)
    if lacking is not None:
        raise MissingFileError(*lacking)
    if not (0 <= z <= tiles.MAX_ZOOM and 0 <= x < 2**z and 0 <= y < 2**z):
        zh, en = f"没有瓦片 {z}/{x}/{y}", f"there is no tile {z}/{x}/{y}"
        raise MissingFileError(zh, en)
    body = _local(z, x, y) if not source.hosts else _remote(source, z, x, y)
    kind_of(body)
    return body


def _remote(source: Source, z: int, x: int, y: int) -> bytes:
    path = source.path.format(z=z, x=x, y=y, key=tiles.key() or "")
    base = (
        os.environ.get(tiles.UPSTREAM_SETTING, "").rstrip("/") or f"https://{source.hosts[(x + y) % len(source.hosts)]}"
    )
    if urlsplit(base).scheme not in {"http", "https"}:
        _fail(f"{tiles.UPSTREAM_SETTING} 须以 http(s):// 开头", f"{tiles.UPSTREAM_SETTING} must begin with http(s)://")
    request = urllib.request.Request(base + path, headers={"User-Agent": "ouhai-atlas/0.1 (planning atlas)"})  # noqa: S310 - the scheme is checked above
    try:
        with _opener.open(request, timeout=WAIT_S) as answer:
            body: bytes = answer.read(LARGEST_BYTES + 1)
    except (urllib.error.URLError, TimeoutError, OSError) as error:
        if isinstance(error, urllib.error.HTTPError):
            error.close()
        # the address holds the key: only the kind of failure is told
        host = urlsplit(base).hostname
        zh = f"底图服务 {host} 没有响应（{type(error).__name__}）；请检查这台电脑的网络，或改用“无底图”"
        en = f"the base map's host {host} does not answer ({type(error).__name__}): check the network"
        raise DataError(zh, en) from None
    if len(body) > LARGEST_BYTES:
        _fail("瓦片过大", "the tile is too large")
    return body


def _local(z: int, x: int, y: int) -> bytes:
    path = tiles.local_path()
    if path is None:
        raise MissingFileError(*(tiles.lacking(tiles.SOURCES["local"]) or ("没有瓦片", "no tiles")))
    found = _from_mbtiles(path, z, x, y) if path.is_file() else _from_folder(path, z, x, y)
    if found is None:
        zh, en = f"没有瓦片 {z}/{x}/{y}", f"there is no tile {z}/{x}/{y}"
        raise MissingFileError(zh, en)
    if len(found) > LARGEST_BYTES:
        _fail("瓦片过大", "the tile is too large")
    return found


def _from_folder(folder: Path, z: int, x: int, y: int) -> bytes | None:
    """Read ``z/x/y.png``; numbers only, and a link that leads out of the folder is not followed."""
    root = folder.resolve()
    for ending in _ENDINGS:
        file = (root / str(z) / str(x) / f"{y}{ending}").resolve()
        if file.is_relative_to(root) and file.is_file() and file.stat().st_size <= LARGEST_BYTES:
            return file.read_bytes()
    return None


def _from_mbtiles(file: Path, z: int, x: int, y: int) -> bytes | None:
    """Read from an MBTiles file, whose rows count from the south."""
    query = "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?"
    try:
        book = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True, timeout=WAIT_S)
        try:
            row = book.execute(query, (z, x, 2**z - 1 - y)).fetchone()
        finally:
            book.close()
    except sqlite3.Error as error:
        _fail(
            f"MBTiles 文件 {file.name} 读不出：{error}", f"the MBTiles file {file.name} cannot be read: {error}", error
        )
    return None if row is None else bytes(row[0])
