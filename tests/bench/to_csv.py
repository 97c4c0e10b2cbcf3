"""GeoParquet to id and hexadecimal WKB on standard output, for PostgreSQL's COPY."""

from __future__ import annotations

import sys

import pyarrow.parquet as pq

for batch in pq.ParquetFile(sys.argv[1]).iter_batches(100_000, columns=["id", "geometry"]):
    ids, shapes = batch.column("id").to_pylist(), batch.column("geometry").to_pylist()
    sys.stdout.writelines(f"{name},{shape.hex()}\n" for name, shape in zip(ids, shapes, strict=True))
