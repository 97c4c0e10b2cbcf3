"""The project's errors: every message in Chinese and English, every class also a builtin."""

from __future__ import annotations


class AtlasError(Exception):
    """Something a user can act on.

    Parameters
    ----------
    zh, en
        The same message in both languages: what is wrong, where, what to do.
    """

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.zh = zh
        self.en = en

    def __str__(self) -> str:
        """Both languages, Chinese first."""
        return f"{self.zh} / {self.en}"


class CrsError(AtlasError, ValueError):
    """A coordinate reference system that cannot carry metres, or none at all."""


class DataError(AtlasError, ValueError):
    """Data that breaks the model: a missing field, a null or invalid geometry, a duplicated id."""


class ParameterError(AtlasError, ValueError):
    """A parameter out of its range: a negative distance, an unknown line."""


class MissingFileError(AtlasError, FileNotFoundError):
    """A file the atlas needs and does not find."""
