"""How likely features of any kind are within a distance of any layer, given how well both are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from analysis.draws import DEFAULT_SEED, normal_pair, points_in, shuffled, site_keys, uniform_pair
from analysis.fields import plane_geometries, present
from analysis.gaussian import sigma_of

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float64]
    Objects = NDArray[np.object_]

DRAWS = 1024
"""A standard error of 0.016 at worst: enough for a verdict on a screen of figures rounded to per cents."""
SIMPLE_M = 2.0
"""Outlines of extended features are simplified by this much where they are moved about: far below their errors."""


def stated(frame: GeoDataFrame) -> Floats:
    """Return the accuracies of a layer, NaN where none is stated, shape (n,)."""
    if "accuracy_m" not in frame.columns:
        return np.full(len(frame), np.nan)
    return np.asarray(frame["accuracy_m"].to_numpy(dtype=np.float64, na_value=np.nan))


def chances(
    features: GeoDataFrame,
    targets: GeoDataFrame,
    *,
    distance_m: float,
    draws: int = DRAWS,
    seed: int = DEFAULT_SEED,
) -> tuple[Floats, NDArray[np.int64]]:
    """Return the probability that each feature's nearest edge is within a distance of a target.

    A located feature is displaced as a whole by an isotropic Gaussian with its `accuracy_m` as CE90, one without
    geometry is anywhere in its `search_area`. Targets of the same stated accuracy move together, because most
    of a layer's error is its source's; a target that states none is taken as exact.

    Parameters
    ----------
    features, targets
        Layers in the same CRS in metres, as checked by `analysis.nearby`.
    distance_m
        Metres, 0 or more; 0 asks whether they touch.
    draws, seed
        Of the simulation.

    Returns
    -------
    tuple
        Probability, shape (n,): NaN for a feature that states no accuracy or has neither geometry nor search area.
        Number of features inside in every draw, shape (draws,), features without a probability left out.

    Examples
    --------
    >>> from analysis.example import example_layers
    >>> layers = example_layers()
    >>> chances(layers.sites, layers.lines, distance_m=500)[0].round(1).tolist()
    [1.0, 1.0, 0.0, 0.2]
    """
    shapes = plane_geometries(features.geometry, features.index, "features")
    areas = np.full(len(shapes), None, dtype=object)
    if "search_area" in features.columns:
        areas = plane_geometries(features["search_area"], features.index, "features.search_area")
    accuracy = stated(features)
    bodies = _bodies(targets)
    keys = site_keys(features.index)
    probability = np.full(len(shapes), np.nan)
    inside = np.zeros(draws, dtype=np.int64)
    for row, (shape, area) in enumerate(zip(shapes, areas, strict=True)):
        if (shape is None and area is None) or (shape is not None and np.isnan(accuracy[row])):
            continue
        order = shuffled(draws, seed, int(keys[row]))
        places: Floats | None = None
        shift = np.zeros((2, draws))
        if shape is None:
            places = points_in(area, uniform_pair(draws, seed, 0))[:, order]
        else:
            shift = sigma_of(float(accuracy[row])) * normal_pair(draws, seed, 0)[:, order]
            if shape.geom_type == "Point":
                places = np.array([[shape.x], [shape.y]]) + shift
        hit = np.zeros(draws, dtype=np.bool_)
        for number, (body, ce90) in enumerate(bodies):
            moved = sigma_of(ce90) * normal_pair(draws, seed, 1 + number)
            if places is not None:
                hit |= _points_within(places - moved, body, distance_m)
            else:
                hit |= _shape_within(shape, shift - moved, body, distance_m)
        probability[row] = hit.mean()
        inside += hit
    return probability, inside


def _bodies(targets: GeoDataFrame) -> list[tuple[shapely.Geometry, float]]:
    """Targets put together by accuracy: what moves as one, with its CE90."""
    shapes = plane_geometries(targets.geometry, targets.index, "targets")
    accuracy = np.nan_to_num(stated(targets), nan=0.0)
    found = []
    for ce90 in sorted({float(value) for value in accuracy[present(shapes)]}):
        mine = shapes[present(shapes) & (accuracy == ce90)]
        found.append((_together(mine), ce90))
    return found


def _together(shapes: Objects) -> shapely.Geometry:
    """One geometry of many, without uniting them: distances to it are the same."""
    one: shapely.Geometry = shapely.GeometryCollection(list(shapely.get_parts(shapes)))
    return one


def _points_within(places: Floats, body: shapely.Geometry, distance_m: float) -> Bools:
    """Draws in which a place, shape (2, draws), is within the distance of a body."""
    box = np.array([*places.min(axis=1), *places.max(axis=1)])
    return _any_within(_near(body, box, distance_m), shapely.points(places[0], places[1]), distance_m)


def _shape_within(shape: shapely.Geometry, shift: Floats, body: shapely.Geometry, distance_m: float) -> Bools:
    """Draws in which an extended feature, moved by every column of `shift`, is within the distance of a body."""
    draws = shift.shape[1]
    reach = float(np.hypot(*shift).max())
    nominal = float(shapely.distance(shape, body))
    if nominal - reach > distance_m or nominal + reach <= distance_m:
        return np.full(draws, nominal <= distance_m)
    west, south, east, north = shapely.bounds(shape).tolist()
    box = np.array([west - reach, south - reach, east + reach, north + reach])
    near = _near(body, box, distance_m)
    outline = shapely.simplify(shape, SIMPLE_M)
    corners = shapely.get_coordinates(outline)
    copies = np.repeat(np.array([outline], dtype=object), draws)
    moved = np.repeat(shift.T, len(corners), axis=0) + np.tile(corners, (draws, 1))
    return _any_within(near, shapely.set_coordinates(copies, moved), distance_m)


def _any_within(near: list[shapely.Geometry], moved: Objects, distance_m: float) -> Bools:
    """Which of the moved geometries, shape (draws,), are within the distance of any of some prepared shapes."""
    hit = np.zeros(len(moved), dtype=np.bool_)
    for shape in near:
        rest = np.flatnonzero(~hit)
        hit[rest] = shapely.dwithin(shape, moved[rest], distance_m)
    return hit


def _near(body: shapely.Geometry, box: Floats, distance_m: float) -> list[shapely.Geometry]:
    """Parts of a body that come within the distance of a box, prepared: points as one, lines as one, each polygon."""
    parts = shapely.get_parts(body)
    bounds = shapely.bounds(parts)
    margin = distance_m + 1.0
    keep = (
        (bounds[:, 0] <= box[2] + margin)
        & (bounds[:, 2] >= box[0] - margin)
        & (bounds[:, 1] <= box[3] + margin)
        & (bounds[:, 3] >= box[1] - margin)
    )
    # Clones, because preparing a geometry in two threads at once crashes.
    parts = shapely.from_wkb(shapely.to_wkb(parts[keep]))
    dimension = shapely.get_dimensions(parts)
    near: list[shapely.Geometry] = list(parts[dimension == 2])  # noqa: PLR2004 - polygons
    if (dimension == 1).any():
        near.append(shapely.MultiLineString(list(parts[dimension == 1])))
    if (dimension == 0).any():
        near.append(shapely.MultiPoint(list(parts[dimension == 0])))
    for shape in near:
        shapely.prepare(shape)
    return near
