"""What a store of comments promises, on SQLite and on PostGIS alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier, Thread
from typing import TYPE_CHECKING

import pytest

from analysis.errors import ParameterError
from geodata.consultation import ClosedError, ConflictError, Receipt, Store, open_store
from tests.geodata.consultation.samples import CONSULTATION, DRAFT, NASTY, NOW, draft

if TYPE_CHECKING:
    from collections.abc import Callable

ID = CONSULTATION.id


def test_consultation_comes_back_as_it_was(store: Store) -> None:
    assert store.consultations() == (CONSULTATION,)


def test_saving_again_replaces_and_keeps_the_comments(store: Store) -> None:
    store.submit(draft(), at=NOW)
    changed = replace(CONSULTATION, title_zh="新标题", streets=("330304004",))
    store.save_consultation(changed, actor="desk", at=NOW)
    assert store.consultations() == (changed,)
    assert store.submit(draft(), at=NOW).number == 2


def test_comment_comes_back_as_it_was_and_waits(store: Store) -> None:
    receipt = store.submit(draft(question=0, feature="renewal_sites.wutian"), at=NOW)
    (comment,) = store.comments(ID)
    assert receipt == Receipt(ID, 1, "pending", has_contact=False, new=True)
    assert (comment.number, comment.text, comment.state, comment.question) == (1, DRAFT.text, "pending", 0)
    assert (comment.lon, comment.lat, comment.feature) == (120.60123, 28.0, "renewal_sites.wutian")
    assert comment.received_at == NOW
    assert store.published(ID) == ()


def test_comment_without_a_place(store: Store) -> None:
    store.submit(draft(lon=None, lat=None), at=NOW)
    assert (store.comments(ID)[0].lon, store.comments(ID)[0].lat) == (None, None)


def test_same_submit_counts_once(store: Store) -> None:
    first, again = (store.submit(DRAFT, at=NOW) for _ in range(2))
    assert (first.number, first.new) == (1, True)
    assert (again.number, again.new) == (1, False)
    assert len(store.comments(ID)) == 1


def test_another_text_from_the_same_page_is_another_comment(store: Store) -> None:
    store.submit(DRAFT, at=NOW)
    assert store.submit(replace(DRAFT, text="另一条"), at=NOW).number == 2


def test_twins_at_the_same_moment_count_once(store: Store) -> None:
    everyone = Barrier(8)
    receipts: list[Receipt] = []

    def submit() -> None:
        everyone.wait()
        receipts.append(store.submit(DRAFT, at=NOW))

    run_all([submit] * 8)
    assert {receipt.number for receipt in receipts} == {1}
    assert sum(receipt.new for receipt in receipts) == 1


def test_numbers_have_no_gap_and_no_double_when_many_write(store: Store) -> None:
    numbers: list[int] = []

    def write() -> None:
        numbers.extend(store.submit(draft(), at=NOW).number for _ in range(5))

    run_all([write] * 8)
    assert sorted(numbers) == list(range(1, 41))


def run_all(tasks: list[Callable[[], None]]) -> None:
    threads = [Thread(target=task) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.parametrize("stage", ["draft", "ended"])
def test_no_comment_when_it_is_not_open(store: Store, stage: str) -> None:
    store.save_consultation(replace(CONSULTATION, stage=stage), actor="desk", at=NOW)
    with pytest.raises(ClosedError):
        store.submit(draft(), at=NOW)
    assert store.comments(ID) == ()


def test_period_is_counted_in_chinese_days(store: Store) -> None:
    midnight = NOW.replace(month=5, day=31, hour=15, minute=59)  # 23:59 in China
    assert store.submit(draft(), at=midnight).new
    with pytest.raises(ClosedError):
        store.submit(draft(), at=midnight + timedelta(minutes=1))


@pytest.mark.parametrize(
    "changes",
    [
        {"consultation": "nowhere"},
        {"text": " \n\u200b "},
        {"text": "长" * 1001},
        {"contact": "1" * 101},
        {"category": "x"},
        {"lon": 200.0},
        {"lat": float("nan")},
        {"lon": None},
        {"question": 7},
        {"feature": "../../x"},
        {"feature": "a'b"},
    ],
)
def test_incomplete_draft_is_refused_and_uses_no_number(store: Store, changes: dict[str, object]) -> None:
    with pytest.raises(ParameterError):
        store.submit(draft(**changes), at=NOW)
    assert store.submit(draft(), at=NOW).number == 1


def test_token_of_another_form_is_refused(store: Store) -> None:
    with pytest.raises(ParameterError):
        store.submit(replace(DRAFT, token="short"), at=NOW)


def test_published_comment_shows_the_shortened_text(store: Store) -> None:
    store.submit(draft(text="张三 13800000000：修路"), at=NOW)
    store.decide(store.comments(ID)[0], "published", public_text="修路", actor="desk", at=NOW)
    assert [item.text for item in store.published(ID)] == ["修路"]
    assert store.comments(ID)[0].text == "张三 13800000000：修路"


def test_declined_comment_stays_hidden(store: Store) -> None:
    store.submit(draft(), at=NOW)
    store.decide(store.comments(ID)[0], "declined", public_text=None, actor="desk", at=NOW)
    assert store.published(ID) == ()
    assert len(store.comments(ID, state="declined")) == 1


def test_reply_and_use_are_public_once_published(store: Store) -> None:
    store.submit(draft(), at=NOW)
    store.answer(store.comments(ID)[0], reply="已列入。", use="adopted", use_note="专栏 3", actor="desk", at=NOW)
    assert store.published(ID) == ()
    store.decide(store.comments(ID)[0], "published", public_text=None, actor="desk", at=NOW)
    (shown,) = store.published(ID)
    assert (shown.reply, shown.use, shown.use_note) == ("已列入。", "adopted", "专栏 3")
    assert shown.replied_on == date(2026, 5, 10)


def test_second_moderator_is_told_of_the_first(store: Store) -> None:
    store.submit(draft(), at=NOW)
    (read,) = store.comments(ID)
    store.decide(read, "published", public_text=None, actor="first", at=NOW)
    with pytest.raises(ConflictError):
        store.decide(read, "declined", public_text=None, actor="second", at=NOW)
    assert len(store.published(ID)) == 1


def test_receipt_follows_the_comment(store: Store) -> None:
    store.submit(replace(DRAFT, contact="138"), at=NOW)
    store.decide(store.comments(ID)[0], "published", public_text=None, actor="desk", at=NOW)
    assert store.receipts(DRAFT.token) == (Receipt(ID, 1, "published", has_contact=True),)
    assert store.receipts("B" * 22) == ()


def test_hostile_text_is_only_text(store: Store) -> None:
    for text in NASTY:
        store.submit(draft(text=text, contact=text), at=NOW)
        comment = store.comments(ID)[-1]
        assert comment.text == text.replace("\u202e", "")
        store.decide(comment, "published", public_text=text, actor=text, at=NOW)
        store.answer(store.comments(ID)[-1], reply=text, use=None, use_note=text, actor=text, at=NOW)
        assert store.published(ID)[-1].reply == text.replace("\u202e", "")
        assert store.comments(text) == store.published(text) == store.events(text) == ()
    assert store.submit(draft(), at=NOW).number == len(NASTY) + 1


def test_log_says_who_did_what_and_holds_no_text(store: Store) -> None:
    store.submit(draft(contact="13800000000"), at=NOW)
    (comment,) = store.comments(ID)
    store.decide(comment, "published", public_text="短", actor="li@example.cn", at=NOW)
    store.contact(comment.id, actor="desk", at=NOW)
    log = store.events(ID)
    assert [(item.actor, item.action, item.number) for item in log] == [
        ("desk", "contact seen", 1),
        ("li@example.cn", "published", 1),
        ("public", "received", 1),
        ("desk", "saved", None),
    ]
    assert "138" not in str(log)
    assert DRAFT.text not in str(log)


def test_version_grows_with_every_change(store: Store) -> None:
    seen = [store.version(ID)]
    store.submit(draft(), at=NOW)
    seen.append(store.version(ID))
    store.decide(store.comments(ID)[0], "published", public_text=None, actor="desk", at=NOW)
    seen.append(store.version(ID))
    store.erase(store.comments(ID)[0].id, actor="desk", at=NOW)
    seen.append(store.version(ID))
    assert seen == sorted(set(seen))


def test_opening_again_finds_everything(store: Store, where: str) -> None:
    store.submit(draft(), at=NOW)
    other = open_store(where)
    assert other.comments(ID) == store.comments(ID)
    other.close()
