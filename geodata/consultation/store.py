"""What a store of comments can do; SQLite and PostGIS do it alike."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, Final

from analysis.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from geodata.consultation.draft import Draft
    from geodata.consultation.model import Comment, Consultation, Event, PublicComment, Receipt

SETTING: Final = "ATLAS_COMMENTS"
"""Environment variable: a path for SQLite, or ``postgresql://…`` for PostGIS."""
DEFAULT: Final = Path(__file__).resolve().parents[2] / ".workspace" / "consultation.sqlite"
"""Beside the program, wherever it is started from."""


class Store(ABC):
    """Consultations, comments and contacts on disk. Every method is one transaction; every time is aware.

    Every method raises `StoreError` when the store cannot be reached or cannot write.
    """

    @abstractmethod
    def save_consultation(self, consultation: Consultation, *, actor: str, at: datetime) -> None:
        """Add a consultation, or replace the one with the same id."""

    @abstractmethod
    def consultations(self) -> tuple[Consultation, ...]:
        """Return all consultations, the newest period first."""

    @abstractmethod
    def submit(self, draft: Draft, *, at: datetime) -> Receipt:
        """Receive a comment. When this returns, the comment is on disk.

        Raises
        ------
        ParameterError
            The draft is not complete, or there is no such consultation.
        ClosedError
            The consultation does not take comments at that time.
        """

    @abstractmethod
    def receipts(self, token: str) -> tuple[Receipt, ...]:
        """Tell what became of the comments written with a token."""

    @abstractmethod
    def published(self, consultation: str) -> tuple[PublicComment, ...]:
        """Return published comments by number; the only reading of comments for the public."""

    @abstractmethod
    def comments(self, consultation: str, *, state: str | None = None) -> tuple[Comment, ...]:
        """Return comments by number, for the desk."""

    @abstractmethod
    def decide(self, comment: Comment, state: str, *, public_text: str | None, actor: str, at: datetime) -> None:
        """Publish or decline a comment, the published text possibly shortened.

        Raises
        ------
        ConflictError
            Somebody else has changed it since it was read.
        """

    @abstractmethod
    def answer(
        self, comment: Comment, *, reply: str, use: str | None, use_note: str, actor: str, at: datetime
    ) -> None:
        """Reply to a comment and say how it was used; raises as `decide` does."""

    @abstractmethod
    def contact(self, comment_id: str, *, actor: str, at: datetime) -> str | None:
        """Return the contact of a comment; that it was looked at is written down."""

    @abstractmethod
    def forget_contact(self, comment_id: str, *, actor: str, at: datetime) -> bool:
        """Delete a contact; tell whether there was one."""

    @abstractmethod
    def erase(self, comment_id: str, *, actor: str, at: datetime) -> None:
        """Delete the text, the place and the contact of a comment; its number stays in the ledger."""

    @abstractmethod
    def forget_by_token(self, token: str, *, at: datetime, whole: bool) -> int:
        """Delete what a person wrote with a token: their contact, or the whole comment. Returns how many."""

    @abstractmethod
    def purge(self, today: date, *, at: datetime) -> int:
        """Delete the contacts whose time is over; returns how many."""

    @abstractmethod
    def events(self, consultation: str, *, limit: int = 500) -> tuple[Event, ...]:
        """Return the desk's log, newest first."""

    @abstractmethod
    def version(self, consultation: str) -> int:
        """Return a number that grows whenever anything of a consultation changes."""

    @abstractmethod
    def close(self) -> None:
        """Let go of files and connections."""


def setting(environment: Mapping[str, str] = os.environ) -> str:
    """Where comments are kept: `SETTING`, else `DEFAULT`."""
    return environment.get(SETTING, "").strip() or str(DEFAULT)


def open_store(where: str) -> Store:
    """Open the store a setting names and make its tables when they are not there.

    Parameters
    ----------
    where
        A path, ``sqlite:path``, or ``postgresql://user@host/database``.

    Raises
    ------
    ParameterError
        Another kind of address.
    StoreError
        It cannot be opened.
    """
    if where.startswith(("postgresql://", "postgres://")):
        from geodata.consultation.postgis import PostgisStore  # noqa: PLC0415 - only who asks for it loads the driver

        return PostgisStore(where)
    if "://" in where:
        zh = f"{SETTING} 只能是文件路径或 postgresql:// 地址"
        raise ParameterError(zh, f"{SETTING} takes a file path or a postgresql:// address")
    from geodata.consultation.sqlite import SqliteStore  # noqa: PLC0415 - one backend is loaded, not both

    return SqliteStore(Path(where.removeprefix("sqlite:")))
