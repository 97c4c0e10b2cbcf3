"""A blank page in millimetres from its upper left corner: text, wrapped text, boxes, legend symbols."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.path import Path
from matplotlib.patheffects import Stroke, withStroke
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

from layers import fonts, palette
from layers.sheet import PT_PER_MM
from layers.sheet_symbols import PT_PER_PX, paint, symbol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path as PathOfFile

    from matplotlib.axes import Axes

_MM_PER_INCH: Final = 25.4
_THICKEST_PX: Final = 12
_LARGEST_PX: Final = 6
_CLOSES: Final = frozenset("，。：；、）”·,.;:)")
"""Characters a line never begins with."""


class Canvas:
    """One page; lengths in millimetres, x from the left, y from the top.

    Parameters
    ----------
    width, height
        Of the page.
    """

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self.figure = Figure(figsize=(width / _MM_PER_INCH, height / _MM_PER_INCH), facecolor="white")
        self.page: Axes = self.figure.add_axes((0, 0, 1, 1))
        self.page.set(xlim=(0, width), ylim=(height, 0))
        self.page.set_axis_off()
        self.page.set_zorder(10)
        self.page.patch.set_visible(False)

    def frame(self, x: float, y: float, width: float, height: float) -> Axes:
        """Axes of exactly this size, for the map."""
        axes = self.figure.add_axes(
            (x / self.width, 1 - (y + height) / self.height, width / self.width, height / self.height)
        )
        axes.set(xticks=[], yticks=[], facecolor=palette.PAPER)
        for spine in axes.spines.values():
            spine.set(linewidth=0.9, edgecolor=palette.INK, zorder=5)
        return axes

    def text(self, x: float, y: float, text: str, size_pt: float, **more: Any) -> Text:  # noqa: ANN401 - matplotlib's own
        """Write one line; `y` is its baseline unless said otherwise."""
        halo = more.pop("halo", None)
        drawn: Text = self.page.text(x, y, fonts.drawable(text), **{"fontsize": size_pt, "color": palette.INK, **more})
        # A dollar sign in a name is a dollar sign, not a formula.
        drawn.set_parse_math(False)
        if halo:
            drawn.set_path_effects([withStroke(linewidth=halo, foreground="white")])
        return drawn

    def strong(self, x: float, y: float, text: str, size_pt: float, **more: Any) -> Text:  # noqa: ANN401 - matplotlib's own
        """Write one heavier line: the typeface has one weight only, so a thin stroke thickens it."""
        drawn = self.text(x, y, text, size_pt, **more)
        under = self.text(x, y, text, size_pt, **more)
        under.set_path_effects([Stroke(linewidth=size_pt * 0.035, foreground=drawn.get_color())])
        return drawn

    def box(self, x: float, y: float, width: float, height: float, **more: Any) -> Rectangle:  # noqa: ANN401 - matplotlib's own
        """Draw a rectangle."""
        look = {"facecolor": "none", "edgecolor": palette.INK, "linewidth": 0.6, **more}
        patch = Rectangle((x, y), width, height, **look)
        self.page.add_patch(patch)
        return patch

    def line(self, points: Iterable[tuple[float, float]], **more: Any) -> None:  # noqa: ANN401 - matplotlib's own
        """Draw a line."""
        xs, ys = zip(*points, strict=True)
        self.page.plot(xs, ys, **{"color": palette.INK, "linewidth": 0.6, "solid_capstyle": "butt", **more})

    def swatch(self, kind: str, style: Mapping[str, Any], x: float, y: float, size: float) -> None:
        """Draw a legend symbol round a middle; `size` is its height, its width is 1.7 times that."""
        half_w, half_h = size * 0.85, size * 0.36
        px = PT_PER_PX * min(1.0, size / 4.2)
        if kind == "line":
            for look in filter(None, (style.get("casing"), style, style.get("over"))):
                thin = {**look, "weight": min(float(look.get("weight", 2)), _THICKEST_PX)}
                path = Path([(x - half_w, y), (x + half_w, y)])
                self._collection([path], paint(thin, filled=False, px=px))
        elif kind == "polygon":
            corners = [(-half_w, -half_h), (half_w, -half_h), (half_w, half_h), (-half_w, half_h), (-half_w, -half_h)]
            path = Path([(x + dx, y + dy) for dx, dy in corners], closed=True)
            self._collection([path], paint(style, filled=True, px=px))
        elif kind == "point":
            if style.get("ring"):
                ring = {"color": style["color"], "weight": 1, "dashArray": "2 2", "radius": 8, "fill": False}
                self._symbol(ring, x, y, px)
            reach = 4 if style.get("ring") else min(float(style.get("radius") or _LARGEST_PX), _LARGEST_PX)
            self._symbol({**style, "radius": reach}, x, y, px)

    def _symbol(self, style: Mapping[str, Any], x: float, y: float, px: float) -> None:
        drawn = PathCollection(
            [symbol(style, px)],
            offsets=[(x, y)],
            offset_transform=self.page.transData,
            **paint(style, filled=True, px=px),
        )
        drawn.set_transform(Affine2D().scale(1 / 72) + self.figure.dpi_scale_trans)
        self.page.add_collection(drawn, autolim=False)

    def _collection(self, paths: list[Path], look: dict[str, Any]) -> None:
        self.page.add_collection(PathCollection(paths, transform=self.page.transData, **look), autolim=False)

    def texts(self) -> list[str]:
        """Everything written on the page."""
        return [text.get_text() for text in self.figure.findobj(Text)]

    def set_typeface(self, path: PathOfFile) -> None:
        """Give every text of the page its typeface; the last thing before it is saved."""
        for text in self.figure.findobj(Text):
            if text.get_text():
                text.set_fontproperties(FontProperties(fname=str(path), size=text.get_fontsize()))


def wrapped(text: str, size_pt: float, width_mm: float) -> list[str]:
    """Text cut into lines of at most a width; Chinese breaks anywhere, English between words."""
    lines, line = [], ""
    for piece in _pieces(fonts.drawable(text)):
        if line and piece[0] not in _CLOSES and fonts.width_pt((line + piece).rstrip(), size_pt) > width_mm * PT_PER_MM:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(text: str) -> list[str]:
    """Smallest parts a line may break between."""
    found: list[str] = []
    for letter in text:
        glue = found and found[-1][-1] not in " -/" and ord(letter) < 0x2E80 and ord(found[-1][-1]) < 0x2E80  # noqa: PLR2004 - ideographs start there
        if glue:
            found[-1] += letter
        else:
            found.append(letter)
    return found


def fitted(text: str, size_pt: float, width_mm: float) -> str:
    """Text that fits a width, its end replaced by … where it does not."""
    clean = fonts.drawable(text)
    room = width_mm * PT_PER_MM
    if fonts.width_pt(clean, size_pt) <= room:
        return clean
    while clean and fonts.width_pt(clean + "…", size_pt) > room:
        clean = clean[:-1]
    return clean.rstrip() + "…"
