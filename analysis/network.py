"""A street layer as a graph for walking: noded lines, places attached to their nearest street."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import scipy.sparse
import shapely
from scipy.sparse import csgraph
from shapely import ops

from analysis.crs import require_metric
from analysis.errors import DataError
from analysis.messages import Message

if TYPE_CHECKING:
    import geopandas as gpd

    from analysis.target import FloatArray, IntArray

SNAP_M = 0.01
"""Ends nearer to each other than this are one junction: digitising noise, far under a street's width."""

ROUNDING_M = 1e-6
"""A junction exactly at the limit is reached, whatever the last bits of the sum say."""

SPARSE_ROADS = Message(
    zh="内置道路只含主要道路，缺少街巷与步行路，步行范围会明显偏小；正式分析请用 --network 提供完整的街道网",
    en=(
        "the bundled roads hold main roads only, without lanes and footpaths, so walking catchments come out far "
        "too small; for real work give a complete street network with --network"
    ),
)


@dataclass(frozen=True, eq=False)
class Network:
    """Streets between junctions.

    Attributes
    ----------
    x, y
        Junctions, shape (n,), metres.
    start, end
        Junction at either end of each street, shape (m,).
    length_m
        Shape (m,).
    lines
        The streets' own lines from start to end, shape (m,).
    """

    x: FloatArray
    y: FloatArray
    start: IntArray
    end: IntArray
    length_m: FloatArray
    lines: npt.NDArray[np.object_]

    def matrix(self) -> scipy.sparse.csr_matrix:
        """Lengths between junctions, symmetric, the shortest of parallel streets, shape (n, n)."""
        a, b = np.minimum(self.start, self.end), np.maximum(self.start, self.end)
        order = np.lexsort((self.length_m, b, a))  # a sparse matrix would add parallel streets up
        a, b, length = a[order], b[order], self.length_m[order]
        first = np.ones(a.size, dtype=np.bool_)
        first[1:] = (a[1:] != a[:-1]) | (b[1:] != b[:-1])
        keep = first & (a != b)
        n = self.x.size
        half = scipy.sparse.coo_matrix((length[keep], (a[keep], b[keep])), shape=(n, n))
        return (half + half.T).tocsr()


def build_network(streets: gpd.GeoDataFrame) -> Network:
    """Turn a layer of street lines into a graph, with a junction wherever lines meet or cross.

    A crossing without a level in the data is taken for a junction, so a footbridge or an underpass must not be in
    the layer as a line that only crosses.

    Parameters
    ----------
    streets
        Lines (other types and missing geometries are left out) in a projected metre CRS.

    Raises
    ------
    CrsError
        Degrees, EPSG:3857 or no CRS.
    DataError
        Not a single line.
    """
    require_metric(streets, "network")
    shapes = streets.geometry.to_numpy()
    parts = shapely.get_parts(shapes[~shapely.is_missing(shapes)])
    parts = shapely.force_2d(parts[shapely.get_type_id(parts) == 1])
    if parts.size == 0:
        msg_zh = "街道网里没有线要素：请提供街道中心线图层"
        msg_en = "the street network has no lines: give a layer of street centre lines"
        raise DataError(msg_zh, msg_en)
    noded = shapely.get_parts(shapely.union_all(shapely.set_precision(parts, SNAP_M)))
    noded = noded[shapely.length(noded) > 0]
    return _network(noded)


def _network(lines: npt.NDArray[np.object_]) -> Network:
    ends = np.concatenate(
        [
            shapely.get_coordinates(shapely.get_point(lines, 0)),
            shapely.get_coordinates(shapely.get_point(lines, -1)),
        ]
    )
    keys = np.round(ends / SNAP_M).astype(np.int64)
    _, first, which = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    which = which.reshape(-1)
    xy = ends[first]
    m = lines.size
    return Network(xy[:, 0], xy[:, 1], which[:m], which[m:], shapely.length(lines), lines)


def attach(network: Network, points: npt.NDArray[np.object_]) -> tuple[Network, IntArray, FloatArray]:
    """Give every point a junction of its own on the nearest street.

    Parameters
    ----------
    network
        The streets.
    points
        shapely Points, none missing, shape (k,).

    Returns
    -------
    network, junction, access_m
        A new network with the streets cut at the points; each point's junction and its straight distance to it,
        both of shape (k,).
    """
    tree = shapely.STRtree(network.lines)
    found, access = tree.query_nearest(points, return_distance=True, all_matches=False)
    street = found[1]
    along = shapely.line_locate_point(network.lines[street], points)
    foot = shapely.line_interpolate_point(network.lines[street], along)
    cut = np.unique(street)
    pieces = list(np.delete(network.lines, cut))
    for number in cut:
        line, length = network.lines[number], network.length_m[number]
        stops = np.unique(np.concatenate([[0.0, length], along[street == number]]))
        stops = stops[np.concatenate([[True], np.diff(stops) > SNAP_M])]
        stops[-1] = length
        pieces += [ops.substring(line, a, b) for a, b in itertools.pairwise(stops) if b > a]
    whole = np.empty(len(pieces), dtype=object)
    whole[:] = pieces
    result = _network(whole)
    junctions = shapely.STRtree(np.asarray(shapely.points(result.x, result.y)))
    return result, junctions.query_nearest(foot, all_matches=False)[1], access


def walk_from(network: Network, junction: IntArray, access_m: FloatArray, limit_m: float) -> FloatArray:
    """Measure the walk from the nearest of some places to every junction.

    Parameters
    ----------
    network
        The streets.
    junction, access_m
        The places as `attach` gives them, shape (k,).
    limit_m
        Junctions farther than this are infinitely far.

    Returns
    -------
    numpy.ndarray
        Metres, shape (n,).
    """
    n = network.x.size
    # one more node stands for "any of the places", joined to each by its way to the street
    order = np.lexsort((access_m, junction))
    first = np.ones(order.size, dtype=np.bool_)
    first[1:] = junction[order][1:] != junction[order][:-1]
    places, ways = junction[order][first], access_m[order][first]
    grown = scipy.sparse.block_array(
        [
            [network.matrix(), None],
            [
                scipy.sparse.csr_matrix(
                    (np.maximum(ways, 1e-9), (np.zeros(places.size, dtype=np.int64), places)), shape=(1, n)
                ),
                scipy.sparse.csr_matrix((1, 1)),
            ],
        ],
        format="csr",
    )
    distance: FloatArray = csgraph.dijkstra(grown, directed=True, indices=n, limit=limit_m + ROUNDING_M)[:n]
    return distance


def reached(network: Network, distance: FloatArray, limit_m: float) -> shapely.MultiLineString:
    """Every stretch of street that can be walked to within a limit, as one MultiLineString.

    Parameters
    ----------
    network
        The streets.
    distance
        Walking distance of every junction, shape (n,), infinite beyond the limit.
    limit_m
        Metres.
    """
    left_start = limit_m - distance[network.start]
    left_end = limit_m - distance[network.end]
    from_start = np.clip(left_start, 0, network.length_m)
    from_end = np.clip(left_end, 0, network.length_m)
    whole = from_start + from_end >= network.length_m
    parts = list(network.lines[whole])
    for number in np.flatnonzero(~whole & ((from_start > 0) | (from_end > 0))):
        line, length = network.lines[number], network.length_m[number]
        if from_start[number] > 0:
            parts.append(ops.substring(line, 0, from_start[number]))
        if from_end[number] > 0:
            parts.append(ops.substring(line, length - from_end[number], length))
    streets: shapely.MultiLineString = shapely.multilinestrings(parts) if parts else shapely.MultiLineString()
    return streets
