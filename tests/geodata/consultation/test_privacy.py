"""Contacts: apart from everything public, deletable, and gone when their time is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from geodata.consultation import Store, enforce, open_store, promise
from geodata.consultation.ledger import KINDS, desk_ledger, file_of, public_ledger, summary
from tests.geodata.consultation.samples import CONSULTATION, DRAFT, NASTY, NOW, draft

if TYPE_CHECKING:
    from datetime import datetime

ID = CONSULTATION.id
CONTACT = "13812345678"


@pytest.fixture
def comment_id(store: Store) -> str:
    """Id of a published comment with a contact."""
    store.submit(replace(DRAFT, contact=CONTACT), at=NOW)
    (comment,) = store.comments(ID)
    store.decide(comment, "published", public_text=None, actor="desk", at=NOW)
    return comment.id


def traces(where: str) -> bool:
    """Whether the contact is in any file of a SQLite store."""
    folder = Path(where).parent
    return any(CONTACT.encode() in path.read_bytes() for path in folder.iterdir())


def test_desk_reads_a_contact_by_itself(store: Store, comment_id: str) -> None:
    assert store.contact(comment_id, actor="desk", at=NOW) == CONTACT
    assert store.comments(ID)[0].has_contact
    assert CONTACT not in str(store.comments(ID)) + str(store.published(ID))


@pytest.mark.parametrize("kind", KINDS)
def test_no_export_holds_a_contact(store: Store, comment_id: str, kind: str) -> None:
    assert store.contact(comment_id, actor="desk", at=NOW) == CONTACT
    for ledger in (public_ledger(store.published(ID)), desk_ledger(store.comments(ID))):
        assert not {"contact", "token_hash", "submit_key", "id"} & set(ledger.columns)
        assert CONTACT.encode() not in file_of(ledger, kind)


def test_deleted_contact_is_gone(store: Store, comment_id: str, where: str) -> None:
    assert store.forget_contact(comment_id, actor="desk", at=NOW)
    assert store.contact(comment_id, actor="desk", at=NOW) is None
    assert not store.forget_contact(comment_id, actor="desk", at=NOW)
    assert len(store.published(ID)) == 1
    if not where.startswith("postgresql"):
        assert not traces(where)


def test_erased_comment_keeps_only_its_number(store: Store, comment_id: str) -> None:
    store.erase(comment_id, actor="desk", at=NOW)
    assert store.published(ID) == ()
    (left,) = store.comments(ID)
    assert (left.number, left.state, left.text, left.lon, left.has_contact) == (1, "erased", "", None, False)
    assert summary(store.comments(ID)).erased == 1
    assert store.receipts(DRAFT.token)[0].state == "erased"


def test_author_withdraws_with_the_receipt_alone(store: Store, comment_id: str) -> None:
    assert store.forget_by_token("B" * 22, at=NOW, whole=True) == 0
    assert store.forget_by_token(DRAFT.token, at=NOW, whole=False) == 1
    assert store.contact(comment_id, actor="desk", at=NOW) is None
    assert len(store.published(ID)) == 1
    store.forget_by_token(DRAFT.token, at=NOW, whole=True)
    assert store.published(ID) == ()


def days_after_the_end(days: int) -> datetime:
    return NOW + timedelta(days=(CONSULTATION.closes_on - NOW.date()).days + days)


def test_contacts_go_when_their_time_is_over(store: Store, comment_id: str, where: str) -> None:
    assert enforce(store, days_after_the_end(CONSULTATION.retention_days)) == 0
    assert enforce(store, days_after_the_end(CONSULTATION.retention_days + 1)) == 1
    assert store.contact(comment_id, actor="desk", at=NOW) is None
    assert store.events(ID)[0].actor == "retention"
    if not where.startswith("postgresql"):
        assert not traces(where)


def test_promise_given_is_not_lengthened_later(store: Store, comment_id: str) -> None:
    store.save_consultation(replace(CONSULTATION, retention_days=300), actor="desk", at=NOW)
    assert enforce(store, days_after_the_end(CONSULTATION.retention_days + 1)) == 1
    assert store.contact(comment_id, actor="desk", at=NOW) is None


def test_shorter_period_holds_for_what_is_there(store: Store, comment_id: str) -> None:
    store.save_consultation(replace(CONSULTATION, retention_days=0), actor="desk", at=NOW)
    assert enforce(store, days_after_the_end(1)) == 1
    assert store.contact(comment_id, actor="desk", at=NOW) is None


def test_promise_names_the_day() -> None:
    zh, en = promise(CONSULTATION)
    assert "2026-06-30" in zh
    assert "2026-06-30" in en


def test_ledger_counts_and_answers(store: Store, comment_id: str) -> None:
    store.submit(draft(lon=None, lat=None), at=NOW)
    (first, _) = store.comments(ID)
    assert first.id == comment_id
    store.answer(first, reply="好", use="noted", use_note="", actor="desk", at=NOW)
    found = summary(store.comments(ID))
    assert (found.received, found.pending, found.published, found.answered) == (2, 1, 1, 1)
    assert found.used == {"noted": 1}
    table = desk_ledger(store.comments(ID))
    assert table["number"].tolist() == [1, 2]
    assert table["use"].tolist() == ["noted", None]
    assert table.geometry.isna().tolist() == [False, True]
    for kind in KINDS:
        assert file_of(table, kind)


def test_no_spreadsheet_runs_a_comment(store: Store) -> None:
    for text in NASTY:
        store.submit(draft(text=text), at=NOW)
    lines = file_of(desk_ledger(store.comments(ID)), "csv").decode("utf-8-sig").splitlines()
    cells = [cell for line in lines for cell in line.split(",")]
    assert not [cell for cell in cells if cell.strip('"').startswith(("=", "+", "@"))]


def test_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "kept" / "comments.sqlite"
    open_store(str(path)).close()
    assert path.stat().st_mode & 0o077 == 0


def test_empty_ledger_is_still_a_file(store: Store) -> None:
    for kind in KINDS:
        assert file_of(public_ledger(store.published(ID)), kind)
    assert summary(()).received == 0
    assert CONSULTATION.contacts_until == date(2026, 6, 30)
