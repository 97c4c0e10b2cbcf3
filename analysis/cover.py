"""Maximal covering: choose k of many places so that the demand they cover is greatest.

The integer programme of Church and ReVelle (1974): binary x for the places, y between 0 and 1 for every kind of
demand, y <= sum of the x that cover it, sum of x <= k, maximise the weight of y. Demand covered by the same places
is one kind, which makes the programme small. Solved by HiGHS through `scipy.optimize.milp`; the greedy choice
stands beside it (never below 1 - 1/e of the best: Nemhauser, Wolsey and Fisher 1978).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float64]

GREEDY_FLOOR = 1.0 - 1.0 / np.e
"""The greedy choice covers at least this share of what the best one covers."""

_TINY = 1e-9


@dataclass(frozen=True)
class Choice:
    """One choice of places.

    Parameters
    ----------
    chosen
        Positions of the places, ascending; fewer than asked when more of them add nothing.
    covered
        Weight of the demand they cover.
    bound
        No choice of as many places covers more than this.
    greedy
        Weight that the greedy choice covers.
    """

    chosen: tuple[int, ...]
    covered: float
    bound: float
    greedy: float

    @property
    def gap(self) -> float:
        """How far the choice may be below the best, as a share of the best; 0 when it is the best."""
        if self.bound <= _TINY:
            return 0.0
        gap = (self.bound - self.covered) / self.bound
        return 0.0 if gap < 1e-6 else float(gap)  # noqa: PLR2004 - the solver's own rounding

    @property
    def proven(self) -> bool:
        """Whether no better choice exists."""
        return self.gap == 0.0


@dataclass(frozen=True, eq=False)
class Kinds:
    """Demand by kind: which places cover it, shape (n, c), and its weight, shape (n,)."""

    by: Bools
    weight: Floats

    def worth(self, chosen: list[int] | tuple[int, ...]) -> float:
        """Weight covered by some places."""
        if not len(chosen):
            return 0.0
        return float(self.weight[self.by[:, list(chosen)].any(axis=1)].sum())


def kinds(by: Bools, weight: Floats) -> Kinds:
    """Put demand covered by the same places together.

    Parameters
    ----------
    by
        Which places cover each piece of demand, shape (m, c).
    weight
        Of each piece, 0 or more, shape (m,).

    Returns
    -------
    Kinds
        Without demand that no place covers or that weighs nothing.
    """
    some = by.any(axis=1) & (weight > 0)
    packed = np.packbits(by[some], axis=1)
    if not len(packed):
        return Kinds(np.zeros((0, by.shape[1]), dtype=np.bool_), np.zeros(0))
    whole = np.ascontiguousarray(packed).view(np.dtype((np.void, packed.shape[1]))).ravel()
    _, first, which = np.unique(whole, return_index=True, return_inverse=True)
    total = np.bincount(which, weights=weight[some], minlength=len(first)).astype(np.float64)
    return Kinds(by[some][first], total)


def greedy(demand: Kinds, most: int) -> tuple[int, ...]:
    """Choose the place that adds most, then the next, up to `most`; the first by position among equals."""
    left = demand.weight.copy()
    chosen: list[int] = []
    for _ in range(most):
        adds = left @ demand.by
        best = int(adds.argmax()) if len(adds) else -1
        if best < 0 or adds[best] <= _TINY:
            break
        chosen.append(best)
        left[demand.by[:, best]] = 0.0
    return tuple(chosen)


def cover(demand: Kinds, most: int, *, seconds: float = 10.0) -> Choice:
    """Choose at most so many places that cover most.

    Parameters
    ----------
    demand
        Demand by kind.
    most
        Number of places, 1 or more.
    seconds
        Time the solver may take; when it runs out the better of its best choice and the greedy one is returned, and
        `Choice.gap` says how far that may be from the best.

    Returns
    -------
    Choice
    """
    first = greedy(demand, most)
    worth = demand.worth(first)
    ceiling = worth + float(np.sort(_adds(demand, first))[::-1][:most].sum())
    bound = min(ceiling, worth / GREEDY_FLOOR, float(demand.weight.sum()))
    if most == 1 or bound - worth <= _TINY:  # the best single place is the first greedy one
        return Choice(tuple(sorted(first)), worth, worth, worth)
    n, c = demand.by.shape
    row, column = np.nonzero(demand.by)
    # y - sum of x <= 0 for every kind, and one row for the number of places.
    matrix = coo_array(
        (
            np.concatenate([np.ones(n), -np.ones(len(row)), np.ones(c)]),
            (
                np.concatenate([np.arange(n), row, np.full(c, n)]),
                np.concatenate([c + np.arange(n), column, np.arange(c)]),
            ),
        ),
        shape=(n + 1, c + n),
    ).tocsr()
    upper = np.concatenate([np.zeros(n), [float(most)]])
    found = milp(
        -np.concatenate([np.zeros(c), demand.weight]),
        integrality=np.concatenate([np.ones(c), np.zeros(n)]),
        bounds=Bounds(0.0, 1.0),
        constraints=LinearConstraint(matrix, -np.inf, upper),
        options={"time_limit": seconds, "mip_rel_gap": 1e-7},
    )
    if found.mip_dual_bound is not None and np.isfinite(found.mip_dual_bound):
        bound = min(bound, -float(found.mip_dual_bound))
    if found.x is None:
        return Choice(tuple(sorted(first)), worth, max(bound, worth), worth)
    own = tuple(np.flatnonzero(found.x[:c] > 0.5).tolist())  # noqa: PLR2004 - zero or one
    better = demand.worth(own)
    if better <= worth + _TINY:
        return Choice(tuple(sorted(first)), worth, max(bound, worth), worth)
    return Choice(own, better, max(bound, better), worth)


def _adds(demand: Kinds, chosen: tuple[int, ...]) -> Floats:
    """Weight that each place would add to those chosen, shape (c,)."""
    left = demand.weight.copy()
    if chosen:
        left[demand.by[:, list(chosen)].any(axis=1)] = 0.0
    result: Floats = left @ demand.by
    return result
