"""The header of a dBASE table: its text bytes, to judge their encoding before anything decodes them."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_HEADER = 32
_END = 0x0D
# language driver ids that say GBK; 0x4D is what Esri and FoxPro write in China
_LDID = {0x4D: "gb18030", 0x7A: "gb18030", 0x57: "latin-1", 0x03: "cp1252", 0x78: "big5", 0x4F: "big5"}


@dataclass(frozen=True, slots=True)
class Dbf:
    """What a dBASE header says.

    Parameters
    ----------
    names
        Field names as bytes, at most 10 of them each.
    declared
        Encoding named by the language driver id, or None.
    text
        Bytes of the names and of the text fields of the first records.
    records
        Number of records by the header.
    """

    names: tuple[bytes, ...]
    declared: str | None
    text: bytes
    records: int


def read_dbf(path: Path, sample: int = 5000) -> Dbf | None:
    """Read a header and the text of up to `sample` records; None when it is no dBASE table."""
    with path.open("rb") as file:
        head = file.read(_HEADER)
        if len(head) < _HEADER:
            return None
        records, header_bytes, record_bytes = struct.unpack("<IHH", head[4:12])
        fields: list[tuple[bytes, str, int]] = []
        while True:
            field = file.read(_HEADER)
            if len(field) < _HEADER or field[0] == _END:
                break
            fields.append((field[:11].split(b"\0")[0], chr(field[11]), field[16]))
        if not fields or record_bytes == 0:
            return None
        file.seek(header_bytes)
        block = file.read(record_bytes * min(records, sample))
    text = [name for name, _, _ in fields]
    for start in range(0, len(block), record_bytes):
        offset = start + 1
        for _, kind, width in fields:
            if kind == "C":
                text.append(block[offset : offset + width].strip(b" \0"))
            offset += width
    return Dbf(tuple(name for name, _, _ in fields), _LDID.get(head[29]), b"\n".join(text), records)
