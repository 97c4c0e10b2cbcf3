"""A quadtree of cells around a target: certain inside, certain outside, or edge with its few candidates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from analysis.target import FloatArray, IntArray, Target

OUT, IN, EDGE = 0, 1, 2
MAX_CELLS = 1 << 22  # 4 M one-byte states stay in a processor's last-level cache
MAX_PAIRS = 8_000_000  # cell–candidate pairs of one level: about 0.5 GB while they are worked on
SLACK = 1e-9  # of the coordinates' size: how far rounding may put a point into the neighbouring cell


@dataclass(frozen=True, eq=False)
class Cells:
    """Regular grid over an area; what lies outside of it is OUT.

    Attributes
    ----------
    x0, y0, side
        Lower left corner and side of a cell, metres.
    state
        OUT, IN or EDGE with a rim of OUT on every side, shape (rows + 2, columns + 2).
    leaf
        Number of the candidate list of an EDGE cell, same shape, −1 elsewhere.
    start, candidates
        Candidates of leaf ``k``: ``candidates[start[k]:start[k + 1]]``, ascending.
    """

    x0: float
    y0: float
    side: float
    state: npt.NDArray[np.uint8]
    leaf: npt.NDArray[np.int32]
    start: IntArray
    candidates: IntArray

    def locate(self, x: FloatArray, y: FloatArray) -> npt.NDArray[np.int32]:
        """Flat position of each point in `state`; anything outside, or not a number, falls on the rim.

        Parameters
        ----------
        x, y
            Points, shape (k,), metres.
        """
        rows, columns = self.state.shape
        scale = 1.0 / self.side
        column = (x - self.x0) * scale
        column += 1.0
        np.fmin(column, columns - 1.0, out=column)  # fmin and fmax turn NaN into the rim
        np.fmax(column, 0.0, out=column)
        row = (y - self.y0) * scale
        row += 1.0
        np.fmin(row, rows - 1.0, out=row)
        np.fmax(row, 0.0, out=row)
        flat = row.astype(np.int32)
        flat *= np.int32(columns)
        flat += column.astype(np.int32)
        return flat


def build(
    target: Target, bounds: tuple[float, float, float, float], inner_m: float, outer_m: float, points: int
) -> Cells:
    """Subdivide `bounds` until a cell is decided or as small as `points` points can use.

    Parameters
    ----------
    target
        What distances are measured to.
    bounds
        (min x, min y, max x, max y), metres; a point outside counts as OUT.
    inner_m
        A cell whose every point lies within this distance is IN; negative: no cell is IN.
    outer_m
        A cell whose every point lies beyond this distance is OUT; infinite: no cell is OUT.
    points
        How many points will be looked up: more of them pay for finer cells. Results do not depend on it.
    """
    min_x, min_y, max_x, max_y = bounds
    width, height = max(max_x - min_x, 1.0), max(max_y - min_y, 1.0)
    side = max(min(width, height), max(width, height) / 64)
    nx, ny = int(np.ceil(width / side)), int(np.ceil(height / side))
    slack = SLACK * max(abs(value) for value in (min_x, min_y, max_x, max_y, 1.0)) + 1e-9
    cells = np.arange(nx * ny, dtype=np.int64)
    candidates = np.tile(np.arange(target.size, dtype=np.int64), cells.size)
    counts = np.full(cells.size, target.size, dtype=np.int64)
    state = np.zeros((ny, nx), dtype=np.uint8)
    single = inner_m < 0  # looking for the nearest: one candidate left needs no further division
    limit = min(MAX_CELLS, max(4096, points))
    done: list[tuple[IntArray, IntArray, IntArray, int]] = []
    while True:
        half = side * np.sqrt(0.5) + slack
        start = np.cumsum(counts) - counts
        row, column = np.divmod(cells, nx)
        centre_x = np.repeat(min_x + (column + 0.5) * side, counts)
        centre_y = np.repeat(min_y + (row + 0.5) * side, counts)
        distance = target.distances(centre_x, centre_y, candidates)
        least = np.minimum.reduceat(distance, start)
        inside = least + half <= inner_m
        outside = least - half > outer_m
        flat = state.reshape(-1)
        flat[cells] = np.where(inside, IN, np.where(outside, OUT, EDGE))
        open_cell = ~(inside | outside)
        useful = distance <= np.repeat(
            np.where(open_cell, np.minimum(least + 2 * half, outer_m + half), -1.0), counts
        )
        kept = np.add.reduceat(useful.astype(np.int64), start)
        candidates = candidates[useful]
        cells, counts = cells[open_cell], kept[open_cell]
        if single:
            ready = counts == 1
            pair_ready = np.repeat(ready, counts)
            done.append((cells[ready], counts[ready], candidates[pair_ready], nx))
            cells, counts, candidates = cells[~ready], counts[~ready], candidates[~pair_ready]
        if cells.size == 0 or 4 * nx * ny > limit or 4 * candidates.size > MAX_PAIRS:
            break
        cells, counts, candidates = _quarter(cells, counts, candidates, nx)
        state = np.repeat(np.repeat(state, 2, axis=0), 2, axis=1)
        nx, ny, side = 2 * nx, 2 * ny, side / 2
    done.append((cells, counts, candidates, nx))
    return _finish(min_x, min_y, side, state, done)


def _quarter(
    cells: IntArray, counts: IntArray, candidates: IntArray, nx: int
) -> tuple[IntArray, IntArray, IntArray]:
    """Give the four children of every cell their parent's candidates."""
    row, column = np.divmod(cells, nx)
    child = (2 * row * 2 * nx + 2 * column)[:, None] + np.array([0, 1, 2 * nx, 2 * nx + 1])
    child_counts = np.repeat(counts, 4)
    first = np.repeat(np.cumsum(counts) - counts, 4)
    run = np.arange(child_counts.sum()) - np.repeat(np.cumsum(child_counts) - child_counts, child_counts)
    return child.reshape(-1), child_counts, candidates[np.repeat(first, child_counts) + run]


def _finish(
    x0: float,
    y0: float,
    side: float,
    state: npt.NDArray[np.uint8],
    done: list[tuple[IntArray, IntArray, IntArray, int]],
) -> Cells:
    """Paint the leaves of every level onto the finest grid and put the rim around it."""
    ny, nx = state.shape
    leaf = np.full((ny, nx), -1, dtype=np.int32)
    number = 0
    for cells, _, _, level_nx in done:
        times = nx // level_nx
        row, column = np.divmod(cells, level_nx)
        value = np.arange(number, number + cells.size, dtype=np.int32)
        blocks = leaf.reshape(ny // times, times, level_nx, times)
        blocks[row, :, column, :] = value[:, None, None]
        number += cells.size
    counts = np.concatenate([part[1] for part in done])
    start = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts)])
    candidates = np.concatenate([part[2] for part in done])
    return Cells(x0, y0, side, np.pad(state, 1), np.pad(leaf, 1, constant_values=-1), start, candidates)
