"""Zones drawn as sure and possible agree with the probabilities of the check."""

from __future__ import annotations

import pytest
import shapely

from analysis import check
from analysis.gaussian import sigma_of, within_probability
from analysis.surety import reach_m, sure_and_possible
from tests.analysis.frames import at, lines, sites, stations

EXACT = 0.0


def test_exact_point_reaches_as_far_as_the_threshold() -> None:
    assert reach_m(800, 0, 0.9) == 800


@pytest.mark.parametrize("probability", [0.1, 0.9])
def test_reach_has_that_probability(probability: float) -> None:
    found = reach_m(800, 300, probability)
    assert found is not None
    assert float(within_probability(found, sigma_of(300), 800)) == pytest.approx(probability, abs=1e-3)


def test_error_larger_than_the_threshold_leaves_nothing_sure() -> None:
    assert reach_m(300, 800, 0.9) is None


def test_verdict_changes_at_the_edges_of_the_zones() -> None:
    stops = stations([("A", (0, 0), 200.0)])
    axes = lines({"A": 200.0})
    sure, possible = sure_and_possible(stops, axes, line_ids=["A"], distance_m=800)
    inner, outer = (shape.bounds[2] - at(0, 0).x for shape in (sure, possible))
    places = sites([(inner - 15, 0), (inner + 15, 0), (outer - 15, 0), (outer + 15, 0)], EXACT)
    verdicts = check(places, stops, axes, line_ids=["A"], distance_m=800).table["verdict"]
    assert list(verdicts) == ["in", "verify", "verify", "out"]


def test_search_area_is_possible_and_never_sure() -> None:
    area = at(0, 0).buffer(500)
    stops = stations([("A", None, None)], search_area=[area])
    sure, possible = sure_and_possible(stops, lines({"A": 100.0}), line_ids=["A"], distance_m=800)
    assert sure.is_empty
    assert possible.contains(area)


def test_axis_keeps_its_sure_strip_inside_the_possible() -> None:
    axes = lines({"A": 100.0}, {"A": [(0, 0), (5000, 0)]})
    sure, possible = sure_and_possible(
        stations([("A", (0, 0), 100.0)]), axes, line_ids=["A"], distance_m=500, measure_from="line"
    )
    assert possible.contains(sure)
    edge = 1.2815515655446004 * sigma_of(100.0)
    assert sure.bounds[3] - at(0, 0).y == pytest.approx(500 - edge, abs=0.1)
    assert isinstance(sure, shapely.Polygon)
