"""The same parts on the workers of a Dask scheduler: each worker reads, checks and forgets its own parts."""

from __future__ import annotations

import importlib.util
from collections import deque
from typing import TYPE_CHECKING, Any

import distributed

from analysis.engine import run_part
from analysis.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analysis.engine import PartResult, Plan
    from analysis.io_parts import Part

IN_FLIGHT = 3
"""Parts a worker: one at work, one waiting, one on its way back; bounds what this process ever holds."""
CONNECT_S = 20


def run_dask(plan: Plan, parts: Sequence[Part], scheduler: str) -> Iterator[PartResult]:
    """Check the parts on a cluster and hand the answers back in the order of the parts.

    The workers must see the files under the same path and have this package. A far part costs its worker one look
    at the file's metadata.

    Parameters
    ----------
    plan
        What is asked.
    parts
        In the order of their rows.
    scheduler
        Address of a running ``dask scheduler``, e.g. ``tcp://127.0.0.1:8786``.

    Raises
    ------
    ParameterError
        Nobody answers at the address, or there is no worker.
    """
    try:
        client: Any = distributed.Client(scheduler, timeout=CONNECT_S, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        msg_zh = f"连不上 Dask 调度器 {scheduler}（{error}）：请先启动 dask scheduler 与 dask worker"
        msg_en = f"no Dask scheduler at {scheduler} ({error}): start dask scheduler and dask worker first"
        raise ParameterError(msg_zh, msg_en) from error
    with client:
        workers = len(client.scheduler_info()["workers"])
        if workers == 0:
            msg_zh = f"Dask 调度器 {scheduler} 没有 worker：请启动 dask worker {scheduler}"
            msg_en = f"the Dask scheduler at {scheduler} has no workers: start dask worker {scheduler}"
            raise ParameterError(msg_zh, msg_en)
        # A lambda travels by value, so that it arrives even where the package is missing.
        known = client.run(lambda: importlib.util.find_spec("analysis") is not None)
        if not all(known.values()):
            missing = "、".join(address for address, there in known.items() if not there)
            msg_zh = f"worker {missing} 找不到本程序：请在项目目录中启动 dask worker（或设 PYTHONPATH）"
            msg_en = (
                f"workers {missing} lack this package: start dask worker in the project's folder (or set PYTHONPATH)"
            )
            raise ParameterError(msg_zh, msg_en)
        shared = client.scatter(plan, broadcast=True)
        first = 0
        waiting: deque[Any] = deque()
        for part in parts:
            waiting.append(client.submit(run_part, shared, part, first, pure=False))
            first += part.rows
            if len(waiting) >= IN_FLIGHT * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
