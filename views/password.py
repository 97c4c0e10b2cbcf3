"""The password of a single machine: only its Argon2 hash is kept. ``python -m views.password set|clear|status``."""

from __future__ import annotations

import argparse
import getpass
import hashlib
import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final

import argon2

from analysis.errors import AtlasError, ParameterError

if TYPE_CHECKING:
    from collections.abc import Mapping

SETTING: Final = "ATLAS_PASSWORD_FILE"
"""Environment variable: the file that holds the hash."""
DEFAULT: Final = Path(__file__).resolve().parents[1] / ".workspace" / "password"
SHORTEST: Final = 10
"""Characters of a password at least; one network guess a second would take years."""
LONGEST: Final = 200
_HASHER: Final = argon2.PasswordHasher()
_AT_ONCE: Final = threading.BoundedSemaphore(2)
"""A check takes 64 MB on purpose; a crowd of guesses must not take the machine's memory."""


def file(environment: Mapping[str, str] = os.environ) -> Path:
    """File that holds the hash."""
    return Path(environment.get(SETTING, "").strip() or DEFAULT)


def stored() -> str | None:
    """Hash that is set, or none."""
    try:
        return file().read_text(encoding="ascii").strip() or None
    except FileNotFoundError:
        return None


def fingerprint() -> str | None:
    """Short hash of what is set: a sign-in ends when it changes."""
    kept = stored()
    return None if kept is None else hashlib.sha256(kept.encode()).hexdigest()[:16]


def save(password: str) -> None:
    """Set the password.

    Raises
    ------
    ParameterError
        It is too short or too long.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        zh = f"口令应为 {SHORTEST}–{LONGEST} 个字符"
        raise ParameterError(zh, f"a password has {SHORTEST} to {LONGEST} characters")
    path = file()
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    part.write_text(_HASHER.hash(password) + "\n", encoding="ascii")
    part.replace(path)


def clear() -> bool:
    """Take the password away; tell whether there was one."""
    there = file().exists()
    file().unlink(missing_ok=True)
    return there


def matches(password: str) -> bool:
    """Whether this is the password; false when none is set or the file is not a hash."""
    kept = stored()
    if kept is None or len(password) > LONGEST:
        return False
    try:
        with _AT_ONCE:
            return _HASHER.verify(kept, password)
    except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
        return False


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 when it worked."""
    parser = argparse.ArgumentParser(prog="python -m views.password", description=__doc__)
    parser.add_argument("command", choices=("set", "clear", "status"))
    parser.add_argument("--stdin", action="store_true", help="读标准输入的第一行 / take a line of standard input")
    asked = parser.parse_args(arguments)
    if asked.command == "set":
        try:
            save(sys.stdin.readline().rstrip("\r\n") if asked.stdin else _asked_twice())
        except AtlasError as error:
            sys.stderr.write(f"{error}\n")
            return 1
        said = "口令已设置：之后管理页面需登录 / password set: the desk now needs a sign-in"
    elif asked.command == "clear":
        said = (
            "口令已取消：管理页面只能在本机打开 / password taken away: the desk opens on this machine only"
            if clear()
            else "没有设置口令 / no password was set"
        )
    else:
        said = "已设置口令 / a password is set" if stored() else "没有设置口令，仅限本机 / none set: this machine only"
    sys.stdout.write(f"{said}\n")
    return 0


def _asked_twice() -> str:
    first = getpass.getpass("口令 / password: ")
    if first != getpass.getpass("再输入一次 / once more: "):
        zh, en = "两次输入不一样", "the two are not the same"
        raise ParameterError(zh, en)
    return first


if __name__ == "__main__":
    sys.exit(main())
