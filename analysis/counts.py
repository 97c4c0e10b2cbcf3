"""How many sites are in: certain, to verify, and the expected number with its interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.verdict import order_statistic

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

LOW_SHARE, HIGH_SHARE = 0.05, 0.95


@dataclass(frozen=True)
class Counts:
    """Sites inside a corridor, never as one bare number when some are uncertain.

    Parameters
    ----------
    n
        Sites checked; `certain_in + verify + certain_out`.
    certain_in, verify, certain_out
        Sites by verdict.
    expected
        Sum of the probabilities of the sites that have one.
    low, high
        90 % interval of the number inside: the 5 % and 95 % points of its distribution, which mixes the
        Poisson-binomial of independent site errors over the shifts the sites have in common. Sites about
        which nothing is known count as out in `low` and as in in `high`.
    unknown
        Sites with neither a position nor a search area; they are among `verify`.
    """

    n: int
    certain_in: int
    verify: int
    certain_out: int
    expected: float
    low: int
    high: int
    unknown: int = 0


@dataclass(frozen=True)
class Weighed:
    """A weight such as population or households inside a corridor.

    Parameters
    ----------
    total
        Of all sites.
    certain_in
        Of the sites whose verdict is in.
    expected
        Sum of weight times probability.
    low, high
        90 % interval; sites about which nothing is known count as out in `low` and as in in `high`.
    """

    total: float
    certain_in: float
    expected: float
    low: float
    high: float


def count(verdicts: Sequence[str], probability: Floats, inside: Ints) -> Counts:
    """Count sites.

    Parameters
    ----------
    verdicts
        "in", "verify" or "out", shape (n,).
    probability
        Shape (n,), NaN where nothing is known.
    inside
        Number of sites inside in every draw, shape (draws,).

    Returns
    -------
    Counts
    """
    unknown = int(np.isnan(probability).sum())
    low, high = interval(inside)
    return Counts(
        n=len(verdicts),
        certain_in=sum(value == "in" for value in verdicts),
        verify=sum(value == "verify" for value in verdicts),
        certain_out=sum(value == "out" for value in verdicts),
        expected=float(np.nansum(probability)),
        low=low,
        high=high + unknown,
        unknown=unknown,
    )


def interval(inside: Ints) -> tuple[int, int]:
    """Return the 5 % and 95 % points of a sample of counts, shape (draws,)."""
    draws = len(inside)
    ranks = (order_statistic(draws, LOW_SHARE), order_statistic(draws, HIGH_SHARE))
    ordered = np.partition(inside, ranks)
    return int(ordered[ranks[0]]), int(ordered[ranks[1]])


def poisson_binomial(probability: Floats) -> Floats:
    """Return the exact distribution of the number of successes of independent trials.

    Parameters
    ----------
    probability
        Of each trial, shape (n,).

    Returns
    -------
    ndarray
        Probability of 0, 1, ..., n successes, shape (n + 1,), by direct convolution.
    """
    mass = np.ones(1)
    for value in probability:
        mass = np.convolve(mass, (1.0 - value, value))
    return mass
