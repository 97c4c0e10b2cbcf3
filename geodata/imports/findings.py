"""A list of findings that stays short: every kind is counted, the first of each are kept."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from geodata.imports.imported import Issue

if TYPE_CHECKING:
    from collections.abc import Iterable


class Findings:
    """Issues by kind; a million empty features must not become a million objects.

    Parameters
    ----------
    listed
        Issues of one kind that are kept.
    """

    def __init__(self, listed: int) -> None:
        self.listed = listed
        self.issues: list[Issue] = []
        self.counts: Counter[str] = Counter()

    def add(self, issue: Issue) -> None:
        """Count an issue and keep it while there are few of its kind."""
        self.counts[issue.kind] += 1
        if self.counts[issue.kind] <= self.listed:
            self.issues.append(issue)

    def room(self, kind: str) -> bool:
        """Whether one more of a kind would be kept."""
        return self.counts[kind] < self.listed

    def count(self, kind: str, number: int) -> None:
        """Count issues that are not worth an object each."""
        if number:
            self.counts[kind] += number

    def extend(self, issues: Iterable[Issue], counts: dict[str, int]) -> None:
        """Take over another list with its own counts."""
        self.issues.extend(issues)
        self.counts.update(counts)


def whole(kind: str, zh: str, en: str, *, repaired: bool = False) -> Issue:
    """Return an issue about the file as a whole."""
    return Issue(None, "", kind, zh, en, repaired)
