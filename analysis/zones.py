"""The polygon within a distance of lines or stations: for drawing, and for shares of area."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from analysis.inputs import Line

    Objects = NDArray[np.object_]

DRAWN_QUAD_SEGS = 16
"""Segments a quarter circle for drawing: a 500 m circle is drawn at most 0.6 m too small."""

AREA_QUAD_SEGS = 64
"""For areas: a circle loses 0.01 % of its area."""


def corridor_geometries(lines: Sequence[Line]) -> Objects:
    """Return what the corridor is measured from at its nominal position: axes, or located stations as points."""
    shapes: list[shapely.Geometry] = []
    for line in lines:
        if line.axis is not None:
            shapes.append(line.axis)
        shapes += [shapely.Point(stop.xy) for stop in line.stations if stop.xy is not None]
    return np.array(shapes, dtype=object)


def zone(shapes: Objects, distance_m: float, *, quad_segs: int = AREA_QUAD_SEGS) -> shapely.Geometry:
    """Return everything within `distance_m` of the shapes as one polygon, overlaps counted once.

    Parameters
    ----------
    shapes
        Geometries in a metre CRS, shape (n,).
    distance_m
        Metres, above 0.
    quad_segs
        Segments a quarter circle. Decide single places by distance, never by this polygon: it lies inside the
        true zone by up to distance_m * (1 - cos(pi / (4 * quad_segs))).

    Returns
    -------
    shapely.Geometry
        Polygon or MultiPolygon, empty without shapes.
    """
    if not len(shapes):
        return shapely.MultiPolygon()
    return shapely.union_all(shapely.buffer(shapes, distance_m, quad_segs=quad_segs))
