"""Which uncertain sites are inside in which draw: what counts, differences and groups are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Tally:
    """Inside or not, for one corridor, in every draw of the common simulation.

    Parameters
    ----------
    always
        Sites inside in every draw, shape (n,).
    rows
        Positions of the sites that are inside in some draws only, shape (u,), ascending.
    packed
        Their membership, one bit a draw, shape (u, draws / 8).
    """

    always: Bools
    rows: Ints
    packed: NDArray[np.uint8]

    def inside(self, chosen: Bools | None = None) -> Ints:
        """Return how many of the chosen sites (all by default) are inside in every draw, shape (draws,)."""
        always, packed = self.always, self.packed
        if chosen is not None:
            always, packed = always & chosen, packed[chosen[self.rows]]
        total = np.full(packed.shape[1] * 8, int(always.sum()), dtype=np.int64)
        for bits in packed:
            total += np.unpackbits(bits)
        return total

    def weighed(self, weight: Floats) -> Floats:
        """Return the sum of a weight over the sites inside in every draw; `weight` (n,), result (draws,)."""
        total = np.full(self.packed.shape[1] * 8, float(weight[self.always].sum()))
        for value, bits in zip(weight[self.rows].tolist(), self.packed, strict=True):
            total += value * np.unpackbits(bits)
        return total
