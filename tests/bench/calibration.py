"""Draw the calibration of the verdicts: stated probability against the share that turned out to be inside.

python -m tests.bench.calibration [--worlds 400] [--figure calibration.png]
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from analysis.calibration import calibration_table

if TYPE_CHECKING:
    import pandas as pd


def draw(table: pd.DataFrame, file: Path) -> None:
    """Stated against observed with two standard errors, and how many sites each dot stands for."""
    figure = Figure(figsize=(5.2, 5.2), layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="0.6", linewidth=1)
    axes.axvspan(0, 0.1, color="0.93")
    axes.axvspan(0.9, 1, color="0.93")
    axes.errorbar(
        table["stated"],
        table["observed"],
        yerr=2 * table["standard_error"],
        fmt="o",
        color="#0b5394",
        capsize=3,
        markersize=4,
    )
    for _, row in table.iterrows():
        axes.annotate(
            f"n={row['n']:.0f}", (row["stated"], row["observed"]), (6, -9), textcoords="offset points", fontsize=7
        )
    axes.set(
        xlabel="stated probability of being inside",
        ylabel="share truly inside (bars: 2 standard errors)",
        xlim=(-0.02, 1.02),
        ylim=(-0.02, 1.02),
        aspect="equal",
    )
    figure.savefig(file, dpi=150)


def main() -> None:
    """Print the table and write the figure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worlds", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--figure", type=Path, default=Path("calibration.png"))
    options = parser.parse_args()
    table = calibration_table(worlds=options.worlds, seed=options.seed)
    print(table.round(4).to_string())
    draw(table, options.figure)
    print(options.figure)


if __name__ == "__main__":
    main()
