"""GCJ-02 and BD-09 against pairs computed with three public packages, and there and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from geodata.imports import gcj

if TYPE_CHECKING:
    from geodata.imports.gcj import Datum

# lon, lat, datum -> lon, lat, datum: coordTransform 0.2.1, geocoordinates-rs 0.14.2 and prcoords 1.0.2 agree on them
PAIRS: tuple[tuple[tuple[float, float], Datum, tuple[float, float], Datum], ...] = (
    ((120.64, 28.01), "wgs84", (120.643947937, 28.006608837), "gcj02"),
    ((120.64, 28.01), "gcj02", (120.646551756, 28.015821302), "bd09"),
    ((120.64, 28.01), "gcj02", (120.636057584, 28.013397450), "wgs84"),
    ((120.64, 28.01), "bd09", (120.629536833, 28.007467259), "wgs84"),
    ((120.53, 27.95), "wgs84", (120.534043390, 27.946680535), "gcj02"),
    ((120.53, 27.95), "gcj02", (120.536562874, 27.955684595), "bd09"),
    ((120.53, 27.95), "gcj02", (120.525942628, 27.953309079), "wgs84"),
    ((120.53, 27.95), "bd09", (120.519379988, 27.947527336), "wgs84"),
    ((116.404, 39.915), "wgs84", (116.410244499, 39.916404282), "gcj02"),
    ((116.404, 39.915), "gcj02", (116.410369494, 39.921336994), "bd09"),
    ((116.404, 39.915), "gcj02", (116.397755755, 39.913596236), "wgs84"),
    ((116.404, 39.915), "bd09", (116.391385893, 39.907255033), "wgs84"),
    ((121.4737, 31.2304), "wgs84", (121.478223059, 31.228457738), "gcj02"),
    ((121.4737, 31.2304), "gcj02", (121.480237403, 31.236334820), "bd09"),
    ((121.4737, 31.2304), "gcj02", (121.469162263, 31.232329239), "wgs84"),
    ((121.4737, 31.2304), "bd09", (121.462638183, 31.226257415), "wgs84"),
)


@pytest.mark.parametrize(("given", "source", "wanted", "target"), PAIRS)
def test_published_pairs(given: tuple[float, float], source: Datum, wanted: tuple[float, float], target: Datum) -> None:
    got = gcj.convert(np.array([given]), source, target)[0]
    # the packages' way back is itself an approximation of a centimetre or less
    assert got == pytest.approx(wanted, abs=2e-7)


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
def test_there_and_back_is_exact_to_a_millimetre(datum: Datum) -> None:
    grid = np.stack(np.meshgrid(np.linspace(120.3, 121.1, 40), np.linspace(27.7, 28.25, 40)), axis=-1).reshape(-1, 2)
    back = gcj.convert(gcj.convert(grid, "wgs84", datum), datum, "wgs84")
    assert np.abs(back - grid).max() < 1e-8
    assert gcj.convert(grid, "wgs84", "wgs84") == pytest.approx(grid)


def test_the_offset_here_is_half_a_kilometre() -> None:
    here = np.array([[120.64, 28.01]])
    east, north = (gcj.convert(here, "wgs84", "gcj02") - here)[0] * (111_320 * np.cos(np.radians(28.01)), 110_800)
    assert (round(float(east)), round(float(north))) == pytest.approx((388, -376), abs=2)
