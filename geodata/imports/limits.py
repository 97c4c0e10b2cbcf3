"""How much an upload may be: every bound in one place, with its unit and its reason."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one upload.

    Parameters
    ----------
    upload_bytes
        The file as it arrives.  A million points as GeoJSON are about 200 MB.
    unpacked_bytes
        Sum of the members of an archive, declared and again as actually written.
    ratio
        Unpacked over packed.  Coordinates in text pack about 10 times, a dBASE file of blanks up to 100.
    members
        Files in an archive.
    features, vertices
        In the whole layer.
    feature_vertices
        In one feature; above it the layer is read but simplifying is offered.
    fields
        Columns of a table.
    text_chars
        Characters of one attribute; longer text is cut and reported.
    memory_bytes
        Address space of the reading process (where the system knows such a limit).  480 MiB of it are
        libraries.
    seconds
        Time the reading process may take.
    listed
        Findings of one kind that are listed one by one; all are counted.
    """

    upload_bytes: int = 256 * MIB
    unpacked_bytes: int = 1024 * MIB
    ratio: float = 120.0
    members: int = 1000
    features: int = 2_000_000
    vertices: int = 30_000_000
    feature_vertices: int = 50_000
    fields: int = 300
    text_chars: int = 4000
    memory_bytes: int = 5 * 1024 * MIB
    seconds: float = 180.0
    listed: int = 200


LIMITS = Limits()
"""The bounds used when a caller names none."""

ABSURD = 1e9
"""No coordinate on Earth, in degrees or in metres of any zone with its prefix, is larger."""
