"""The printed sheets' typeface: Noto Sans CJK SC, its characters cut out and turned into TrueType.

The package holds an OpenType collection with PostScript outlines, which matplotlib would embed under a TrueType
name that strict PDF readers refuse. The characters a sheet needs are therefore converted first; the same
characters give the same bytes.
"""

from __future__ import annotations

import hashlib
import tempfile
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final

import matplotlib as mpl
from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable
from noto_cjk_sans_otc import FONT_PATH

if TYPE_CHECKING:
    from collections.abc import Iterable

_SIMPLIFIED_CHINESE: Final = 2
"""Face of the collection that draws characters as mainland China prints them."""

ALWAYS: Final = frozenset({*map(chr, range(32, 127)), *"，。：；、（）“”·—–…±×≤≥°²□△●■　北示意"})
"""Characters every font made here has."""

STAND_IN: Final = "□"
"""Drawn for a character the typeface does not have."""

_POSTSCRIPT_ONLY: Final = ("vhea", "vmtx", "VORG", "BASE", "GPOS", "GSUB", "GDEF", "DSIG")
_ERROR_EM_THOUSANDTHS: Final = 1.0
"""How far a converted outline may stray; at 12 pt this is 4 µm."""

mpl.rcParams.update(
    {
        "pdf.fonttype": 42,
        "svg.fonttype": "path",
        "svg.hashsalt": "atlas",
        "axes.unicode_minus": False,
        "lines.scale_dashes": False,
    }
)

_folder = tempfile.TemporaryDirectory(prefix="atlas-fonts-")
_lock = Lock()


def _opened() -> TTFont:
    return TTFont(str(FONT_PATH), fontNumber=_SIMPLIFIED_CHINESE, lazy=True, recalcTimestamp=False)


@lru_cache(maxsize=1)
def _advances() -> dict[int, float]:
    """Code point → width in em of every character of the typeface."""
    with _opened() as font:
        widths, em = font["hmtx"].metrics, font["head"].unitsPerEm
        return {code: widths[glyph][0] / em for code, glyph in font.getBestCmap().items()}


def drawable(text: object) -> str:
    """Text with what cannot be drawn replaced: line breaks by spaces, unknown characters by a box."""
    known = _advances()
    return "".join(letter if ord(letter) in known else STAND_IN for letter in " ".join(str(text).split()))


def width_pt(text: str, size_pt: float) -> float:
    """Width of a line of text in points."""
    known = _advances()
    return size_pt * sum(known.get(ord(letter), 1.0) for letter in text)


def face(texts: Iterable[str]) -> Path:
    """TrueType file with the characters of some texts, kept while the process lives.

    Parameters
    ----------
    texts
        Everything that will be drawn; characters the typeface lacks are left out.
    """
    wanted = ALWAYS.union(*texts)
    characters = "".join(sorted(letter for letter in wanted if ord(letter) in _advances()))
    path = Path(_folder.name) / f"{hashlib.sha256(characters.encode()).hexdigest()[:24]}.ttf"
    with _lock:
        if not path.exists():
            _make(characters, path)
    return path


def _make(characters: str, path: Path) -> None:
    options = subset.Options(
        layout_features=[], hinting=False, notdef_outline=True, desubroutinize=True, recalc_timestamp=False
    )
    options.drop_tables += _POSTSCRIPT_ONLY
    with _opened() as font:
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=[ord(letter) for letter in characters])
        cutter.subset(font)
        _to_truetype(font)
        made = path.with_suffix(".part")
        font.save(str(made))
    made.replace(path)


def _to_truetype(font: TTFont) -> None:
    """Replace cubic outlines by quadratic ones, in place."""
    glyphs = font.getGlyphSet()
    drawn = {}
    for name in font.getGlyphOrder():
        pen = TTGlyphPen(glyphs)
        glyphs[name].draw(Cu2QuPen(pen, _ERROR_EM_THOUSANDTHS, reverse_direction=True))
        drawn[name] = pen.glyph()
    font["loca"] = newTable("loca")
    font["glyf"] = newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = font.getGlyphOrder(), drawn
    del font["CFF "]
    limits = font["maxp"]
    limits.tableVersion = 0x00010000
    limits.maxZones = 1
    for field in (
        "TwilightPoints", "Storage", "FunctionDefs", "InstructionDefs", "StackElements", "SizeOfInstructions",
        "Points", "Contours", "CompositePoints", "CompositeContours", "ComponentElements", "ComponentDepth",
    ):  # fmt: skip
        setattr(limits, f"max{field}", 0)
    font["post"].formatType = 3.0
    font.sfntVersion = "\x00\x01\x00\x00"
