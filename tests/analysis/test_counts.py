"""Intervals of counts: exact where sites are independent, wider where they share a shift."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from analysis import check
from analysis.counts import interval, poisson_binomial
from analysis.gaussian import sigma_of
from analysis.verdict import order_statistic
from tests.analysis.frames import lines, sites, stations


def test_poisson_binomial_is_exact():
    assert poisson_binomial(np.array([0.5, 0.5])) == pytest.approx([0.25, 0.5, 0.25])
    assert poisson_binomial(np.full(30, 0.3)) == pytest.approx(stats.binom.pmf(np.arange(31), 30, 0.3))
    assert poisson_binomial(np.array([])).tolist() == [1.0]


def test_an_interval_holds_its_share():
    numbers = np.arange(100)
    assert interval(numbers) == (4, 94)
    assert [order_statistic(4096, share) for share in (0.0, 0.05, 0.9, 1.0)] == [0, 204, 3686, 4095]


def test_without_corridor_error_the_count_is_poisson_binomial():
    rng = np.random.default_rng(2)
    places = [tuple(place) for place in rng.uniform(-1500, 1500, (60, 2)).round()]
    result = check(
        sites(places, 600.0), stations([("L", (0, 0), 0.0)]), lines({"L": 0.0}), line_ids=["L"], distance_m=800
    )
    mass = poisson_binomial(result.table["probability"].to_numpy())
    inside = result.tallies["*"].inside()
    drawn = np.bincount(inside, minlength=61) / len(inside)
    assert 0.5 * np.abs(drawn - mass).sum() < 0.03
    cumulative = np.cumsum(mass)
    exact = (int(np.searchsorted(cumulative, 0.05)), int(np.searchsorted(cumulative, 0.95)))
    assert (result.counts.low, result.counts.high) == pytest.approx(exact, abs=1)


def test_a_shared_shift_widens_the_interval():
    """Forty sites in one place: a shift of the line takes them all in or leaves them all out."""
    places = sites([(800, 0)] * 40, 100.0)
    stop = stations([("L", (0, 0), 800.0)])
    result = check(places, stop, lines({"L": 800.0}), line_ids=["L"], distance_m=800)
    probability = result.table["probability"].to_numpy()
    assert probability == pytest.approx(np.full(40, probability[0]))
    independent = np.searchsorted(np.cumsum(poisson_binomial(probability)), [0.05, 0.95])
    assert result.counts.high - result.counts.low > 3 * (independent[1] - independent[0])
    # Given the station, the sites are independent: the mixture of their Poisson-binomials is the truth.
    shift = sigma_of(800.0) * np.random.default_rng(4).standard_normal((20_000, 2))
    apart = np.hypot(800 - shift[:, 0], shift[:, 1])
    each = stats.rice.cdf(800, apart / sigma_of(100.0), scale=sigma_of(100.0))
    truth = np.random.default_rng(5).binomial(40, each)
    assert result.tallies["*"].inside().mean() == pytest.approx(truth.mean(), abs=0.4)
    assert result.tallies["*"].inside().std() == pytest.approx(truth.std(), rel=0.03)
