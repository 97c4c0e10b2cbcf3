"""Verdicts: in, out, or to verify, from the probability of being within the threshold."""

from __future__ import annotations

import math
from typing import Literal

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


def turning_ranks(draws: int) -> tuple[int, int]:
    """Return the ranks, in ascending distances, of the first draw to verify and of the first draw inside."""
    return math.floor(OUT_UP_TO * draws + 1e-9), order_statistic(draws, IN_FROM)


def flip_m(first_verify_m: float, first_in_m: float, distance_m: float) -> float:
    """Return the smallest change of the threshold that changes the verdict, in metres.

    Parameters
    ----------
    first_verify_m, first_in_m
        Simulated distances at the two `turning_ranks`: with a threshold below the first the site is out, from the
        second on it is in, between them to verify.
    distance_m
        The threshold.

    Returns
    -------
    float
        Positive: the threshold must grow by at least this much (out, or to verify and nearer to in);
        negative: it must shrink by more than this (in, or to verify and nearer to out).
    """
    up, down = first_in_m - distance_m, first_verify_m - distance_m
    if up <= 0:
        return up
    if down > 0:
        return down
    return up if up <= -down else down
