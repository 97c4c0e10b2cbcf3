"""Time the check of the real district, and print the renovation sites at three distances.

python -m tests.bench.district
"""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING

import geodata
from analysis import check_distances

if TYPE_CHECKING:
    from collections.abc import Callable

DISTANCES_M = (500.0, 800.0, 1000.0)
CORRIDORS = (("S1",), ("S1", "S3"), ("S1", "S3", "M1"))
REPEATS = 7


def median_s(run: Callable[[], object]) -> float:
    """Median time of `REPEATS` calls after one that fills the caches, in seconds."""
    run()
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    """Print counts and times."""
    sites, villages = geodata.sites(), geodata.sites("villages")
    stations, lines = geodata.stations(), geodata.lines()
    print(f"{'corridor':10} {'m':>5} {'in':>4} {'verify':>7} {'out':>4} {'expected':>9}  90 %")
    for line_ids in CORRIDORS:
        results = check_distances(sites, stations, lines, line_ids=line_ids, distances_m=DISTANCES_M)
        for distance, result in results.items():
            c = result.counts
            print(
                f"{'+'.join(line_ids):10} {distance:5.0f} {c.certain_in:4} {c.verify:7} {c.certain_out:4} "
                f"{c.expected:9.2f}  {c.low}-{c.high}",
            )
    for name, layer in (("renewal sites", sites), ("villages", villages)):
        for source in ("stations", "line"):
            seconds = median_s(
                lambda layer=layer, source=source: check_distances(
                    layer,
                    stations,
                    lines,
                    line_ids=CORRIDORS[-1],
                    distances_m=DISTANCES_M,
                    measure_from=source,
                ),
            )
            print(f"{len(layer)} {name}, 3 lines, 3 distances, from {source}: median {seconds * 1000:.0f} ms")


if __name__ == "__main__":
    main()
