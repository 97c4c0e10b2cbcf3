"""The map page carries no data, asks no other host, and may be enlarged."""

from __future__ import annotations

import re

from layers import assets
from layers.document import map_document


def test_nothing_comes_from_another_host() -> None:
    found = re.findall(r"""(?:src|href)\s*=\s*["']([^"']+)""", map_document())
    assert found
    assert all(not address.startswith(("http", "//")) for address in found)


def test_readers_may_enlarge_the_page() -> None:
    html = map_document()
    assert "width=device-width" in html
    assert "user-scalable" not in html
    assert "maximum-scale" not in html


def test_every_asset_is_a_file() -> None:
    for _, asset in (*assets.SCRIPTS, *assets.STYLES):
        assert assets.path_of(asset).is_file()
