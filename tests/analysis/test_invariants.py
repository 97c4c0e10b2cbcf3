"""What must hold whatever the layers: order, partition, growth with distance and lines, gains less losses."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import check, compare, coverage, nearby, site_contribution
from analysis.verdict import VERDICTS
from tests.analysis.frames import box, lines, sites, stations

KEPT = settings(max_examples=25, deadline=None, database=None, derandomize=True)
NUMBER = st.integers(-3000, 3000).map(float)
PLACE = st.one_of(st.tuples(NUMBER, NUMBER), st.none())
CE90 = st.sampled_from([0.0, 50.0, 400.0, 1200.0])
LINE_IDS = ["A", "B", "C"]


@st.composite
def worlds(draw: st.DrawFn):
    places = draw(st.lists(PLACE, min_size=1, max_size=7))
    areas = [
        box(-500, -500, 1000, 1500) if place is None and row % 2 == 0 else None for row, place in enumerate(places)
    ]
    accuracy = [None if place is None else draw(CE90) for place in places]
    stops = draw(
        st.lists(st.tuples(st.sampled_from(LINE_IDS), st.tuples(NUMBER, NUMBER), CE90), min_size=1, max_size=6),
    )
    axis = {line: [draw(st.tuples(NUMBER, NUMBER)), (3500.0, 3500.0), draw(st.tuples(NUMBER, NUMBER))] for line in "AB"}
    street = [draw(st.sampled_from(["x", "y"])) for _ in places]
    place = sites(places, accuracy, search_area=areas, street=street)
    return place, stations(stops), lines({"A": 20.0, "B": 500.0, "C": 0.0}, axis)


SOURCE = st.sampled_from(["stations", "line"])


def ask(world: tuple, line_ids: list[str], distance_m: float, measure_from: str):
    return check(*world, line_ids=line_ids, distance_m=distance_m, measure_from=measure_from, draws=256)


@KEPT
@given(worlds(), SOURCE, st.floats(50, 3000), st.floats(1, 1500))
def test_more_distance_never_takes_away(world: tuple, source: str, distance: float, more: float):
    near, far = (ask(world, LINE_IDS, d, source) for d in (distance, distance + more))
    known = near.table["probability"].notna()
    assert (far.table["probability"] >= near.table["probability"])[known].all()
    assert far.counts.certain_in >= near.counts.certain_in
    assert far.counts.certain_out <= near.counts.certain_out
    assert far.counts.low >= near.counts.low
    assert far.counts.high >= near.counts.high
    assert (far.tallies["*"].inside() >= near.tallies["*"].inside()).all()


@KEPT
@given(worlds(), SOURCE, st.floats(50, 3000))
def test_more_lines_never_take_away(world: tuple, source: str, distance: float):
    whole = ask(world, LINE_IDS, distance, source)
    known = whole.table["probability"].notna()
    for line in LINE_IDS:
        alone = ask(world, [line], distance, source)
        every = whole.by_line.xs(line, level="line")
        pd.testing.assert_series_equal(alone.table["probability"], every["probability"], check_names=False)
        pd.testing.assert_series_equal(alone.table["verdict"], every["verdict"], check_names=False)
        assert (whole.table["probability"] >= alone.table["probability"].fillna(0.0))[known].all()
    total = whole.by_line["probability"].groupby(level="site", sort=False).sum()
    assert (whole.table["probability"] <= total + 1e-12)[known].all()


@KEPT
@given(worlds(), SOURCE, st.floats(50, 3000), st.randoms(use_true_random=False))
def test_order_does_not_matter(world: tuple, source: str, distance: float, random):
    place, stops, axes = world
    rows, shuffled_lines = list(place.index), list(LINE_IDS)
    random.shuffle(rows)
    random.shuffle(shuffled_lines)
    straight = ask(world, LINE_IDS, distance, source)
    other = ask((place.loc[rows], stops.iloc[::-1], axes.iloc[::-1]), shuffled_lines, distance, source)
    pd.testing.assert_frame_equal(other.table.loc[place.index], straight.table, check_exact=True)
    assert other.counts == straight.counts


@KEPT
@given(worlds(), SOURCE, st.floats(50, 3000))
def test_parts_add_up_to_the_whole(world: tuple, source: str, distance: float):
    place, stops, axes = world
    whole = ask(world, LINE_IDS, distance, source)
    parts = [ask((place[place["street"] == name], stops, axes), LINE_IDS, distance, source) for name in ("x", "y")]
    pd.testing.assert_frame_equal(
        pd.concat([part.table for part in parts]).loc[place.index], whole.table, check_exact=True, check_dtype=False
    )
    for field in ("n", "certain_in", "verify", "certain_out", "unknown"):
        assert sum(getattr(part.counts, field) for part in parts) == getattr(whole.counts, field)
    assert sum(part.counts.expected for part in parts) == pytest.approx(whole.counts.expected)
    together = sum(part.tallies["*"].inside() for part in parts)
    assert np.array_equal(together, whole.tallies["*"].inside())
    summary = whole.summary_by("street")
    for name, part in zip(("x", "y"), parts, strict=True):
        if part.counts.n:
            assert summary.loc[name].to_dict() == pytest.approx(vars(part.counts))


@KEPT
@given(worlds(), SOURCE, st.floats(50, 3000), st.sampled_from([["A"], ["B", "C"], ["A", "C"]]))
def test_gains_less_losses_are_the_difference(world: tuple, source: str, distance: float, line_ids: list[str]):
    before, after = ask(world, line_ids, distance, source), ask(world, ["A", "B"], distance * 1.1, source)
    change = compare(before, after)
    assert change.expected_gain - change.expected_loss == pytest.approx(change.expected_change)
    assert change.expected_change == pytest.approx(after.counts.expected - before.counts.expected)
    for verdict in VERDICTS:
        arrived = change.transitions[verdict].drop(verdict).sum()
        left = change.transitions.loc[verdict].drop(verdict).sum()
        assert arrived - left == (after.table["verdict"] == verdict).sum() - (before.table["verdict"] == verdict).sum()
    assert change.counts.sum() == before.counts.n
    assert change.counts["gained"] == change.transitions["in"].drop("in").sum()


@KEPT
@given(worlds(), SOURCE, st.floats(50, 3000))
def test_contributions_add_up(world: tuple, source: str, distance: float):
    split = site_contribution(*world, line_ids=["B", "A", "C"], distance_m=distance, measure_from=source)
    whole = check(*world, line_ids=LINE_IDS, distance_m=distance, measure_from=source).counts.expected
    assert split["marginal"].sum() == pytest.approx(whole)
    assert split["cumulative"].iloc[-1] == pytest.approx(whole)
    assert (split["unique"] <= split["marginal"] + 1e-9).all()
    assert (split["marginal"] <= split["alone"] + 1e-9).all()
    assert split["unique"].sum() <= whole + 1e-9


@KEPT
@given(worlds(), SOURCE, st.floats(100, 1500))
def test_land_adds_up_over_a_partition(world: tuple, source: str, distance: float):
    _, stops, axes = world
    whole = sites([box(-3000, -3000, 6000, 6000)])
    parts = sites([box(-3000, -3000, 2000, 6000), box(-1000, -3000, 4000, 2500), box(-1000, -500, 4000, 3500)])
    one, three = (
        coverage(areas, stops, axes, line_ids=LINE_IDS, distance_m=distance, measure_from=source)
        for areas in (whole, parts)
    )
    assert three.total["covered_m2"] == pytest.approx(one.total["covered_m2"], rel=1e-6, abs=1.0)
    assert three.total["share_expected"] == pytest.approx(one.total["share_expected"], abs=0.02)
    assert three.table["covered_m2"].sum() == pytest.approx(three.total["covered_m2"])


@KEPT
@given(worlds(), st.floats(50, 3000))
def test_the_three_tests_of_within_are_ordered(world: tuple, distance: float):
    place, stops, _ = world
    answers = nearby(place, stops, distance_m=distance)
    exact = check(*world, line_ids=LINE_IDS, distance_m=distance, draws=64).table["distance_m"]
    pd.testing.assert_series_equal(answers["distance_m"], exact)
    assert (answers["edge"] | ~answers["representative"]).all()
    # The drawn zone lies inside the true one, by 7.5e-5 of its radius at most.
    inside = place.geometry.notna() & (exact <= distance * (1 - 1e-4))
    assert (answers["edge"] | ~inside).all()
