"""Verdicts: in, out, or to verify, from the probability of being within the threshold."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Verdict = Literal["in", "verify", "out"]

IN_FROM = 0.9
"""In when Pr(distance <= threshold) is at least this."""
OUT_UP_TO = 0.1
"""Out when it is at most this."""

VERDICTS: tuple[Verdict, ...] = ("in", "verify", "out")
VERDICT_ZH = {"in": "在内", "verify": "待核", "out": "在外"}


def verdict_of(probability: float) -> Verdict:
    """Return the verdict of a probability; NaN (nothing is known) is to verify."""
    if probability >= IN_FROM:
        return "in"
    return "out" if probability <= OUT_UP_TO else "verify"


def order_statistic(draws: int, share: float) -> int:
    """Return the 0-based rank of the smallest draw that at least `share` of the draws do not exceed."""
    return max(math.ceil(share * draws - 1e-9), 1) - 1


def flip_m(distances_m: Floats, distance_m: float) -> float:
    """Return the smallest change of the threshold that changes the verdict, in metres.

    Parameters
    ----------
    distances_m
        Simulated distances of one site, shape (draws,).
    distance_m
        The threshold.

    Returns
    -------
    float
        Positive: the threshold must grow by at least this much (out, or to verify and nearer to in);
        negative: it must shrink by more than this (in, or to verify and nearer to out). inf when no
        threshold changes it.
    """
    draws = len(distances_m)
    ranks = (order_statistic(draws, IN_FROM), math.floor(OUT_UP_TO * draws + 1e-9))
    ordered = np.partition(distances_m, ranks)
    # From `first_in` on it is in; below `first_verify` it is out.
    first_in, first_verify = float(ordered[ranks[0]]), float(ordered[ranks[1]])
    if distance_m >= first_in:
        return first_in - distance_m
    if distance_m < first_verify:
        return first_verify - distance_m
    up, down = first_in - distance_m, first_verify - distance_m
    return up if up <= -down else down
