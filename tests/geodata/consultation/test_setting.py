"""Where the comments are kept, and how many may come in a while."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from analysis.errors import ParameterError
from geodata.consultation import DEFAULT, LimitError, RateLimiter, open_store, setting
from geodata.consultation.__main__ import main
from geodata.consultation.draft import clean, is_token, new_token
from geodata.consultation.sqlite import SqliteStore
from tests.geodata.consultation.samples import CONSULTATION, NOW, draft

if TYPE_CHECKING:
    from pathlib import Path


def test_sqlite_unless_told_otherwise() -> None:
    assert setting({}) == setting({"ATLAS_COMMENTS": " "}) == str(DEFAULT)
    assert setting({"ATLAS_COMMENTS": "postgresql://x/y"}) == "postgresql://x/y"


def test_path_opens_sqlite(tmp_path: Path) -> None:
    store = open_store(f"sqlite:{tmp_path / 'a.sqlite'}")
    assert isinstance(store, SqliteStore)
    store.close()


def test_other_address_is_refused() -> None:
    with pytest.raises(ParameterError, match="ATLAS_COMMENTS"):
        open_store("mysql://x")


def test_command_shows_figures_and_deletes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ATLAS_COMMENTS", str(tmp_path / "a.sqlite"))
    store = open_store(setting())
    past = replace(CONSULTATION, opens_on=date(2020, 1, 1), closes_on=date(2026, 5, 31))
    store.save_consultation(past, actor="desk", at=NOW)
    store.submit(draft(contact="138"), at=NOW)
    assert main(["status"]) == 0
    assert "received 1" in capsys.readouterr().out
    assert main(["purge"]) == 0
    assert "deleted: 1" in capsys.readouterr().out
    store.close()
    monkeypatch.setenv("ATLAS_COMMENTS", "mysql://x")
    assert main(["status"]) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "A/../b"},
        {"title_zh": " "},
        {"closes_on": date(2026, 4, 1)},
        {"retention_days": 9999},
        {"per_address": 0},
        {"questions": CONSULTATION.questions * 7},
    ],
)
def test_consultation_out_of_range_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ParameterError):
        replace(CONSULTATION, **changes)


def test_tokens_differ_and_are_recognised() -> None:
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(map(is_token, tokens))
    assert not is_token("../../../../etc/passwd")


def test_clean_drops_what_hides_or_reverses_text() -> None:
    assert clean("a\x00\x1b[31mb\u202ec\r\nd\n\n\n\ne\u200b ") == "a[31mbc\nd\n\ne"


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_limit_counts_in_a_sliding_window() -> None:
    clock = Clock()
    limiter = RateLimiter(clock)
    for _ in range(3):
        limiter.admit(("page a", 3), ("all", 100))
        clock.now += 100
    with pytest.raises(LimitError) as caught:
        limiter.admit(("page a", 3), ("all", 100))
    assert caught.value.wait_s == 300
    limiter.admit(("page b", 3), ("all", 100))
    clock.now = 601
    limiter.admit(("page a", 3), ("all", 100))


def test_refused_attempt_counts_nowhere() -> None:
    limiter = RateLimiter(Clock())
    limiter.admit(("page", 1), ("address", 2))
    for _ in range(5):
        with pytest.raises(LimitError):
            limiter.admit(("page", 1), ("address", 2))
    limiter.admit(("other page", 1), ("address", 2))


def test_limiter_forgets_the_oldest_and_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geodata.consultation.ratelimit.REMEMBERED", 50)
    limiter = RateLimiter(Clock())
    for number in range(200):
        limiter.admit((f"page {number}", 5))
    assert len(limiter._seen) <= 51
