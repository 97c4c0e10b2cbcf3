"""Why an upload is refused, in one class and a few ready sentences."""

from __future__ import annotations

from analysis.errors import AtlasError


class ImportRefusedError(AtlasError, ValueError):
    """An upload that cannot be read, or must not be.

    Parameters
    ----------
    zh, en
        Which file, what is wrong, what to do.
    code
        Short stable word for the reason: ``too_big``, ``bomb``, ``traversal``, ``truncated`` …
    """

    def __init__(self, zh: str, en: str, code: str) -> None:
        super().__init__(zh, en)
        self.code = code

    def __reduce__(self) -> tuple[type[ImportRefusedError], tuple[str, str, str]]:
        """Keep the reason when the error crosses a process border."""
        return (type(self), (self.zh, self.en, self.code))


def shown(name: str, limit: int = 80) -> str:
    """Make a file or member name fit for a message: one line, no control characters, not endless."""
    line = "".join(letter if letter.isprintable() else "·" for letter in name)
    return line if len(line) <= limit else line[: limit - 1] + "…"
