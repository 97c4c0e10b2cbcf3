"""Where the browser's files are: Leaflet from its installed package, the atlas's own script and style."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from xstatic.pkg import leaflet

ROUTE: Final = "/atlas"
"""Every address the atlas adds to the server starts here."""

LEAFLET_DIR: Final = Path(leaflet.BASE_DIR)
OWN_DIR: Final = Path(__file__).parent / "static"

SCRIPTS: Final = (
    ("leaflet", "leaflet/leaflet.js"),
    ("atlas_symbols", "own/symbols.js"),
    ("atlas_labels", "own/labels.js"),
    ("atlas_layers", "own/layers.js"),
    ("atlas_edit", "own/edit.js"),
    ("atlas_link", "own/link.js"),
    ("atlas_tiles", "own/tiles.js"),
    ("atlas_map", "own/map.js"),
)
STYLES: Final = (("leaflet_css", "leaflet/leaflet.css"), ("atlas_css", "own/atlas.css"))


def path_of(asset: str) -> Path:
    """File of an asset named as in `SCRIPTS` and `STYLES`, for example ``own/map.js``."""
    place, _, name = asset.partition("/")
    return {"leaflet": LEAFLET_DIR, "own": OWN_DIR}[place] / name
