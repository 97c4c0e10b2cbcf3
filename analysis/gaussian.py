"""The error model: from a stated accuracy to a distribution.

Accuracies are CE90: the radius of the circle that holds the true position nine times in ten. An isotropic
Gaussian with standard deviation sigma a coordinate has its radius Rayleigh-distributed,
Pr(radius <= r) = 1 - exp(-r^2 / (2 sigma^2)), hence CE90 = sigma * sqrt(-2 ln 0.1).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import chndtr

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

CE90_PER_SIGMA = math.sqrt(-2.0 * math.log(0.1))
"""2.1460: CE90 of an isotropic Gaussian with a standard deviation of 1 m a coordinate."""


def sigma_of(ce90_m: float) -> float:
    """Return the standard deviation a coordinate, in metres, of an error whose CE90 is `ce90_m`."""
    return ce90_m / CE90_PER_SIGMA


def shared_ce90_m(line_ce90_m: float, station_ce90_m: Floats) -> float:
    """Return the CE90 of the rigid shift that all stations of a line have in common.

    The shift cannot be larger than the best-known station allows, so it is the smaller of the line's own
    accuracy and that of its best station. What a station's stated accuracy leaves is its own error:
    own^2 = station^2 - shared^2, so that a station's total is exactly what its record states.

    Parameters
    ----------
    line_ce90_m
        Stated accuracy of the line; NaN when it states none, then the best station's accuracy counts.
    station_ce90_m
        Stated accuracies of its located stations, shape (n,), no NaN.

    Returns
    -------
    float
        Metres; 0 for a line with no located station.
    """
    if len(station_ce90_m) == 0:
        return 0.0
    best = float(np.min(station_ce90_m))
    return best if math.isnan(line_ce90_m) else min(line_ce90_m, best)


def within_probability(separation_m: Floats | float, sigma_m: float, distance_m: float) -> Floats:
    """Return the probability that two points are truly at most `distance_m` apart, in closed form.

    The distance between two points whose difference is Gaussian follows Rice's law; its distribution
    function is that of a non-central chi-square with two degrees of freedom (Rice 1944; Marcum's Q).

    Parameters
    ----------
    separation_m
        Nominal distance between the two points, any shape.
    sigma_m
        sqrt(sigma_1^2 + sigma_2^2); 0 means both are exact.
    distance_m
        The threshold.

    Returns
    -------
    ndarray
        Probabilities, shape of `separation_m`.
    """
    separation = np.asarray(separation_m, dtype=np.float64)
    if sigma_m == 0.0:
        return (separation <= distance_m).astype(np.float64)
    result: Floats = chndtr((distance_m / sigma_m) ** 2, 2.0, (separation / sigma_m) ** 2)
    return result
