"""Reads mutated files one after another in one process: any end but a refusal or a layer is a finding.

Run as ``fuzz_child.py DRIVER SECONDS SEED FILE`` with the environment of the reading process.
"""

import json
import random
import sys
import tempfile
import time
from dataclasses import asdict, replace
from pathlib import Path

import pyarrow as pa

from geodata.imports import reading
from geodata.imports.errors import ImportRefusedError
from geodata.imports.limits import LIMITS

TOKENS = (
    b"",
    b"\0",
    b"\xff" * 4,
    b"\x7f\xff\xff\xff",
    b"1e308",
    b"NaN",
    b"-1",
    b"{",
    b"]",
    b"<",
    b">",
    b'"',
    b"\x00\x00\x00\x80",
)


def mutated(data: bytes, dice: random.Random) -> bytes:
    """A few bytes changed, cut, doubled or moved."""
    result = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 4, 16))):
        at = dice.randrange(max(1, len(result)))
        end = at + dice.choice((1, 2, 4, 8, 64))
        kind = dice.randrange(5)
        if kind == 0:
            result[at] = dice.randrange(256)
        elif kind == 1:
            result[at:end] = dice.choice(TOKENS)
        elif kind == 2:
            del result[at:end]
        elif kind == 3:
            result[at:at] = result[at:end] * dice.choice((1, 2, 50))
        else:
            result[at:end] = bytes(dice.randrange(256) for _ in range(end - at))
        if not result:
            break
    return bytes(result)


def main(form: str, seconds: float, seed: int, path: Path) -> None:
    """Mutate and read until the time is up; print how it went."""
    data, dice = path.read_bytes(), random.Random(seed)
    limits = asdict(replace(LIMITS, memory_bytes=2 << 30, seconds=60.0, features=20_000, vertices=200_000))
    reading._bound(replace(LIMITS, memory_bytes=2 << 30, seconds=60.0))
    told = {"read": 0, "refused": 0, "memory": 0}
    ends = time.monotonic() + seconds
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        job = {
            "filename": "f",
            "format": form,
            "path": f"f{path.suffix}",
            "layer": None,
            "decode": None,
            "gdal_encoding": None,
            "records": None,
        }
        (folder / reading.JOB).write_text(json.dumps({**job, "limits": limits}))
        while time.monotonic() < ends:
            (folder / job["path"]).write_bytes(mutated(data, dice))
            try:
                reading.read(folder)
            except ImportRefusedError:
                told["refused"] += 1
            except (MemoryError, pa.ArrowMemoryError):
                told["memory"] += 1
            else:
                told["read"] += 1
    sys.stdout.write(json.dumps(told))


main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
