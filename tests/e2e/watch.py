"""Listens to a browser context: what it asks for, from whom, and what it complains about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, WebError

OWN_SCHEMES = frozenset({"data", "blob", "about"})


@dataclass
class Watch:
    """Everything a page did that it should not have."""

    host: str = "127.0.0.1"
    foreign: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def attach(self, context: BrowserContext) -> None:
        """Start listening; pages opened later are heard as well."""
        context.on("request", self._request)
        context.on("requestfailed", self._request_failed)
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.on("page", self._page)

    def complaints(self) -> list[str]:
        """All of it, as lines to read."""
        return [
            *(f"request to another host: {url}" for url in self.foreign),
            *(f"request failed: {url}" for url in self.failed),
            *(f"error: {text}" for text in self.errors),
        ]

    def _page(self, page: Page) -> None:
        page.on("websocket", lambda socket: self._address(socket.url))
        page.on("crash", lambda _: self.errors.append("the page crashed"))

    def _request(self, request: Request) -> None:
        self._address(request.url)

    def _address(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in OWN_SCHEMES and parts.hostname != self.host:
            self.foreign.append(url)

    def _request_failed(self, request: Request) -> None:
        # Leaving a page cancels what it was still loading; that is no fault.
        if request.failure != "net::ERR_ABORTED":
            self.failed.append(f"{request.url} {request.failure}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _error(self, error: WebError) -> None:
        self.errors.append(f"uncaught: {error.error}")
