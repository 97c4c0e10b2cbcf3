"""XML before a parser sees it: no document type, no schema address, one encoding.

A document type is where entities are declared, so without one there is neither an entity that reads a file nor
one that grows a thousandfold.  Neither KML nor GML needs it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from geodata.imports import encoding as text
from geodata.imports.errors import ImportRefusedError, shown

HEAD = 1 << 16

_DECLARED = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([^"']{1,40})["'][^>]*\?>""")
_PROLOG = re.compile(rb"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)
_SCHEMA = re.compile(rb"""\s[A-Za-z0-9_]*:?(?:noNamespaceSchemaLocation|schemaLocation)\s*=\s*("[^"]*"|'[^']*')""")
_ROOT = re.compile(rb"<(?:[A-Za-z0-9_.\-\x80-\xff]+:)?([A-Za-z0-9_.\-\x80-\xff]+)")
_SRS = re.compile(rb"""srsName\s*=\s*["']([^"']{1,200})["']""")


@dataclass(frozen=True, slots=True)
class Xml:
    """A checked document.

    Parameters
    ----------
    data
        UTF-8, without declaration and schema addresses.
    root
        Local name of the root element.
    detected
        The encoding it came in.
    srs
        The first ``srsName`` in it, empty without one.
    replaced
        Bytes that were no text.
    """

    data: bytes
    root: str
    detected: text.Detected
    srs: str
    replaced: int


def _encoding(data: bytes) -> text.Detected:
    # two-byte text without a mark: an XML file starts with "<"
    for name, mark in (("utf-16-le", b"<\0"), ("utf-16-be", b"\0<")):
        if data.startswith(mark):
            return text.Detected(name, "detected")
    found = text.detect(data)
    if found.source == "declared":
        return found
    declared = _DECLARED.match(data[:HEAD].lstrip())
    if declared:
        name = text.normalise(declared[1].decode("ascii", errors="replace"))
        if not name.startswith("utf-16") and text.decodes(data, name):
            return text.Detected(name, "declared")
    return found


def _skip_prolog(data: bytes, name: str) -> int:
    position = 0
    while True:
        match = _PROLOG.match(data, position)
        if not match:
            break
        position = match.end()
    if data[position : position + 2] == b"<!":
        zh = f"{shown(name)}：XML 带有文档类型声明（DOCTYPE），可夹带外部引用或膨胀实体，不予读取；请用制图软件重新导出"
        en = (
            f"{shown(name)}: the XML declares a document type (DOCTYPE), which can carry external references or "
            "entities that grow without end; it is not read. Export it again from your mapping software"
        )
        raise ImportRefusedError(zh, en, "doctype")
    return position


def guard(data: bytes, name: str, encoding: str | None = None) -> Xml:
    """Check and normalise an XML document.

    Parameters
    ----------
    data
        The bytes.
    name
        The file's name, for messages.
    encoding
        Set by the user, overrides what the document declares.

    Raises
    ------
    ImportRefusedError
        A document type, or no root element.
    """
    detected = text.Detected(text.normalise(encoding), "user") if encoding else _encoding(data)
    plain, replaced = text.to_utf8(data, detected.encoding)
    plain = plain.lstrip()
    position = _skip_prolog(plain, name)
    root = _ROOT.match(plain, position)
    if not root:
        zh = f"{shown(name)}：不是完整的 XML 文件（找不到根元素）；文件可能被截断，请重新导出"
        en = f"{shown(name)}: not a complete XML file (no root element); it may be cut short, export it again"
        raise ImportRefusedError(zh, en, "truncated")
    body = plain[position:]
    srs = _SRS.search(body)
    clean = _SCHEMA.sub(b"", body[:HEAD]) + body[HEAD:]
    return Xml(
        clean,
        root[1].decode("utf-8", errors="replace"),
        detected,
        srs[1].decode("utf-8", errors="replace") if srs else "",
        replaced,
    )
