"""The page the server answers every address with, told where its server is and what it is called.

Streamlit's page, opened at ``/corridor``, first asks for a server below ``/corridor`` and is refused twice before it
asks at the right place; named from the start, the place is found at once and the browser has nothing to complain about.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from starlette.datastructures import MutableHeaders

from layers import assets

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_TITLE: Final = b"<title>Streamlit</title>"
_OWN_TITLE: Final = "<title>瓯海空间规划图 · Ouhai atlas</title>".encode()
_LANGUAGE: Final = b'<html lang="en">'
_OWN_LANGUAGE: Final = b'<html lang="zh-CN">'


def rewritten(page: bytes, base: str) -> bytes:
    """Return Streamlit's page with our title, language and server address; any other page as it is.

    Parameters
    ----------
    page
        HTML.
    base
        Path the atlas is served under, with a slash at both ends.
    """
    if _TITLE not in page:
        return page
    # A "<" in the path cannot end the script: it is written as an escape.
    path = json.dumps(base).replace("<", "\\u003c")
    script = f"<script>window.__streamlit = {{ BACKEND_BASE_URL: location.origin + {path} }}</script>"
    page = page.replace(_TITLE, _OWN_TITLE + script.encode(), 1)
    return page.replace(_LANGUAGE, _OWN_LANGUAGE, 1)


class FrontPage:
    """ASGI middleware that rewrites Streamlit's page on its way out."""

    def __init__(self, app: ASGIApp, base: str = "/") -> None:
        self._app = app
        self._base = base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hold back a page until it is whole, rewrite it, send it; let everything else through."""
        if scope["type"] != "http" or scope["path"].startswith(assets.ROUTE):
            await self._app(scope, receive, send)
            return
        start: Message | None = None
        body = b""

        async def rewriting(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start" and _is_page(message):
                start = message
            elif start is None:
                await send(message)
            else:
                body += message.get("body", b"")
                if not message.get("more_body", False):
                    await self._send_page(start, body, scope["method"], send)

        await self._app(_asking_for_plain(scope), receive, rewriting)

    async def _send_page(self, start: Message, body: bytes, method: str, send: Send) -> None:
        headers = MutableHeaders(raw=start["headers"])
        for name in ("etag", "last-modified"):  # they name the page as it was
            if name in headers:
                del headers[name]
        page = rewritten(body, self._base)
        if method != "HEAD":
            headers["content-length"] = str(len(page))
        await send({**start, "headers": headers.raw})
        await send({"type": "http.response.body", "body": page})


def _asking_for_plain(scope: Scope) -> Scope:
    """Ask for a page neither compressed nor compared with the browser's copy; leave other requests alone."""
    if not any(name == b"accept" and b"text/html" in value for name, value in scope["headers"]):
        return scope
    unwanted = {b"accept-encoding", b"if-none-match", b"if-modified-since"}
    return {**scope, "headers": [pair for pair in scope["headers"] if pair[0] not in unwanted]}


def _is_page(start: Message) -> bool:
    headers = MutableHeaders(raw=start["headers"])
    whole = "content-encoding" not in headers and start["status"] == 200  # noqa: PLR2004 - the HTTP code
    return whole and headers.get("content-type", "").startswith("text/html")
