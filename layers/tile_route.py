"""The address tiles are served at: ``/atlas/tiles/<base map>/<z>/<x>/<y>``."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from analysis.errors import AtlasError, MissingFileError
from layers import assets, tile_fetch, tiles

if TYPE_CHECKING:
    from starlette.requests import Request

_KEPT: Final = 600
"""Tiles kept in memory, a few screens' worth."""

_HOUR: Final = {"cache-control": "private, max-age=3600"}
_held: OrderedDict[tuple[str, int, int, int], bytes] = OrderedDict()
_lock = Lock()


def _tile(source_id: str, z: int, x: int, y: int) -> bytes:
    place = (source_id, z, x, y)
    with _lock:
        if place in _held:
            _held.move_to_end(place)
            return _held[place]
    body = tile_fetch.fetch(tiles.SOURCES[source_id], z, x, y)
    if source_id != "local":
        with _lock:
            _held[place] = body
            while len(_held) > _KEPT:
                _held.popitem(last=False)
    return body


async def _answer(request: Request) -> Response:
    """Answer with a tile, or with why there is none."""
    parts = request.path_params
    if parts["source"] not in tiles.SOURCES:
        return PlainTextResponse("没有这个底图 / no such base map", status_code=404)
    try:
        body = await run_in_threadpool(_tile, parts["source"], parts["z"], parts["x"], parts["y"])
    except MissingFileError as error:
        return PlainTextResponse(str(error), status_code=404)
    except AtlasError as error:
        return PlainTextResponse(str(error), status_code=502)
    return Response(body, media_type=tile_fetch.kind_of(body), headers=_HOUR)


def route() -> Route:
    """Route for ``st.App``."""
    return Route(f"{assets.ROUTE}/tiles/{{source}}/{{z:int}}/{{x:int}}/{{y:int}}", _answer)
