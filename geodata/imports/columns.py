"""Attributes of an upload as plain columns: text, integers, numbers and truth values, with unique names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from geodata.imports.errors import ImportRefusedError, shown
from geodata.imports.findings import whole

if TYPE_CHECKING:
    from geodata.imports.findings import Findings
    from geodata.imports.limits import Limits

_RESERVED = {"fid", "ogc_fid", "geom", "geometry", "_geom", "_fid", "__wkb", "__before", "__twin"}
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def _decoded(raw: bytes | None, encoding: str) -> str | None:
    if raw is None:
        return None
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        # a dBASE field cuts the last character in two; that is no damage to the rest
        if error.start >= len(raw) - 3:
            return raw[: error.start].decode(encoding, errors="replace")
        return raw.decode(encoding, errors="replace")


def _retext(column: pa.ChunkedArray, encoding: str | None) -> tuple[pa.ChunkedArray, int]:
    """Decode a text column by its distinct values; count the values with bytes that are no text."""
    coded = column.cast(pa.large_binary()).combine_chunks().dictionary_encode()
    values = coded.dictionary.to_pylist()
    if encoding:
        # the driver was told Latin-1, which keeps every byte
        values = [value.decode("utf-8", "replace").encode("latin-1", "replace") for value in values]
    texts = [_decoded(value, encoding or "utf-8") for value in values]
    bad = sum("\ufffd" in text for text in texts if text is not None)
    again = pa.DictionaryArray.from_arrays(coded.indices, pa.array(texts, pa.large_string()))
    return pa.chunked_array([again.cast(pa.large_string())]), bad


def decode_columns(table: pa.Table, encoding: str | None, limits: Limits, findings: Findings) -> pa.Table:
    """Give text columns and column names their real characters.

    Parameters
    ----------
    table
        Attributes.
    encoding
        The bytes' encoding when the driver was told Latin-1, else None: text must then be UTF-8 already.
    limits
        Columns allowed.
    findings
        Is added to: ``text`` when bytes are no text.

    Raises
    ------
    ImportRefusedError
        More columns than allowed.
    """
    if table.num_columns > limits.fields:
        zh = f"属性表有 {table.num_columns} 列，上限 {limits.fields}；请只保留需要的列"
        en = (
            f"the attribute table has {table.num_columns} columns, the limit is {limits.fields}; keep the ones you need"
        )
        raise ImportRefusedError(zh, en, "too_many_fields")
    columns, names, bad = [], [], 0
    for name, column in zip(table.column_names, table.columns, strict=True):
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            column, wrong = _retext(column, encoding)  # noqa: PLW2901  the same column, readable
            bad += wrong
        raw = name.encode("latin-1", "replace") if encoding else name.encode("utf-8", "replace")
        names.append(_decoded(raw, encoding or "utf-8") or name)
        columns.append(column)
    if bad:
        zh = f"{bad} 个属性值含有无法识别的字节，以 � 代替；如果整列乱码，请改选字符编码"
        en = (
            f"{bad} attribute values hold bytes that are no text, shown as �; if a whole column is garbled, choose "
            "another encoding"
        )
        findings.add(whole("text", zh, en))
    return pa.table(columns, names=names) if columns else table


def unique_names(names: list[str]) -> list[str]:
    """Make names printable and different, upper and lower case apart or not; reserved ones get a suffix.

    A GeoPackage knows no upper and lower case in column names and keeps some names for itself.
    """
    taken = set(_RESERVED)
    result = []
    for number, name in enumerate(names, start=1):
        clean = _CONTROL.sub("", name).strip()[:60] or f"column_{number}"
        candidate, suffix = clean, 1
        while candidate.lower() in taken:
            suffix += 1
            candidate = f"{clean}_{suffix}"
        taken.add(candidate.lower())
        result.append(candidate)
    return result


def _plain(column: pa.ChunkedArray, limits: Limits) -> tuple[pa.ChunkedArray | None, int]:
    """Return a column of text, integers, numbers or truth values, None if it has no such form, and the values cut."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
        kind = column.type
    if pa.types.is_boolean(kind):
        return column, 0
    if pa.types.is_integer(kind):
        return column.cast(pa.int64() if kind != pa.uint64() else pa.float64(), safe=False), 0
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return column.cast(pa.float64(), safe=False), 0
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        return None, 0
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        text = column.cast(pa.large_string())
    elif pa.types.is_temporal(kind):
        text = column.cast(pa.string()).cast(pa.large_string())
    else:
        values = [None if value is None else str(value) for value in column.to_pylist()]
        text = pa.chunked_array([pa.array(values, pa.large_string())])
    long = pc.sum(pc.greater(pc.utf8_length(text), limits.text_chars)).as_py() or 0
    if long:
        text = pc.utf8_slice_codeunits(text, 0, limits.text_chars)
    return text, int(long)


def plain_columns(table: pa.Table, rows: int, limits: Limits, findings: Findings) -> pa.Table:
    """Bring every column to a plain type and a name of its own; what is changed or left out is found.

    A table without columns forgets how many `rows` it has: it is given their numbers.
    """
    columns, names = [], []
    for name, new, column in zip(table.column_names, unique_names(table.column_names), table.columns, strict=True):
        plain, cut = _plain(column, limits)
        if plain is None:
            zh = f"列“{shown(name)}”是二进制内容，没有读入"
            en = f"column '{shown(name)}' holds binary content and is left out"
            findings.add(whole("column_dropped", zh, en))
            continue
        if new != name:
            zh = f"列名“{shown(name)}”重复、保留或含控制字符，改为“{new}”"
            en = f"column name '{shown(name)}' is doubled, reserved or holds control characters: it becomes '{new}'"
            findings.add(whole("column_renamed", zh, en, repaired=True))
        if cut:
            zh = f"列“{new}”有 {cut} 个值超过 {limits.text_chars} 字，已截断"
            en = f"column '{new}': {cut} values are longer than {limits.text_chars} characters and were cut"
            findings.add(whole("text_cut", zh, en, repaired=True))
        columns.append(plain)
        names.append(new)
    if not columns:
        return pa.table({"row": pa.array(range(1, rows + 1), pa.int64())})
    return pa.table(columns, names=names)
