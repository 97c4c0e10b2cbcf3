"""The facts of the atlas: what is where, from which source, how accurate.

Read with the functions below; build with ``python -m geodata.build``; check with ``python -m geodata.check``.
"""

from geodata.crs import LONLAT, METRIC
from geodata.inventory import LayerInfo
from geodata.model import CHAPTERS
from geodata.overrides import stand_in, use
from geodata.read import (
    catalog,
    clauses,
    content_hash,
    geojson_bytes,
    glossary,
    indicators,
    layer,
    lines,
    sites,
    sources,
    stations,
    streets,
)

__all__ = [
    "CHAPTERS",
    "LONLAT",
    "METRIC",
    "LayerInfo",
    "catalog",
    "clauses",
    "content_hash",
    "geojson_bytes",
    "glossary",
    "indicators",
    "layer",
    "lines",
    "sites",
    "sources",
    "stand_in",
    "stations",
    "streets",
    "use",
]
