"""Places where a station could stand, laid out again on the bundled layers as a record says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import shapely

from analysis.candidates import along, grid
from analysis.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping

BARRED = ("forest", "water")
"""Land where no station is proposed."""
METRIC = 4549


def lay_out(asked: Mapping[str, Any]) -> gpd.GeoDataFrame:
    """Lay out candidates.

    Parameters
    ----------
    asked
        `along` (``area``: a grid over the subdistricts `streets` without forest and water; ``lines``: along the
        features `tracks` of the `layers`, inside the district; ``drawn``: along the corners `path`, degrees) and
        `spacing_m`.

    Returns
    -------
    GeoDataFrame
        As `analysis.candidates.along` or `grid`, EPSG:4549.

    Raises
    ------
    DataError
        Something is missing from what is asked.
    """
    import geodata  # noqa: PLC0415 -- only the shell may, and only when a record asks for it

    try:
        spacing_m = asked["spacing_m"]
        if asked["along"] == "drawn":
            shape = shapely.LineString(asked["path"])
            drawn = gpd.GeoDataFrame({"name": ["试画线"]}, geometry=[shape], index=["drawn"], crs=4326)
            return along(drawn.to_crs(METRIC), spacing_m)
        streets = geodata.streets()
        if asked["along"] == "area":
            barred = [shape for name in BARRED for shape in _areal(geodata.layer(name, crs=METRIC))]
            return grid(streets.loc[list(asked["streets"])], spacing_m, minus=barred)
        frames = [geodata.layer(name, crs=METRIC) for name in asked["layers"]]
        lines = pd.concat([frame.loc[frame.index.isin(asked["tracks"]), ["name", "geometry"]] for frame in frames])
        district = shapely.union_all(streets.geometry.to_numpy())
        return along(gpd.GeoDataFrame(lines, crs=METRIC), spacing_m, within=district)
    except KeyError as error:
        zh = f"记录没有说明候选站址的 {error}：请从页面重新下载记录"
        en = f"the record lacks {error} of the candidates: download it again from the page"
        raise DataError(zh, en) from error


def _areal(frame: gpd.GeoDataFrame) -> list[shapely.Geometry]:
    shapes = frame.geometry[frame.geometry.notna()]
    return list(shapes[shapes.geom_type.isin(["Polygon", "MultiPolygon"])])
