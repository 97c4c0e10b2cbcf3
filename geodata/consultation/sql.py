"""The store in SQL that SQLite and PostgreSQL both speak; each brings its connection and its transaction."""

from __future__ import annotations

import uuid
from abc import abstractmethod
from typing import TYPE_CHECKING, Any, Final, Protocol

from analysis.errors import ParameterError
from geodata.consultation import rows
from geodata.consultation.draft import MAX_REPLY, clean, token_hash
from geodata.consultation.errors import ClosedError, ConflictError
from geodata.consultation.model import USES, Receipt
from geodata.consultation.store import Store

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from datetime import date, datetime

    from geodata.consultation.draft import Draft
    from geodata.consultation.model import Comment, Consultation, Event, PublicComment

PUBLIC: Final = "public"
"""Actor of what a person does to their own comment."""

_COMMENT: Final = """
SELECT m.*, EXISTS (SELECT 1 FROM contacts k WHERE k.comment = m.id) AS has_contact FROM comments m
"""


_SAVE: Final = """
INSERT INTO consultations (id, title_zh, title_en, intro_zh, intro_en, opens_on, closes_on, stage, streets, layers,
  questions, retention_days, per_address)
VALUES (:id, :title_zh, :title_en, :intro_zh, :intro_en, :opens_on, :closes_on, :stage, :streets, :layers,
  :questions, :retention_days, :per_address)
ON CONFLICT (id) DO UPDATE SET title_zh = excluded.title_zh, title_en = excluded.title_en,
  intro_zh = excluded.intro_zh, intro_en = excluded.intro_en, opens_on = excluded.opens_on,
  closes_on = excluded.closes_on, stage = excluded.stage, streets = excluded.streets, layers = excluded.layers,
  questions = excluded.questions, retention_days = excluded.retention_days, per_address = excluded.per_address,
  version = consultations.version + 1
"""
# Both change a comment only while it is still as it was read.
_DECIDE: Final = """
UPDATE comments SET state = :state, public_body = :shown, version = version + 1
WHERE id = :id AND version = :version AND state <> 'erased'
"""
_ANSWER: Final = """
UPDATE comments SET reply = :reply, replied_at = :replied, use_code = :use, use_note = :note, version = version + 1
WHERE id = :id AND version = :version AND state <> 'erased'
"""


class Session(Protocol):
    """One transaction. Values go in by name (``:name``), never into the text of a statement."""

    def rows(self, statement: str, **values: object) -> list[dict[str, Any]]:
        """Run a statement and return its rows."""

    def run(self, statement: str, **values: object) -> int:
        """Run a statement and return how many rows it changed."""


class SqlStore(Store):
    """`Store` over a `Session`."""

    @abstractmethod
    def _transaction(self) -> AbstractContextManager[Session]:
        """Begin a writing transaction; it is on disk when the block ends, and undone when the block raises."""

    @abstractmethod
    def _reading(self) -> AbstractContextManager[Session]:
        """Begin a reading transaction."""

    def save_consultation(self, consultation: Consultation, *, actor: str, at: datetime) -> None:
        """Add a consultation, or replace the one with the same id."""
        with self._transaction() as session:
            session.run(_SAVE, **rows.consultation_row(consultation))
            _note(session, consultation.id, None, actor, "saved", consultation.stage, at)

    def consultations(self) -> tuple[Consultation, ...]:
        """Return all consultations, the newest period first."""
        with self._reading() as session:
            found = session.rows("SELECT * FROM consultations ORDER BY opens_on DESC, id")
        return tuple(map(rows.consultation_of, found))

    def submit(self, draft: Draft, *, at: datetime) -> Receipt:
        """Receive a comment. When this returns, the comment is on disk."""
        comment = draft.checked()
        with self._transaction() as session:
            # This row is the lock: numbers are given out one at a time, and a twin waits here for the first.
            asked = session.rows(
                "UPDATE consultations SET version = version + 1 WHERE id = :id RETURNING *", id=comment.consultation
            )
            if not asked:
                zh, en = f"没有征求意见“{comment.consultation}”", f"there is no consultation '{comment.consultation}'"
                raise ParameterError(zh, en)
            consultation = rows.consultation_of(asked[0])
            known = session.rows("SELECT id, number, state FROM comments WHERE submit_key = :key", key=comment.key)
            if known:
                number, state, identity = known[0]["number"], known[0]["state"], known[0]["id"]
            else:
                if consultation.phase(at) != "open":
                    zh, en = "这次征求意见现在不接收意见", "this consultation does not take comments now"
                    raise ClosedError(zh, en)
                if comment.question is not None and not 0 <= comment.question < len(consultation.questions):
                    zh, en = "所选问题已变更：请刷新页面", "the question chosen has changed: reload the page"
                    raise ParameterError(zh, en)
                number, state, identity = asked[0]["last_number"] + 1, "pending", uuid.uuid4().hex
                _insert(session, comment, identity, number, at)
                _note(session, consultation.id, identity, PUBLIC, "received", "", at)
            if comment.contact and state != "erased":
                session.run(
                    "INSERT INTO contacts (comment, contact, delete_after) VALUES (:id, :contact, :until)"
                    " ON CONFLICT (comment) DO NOTHING",
                    id=identity, contact=comment.contact, until=consultation.contacts_until.isoformat(),
                )  # fmt: skip
        return Receipt(comment.consultation, number, state, bool(comment.contact), new=not known)

    def receipts(self, token: str) -> tuple[Receipt, ...]:
        """Tell what became of the comments written with a token."""
        with self._reading() as session:
            found = session.rows(_COMMENT + "WHERE m.token_hash = :token ORDER BY m.number", token=token_hash(token))
        return tuple(Receipt(r["consultation"], r["number"], r["state"], bool(r["has_contact"])) for r in found)

    def published(self, consultation: str) -> tuple[PublicComment, ...]:
        """Return published comments by number; the only reading of comments for the public."""
        with self._reading() as session:
            found = session.rows("SELECT * FROM published WHERE consultation = :id ORDER BY number", id=consultation)
        return tuple(map(rows.public_of, found))

    def comments(self, consultation: str, *, state: str | None = None) -> tuple[Comment, ...]:
        """Return comments by number, for the desk."""
        which = "WHERE m.consultation = :id" + ("" if state is None else " AND m.state = :state")
        values = {"id": consultation} if state is None else {"id": consultation, "state": state}
        with self._reading() as session:
            return tuple(map(rows.comment_of, session.rows(_COMMENT + which + " ORDER BY m.number", **values)))

    def decide(self, comment: Comment, state: str, *, public_text: str | None, actor: str, at: datetime) -> None:
        """Publish or decline a comment, the published text possibly shortened."""
        if state not in ("published", "declined", "pending"):
            zh, en = f"不能改为“{state}”状态", f"a comment cannot be made '{state}'"
            raise ParameterError(zh, en)
        shown = clean(public_text or "")
        self._change(
            comment,
            _DECIDE,
            {"state": state, "shown": None if shown in ("", comment.text) else shown},
            (actor, state, "shortened" if shown not in ("", comment.text) else ""),
            at,
        )

    def answer(
        self, comment: Comment, *, reply: str, use: str | None, use_note: str, actor: str, at: datetime
    ) -> None:
        """Reply to a comment and say how it was used."""
        said, note = clean(reply), clean(use_note)
        if (use is not None and use not in USES) or max(len(said), len(note)) > MAX_REPLY:
            zh, en = f"回复最长 {MAX_REPLY} 字", f"a reply has {MAX_REPLY} characters at most"
            raise ParameterError(zh, en)
        self._change(
            comment,
            _ANSWER,
            {"reply": said or None, "replied": at.isoformat() if said else None, "use": use, "note": note or None},
            (actor, "answered", use or ""),
            at,
        )

    def _change(
        self, comment: Comment, statement: str, values: dict[str, object], note: tuple[str, str, str], at: datetime
    ) -> None:
        with self._transaction() as session:
            if not session.run(statement, id=comment.id, version=comment.version, **values):
                zh = f"第 {comment.number} 号意见刚被他人处理过：请刷新后再试"
                raise ConflictError(zh, f"comment {comment.number} has just been changed by somebody else: reload")
            _touch(session, comment.consultation)
            _note(session, comment.consultation, comment.id, *note, at)

    def contact(self, comment_id: str, *, actor: str, at: datetime) -> str | None:
        """Return the contact of a comment; that it was looked at is written down."""
        with self._transaction() as session:
            found = session.rows(
                "SELECT k.contact, m.consultation FROM contacts k JOIN comments m ON m.id = k.comment WHERE m.id = :id",
                id=comment_id,
            )
            if not found:
                return None
            _note(session, found[0]["consultation"], comment_id, actor, "contact seen", "", at)
            return str(found[0]["contact"])

    def forget_contact(self, comment_id: str, *, actor: str, at: datetime) -> bool:
        """Delete a contact; tell whether there was one."""
        with self._transaction() as session:
            gone = _forget(session, comment_id, actor, at)
        self._scrub()
        return gone

    def erase(self, comment_id: str, *, actor: str, at: datetime) -> None:
        """Delete the text, the place and the contact of a comment; its number stays in the ledger."""
        with self._transaction() as session:
            _erase(session, comment_id, actor, at)
        self._scrub()

    def forget_by_token(self, token: str, *, at: datetime, whole: bool) -> int:
        """Delete what a person wrote with a token: their contact, or the whole comment."""
        with self._transaction() as session:
            found = session.rows("SELECT id FROM comments WHERE token_hash = :token", token=token_hash(token))
            for row in found:
                (_erase if whole else _forget)(session, row["id"], PUBLIC, at)
        self._scrub()
        return len(found)

    def purge(self, today: date, *, at: datetime) -> int:
        """Delete the contacts whose time is over: as promised when given, or sooner if the period was shortened."""
        with self._transaction() as session:
            found = session.rows("SELECT * FROM consultations")
            over = [c.id for c in map(rows.consultation_of, found) if today > c.contacts_until]
            gone = session.rows("SELECT comment FROM contacts WHERE delete_after < :today", today=today.isoformat())
            for identity in over:
                gone += session.rows(
                    "SELECT k.comment FROM contacts k JOIN comments m ON m.id = k.comment WHERE m.consultation = :id",
                    id=identity,
                )
            ids = {row["comment"] for row in gone}
            for comment_id in sorted(ids):
                _forget(session, comment_id, "retention", at)
        if ids:
            self._scrub()
        return len(ids)

    def _scrub(self) -> None:
        """Make sure that what was deleted is not left behind on disk, as far as the database can."""

    def events(self, consultation: str, *, limit: int = 500) -> tuple[Event, ...]:
        """Return the desk's log, newest first."""
        with self._reading() as session:
            found = session.rows(
                "SELECT e.*, m.number FROM events e LEFT JOIN comments m ON m.id = e.comment"
                " WHERE e.consultation = :id ORDER BY e.id DESC LIMIT :most",
                id=consultation, most=limit,
            )  # fmt: skip
        return tuple(map(rows.event_of, found))

    def version(self, consultation: str) -> int:
        """Return a number that grows whenever anything of a consultation changes."""
        with self._reading() as session:
            found = session.rows("SELECT version FROM consultations WHERE id = :id", id=consultation)
        return int(found[0]["version"]) if found else 0


def _insert(session: Session, draft: Draft, identity: str, number: int, at: datetime) -> None:
    session.run(
        "INSERT INTO comments (id, consultation, number, submit_key, token_hash, received_at, lang, category,"
        " question, body, lon, lat, feature) VALUES (:id, :consultation, :number, :key, :token, :at, :lang,"
        " :category, :question, :body, :lon, :lat, :feature)",
        id=identity, consultation=draft.consultation, number=number, key=draft.key, token=token_hash(draft.token),
        at=at.isoformat(), lang=draft.lang, category=draft.category, question=draft.question, body=draft.text,
        lon=draft.lon, lat=draft.lat, feature=draft.feature,
    )  # fmt: skip
    session.run("UPDATE consultations SET last_number = :number WHERE id = :id", number=number, id=draft.consultation)


def _touch(session: Session, consultation: str) -> None:
    session.run("UPDATE consultations SET version = version + 1 WHERE id = :id", id=consultation)


def _note(
    session: Session, consultation: str, comment: str | None, actor: str, action: str, detail: str, at: datetime
) -> None:
    session.run(
        "INSERT INTO events (consultation, comment, at, actor, action, detail)"
        " VALUES (:consultation, :comment, :at, :actor, :action, :detail)",
        consultation=consultation, comment=comment, at=at.isoformat(), actor=actor, action=action, detail=detail,
    )  # fmt: skip


def _forget(session: Session, comment_id: str, actor: str, at: datetime) -> bool:
    gone = session.run("DELETE FROM contacts WHERE comment = :id", id=comment_id) > 0
    if gone:
        found = session.rows("SELECT consultation FROM comments WHERE id = :id", id=comment_id)
        _touch(session, found[0]["consultation"])
        _note(session, found[0]["consultation"], comment_id, actor, "contact deleted", "", at)
    return gone


def _erase(session: Session, comment_id: str, actor: str, at: datetime) -> None:
    found = session.rows("SELECT consultation FROM comments WHERE id = :id AND state <> 'erased'", id=comment_id)
    if not found:
        return
    _forget(session, comment_id, actor, at)
    session.run(
        "UPDATE comments SET body = '', public_body = NULL, reply = NULL, use_note = NULL, lon = NULL, lat = NULL,"
        " feature = NULL, state = 'erased', submit_key = 'erased ' || id, version = version + 1 WHERE id = :id",
        id=comment_id,
    )
    _touch(session, found[0]["consultation"])
    _note(session, found[0]["consultation"], comment_id, actor, "erased", "", at)
