"""What has been agreed on for an upload, and the raw material it is done to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geodata.imports.gcj import Datum, convert
from geodata.imports.reference import Reference, to_degrees

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from geodata.imports.encoding import Detected
    from geodata.imports.imported import Issue
    from geodata.imports.limits import Limits

DEGREE_M = 111_000.0
"""Metres of a degree of latitude, for tolerances."""


@dataclass(frozen=True, slots=True, eq=False)
class Raw:
    """An upload as read, never changed: attributes (index = row from 1), geometry in the file's own numbers."""

    filename: str
    sha256: str
    format: str
    layer: str
    layers: tuple[str, ...]
    encoding: Detected
    table: pd.DataFrame
    geometry: NDArray[np.object_]
    twin: NDArray[np.int64]
    issues: tuple[Issue, ...]
    counts: dict[str, int]
    expect: str | None
    limits: Limits


@dataclass(frozen=True, slots=True, eq=False)
class Recipe:
    """Decisions, each made by the file, its format or the planner.

    Parameters
    ----------
    reference, source
        System of the coordinates and who says so; None while unknown.
    swap
        Rows (positions) whose x and y change places.
    datum
        Offset datum to be taken away.
    simplify_m
        Tolerance, metres; None to leave the vertices.
    drop
        Rows (positions) left out.
    applied
        Kinds of the proposals agreed to.
    """

    reference: Reference | None = None
    source: str | None = None
    swap: NDArray[np.bool_] | None = None
    datum: Datum = "wgs84"
    simplify_m: float | None = None
    drop: NDArray[np.bool_] | None = None
    applied: tuple[str, ...] = field(default=())

    def with_(self, kind: str, **changes: Any) -> Recipe:  # noqa: ANN401  the fields of this class
        """Return a copy with a proposal agreed to."""
        return replace(self, applied=(*self.applied, kind), **changes)


def swapped(geometry: NDArray[np.object_], mask: NDArray[np.bool_] | None) -> NDArray[np.object_]:
    """Change x and y of the masked geometries."""
    if mask is None or not mask.any():
        return geometry
    result = geometry.copy()
    result[mask] = shapely.transform(geometry[mask], lambda xy: xy[:, ::-1])
    return result


def place(raw: Raw, recipe: Recipe) -> NDArray[np.object_]:
    """Take the raw geometry to WGS-84 degrees as agreed; what cannot get there is None.

    Parameters
    ----------
    raw, recipe
        The recipe's reference must be known.

    Returns
    -------
    ndarray
        Object array, one geometry or None a row.
    """
    if recipe.reference is None:
        msg = "a recipe without a reference system cannot place anything"
        raise TypeError(msg)
    crs, datum = recipe.reference.crs, recipe.datum
    geometry = swapped(raw.geometry, recipe.swap)
    xy = shapely.get_coordinates(geometry)
    lonlat = to_degrees(xy, crs)
    if datum != "wgs84":
        lonlat = convert(lonlat, datum, "wgs84")
    bad = ~np.isfinite(lonlat).all(axis=1)
    result = geometry.copy()
    if bad.any():
        _, owner = shapely.get_coordinates(geometry, return_index=True)
        lost = np.zeros(len(geometry), dtype=bool)
        lost[owner[bad]] = True
        result[lost] = None
        lonlat = lonlat[~lost[owner]]
    # set_coordinates changes the array in place but gives new geometries
    result = shapely.set_coordinates(result, lonlat)
    if recipe.simplify_m is not None:
        result = shapely.simplify(result, recipe.simplify_m / DEGREE_M, preserve_topology=True)
    return result
