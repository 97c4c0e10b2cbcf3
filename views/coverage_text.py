"""How the coverage page prints shares and areas: no digit that the band does not allow."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from layers.language import pick

if TYPE_CHECKING:
    from layers.language import Lang

_WIDE: Final = 0.02
"""Band of a share from which on whole per cent are printed."""
M2_PER_KM2: Final = 1e6


def percent(share: float, digits: int) -> str:
    """Share as a number of per cent; what is there but rounds to nothing is ``< 1``."""
    smallest = 10.0**-digits
    value = 100 * share
    if value == 0:
        return "0"
    return f"< {smallest:g}" if 0 < value < smallest / 2 else f"{value:.{digits}f}"


def share(expected: float, low: float, high: float, lang: Lang, *, loose: bool = False) -> str:
    """Share with its 90 % band: ``12 %（10–14 %）``; one number alone where the band is as narrow as its digits.

    `loose` areas have boundaries that are only a sketch: their shares get no decimals, whatever the band.
    """
    digits = 0 if loose or high - low > _WIDE else 1
    middle, first, last = (percent(value, digits) for value in (expected, low, high))
    if first == last == middle:
        return f"{middle} %"
    band = f"{first}–{last} %"
    return pick(lang, f"{middle} %（{band}）", f"{middle} % ({band})")


def km2(area_m2: float, lang: Lang, *, error_m2: float = 0.0) -> str:
    """Area in square kilometres, to what its error allows; two decimals at most."""
    digits = 2 if error_m2 < 0.05 * M2_PER_KM2 else 1 if error_m2 < 0.5 * M2_PER_KM2 else 0
    text = f"{area_m2 / M2_PER_KM2:.{digits}f}"
    if float(text) == 0:
        text = f"< {10.0**-digits:g}" if area_m2 > 1 else "0"  # a square metre is rounding, not overlap
    return pick(lang, f"{text} 平方公里", f"{text} km²")


def count(value: float) -> str:
    """Print an expected number: one decimal below ten, whole from there on."""
    return "–" if math.isnan(value) else f"{value:.1f}" if abs(value) < 10 else f"{value:.0f}"  # noqa: PLR2004 - as said


def signed(value: float, low: float, high: float, lang: Lang) -> str:
    """Change of an expected number with its 90 % interval: ``+1.8（+0 至 +4）``."""
    middle = f"{value:+.1f}"
    if low == high == round(value, 1):
        return middle
    return pick(lang, f"{middle}（{low:+d} 至 {high:+d}）", f"{middle} ({low:+d} to {high:+d})")
