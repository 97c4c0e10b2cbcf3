"""The test command itself: it finds a browser or says clearly that there is none, and knows when to reinstall."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests import __main__ as command
from tests import browser, postgres

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def bare_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set up a machine without a browser, a package manager or any way to fetch one."""
    monkeypatch.delenv(browser.VARIABLE, raising=False)
    monkeypatch.setattr(browser.shutil, "which", lambda _: None)
    monkeypatch.setattr(browser, "PLACES", ())


@pytest.mark.usefixtures("bare_machine")
def test_no_browser_is_a_failure_that_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    refused = subprocess.CompletedProcess([], 1)
    monkeypatch.setattr(browser.subprocess, "run", lambda *_, **__: refused)
    with pytest.raises(browser.NoBrowserError, match="apt-get install chromium fonts-noto-cjk"):
        browser.ready(browser.Path(sys.executable))


def test_named_browser_that_is_not_there_is_a_failure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(browser.VARIABLE, str(tmp_path / "nothing"))
    with pytest.raises(browser.NoBrowserError, match="no such file"):
        browser.find()


def test_named_browser_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(browser.VARIABLE, sys.executable)
    assert browser.find() == sys.executable


def test_missing_chinese_font_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "find", lambda: "chromium")
    monkeypatch.setattr(browser, "has_chinese_font", lambda: False)
    monkeypatch.setattr(browser, "apt_install", lambda *_: False)
    with pytest.raises(browser.NoBrowserError, match="fonts-noto-cjk"):
        browser.ready(browser.Path(sys.executable))


def test_environment_is_made_again_when_requirements_change(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    listed = tmp_path / "requirements.txt"
    listed.write_text("shapely==2.2.0\n")
    monkeypatch.setattr(command, "REQUIREMENTS", (listed,))
    before = command.fingerprint()
    assert command.fingerprint() == before
    listed.write_text("shapely==2.2.1\n")
    assert command.fingerprint() != before


def test_no_postgis_is_a_failure_that_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(postgres.VARIABLE, raising=False)
    monkeypatch.setattr(postgres, "programs", lambda: None)
    monkeypatch.setattr(browser, "apt_install", lambda *_: False)
    with pytest.raises(postgres.NoPostgresError, match="apt-get install postgresql postgresql-postgis"):
        postgres.ready()
