"""Lines and stations of the plan together with what the planner has drawn, ready for the analysis."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import shapely

import geodata
from analysis.scenario import Scenario, with_extras

if TYPE_CHECKING:
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
    tracks = [track for track in draft.tracks if track.stops or track.path]
    if not tracks:
        return None, None
    said = {"status": "proposed", "basis": "user"}
    lines = gpd.GeoDataFrame(
        [{"name": each.name, "name_en": each.name, **said, "accuracy_m": float(each.accuracy_m)} for each in tracks],
        index=[each.id for each in tracks],
        geometry=[shapely.LineString(each.axis) if each.axis else None for each in tracks],
        crs=geodata.LONLAT,
    ).to_crs(geodata.METRIC)
    stops = [(each, number, stop) for each in tracks for number, stop in enumerate(each.stops, 1)]
    if not stops:
        return lines, None
    rows = [
        {"line": each.id, "seq": number, "name": stop.name, "name_en": stop.name, **said,
         "accuracy_m": float(each.accuracy_m), "search_area": None}
        for each, number, stop in stops
    ]  # fmt: skip
    stations = gpd.GeoDataFrame(
        rows,
        index=[stop.id for _, _, stop in stops],
        geometry=[shapely.Point(stop.xy) for _, _, stop in stops],
        crs=geodata.LONLAT,
    ).to_crs(geodata.METRIC)
    return lines, stations


def network(draft: Draft) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Stations and lines of the plan and of the draft, EPSG:4549."""
    stations, lines = geodata.stations(), geodata.lines()
    more_lines, more_stations = drawn(draft)
    own = Scenario("", line_ids=(), extra_lines=more_lines, extra_stations=more_stations)
    return with_extras(stations, lines, [own])
