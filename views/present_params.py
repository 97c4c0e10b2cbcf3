"""What is to be printed or taken away: the parameters in the address, shared with overview and corridor check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import shapely

import geodata
from geodata.crs import to_metric
from views import corridor_facts as facts
from views.state import Param, choice

if TYPE_CHECKING:
    from layers.sheet import Extent

OVERVIEW: Final = "overview"
CORRIDOR: Final = "corridor"
STREETS: Final = "streets"
SITES: Final = "sites"
FILE: Final = "file"
FILE_CORRIDOR: Final = "file_corridor"
TEMPLATES: Final = (OVERVIEW, CORRIDOR, STREETS, SITES, FILE, FILE_CORRIDOR)
ASKS_LAYERS: Final = frozenset({OVERVIEW, FILE})
"""Templates that show layers of the reader's choice; the others show a corridor check."""
ATLASES: Final = frozenset({STREETS, SITES})
FILES: Final = frozenset({FILE, FILE_CORRIDOR})

DISTRICT: Final = "district"
EAST: Final = "east"
_EAST_DEG: Final = (120.535, 27.885, 120.725, 28.03)
"""West, south, east, north of the built-up east of the district, where the lines and the villages are."""
_MARGIN: Final = 0.03


def _read_area(text: str) -> str:
    return choice(DISTRICT, EAST, *(street.code for street in facts.streets()))(text)


TEMPLATE: Final = Param("what", OVERVIEW, choice(*TEMPLATES))
PAPER: Final = Param("paper", "A4", choice("A4", "A3"))
TURN: Final = Param("turn", "landscape", choice("landscape", "portrait"))
KIND: Final = Param("file", "pdf", choice("pdf", "png", "svg"))
AREA: Final = Param("area", DISTRICT, _read_area)
OWN: Final = (TEMPLATE, PAPER, TURN, KIND, AREA)


def extent(area: str) -> Extent:
    """Extent of an area in EPSG:4549, with a narrow margin: the district, its east, or a street by its code."""
    if area == EAST:
        return widened(to_metric(shapely.box(*_EAST_DEG)).bounds, 0)
    streets = geodata.streets()
    shapes = streets.geometry if area == DISTRICT else streets.loc[[area]].geometry
    west, south, east, north = (float(value) for value in shapes.total_bounds)
    return widened((west, south, east, north), 0 if area == DISTRICT else _MARGIN)


def widened(extent: Extent, share: float) -> Extent:
    """Extent with a margin of this share of its longer side."""
    west, south, east, north = extent
    margin = share * max(east - west, north - south)
    return (west - margin, south - margin, east + margin, north + margin)
