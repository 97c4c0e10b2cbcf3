"""One thing wrong with the data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """Where and what; ``feature`` and ``field`` are ``-`` when it concerns the whole file or feature."""

    file: str
    feature: str
    field: str
    zh: str
    en: str

    def __str__(self) -> str:
        """One line: file, feature, field, then both languages."""
        return f"{self.file}\t{self.feature}\t{self.field}\t{self.zh} / {self.en}"
