"""What the atlas adds to the server: the map page, its assets, the layers' bytes, and the security headers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from analysis.errors import AtlasError
from layers import assets, store, tile_route
from layers.document import map_document
from layers.frontpage import FrontPage
from layers.origin import SameOrigin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request
    from starlette.routing import BaseRoute
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_DIRECTIVES: Final = (
    "default-src 'self'",
    "script-src 'self' 'unsafe-inline' blob:",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self' ws: wss: data: blob:",
    "worker-src 'self' blob:",
    "frame-src 'self' data: blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "frame-ancestors 'self'",
)
CONTENT_SECURITY_POLICY: Final = "; ".join(_DIRECTIVES)
"""The browser itself forbids every other host. Streamlit's page and Folium's document have inline scripts."""

_FOREVER: Final = {"cache-control": "public, max-age=31536000, immutable"}


class SecurityHeaders:
    """ASGI middleware that puts the security headers on every response."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add the headers to what comes back."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *message.get("headers", []),
                    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
                    (b"x-content-type-options", b"nosniff"),
                    (b"referrer-policy", b"no-referrer"),
                ]
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


async def _map(_request: Request) -> Response:
    return HTMLResponse(map_document(), headers={"cache-control": "no-cache"})


async def _data(request: Request) -> Response:
    """Bytes of a layer by name and content hash; an address never changes its meaning."""
    try:
        body = store.bytes_of(request.path_params["name"], request.path_params["digest"])
    except AtlasError as error:
        return PlainTextResponse(str(error), status_code=404)
    return Response(body, media_type="application/geo+json", headers=_FOREVER)


def routes() -> Sequence[BaseRoute]:
    """Routes for ``st.App``."""
    return [
        Route(f"{assets.ROUTE}/map", _map),
        Route(f"{assets.ROUTE}/data/{{name}}/{{digest}}.geojson", _data),
        tile_route.route(),
        Mount(f"{assets.ROUTE}/assets/leaflet", StaticFiles(directory=assets.LEAFLET_DIR)),
        Mount(f"{assets.ROUTE}/assets/own", StaticFiles(directory=assets.OWN_DIR)),
    ]


def middleware(base_path: str = "") -> Sequence[Middleware]:
    """Middleware for ``st.App``; `base_path` is Streamlit's ``server.baseUrlPath``."""
    base = base_path.strip("/")
    front = Middleware(FrontPage, base=f"/{base}/" if base else "/")
    return [Middleware(SecurityHeaders), Middleware(SameOrigin), front]
