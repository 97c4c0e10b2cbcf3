"""The error model against closed forms of scipy's own distributions."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from analysis.gaussian import CE90_PER_SIGMA, shared_ce90_m, sigma_of, within_probability


def test_ce90_holds_nine_in_ten():
    assert stats.rayleigh.cdf(CE90_PER_SIGMA) == pytest.approx(0.9)
    assert sigma_of(500.0) == pytest.approx(500.0 / math.sqrt(-2 * math.log(0.1)))


@pytest.mark.parametrize("separation", [0.0, 120.0, 500.0, 900.0, 2500.0])
@pytest.mark.parametrize("sigma", [5.0, 80.0, 400.0])
def test_two_points_follow_rice(separation: float, sigma: float):
    expected = stats.rice.cdf(500.0, separation / sigma, scale=sigma)
    assert within_probability(separation, sigma, 500.0) == pytest.approx(expected, abs=1e-9)


def test_exact_points_are_in_or_out_and_the_threshold_itself_is_in():
    assert within_probability(np.array([499.0, 500.0, 501.0]), 0.0, 500.0).tolist() == [1.0, 1.0, 0.0]


def test_the_shared_shift_never_exceeds_the_best_known_station():
    assert shared_ce90_m(800.0, np.array([900.0, 200.0])) == 200.0
    assert shared_ce90_m(10.0, np.array([50.0, 50.0])) == 10.0
    assert shared_ce90_m(math.nan, np.array([50.0, 70.0])) == 50.0
    assert shared_ce90_m(10.0, np.array([])) == 0.0
