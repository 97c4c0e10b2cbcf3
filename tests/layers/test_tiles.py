"""Base maps of tiles: nothing leaves but to the listed hosts, the key stays here, GCJ-02 pictures lie right."""

import asyncio
import contextlib
import http.server
import json
import sqlite3
import struct
import threading
import zlib
from urllib.parse import unquote

import numpy as np
import pytest
import shapely
from starlette.applications import Starlette

import geodata
from analysis.errors import DataError, MissingFileError
from geodata.imports.gcj import convert
from layers import serve, tile_fetch, tile_route, tiles

KEY = "0123456789abcdef-secret"


def png():
    """Smallest picture: one pixel."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0\xff\0\0")) + chunk(b"IEND", b"")


class Upstream(http.server.BaseHTTPRequestHandler):
    asked: list[str]
    answer: tuple[int, bytes, dict[str, str]]

    def do_GET(self):
        type(self).asked.append(self.path)
        status, body, headers = type(self).answer
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        with contextlib.suppress(ConnectionError):  # whoever asked had enough
            self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def upstream(monkeypatch):
    kind = type("Handler", (Upstream,), {"asked": [], "answer": (200, png(), {})})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), kind)
    server.daemon_threads = False  # closing waits for every answer
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setenv(tiles.UPSTREAM_SETTING, f"http://127.0.0.1:{server.server_port}")
    tile_route._held.clear()
    yield kind
    server.shutdown()
    server.server_close()
    thread.join(5)
    tile_route._held.clear()


class Answer:
    """What the atlas's own address answers."""

    def __init__(self, messages):
        start = messages[0]
        self.status_code = start["status"]
        self.headers = {name.decode(): value.decode() for name, value in start["headers"]}
        self.content = b"".join(message.get("body", b"") for message in messages[1:])
        self.text = self.content.decode("utf-8", "replace")


class Client:
    """Asks the atlas's routes as the server does."""

    def __init__(self):
        self.app = Starlette(routes=serve.routes(), middleware=serve.middleware())

    def get(self, path):
        said = []

        async def receive():
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message):
            said.append(message)

        scope = {
            "type": "http", "method": "GET", "path": unquote(path), "raw_path": path.encode(), "query_string": b"",
            "headers": [(b"host", b"localhost")], "http_version": "1.1", "scheme": "http", "server": ("localhost", 80),
            "client": ("127.0.0.1", 1), "root_path": "",
        }  # fmt: skip
        asyncio.run(self.app(scope, receive, send))
        return Answer(said)


@pytest.fixture
def client():
    return Client()


def test_no_base_map_by_default():
    assert tiles.payload("none", "zh") is None


@pytest.mark.parametrize("source", list(tiles.SOURCES.values()), ids=lambda source: source.id)
def test_what_the_browser_gets_names_no_host_and_no_key(source, monkeypatch):
    monkeypatch.setenv(tiles.KEY_SETTING, KEY)
    for lang in ("zh", "en"):
        text = json.dumps(tiles.payload(source.id, lang))
        assert KEY not in text
        assert "//" not in text
    assert "'self'" in serve.CONTENT_SECURITY_POLICY
    assert all("." not in part for part in serve.CONTENT_SECURITY_POLICY.split())


def test_key_goes_to_the_host_alone(upstream, client, monkeypatch):
    monkeypatch.setenv(tiles.KEY_SETTING, KEY)
    answer = client.get("/atlas/tiles/tianditu_vec/12/3418/1717")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert KEY in upstream.asked[0]
    assert KEY not in answer.text + str(answer.headers)
    upstream.answer = (403, KEY.encode(), {})
    refused = client.get("/atlas/tiles/tianditu_vec/12/3419/1717")
    assert refused.status_code == 502
    assert KEY not in refused.text


def test_without_a_key_the_page_says_what_to_do(client, monkeypatch):
    monkeypatch.delenv(tiles.KEY_SETTING, raising=False)
    answer = client.get("/atlas/tiles/tianditu_vec/12/3418/1717")
    assert answer.status_code == 404
    assert tiles.KEY_SETTING in answer.text


@pytest.mark.parametrize(
    "answer",
    [
        (200, b"<script>alert(1)</script>", {"content-type": "text/html"}),
        (200, png() + b"0" * tile_fetch.LARGEST_BYTES, {}),
        (302, b"", {"location": "http://127.0.0.1:9/"}),
        (500, b"", {}),
    ],
    ids=["no picture", "too large", "sent elsewhere", "failed"],
)
def test_what_is_no_tile_is_not_passed_on(upstream, client, answer):
    upstream.answer = answer
    found = client.get("/atlas/tiles/osm/12/3418/1717")
    assert found.status_code == 502
    assert "script" not in found.text
    assert len(upstream.asked) == 1


def test_no_network_is_told_with_what_to_do(monkeypatch):
    monkeypatch.setenv(tiles.UPSTREAM_SETTING, "http://127.0.0.1:9")
    with pytest.raises(DataError, match="网络"):
        tile_fetch.fetch(tiles.SOURCES["osm"], 12, 3418, 1717)


@pytest.mark.parametrize("scheme", ["file:///etc", "ftp://127.0.0.1"])
def test_upstream_of_another_scheme_is_refused(monkeypatch, scheme):
    monkeypatch.setenv(tiles.UPSTREAM_SETTING, scheme)
    with pytest.raises(DataError):
        tile_fetch.fetch(tiles.SOURCES["osm"], 1, 0, 0)


@pytest.mark.parametrize("path", ["elsewhere/1/0/0", "osm/1/2/0", "osm/30/0/0", "osm/1/-1/0", "osm/..%2f..%2fx/0/0"])
def test_unknown_base_maps_and_tiles_are_refused(upstream, client, path):
    assert client.get(f"/atlas/tiles/{path}").status_code in (404, 405)
    assert not upstream.asked


def test_folder_of_tiles(tmp_path, monkeypatch, client):
    folder = tmp_path / "tiles"
    (folder / "1" / "0").mkdir(parents=True)
    (folder / "1" / "0" / "0.png").write_bytes(png())
    secret = tmp_path / "secret.png"
    secret.write_bytes(png())
    (folder / "1" / "0" / "1.png").symlink_to(secret)
    monkeypatch.setenv(tiles.LOCAL_SETTING, str(folder))
    assert client.get("/atlas/tiles/local/1/0/0").content == png()
    assert client.get("/atlas/tiles/local/1/0/1").status_code == 404
    assert client.get("/atlas/tiles/local/1/1/0").status_code == 404


def test_mbtiles(tmp_path, monkeypatch):
    file = tmp_path / "区.mbtiles"
    book = sqlite3.connect(file)
    book.execute("CREATE TABLE tiles (zoom_level INT, tile_column INT, tile_row INT, tile_data BLOB)")
    book.execute("INSERT INTO tiles VALUES (1, 0, 1, ?)", (png(),))
    book.commit()
    book.close()
    monkeypatch.setenv(tiles.LOCAL_SETTING, str(file))
    assert tile_fetch.fetch(tiles.SOURCES["local"], 1, 0, 0) == png()
    with pytest.raises(MissingFileError):
        tile_fetch.fetch(tiles.SOURCES["local"], 1, 0, 1)
    file.write_bytes(b"no database")
    with pytest.raises(DataError):
        tile_fetch.fetch(tiles.SOURCES["local"], 1, 0, 0)


@pytest.mark.parametrize("zoom", range(12, 19))
def test_gcj_tiles_lie_within_two_metres_or_two_thirds_of_a_pixel(zoom):
    """A point's picture is moved by the shift at the middle of its tile, as the browser does it."""
    district = shapely.union_all(geodata.layer("streets").geometry.to_numpy())
    west, south, east, north = district.bounds
    grid = np.stack(np.meshgrid(np.linspace(west, east, 25), np.linspace(south, north, 25)), -1).reshape(-1, 2)
    inside = grid[shapely.contains_xy(district, *grid.T)]
    metres_px = 40_075_017 * np.cos(np.radians(28)) / (256 * 2**zoom)
    worst = 0.0
    for (lon, lat), (far_lon, far_lat) in zip(inside, convert(inside, "wgs84", "gcj02"), strict=True):
        drawn = np.array(tiles._pixel(far_lon, far_lat, zoom))
        middle = (np.floor(drawn / 256) + 0.5) * 256
        shift = np.array(tiles.shift_px(*_place(*middle, zoom), zoom))
        shift = np.array(tiles.shift_px(*_place(*(middle - shift), zoom), zoom))
        off_px = np.hypot(*(drawn - shift - tiles._pixel(lon, lat, zoom)))
        worst = max(worst, off_px * 40_075_017 * np.cos(np.radians(lat)) / (256 * 2**zoom))
    assert worst < max(2.0, metres_px * 2 / 3), worst


def _place(x, y, zoom):
    size = 256 * 2**zoom
    return x / size * 360 - 180, np.degrees(2 * np.arctan(np.exp(np.pi * (1 - 2 * y / size))) - np.pi / 2)
