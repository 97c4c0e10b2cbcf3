"""Distances between points and segments: the cheapest way for many points and a short stretch of line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def segments_of(axis: shapely.Geometry) -> Floats:
    """Return the straight pieces of a LineString or MultiLineString.

    Parameters
    ----------
    axis
        Any number of parts.

    Returns
    -------
    ndarray
        Shape (n, 4): start x, y and the vector to the end; pieces of no length are left out unless nothing else is.
    """
    pieces = []
    for part in shapely.get_parts(axis):
        corners = shapely.get_coordinates(part)
        pieces.append(np.hstack([corners[:-1], np.diff(corners, axis=0)]))
    every = np.vstack(pieces)
    long = (every[:, 2] != 0) | (every[:, 3] != 0)
    return every[long] if long.any() else every[:1]


def nearest_m(points: Floats, segments: Floats) -> Floats:
    """Return the distance of every point to the nearest of the segments.

    Parameters
    ----------
    points
        Shape (2, k).
    segments
        Shape (n, 4), see `segments_of`; n small.

    Returns
    -------
    ndarray
        Metres, shape (k,); inf without segments.
    """
    nearest = np.full(points.shape[1], np.inf)
    east, north = np.empty_like(nearest), np.empty_like(nearest)
    along, work = np.empty_like(nearest), np.empty_like(nearest)
    for x, y, dx, dy in segments.tolist():
        length_2 = dx * dx + dy * dy
        np.subtract(points[0], x, out=east)
        np.subtract(points[1], y, out=north)
        if length_2 > 0:
            np.multiply(east, dx / length_2, out=along)
            np.multiply(north, dy / length_2, out=work)
            np.add(along, work, out=along)
            np.maximum(along, 0.0, out=along)
            np.minimum(along, 1.0, out=along)
            np.multiply(along, dx, out=work)
            np.subtract(east, work, out=east)
            np.multiply(along, dy, out=work)
            np.subtract(north, work, out=north)
        np.multiply(east, east, out=east)
        np.multiply(north, north, out=north)
        np.add(east, north, out=east)
        np.minimum(nearest, east, out=nearest)
    np.sqrt(nearest, out=nearest)
    return nearest


def each_m(point: Floats, segments: Floats) -> Floats:
    """Return the distance of one point, shape (2,), to each of the segments, shape (n, 4), as shape (n,)."""
    offset, vector = point - segments[:, :2], segments[:, 2:]
    length_2 = np.maximum((vector**2).sum(axis=1), np.finfo(np.float64).tiny)
    along = np.clip((offset * vector).sum(axis=1) / length_2, 0.0, 1.0)
    distance: Floats = np.hypot(*(offset - along[:, None] * vector).T)
    return distance
