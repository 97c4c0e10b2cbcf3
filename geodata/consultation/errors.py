"""What can go wrong with a consultation, said so that somebody can act on it."""

from __future__ import annotations

from analysis.errors import AtlasError


class StoreError(AtlasError, RuntimeError):
    """The store cannot be reached or cannot write: nothing has been saved."""


class ClosedError(AtlasError, ValueError):
    """The consultation does not take comments now."""


class ConflictError(AtlasError, ValueError):
    """Somebody else has changed the same comment in the meantime."""


class LimitError(AtlasError, ValueError):
    """Too many comments in too short a time.

    Parameters
    ----------
    zh, en
        The message.
    wait_s
        Seconds until the next one is taken.
    """

    def __init__(self, zh: str, en: str, wait_s: int) -> None:
        super().__init__(zh, en)
        self.wait_s = wait_s
