"""Reading in a process of its own: a crash, endless work or a flood of memory ends there, not in the server.

Measured: starting the process costs 0.65 s, nearly all of it imports; that is paid once per upload.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geodata.imports.errors import ImportRefusedError, shown
from geodata.imports.gdal_env import ROOT, reader_environment
from geodata.imports.limits import MIB

if TYPE_CHECKING:
    from geodata.imports.limits import Limits

BARE = Path(__file__).with_name("bare.py")
JOB = "job.json"
ANSWER = "answer.json"
TABLE = "table.arrow"
WKB, BEFORE, TWIN = "__wkb", "__before", "__twin"
"""Columns of the table that are not attributes."""

NO_MEMORY = 78
"""Exit code by which the reading process says that its memory was used up."""


def run(folder: Path, job: dict[str, Any], driver: str | None, limits: Limits, name: str) -> dict[str, Any]:
    """Run the reader on a folder.

    Parameters
    ----------
    folder
        Holds the files to read; the answer and the table are written into it.
    job
        What to read and how; see `reading`.
    driver
        The one GDAL driver allowed, or None.
    limits
        Memory and time.
    name
        The upload's name, for messages.

    Returns
    -------
    dict
        The reader's answer.

    Raises
    ------
    ImportRefusedError
        What the reader refused; or it ran out of time or memory, or crashed.
    """
    (folder / JOB).write_text(json.dumps(job), encoding="utf-8")
    # without -c or a shell; the only argument is a folder of our own making
    process = subprocess.Popen(  # noqa: S603  no shell, and the arguments are of our own making
        [sys.executable, str(BARE), str(folder)],
        cwd=ROOT,
        env=reader_environment(driver),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        _, noise = process.communicate(timeout=limits.seconds)
    except subprocess.TimeoutExpired as error:
        process.kill()
        process.communicate()
        zh = f"{shown(name)}：读取超过 {limits.seconds:.0f} 秒，已停止；图层过大或图形极其复杂，请拆分或简化"
        en = (
            f"{shown(name)}: reading took more than {limits.seconds:.0f} s and was stopped; split or simplify the layer"
        )
        raise ImportRefusedError(zh, en, "time") from error
    answer: dict[str, Any] = {}
    with contextlib.suppress(FileNotFoundError, json.JSONDecodeError):
        answer = json.loads((folder / ANSWER).read_text(encoding="utf-8"))
    if process.returncode == 0 and answer:
        return answer
    if answer.get("error"):
        told = answer["error"]
        about = "" if shown(name) in told["zh"] else shown(name)
        zh = f"{about}：{told['zh']}" if about else told["zh"]
        en = f"{about}: {told['en']}" if about else told["en"]
        raise ImportRefusedError(zh, en, told["code"])
    said = noise.decode("utf-8", errors="replace").strip()
    if process.returncode == NO_MEMORY or "MemoryError" in said or "bad_alloc" in said:
        zh = f"{shown(name)}：读取所需内存超过 {limits.memory_bytes // MIB} MB，已停止；请拆分图层"
        en = (
            f"{shown(name)}: reading it needs more than {limits.memory_bytes // MIB} MB and was stopped; split the "
            "layer"
        )
        raise ImportRefusedError(zh, en, "memory")
    last = shown(said.splitlines()[-1] if said else f"exit {process.returncode}", 160)
    zh = f"{shown(name)}：读取程序中途退出（{last}）；文件很可能已损坏，请重新导出"
    en = f"{shown(name)}: the reading process stopped ({last}); the file is probably damaged, export it again"
    raise ImportRefusedError(zh, en, "crash")
