"""Many sheets as one PDF, one page each, with progress; stopping halfway leaves nothing behind."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from matplotlib.backends.backend_pdf import PdfPages

from analysis.errors import ParameterError
from layers import fonts
from layers.sheet_page import NO_DATES, compose, one_at_a_time

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from layers.sheet import Sheet

MOST_PAGES: Final = 60
"""All pages are held before the first is written, because they share one typeface: about 10 MB each."""


def print_atlas(sheets: Sequence[Sheet], title: str, told: Callable[[int, int], None]) -> bytes:
    """PDF of several sheets.

    Parameters
    ----------
    sheets
        One a page, 1 to `MOST_PAGES`.
    title
        Title of the file.
    told
        Called with steps done and all steps, twice a page; what it raises ends the work, and nothing is kept.

    Returns
    -------
    bytes
        The same sheets and title give the same bytes.

    Raises
    ------
    ParameterError
        No sheets, or too many.
    """
    if not 1 <= len(sheets) <= MOST_PAGES:
        zh = f"图集须有 1 到 {MOST_PAGES} 页，现在是 {len(sheets)} 页：请缩小范围"
        raise ParameterError(zh, f"an atlas has 1 to {MOST_PAGES} pages, not {len(sheets)}: choose a smaller area")
    steps = 2 * len(sheets)
    told(0, steps)
    canvases = []
    for done, sheet in enumerate(sheets, 1):
        with one_at_a_time:
            canvases.append(compose(sheet)[0])
        told(done, steps)
    typeface = fonts.face(text for canvas in canvases for text in canvas.texts())
    out = io.BytesIO()
    with PdfPages(out, metadata={**NO_DATES["pdf"], "Title": title}) as book:
        for done, canvas in enumerate(canvases, len(sheets) + 1):
            with one_at_a_time:
                canvas.set_typeface(typeface)
                book.savefig(canvas.figure, dpi=72)
                canvas.figure.clear()
            told(done, steps)
    return out.getvalue()
