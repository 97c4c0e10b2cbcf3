"""Sums over draws: numbers of sites, and weights."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis import DataError, check
from analysis.example import example_layers
from analysis.tally import Tally

BITS = np.array([[1, 0] * 8, [1] * 12 + [0] * 4], dtype=bool)
TALLY = Tally(np.array([True, False, False, False]), np.array([1, 3]), np.packbits(BITS, axis=1))


def test_sites():
    assert TALLY.inside().tolist() == (1 + BITS.sum(axis=0)).tolist()
    assert TALLY.inside(np.array([False, True, True, False])).tolist() == BITS[0].astype(int).tolist()
    assert TALLY.inside(np.array([True, False, True, False])).tolist() == [1] * 16


def test_weights():
    weight = np.array([100.0, 10.0, 7.0, 1.5])
    assert TALLY.weighed(weight).tolist() == (100.0 + 10.0 * BITS[0] + 1.5 * BITS[1]).tolist()


def result():
    sites, stations, lines, _ = example_layers()
    unknown = sites.assign(search_area=None)
    return [check(layer, stations, lines, line_ids=["S1", "S3"], distance_m=800) for layer in (sites, unknown)]


def test_people_inside():
    known, unknown = result()
    people = pd.Series({"d": 300, "a": 1000, "b": 500, "c": 800})
    answer = known.weighed(people)
    assert (answer.total, answer.certain_in) == (2600.0, 1000.0)
    assert answer.expected == pytest.approx((known.table["probability"] * people).sum())
    assert answer.low <= answer.expected <= answer.high
    # Nothing is known about d: its people may all be inside.
    assert (
        unknown.weighed(people).high == unknown.weighed(people.drop("d").reindex(people.index, fill_value=0)).high + 300
    )
    ones = known.weighed(pd.Series(1, index=known.table.index))
    assert (ones.low, ones.high) == (known.counts.low, known.counts.high)
    assert ones.expected == pytest.approx(known.counts.expected)


@pytest.mark.parametrize("people", [{"a": 1}, {"a": 1, "b": 2, "c": -1, "d": 1}, {"a": "x", "b": 2, "c": 1, "d": 1}])
def test_every_site_has_a_weight(people: dict[str, object]):
    with pytest.raises(DataError, match="weight"):
        result()[0].weighed(pd.Series(people))
