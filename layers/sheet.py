"""What a printed sheet holds, as data; `layers.sheet_page` draws it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from analysis.errors import ParameterError
from layers.language import pick

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layers.language import Lang
    from layers.mapstate import MapState

Paper = Literal["A4", "A3"]
Extent = tuple[float, float, float, float]
"""Least easting, least northing, greatest easting, greatest northing in EPSG:4549, metres."""

PAPERS_MM: Final[Mapping[str, tuple[float, float]]] = {"A4": (210.0, 297.0), "A3": (297.0, 420.0)}
"""Width and height upright."""

PT_PER_MM: Final = 72 / 25.4
SCALES: Final = tuple(
    round(step * 10**power) for power in (3, 4, 5) for step in (1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 7.5, 8)
)
"""Denominators a sheet's scale is taken from, so that a ruler reads it easily."""


@dataclass(frozen=True)
class Table:
    """A table beside or below the map; every row as long as `columns`.

    `widths` are shares of the table's width; `marks` the class of each row's symbol (a verdict), or none.
    """

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
    marks: Sequence[str] = ()


@dataclass(frozen=True)
class Sheet:
    """One page to print.

    Parameters
    ----------
    title, subtitle
        What it shows, and for what.
    state
        The map as on screen: layers bottom-up, legend, attribution, selected feature.
    extent
        What must be in the picture; the scale is the largest of `SCALES` that shows it.
    paper, landscape
        Size and direction.
    notes
        Paragraphs under the legend.
    table
        Verdicts, for example.
    date
        Date to print; none prints none, so that the same sheet keeps its bytes.
    """

    title: str
    subtitle: str
    state: MapState
    extent: Extent
    paper: Paper = "A4"
    landscape: bool = True
    notes: Sequence[str] = ()
    table: Table | None = None
    date: str | None = None

    @property
    def lang(self) -> Lang:
        """Language of the sheet: the map's."""
        return self.state.lang

    def size_mm(self) -> tuple[float, float]:
        """Width and height of the page."""
        short, long = PAPERS_MM[self.paper]
        return (long, short) if self.landscape else (short, long)


def scale_for(extent: Extent, width_mm: float, height_mm: float) -> int:
    """Denominator of the largest scale of `SCALES` at which an extent fits a frame.

    Raises
    ------
    ParameterError
        The extent is empty or fits at no scale.
    """
    west, south, east, north = extent
    if not (east > west and north > south):
        zh = f"图幅范围 {extent} 是空的：东界须大于西界，北界须大于南界"
        raise ParameterError(zh, f"the sheet's extent {extent} is empty: east must exceed west, north exceed south")
    needed = max((east - west) / width_mm, (north - south) / height_mm) * 1000
    for scale in SCALES:
        if scale >= needed * 0.9999:
            return scale
    zh = f"图幅范围太大（需要 1:{needed:.0f}）：请选小一些的范围"
    raise ParameterError(zh, f"the extent is too large (it needs 1:{needed:.0f}): choose a smaller one")


def scale_text(scale: int, lang: Lang) -> str:
    """``比例尺 1:50 000``."""
    figure = f"1:{scale:,}".replace(",", " ")
    return pick(lang, f"比例尺 {figure}", f"Scale {figure}")
