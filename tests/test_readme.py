"""The README keeps its word: its commands are the ones that are tested, and what it names exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def command(name: str) -> str:
    """Return the one command under the marker ``<!-- command: NAME -->``."""
    block = re.search(rf"<!-- command: {name} -->\n+```\w*\n(?P<text>[^`]+)\n```", README)
    assert block, f"README has no command marked {name}"
    return block["text"]


@pytest.mark.parametrize("name", ["run", "test"])
def test_command_is_one_line(name: str) -> None:
    assert "\n" not in command(name)


def test_both_quick_starts_give_the_same_command() -> None:
    assert set(re.findall(r"^git clone .*$", README, re.MULTILINE)) == {command("run")}


def test_run_command_names_what_exists() -> None:
    words = command("run").split()
    for word in ("requirements.txt", "app.py"):
        assert word in words
        assert (ROOT / word).is_file()


def test_test_command_is_the_test_package() -> None:
    assert command("test") == "python3 -m tests"
    assert (ROOT / "tests" / "__main__.py").is_file()


def test_continuous_integration_reads_the_same_commands() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    for name in ("run", "test"):
        assert f"readme_command {name}" in script


def test_links_inside_the_project_lead_somewhere() -> None:
    targets = [target for _, target in re.findall(r"!?\[([^\]]*)\]\(([^)#\s]+)\)", README)]
    assert targets
    for target in targets:
        if not re.match(r"https?://", target):
            assert (ROOT / target).exists(), f"README links to {target}"


def test_modules_named_as_commands_exist() -> None:
    for module in set(re.findall(r"python3? -m ([a-z_.]+)", README)) - {"venv"}:
        place = ROOT.joinpath(*module.split("."))
        assert place.with_suffix(".py").is_file() or (place / "__main__.py").is_file(), f"python -m {module}"
