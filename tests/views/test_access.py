"""Who may enter: this machine alone, a password, or a list of accounts."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING, Any

import pytest
from streamlit.testing.v1 import AppTest

from analysis.errors import ParameterError
from geodata.consultation import RateLimiter
from views import access, password

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "correct horse battery"
SCRIPT = """
import streamlit as st
from views import access
user = access.gate()
st.text(f"in as {user.name} by {user.how}" if user else "outside")
access.sign_out_button()
"""


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """File of the password, none set yet, and no guesses counted."""
    path = tmp_path / "kept" / "password"
    monkeypatch.setenv(password.SETTING, str(path))
    limiter = RateLimiter()
    monkeypatch.setattr(access, "_guesses", lambda: limiter)
    return path


def said(page: AppTest) -> str:
    return " ".join(item.value for item in page.text)


def opened() -> AppTest:
    page = AppTest.from_string(SCRIPT, default_timeout=30).run()
    assert not page.exception
    return page


@pytest.mark.parametrize(
    ("ip", "headers", "local"),
    [
        (None, {}, True),
        (None, {"Host": "localhost:8501"}, True),
        (None, {"Host": "127.0.0.1:8501"}, True),
        ("::1", {"Host": "[::1]:8501"}, True),
        ("192.168.1.7", {"Host": "localhost"}, False),
        ("192.168.1.7", {}, False),
        (None, {"Host": "192.168.1.5:8501"}, False),
        (None, {"Host": "evil.example"}, False),
        (None, {"Host": "localhost.evil.example"}, False),
        (None, {"Host": "localhost", "X-Forwarded-For": "127.0.0.1"}, False),
        (None, {"host": "localhost", "forwarded": "for=1.2.3.4"}, False),
        (None, {"Upgrade": "websocket"}, False),
        (None, {"Host": "[bad"}, False),
        ("nonsense", {"Host": "localhost"}, False),
    ],
)
def test_only_this_machine_is_local(ip: str | None, headers: dict[str, str], local: bool) -> None:  # noqa: FBT001 - a column of the table above
    assert access.is_local(ip, headers) is local


def test_without_a_password_this_machine_enters() -> None:
    assert said(opened()) == "in as local by local"


def test_without_a_password_another_machine_stays_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "is_local", lambda *_: False)
    page = opened()
    assert said(page) == "outside"
    assert "views.password set" in page.info[0].value


def test_password_is_kept_as_an_argon2_hash_for_its_owner(place: Path) -> None:
    password.save(SECRET)
    assert place.read_text().startswith("$argon2id$")
    assert SECRET not in place.read_text()
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert password.matches(SECRET)
    assert not password.matches(SECRET + "x")
    assert not password.matches("x" * 10_000)


@pytest.mark.parametrize("text", ["short", "x" * 201])
def test_password_too_short_or_too_long_is_refused(text: str) -> None:
    with pytest.raises(ParameterError):
        password.save(text)
    assert password.stored() is None


def test_broken_hash_lets_nobody_in(place: Path) -> None:
    place.parent.mkdir()
    place.write_text("not a hash")
    assert not password.matches("not a hash")
    assert said(opened()) == "outside"


def sign_in(page: AppTest, text: str) -> AppTest:
    page.text_input[0].input(text)
    return page.button[0].click().run()


def test_password_opens_and_sign_out_closes() -> None:
    password.save(SECRET)
    page = opened()
    assert said(page) == "outside"
    sign_in(page, "wrong password")
    assert page.error
    sign_in(page, SECRET)
    assert said(page) == "in as desk by password"
    page.button(key="access_out").click().run()
    assert said(page) == "outside"


def test_changed_password_ends_every_sign_in() -> None:
    password.save(SECRET)
    page = sign_in(opened(), SECRET)
    password.save(SECRET + " new")
    assert said(page.run()) == "outside"


def test_sign_in_ends_after_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    password.save(SECRET)
    page = sign_in(opened(), SECRET)
    moment = access.time.monotonic() + access.SIGNED_IN_FOR_S
    monkeypatch.setattr(access.time, "monotonic", lambda: moment + 1)
    assert said(page.run()) == "outside"


def test_guessing_is_slowed_down(monkeypatch: pytest.MonkeyPatch) -> None:
    password.save(SECRET)
    tried: list[str] = []
    monkeypatch.setattr(password, "matches", lambda text: bool(tried.append(text)))
    page = opened()
    for number in range(access.GUESSES + 3):
        sign_in(page, f"guess number {number}")
    assert len(tried) == access.GUESSES
    assert "次数过多" in page.error[0].value


class Secrets(dict[str, Any]):
    """Settings of a server that signs in elsewhere."""

    def load_if_toml_exists(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("account", "inside"),
    [
        ({"is_logged_in": True, "email": "Li@Example.cn"}, True),
        ({"is_logged_in": True, "email": "li@example.cn", "email_verified": True}, True),
        ({"is_logged_in": True, "email": "li@example.cn", "email_verified": False}, False),
        ({"is_logged_in": True, "email": "other@example.cn"}, False),
        ({"is_logged_in": True}, False),
        ({"is_logged_in": False, "email": "li@example.cn"}, False),
        ({}, False),
    ],
)
def test_account_enters_only_when_it_is_listed(
    monkeypatch: pytest.MonkeyPatch, account: dict[str, object], inside: bool  # noqa: FBT001 - a column of the table above
) -> None:
    monkeypatch.setattr(access.st, "secrets", Secrets(auth={}, atlas={"editors": ["li@example.cn"]}))
    monkeypatch.setattr(access.st, "user", account)
    assert (access.user() is not None) is inside


def test_no_list_lets_no_account_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access.st, "secrets", Secrets(auth={}))
    monkeypatch.setattr(access.st, "user", {"is_logged_in": True, "email": "li@example.cn"})
    assert access.user() is None


def test_command_sets_and_clears(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = iter([SECRET, SECRET, SECRET, "something else"])
    monkeypatch.setattr(password.getpass, "getpass", lambda _: next(typed))
    assert password.main(["status"]) == 0
    assert password.main(["set"]) == 0
    assert password.matches(SECRET)
    assert password.main(["set"]) == 1
    assert password.main(["clear"]) == 0
    assert password.stored() is None
    assert SECRET not in capsys.readouterr().out
