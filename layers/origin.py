"""Requests that another site's page makes in a reader's name are refused."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

SETTING: Final = "ATLAS_ORIGINS"
"""Environment variable: origins that count as our own behind a proxy, ``https://atlas.example.cn``, by commas."""
_HARMLESS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_POLICY_VIOLATION: Final = 1008


class SameOrigin:
    """ASGI middleware: a web socket or a change must come from a page of this very address.

    Streamlit also lets in pages of any port of this machine, and to find out who else it might let in it asks
    a host on the internet for its own address; neither happens behind this.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        named = os.environ.get(SETTING, "").split(",")
        self._own = frozenset(filter(None, (item.strip().rstrip("/") for item in named)))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if self._own_page(scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
        else:
            await send({"type": "http.response.start", "status": 403, "headers": [(b"content-type", b"text/plain")]})
            await send({"type": "http.response.body", "body": b"another site's page may not do this"})

    def _own_page(self, scope: Scope) -> bool:
        if scope["type"] not in ("http", "websocket") or scope.get("method") in _HARMLESS:
            return True
        headers: dict[bytes, bytes] = dict(scope["headers"])
        origin = headers.get(b"origin")
        if origin is None:  # no browser, or an old one on our own page
            return True
        text = origin.decode("latin-1")
        try:
            return text in self._own or urlsplit(text).netloc == headers.get(b"host", b"").decode("latin-1")
        except ValueError:
            return False
