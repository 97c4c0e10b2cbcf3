"""A sentence in both of the atlas's languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Message:
    """One remark that travels with a result.

    Parameters
    ----------
    zh, en
        The same sentence in Chinese and in English.
    """

    zh: str
    en: str

    def __str__(self) -> str:
        """Both languages, Chinese first."""
        return f"{self.zh} / {self.en}"
