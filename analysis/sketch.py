"""Lines and stations somebody drew, as layers, from the plain lists that a record carries."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import shapely

from analysis.errors import DataError
from analysis.scenario import Scenario, with_extras

LONLAT, METRIC = 4326, 4549


def sketch_layers(values: Any) -> tuple[gpd.GeoDataFrame | None, gpd.GeoDataFrame | None]:  # noqa: ANN401 -- JSON
    """Layers of what was drawn.

    Parameters
    ----------
    values
        ``[last_id, [id, name, accuracy_m, [[stop_id, stop_name, lng, lat]…], [[lng, lat]…]]…]``, WGS-84 degrees. The
        axis of a line without corners of its own runs through its stations.

    Returns
    -------
    tuple
        Lines and stations in EPSG:4549, basis ``user``, status ``proposed``; none where there is nothing.

    Raises
    ------
    DataError
        Another shape.
    """
    try:
        tracks = [(*head, list(stops), list(path)) for *head, stops, path in values[1:] if stops or path]
        return _layers(tracks)
    except (TypeError, ValueError, IndexError) as error:
        zh = f"记录中的试画线站格式不对（{error}）：请从页面重新下载记录"
        en = f"the drawn lines in the record are malformed ({error}): download the record again from the page"
        raise DataError(zh, en) from error


def _layers(tracks: list[tuple[Any, ...]]) -> tuple[gpd.GeoDataFrame | None, gpd.GeoDataFrame | None]:
    if not tracks:
        return None, None
    said = {"status": "proposed", "basis": "user"}
    rows, axes = [], []
    for _, name, accuracy_m, stops, path in tracks:
        corners = path or [stop[2:] for stop in stops]
        axes.append(shapely.LineString(corners) if len(corners) > 1 else None)
        rows.append({"name": name, "name_en": name, **said, "accuracy_m": float(accuracy_m)})
    lines = gpd.GeoDataFrame(rows, index=[track[0] for track in tracks], geometry=axes, crs=LONLAT).to_crs(METRIC)
    marks = [
        (stop, {"line": line, "seq": number, "name": stop[1], "name_en": stop[1], **said,
                "accuracy_m": float(accuracy_m), "search_area": None})
        for line, _, accuracy_m, stops, _ in tracks
        for number, stop in enumerate(stops, 1)
    ]  # fmt: skip
    if not marks:
        return lines, None
    stations = gpd.GeoDataFrame(
        [row for _, row in marks],
        index=[stop[0] for stop, _ in marks],
        geometry=[shapely.Point(stop[2:]) for stop, _ in marks],
        crs=LONLAT,
    ).to_crs(METRIC)
    return lines, stations


def with_sketch(
    stations: gpd.GeoDataFrame,
    lines: gpd.GeoDataFrame,
    values: Any,  # noqa: ANN401 -- JSON
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Stations and lines together with what was drawn.

    Raises
    ------
    DataError
        As `sketch_layers`, or an id that is there already.
    """
    more_lines, more_stations = sketch_layers(values)
    own = Scenario("", line_ids=(), extra_lines=more_lines, extra_stations=more_stations)
    return with_extras(stations, lines, [own])
