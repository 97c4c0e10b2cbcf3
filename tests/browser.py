"""A Chromium-family browser for the end-to-end tests: found, or installed. Standard library only."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

VARIABLE = "ATLAS_BROWSER"
"""Environment variable that names the browser to use."""

COMMANDS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "msedge",
    "chrome",
)
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"%ProgramFiles%\Google\Chrome\Application\chrome.exe",
    r"%ProgramFiles(x86)%\Google\Chrome\Application\chrome.exe",
    r"%LocalAppData%\Google\Chrome\Application\chrome.exe",
    r"%ProgramFiles(x86)%\Microsoft\Edge\Application\msedge.exe",
    r"%ProgramFiles%\Microsoft\Edge\Application\msedge.exe",
)
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
CHINESE_FONTS = ("*cjk*", "*notosanssc*", "*sourcehan*", "*wqy*", "*wenquanyi*", "*droidsansfallback*", "*uming*")


class NoBrowserError(Exception):
    """No browser could be found or installed, or it has no Chinese font."""


def starts(executable: str) -> bool:
    """Whether the browser runs at all (a snap stub without snapd does not)."""
    if os.name == "nt":
        return True  # chrome.exe --version opens a window there
    try:
        answer = subprocess.run([executable, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0


def find() -> str | None:
    """Path of an installed browser, or None."""
    named = os.environ.get(VARIABLE)
    if named:
        if Path(named).is_file():
            return named
        msg = f"{VARIABLE} names {named}, and there is no such file."
        raise NoBrowserError(msg)
    on_path = (shutil.which(command) for command in COMMANDS)
    placed = (os.path.expandvars(place) for place in PLACES)
    for candidate in (*filter(None, on_path), *(p for p in placed if Path(p).is_file())):
        if starts(candidate):
            return candidate
    return None


def apt_install(*packages: str) -> bool:
    """Install Debian packages when this is Debian or Ubuntu and we are root; tell whether it worked."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return False
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    print(f"== apt-get install {' '.join(packages)}", flush=True)
    for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        done = subprocess.run(
            ["apt-get", "-qq", *command], env=quiet, stdout=subprocess.DEVNULL, check=False
        )
    return done.returncode == 0


def install(python: Path) -> str | None:
    """Install a browser: Debian's own as root, otherwise the one Playwright brings."""
    if apt_install("chromium", "fonts-noto-cjk"):
        found = find()
        if found:
            return found
    needs = ["--with-deps"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    command = [str(python), "-m", "playwright", "install", *needs, "chromium"]
    print(f"== {' '.join(command[1:])}", flush=True)
    if subprocess.run(command, check=False).returncode != 0:
        return None
    ask = "from playwright.sync_api import sync_playwright as p\nwith p() as q: print(q.chromium.executable_path)"
    answer = subprocess.run([str(python), "-c", ask], capture_output=True, text=True, check=True)
    found = answer.stdout.strip()
    return found if starts(found) else None


def has_chinese_font() -> bool:
    """Whether Chinese text can be drawn; macOS and Windows always bring a font."""
    if not sys.platform.startswith("linux"):
        return True
    if shutil.which("fc-list"):
        answer = subprocess.run(["fc-list", ":lang=zh", "file"], capture_output=True, check=False)
        if answer.stdout.strip():
            return True
    for folder in FONT_FOLDERS:
        names = (path.name.lower() for path in Path(folder).expanduser().rglob("*.[to]t[fc]"))
        if any(Path(name).match(pattern) for name in names for pattern in CHINESE_FONTS):
            return True
    return False


def ready(python: Path) -> str:
    """Path of a browser that runs and can draw Chinese, installed when there was none.

    Parameters
    ----------
    python
        Interpreter of the test environment, where Playwright is.

    Raises
    ------
    NoBrowserError
        What is missing and how to get it.
    """
    found = find() or install(python)
    if not found:
        msg = (
            "The end-to-end tests need a browser and none could be installed.\n"
            "  Debian, Ubuntu:  sudo apt-get install chromium fonts-noto-cjk\n"
            "  Fedora:          sudo dnf install chromium google-noto-sans-cjk-fonts\n"
            "  macOS, Windows:  install Google Chrome or Microsoft Edge\n"
            f"or set {VARIABLE} to the path of a Chromium, Chrome or Edge."
        )
        raise NoBrowserError(msg)
    if not has_chinese_font() and not (apt_install("fonts-noto-cjk") and has_chinese_font()):
        msg = "The tests draw Chinese text and there is no Chinese font: install fonts-noto-cjk."
        raise NoBrowserError(msg)
    return found
