"""Streamlit's own page is found, told where its server is, and nothing else is touched."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import streamlit
from starlette.responses import HTMLResponse, Response

from layers.frontpage import FrontPage, rewritten

if TYPE_CHECKING:
    from collections.abc import Coroutine

STREAMLIT_PAGE = Path(streamlit.__file__).with_name("static") / "index.html"


def drive(coroutine: Coroutine[Any, Any, None]) -> None:
    """Run what never has to wait, without a loop: the browser tests keep one of their own."""
    with pytest.raises(StopIteration):
        coroutine.send(None)


def ask(response: Response, *headers: tuple[bytes, bytes]) -> tuple[dict[bytes, bytes], bytes]:
    """Ask for a page that `response` answers; return what comes out of the front page: headers, body."""
    sent: list[Any] = []

    async def receive() -> dict[str, str]:
        return {"type": "http.request"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/corridor", "headers": list(headers)}
    drive(FrontPage(response)(scope, receive, send))
    return dict(sent[0]["headers"]), b"".join(message.get("body", b"") for message in sent[1:])


def test_streamlit_page_gets_title_language_and_server_address() -> None:
    page = rewritten(STREAMLIT_PAGE.read_bytes(), "/gis/").decode()
    assert 'BACKEND_BASE_URL: location.origin + "/gis/"' in page
    assert "<title>瓯海空间规划图 · Ouhai atlas</title>" in page
    assert '<html lang="zh-CN">' in page
    assert page.index("BACKEND_BASE_URL") < page.index('type="module"')


def test_address_cannot_end_the_script() -> None:
    page = rewritten(STREAMLIT_PAGE.read_bytes(), "/</script><b>/")
    assert b"</script><b>" not in page


@pytest.mark.parametrize("other", ["<title>Other</title>", "", "<title>Streamlit </title>"])
def test_other_pages_stay_as_they_are(other: str) -> None:
    assert rewritten(other.encode(), "/") == other.encode()
    assert ask(HTMLResponse(other))[1] == other.encode()


def test_length_fits_and_the_old_tag_is_gone() -> None:
    response = HTMLResponse(STREAMLIT_PAGE.read_bytes(), headers={"etag": '"1"'})
    headers, body = ask(response, (b"accept", b"text/html"))
    assert int(headers[b"content-length"]) == len(body)
    assert b"etag" not in headers
    assert b"BACKEND_BASE_URL" in body


def test_what_is_no_page_passes_untouched() -> None:
    page = STREAMLIT_PAGE.read_bytes()
    headers, body = ask(Response(page, media_type="application/javascript", headers={"etag": '"1"'}))
    assert body == page
    assert headers[b"etag"] == b'"1"'


def test_browser_asking_for_a_page_gets_it_uncompressed() -> None:
    heard: list[tuple[bytes, bytes]] = []

    async def app(scope: Any, _receive: object, _send: object) -> None:
        heard.extend(scope["headers"])

    asked = [(b"accept", b"text/html,*/*"), (b"accept-encoding", b"gzip"), (b"if-none-match", b'"1"')]
    scope = {"type": "http", "method": "GET", "path": "/", "headers": asked}
    drive(FrontPage(app)(scope, None, None))
    assert heard == [(b"accept", b"text/html,*/*")]
