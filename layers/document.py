"""The map document: one Folium map that is told what to show by messages, never by templates.

Folium and branca compile what they have rendered a second time, so data that went through them could
run on the server. The document therefore carries no data at all: it is the same for every
user, and the map's state reaches it as JSON (see ``static/map.js``).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import folium
from branca.element import Element, Figure, MacroElement
from folium.template import Template

from layers import assets

CENTRE: Final = (27.985, 120.585)
"""Latitude and longitude the map opens on before it is given a view."""


_NO_ZOOM: Final = re.compile(r",\s*maximum-scale=1\.0,\s*user-scalable=no")
"""Folium forbids enlarging the page, which readers with weak sight need."""


class LocalMap(folium.Map):
    """A Folium map whose scripts and styles come from this host."""

    default_js = [(name, f"assets/{path}") for name, path in assets.SCRIPTS]  # noqa: RUF012 - Folium's own interface
    default_css = [(name, f"assets/{path}") for name, path in assets.STYLES]  # noqa: RUF012 - Folium's own interface


class AtlasClient(MacroElement):
    """Hands the Leaflet map to the atlas's script."""

    def __init__(self) -> None:
        MacroElement.__init__(self)

    _template = Template("""
        {% macro script(this, kwargs) %}
        atlas.start({{ this._parent.get_name() }});
        {% endmacro %}
    """)


@lru_cache(maxsize=1)
def map_document() -> str:
    """HTML of the map page; its scripts and styles are addressed relative to itself."""
    figure = Figure()
    figure.header.add_child(Element("<title>瓯海空间规划图 · Ouhai atlas</title>"))
    leaflet_map = LocalMap(
        location=CENTRE,
        zoom_start=11,
        tiles=None,
        zoom_control=False,
        attributionControl=False,
        zoomSnap=0.25,
        maxZoom=19,
    )
    figure.add_child(leaflet_map)
    leaflet_map.add_child(AtlasClient())
    return _NO_ZOOM.sub("", str(figure.render()))
