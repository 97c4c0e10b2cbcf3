"""Lines and stations of the plan together with what the planner has drawn, ready for the analysis."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geodata
from analysis.sketch import sketch_layers, with_sketch
from views import scenario_code

if TYPE_CHECKING:
    import geopandas as gpd

    from views.scenario_draft import Draft


def drawn(draft: Draft) -> tuple[gpd.GeoDataFrame | None, gpd.GeoDataFrame | None]:
    """Layers of lines and stations of a draft.

    Parameters
    ----------
    draft
        What was drawn; lines with neither a station nor an axis are left out.

    Returns
    -------
    tuple
        Lines and stations in EPSG:4549 with the columns of `geodata.lines` and `geodata.stations`, basis ``user``,
        status ``proposed``, the accuracy stated by the planner; none where there is nothing.
    """
    return sketch_layers(scenario_code.plain(draft))


def network(draft: Draft) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Stations and lines of the plan and of the draft, EPSG:4549."""
    return with_sketch(geodata.stations(), geodata.lines(), scenario_code.plain(draft))
