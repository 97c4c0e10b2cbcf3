"""Walking catchments of stations along a street network, beside the circles they are compared with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from analysis.crs import require_metric, require_same
from analysis.errors import DataError, ParameterError
from analysis.messages import Message
from analysis.network import attach, build_network, reached, walk_from

if TYPE_CHECKING:
    from analysis.network import Network
    from analysis.record import Record

from analysis.record import make_record

VERGE_M = 50.0
"""Half the depth of a street block: what lies this near to a walked street counts as reached."""
ACCESS_MAX_M = 100.0
"""A station farther than this from any street is warned about: the layer probably lacks its access road."""


@dataclass(frozen=True, eq=False)
class WalkResult:
    """Catchments along the streets.

    Attributes
    ----------
    table
        Index = station id: name, line, access_m, circle_km2, walk_km2, share (walk_km2 / circle_km2), reached_km
        (length of the streets reached), detour (mean of walking / straight distance over the junctions reached).
    sites
        Index = site id: name, nearest_station, straight_m (to the station nearest by air), walk_m, detour;
        walk_m NaN where no street leads to any station. Empty without sites.
    catchments
        Index = station id, one polygon each.
    warnings, record
        Remarks and how it was made.
    """

    table: pd.DataFrame
    sites: pd.DataFrame
    catchments: gpd.GeoDataFrame
    warnings: tuple[Message, ...]
    record: Record


def walk(
    stations: gpd.GeoDataFrame,
    streets: gpd.GeoDataFrame,
    *,
    distance_m: float,
    sites: gpd.GeoDataFrame | None = None,
    verge_m: float = VERGE_M,
) -> WalkResult:
    """Walk from every located station along the streets.

    Parameters
    ----------
    stations
        Points; index = ids, optional `name`, `line`. Stations without a point are left out and named in a warning.
    streets
        Street centre lines in the same CRS.
    distance_m
        How far one walks, metres, the way from the station to the street included.
    sites
        Places whose walking distance to the nearest station is wanted (polygons: their centre).
    verge_m
        Depth reached on either side of a walked street, metres.

    Returns
    -------
    WalkResult

    Raises
    ------
    CrsError, DataError, ParameterError
        CRS without metres or not the same; no station or no street; a distance that is not positive.
    """
    for value, zh, en in ((distance_m, "步行距离", "walking distance"), (verge_m, "街道两侧纵深", "verge")):
        if not (np.isfinite(value) and value > 0):
            msg_zh, msg_en = (
                f"{zh} {value} 无效；请给一个大于 0 的米数",
                f"{en} {value} is not valid; give metres above 0",
            )
            raise ParameterError(msg_zh, msg_en)
    require_metric(stations, "stations")
    require_same(stations, "stations", streets, "network")
    network = build_network(streets)
    located = stations[~(stations.geometry.isna() | stations.geometry.is_empty)]
    if located.empty:
        msg_zh, msg_en = "没有已定位的车站，无法计算步行范围", "no located station to walk from"
        raise DataError(msg_zh, msg_en)
    points = located.geometry.to_numpy()
    network, junction, access = attach(network, points)
    rows, shapes = [], []
    for position, name in enumerate(_names(located)):
        here = slice(position, position + 1)
        distance = walk_from(network, junction[here], access[here], distance_m)
        streets_reached = reached(network, distance, distance_m)
        circle = shapely.buffer(points[position], distance_m, quad_segs=64)
        shape = shapely.intersection(shapely.buffer(streets_reached, verge_m), circle)
        straight = np.hypot(network.x - points[position].x, network.y - points[position].y)
        far = np.isfinite(distance) & (straight > verge_m)  # beside the station a ratio says nothing
        rows.append(
            {
                "name": name,
                "line": located["line"].iloc[position] if "line" in located.columns else "",
                "access_m": access[position],
                "circle_km2": np.pi * distance_m**2 / 1e6,
                "walk_km2": shape.area / 1e6,
                "share": shape.area / (np.pi * distance_m**2),
                "reached_km": streets_reached.length / 1e3,
                "detour": float(np.mean(distance[far] / straight[far])) if far.any() else np.nan,
            }
        )
        shapes.append(shape)
    table = pd.DataFrame(rows, index=located.index)
    warnings = list(_warnings(stations, located, access))
    inputs: dict[str, pd.DataFrame] = {"stations": stations, "network": streets}
    if sites is not None:
        inputs["sites"] = sites
    record = make_record("walk", inputs, {"distance_m": float(distance_m), "verge_m": float(verge_m)})
    places = pd.DataFrame(columns=["name", "nearest_station", "straight_m", "walk_m", "detour"])
    if sites is not None:
        require_same(stations, "stations", sites, "sites")
        places = _walk_sites(sites, located, network)
    catchments = gpd.GeoDataFrame(
        {"name": table["name"], "line": table["line"]}, geometry=shapes, index=located.index, crs=stations.crs
    )
    return WalkResult(table, places, catchments, tuple(warnings), record)


def _names(frame: gpd.GeoDataFrame) -> list[str]:
    names = frame["name"] if "name" in frame.columns else frame.index
    return [str(name) for name in names]


def _warnings(stations: gpd.GeoDataFrame, located: gpd.GeoDataFrame, access: np.ndarray) -> list[Message]:
    warnings = []
    if len(located) < len(stations):
        missing = _names(stations.loc[~stations.index.isin(located.index)])
        warnings.append(
            Message(
                zh=f"{len(missing)} 个车站没有位置，未计算：{'、'.join(missing)}",
                en=f"{len(missing)} stations have no position and are left out: {', '.join(missing)}",
            )
        )
    far = [name for name, way in zip(_names(located), access, strict=True) if way > ACCESS_MAX_M]
    if far:
        warnings.append(
            Message(
                zh=f"{len(far)} 个车站离最近的街道超过 {ACCESS_MAX_M:.0f} 米，街道网可能不全：{'、'.join(far)}",
                en=f"{len(far)} stations lie over {ACCESS_MAX_M:.0f} m from any street, the network may lack streets: "
                f"{', '.join(far)}",
            )
        )
    return warnings


def _walk_sites(sites: gpd.GeoDataFrame, stations: gpd.GeoDataFrame, network: Network) -> pd.DataFrame:
    """Measure each site's walking and straight distance to its nearest station."""
    known = np.asarray(~(sites.geometry.isna() | sites.geometry.is_empty))
    spots = shapely.centroid(sites.geometry.to_numpy()[known])
    points = stations.geometry.to_numpy()
    both, junction, access = attach(network, np.concatenate([points, spots]))
    k = points.size
    distance = walk_from(both, junction[:k], access[:k], np.inf)
    result = pd.DataFrame({"name": _names(sites)}, index=sites.index)
    result["nearest_station"] = ""
    for column in ("straight_m", "walk_m", "detour"):
        result[column] = np.nan
    nearest, straight = shapely.STRtree(points).query_nearest(spots, return_distance=True, all_matches=False)
    names = np.array(_names(stations), dtype=object)
    walked = distance[junction[k:]] + access[k:]
    walked[np.isinf(walked)] = np.nan
    result.loc[known, "nearest_station"] = names[nearest[1]]
    result.loc[known, "straight_m"] = straight
    result.loc[known, "walk_m"] = walked
    result["detour"] = (result["walk_m"] / result["straight_m"]).where(result["straight_m"] > 0)
    return result
