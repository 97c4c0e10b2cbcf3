"""Check the data from the command line: ``python -m geodata.check``."""

from __future__ import annotations

import sys
from pathlib import Path

from geodata import checks, model


def main(arguments: list[str] | None = None) -> int:
    """Print every problem, one a line; exit code 1 if there is any.

    Parameters
    ----------
    arguments
        At most one: the data folder, by default the package's own.
    """
    given = sys.argv[1:] if arguments is None else arguments
    root = Path(given[0]) if given else model.ROOT
    problems = checks.check(root) or checks.stale(root)
    for problem in problems:
        sys.stdout.write(f"{problem}\n")
    if problems:
        sys.stdout.write(f"共 {len(problems)} 处问题 / {len(problems)} problems\n")
        return 1
    sys.stdout.write("数据无误 / the data is right\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
