"""Which text encoding bytes are in: UTF-8 if they are strictly that, else GB18030 if it reads as Chinese."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from geodata.imports.errors import ImportRefusedError, shown

CHUNK = 1 << 20

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# what .cpg files, XML declarations and users write
_GB = {"936", "cp936", "ms936", "gbk", "gb2312", "euc-cn", "euccn", "ansi 936", "ansi936", "gb18030", "windows-936"}
_UTF8 = {"utf8", "utf-8", "65001", "cp65001", "unicode", "utf-8-sig"}

COMMON_SHARE = 0.6
"""Least share of frequent characters (GB 2312 level 1) among the Chinese ones; running text has about 0.95,
village names with 岙 垟 埭 about 0.8, another encoding read as GB18030 below 0.4."""


@dataclass(frozen=True, slots=True)
class Detected:
    """An encoding and how it is known.

    Parameters
    ----------
    encoding
        Python's name: ``utf-8``, ``gb18030``, ``latin-1`` …
    source
        ``declared`` (by the file), ``detected``, ``user``, ``format`` (always the same) or ``unsure``.
    common_share
        Share of the frequent ones among the Chinese characters when read so, 0 to 1; 1 without any.
    """

    encoding: str
    source: str
    common_share: float = 1.0


def normalise(name: str) -> str:
    """Python's name of an encoding as people write it; GB2312 and GBK are read as GB18030, which holds both.

    Raises
    ------
    ImportRefusedError
        An encoding nobody here knows, or one that is not for text.
    """
    plain = name.strip().lower().removeprefix("x-").strip()
    if plain in _GB:
        return "gb18030"
    if plain in _UTF8:
        return "utf-8"
    try:
        info = codecs.lookup(plain)
        "a".encode(info.name)
    except (LookupError, TypeError, ValueError, UnicodeError, AttributeError) as error:
        zh = f"不认识字符编码“{shown(name, 40)}”；请选 UTF-8 或 GB18030（含 GBK、GB2312）"
        en = f"unknown text encoding '{shown(name, 40)}': choose UTF-8 or GB18030 (which holds GBK and GB2312)"
        raise ImportRefusedError(zh, en, "encoding") from error
    return info.name


def decodes(data: bytes, encoding: str) -> bool:
    """Whether all the bytes are text of an encoding, without holding the text."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    view = memoryview(data)
    try:
        for start in range(0, len(view), CHUNK):
            decoder.decode(view[start : start + CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _foreign(data: bytes, limit: int = 4 * CHUNK) -> bytes:
    """Gather the runs of bytes outside ASCII (with the byte after each), as the evidence for a guess."""
    found = re.findall(rb"[\x80-\xff][\x00-\xff]{0,1}(?:[\x80-\xff][\x00-\xff]{0,1})*", data[:limit])
    return b" ".join(found)


def common_share(data: bytes, encoding: str) -> float:
    """Share of frequent characters among the non-ASCII ones if the bytes are read in an encoding.

    Frequent are the 3755 characters of GB 2312 level 1 (lead bytes B0 to D7) and Chinese punctuation.
    """
    text = data.decode(encoding, errors="replace")
    letters = [letter for letter in text if letter > "\x7f"]
    if not letters:
        return 1.0
    frequent = 0
    for letter in letters:
        try:
            packed = letter.encode("gb2312")
        except UnicodeEncodeError:
            continue
        frequent += 0xA1 <= packed[0] <= 0xA3 or 0xB0 <= packed[0] <= 0xD7  # noqa: PLR2004  rows of GB 2312
    return frequent / len(letters)


def detect(data: bytes) -> Detected:
    """Find the encoding of bytes.

    A byte-order mark decides.  Otherwise strict UTF-8, unless it gives no Chinese where GB18030 does; then
    GB18030 if enough of its characters are frequent ones; else Latin-1, marked ``unsure``, which at least
    loses nothing.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return Detected(name, "declared")
    evidence = _foreign(data)
    if not evidence:
        return Detected("utf-8", "detected")
    share = common_share(evidence, "gb18030") if decodes(data, "gb18030") else -1.0
    if decodes(data, "utf-8"):
        own = common_share(data[: 4 * CHUNK], "utf-8")
        return (
            Detected("gb18030", "detected", share)
            if share > COMMON_SHARE > own + 0.5
            else Detected("utf-8", "detected", own)
        )
    if share >= COMMON_SHARE:
        return Detected("gb18030", "detected", share)
    if share >= 0:
        return Detected("gb18030", "unsure", share)
    return Detected("latin-1", "unsure", 0.0)


def to_utf8(data: bytes, encoding: str) -> tuple[bytes, int]:
    """Bytes of an encoding as UTF-8 without a byte-order mark.

    Returns
    -------
    data, replaced
        ``replaced`` counts the bytes that were no text and became U+FFFD.
    """
    if encoding in {"utf-8", "utf-8-sig"} and not data.startswith(codecs.BOM_UTF8) and decodes(data, "utf-8"):
        return data, 0
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    view = memoryview(data)
    parts = []
    replaced = 0
    for start in range(0, len(view), CHUNK):
        text = decoder.decode(view[start : start + CHUNK])
        replaced += text.count("\ufffd")
        parts.append(text.encode("utf-8", errors="replace"))
    text = decoder.decode(b"", final=True)
    replaced += text.count("\ufffd")
    parts.append(text.encode("utf-8", errors="replace"))
    joined = b"".join(parts)
    return joined.removeprefix(codecs.BOM_UTF8), replaced
