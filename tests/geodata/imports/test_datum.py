"""Layers in the offset coordinates of web maps are recognised by their fit, and right ones are left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
import shapely

import geodata
from geodata.imports import datum, gcj, read_upload

if TYPE_CHECKING:
    from geodata.imports.gcj import Datum

SHIFT_M = {"gcj02": 540, "bd09": 1075}
LINES = ("streets", "roads", "roads_secondary", "water", "waterways", "railways", "rail", "ring_roads")
NAMED = ("villages", "renewal_sites", "places", "rail", "streets")


def moved(layer: str, target: Datum) -> gpd.GeoDataFrame:
    """A bundled layer as another surveyor would draw it (20 m off, smoothly), in another datum."""
    frame = geodata.layer(layer)
    frame = frame[frame.geometry.notna()]

    def draw(xy: np.ndarray) -> np.ndarray:
        wobble = np.column_stack([np.sin(xy[:, 1] * 9000), np.cos(xy[:, 0] * 9000)]) * 20 / 111_000
        return gcj.convert(xy + wobble, "wgs84", target)

    return frame.set_geometry([shapely.transform(shape, draw) for shape in frame.geometry], crs=4326)


@pytest.mark.parametrize("layer", LINES)
@pytest.mark.parametrize("target", ["gcj02", "bd09"])
def test_recognised_by_lines(layer: str, target: Datum) -> None:
    fit = datum.detect(moved(layer, target))
    assert fit is not None
    assert (fit.datum, fit.evidence) == (target, "lines")
    assert fit.shift_m == pytest.approx(SHIFT_M[target], abs=15)
    assert fit.after_m < 30 < fit.before_m


@pytest.mark.parametrize("layer", NAMED)
@pytest.mark.parametrize("target", ["gcj02", "bd09"])
def test_recognised_by_names(layer: str, target: Datum) -> None:
    fit = datum.detect(moved(layer, target), "name")
    assert fit is not None
    assert (fit.datum, fit.evidence) == (target, "names")
    assert fit.number >= 3


@pytest.mark.parametrize(
    "layer", sorted({*LINES, *NAMED, "forest", "structure_zones", "ecology", "greenways", "hills", "rail_context"})
)
def test_right_layers_are_left_alone(layer: str) -> None:
    frame = moved(layer, "wgs84")
    assert datum.detect(frame) is None
    assert datum.detect(frame, "name") is None


def test_points_anywhere_tell_nothing() -> None:
    points = gpd.GeoSeries.from_xy(
        *np.random.default_rng(3).uniform([120.55, 27.9], [120.7, 28.0], (300, 2)).T, crs=4326
    )
    assert datum.detect(gpd.GeoDataFrame(geometry=points)) is None
    assert datum.detect(gpd.GeoDataFrame(geometry=shapely.buffer(points.to_numpy(), 0.001), crs=4326)) is None


@pytest.mark.usefixtures("inline")
def test_proposed_with_the_measured_shift_and_never_applied_by_itself() -> None:
    frame = moved("roads", "gcj02")
    read = read_upload("roads.geojson", frame[["name", "geometry"]].to_json(drop_id=True).encode())
    (proposal,) = [item for item in read.proposals if item.kind == "gcj02"]
    assert proposal.shift_m == pytest.approx(540, abs=10)
    assert "540" in proposal.zh
    assert "540" in proposal.en
    assert np.allclose(read.frame.geometry.iloc[0].coords[0], frame.geometry.iloc[0].coords[0])
    back = proposal.apply()
    assert back.applied == ("gcj02",)
    assert not [item for item in back.proposals if item.kind in {"gcj02", "bd09"}]
    right = geodata.layer("roads", crs=4549)
    apart = back.frame.to_crs(4549).hausdorff_distance(
        right.geometry.iloc[: len(back.frame)].set_axis(back.frame.index)
    )
    assert apart.max() < 60
    assert read.applied == ()
