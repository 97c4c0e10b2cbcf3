"""How long a reader waits: control changed to map repainted, and first map after opening a page.

    python tests/bench/interaction.py [rounds]

Starts the atlas on a free port, drives it in a headless browser and prints a table. The clock is the browser's:
from the key or mouse event to the second animation frame after the map has drawn its new state. The server's share
runs from the browser's message to the last message of its answer, as the browser sees them, so it includes the way
there and back. The server's processor time is counted beside it: on a machine that does other work too, it says what
the answer costs when the wait does not.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import psutil
from playwright.sync_api import sync_playwright

from tests import browser as browsers
from tests.bench import scenes
from tests.e2e import server
from tests.e2e.atlas import Atlas

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, CDPSession

ROUNDS = 20
FIRST_MAPS = 7
CHANGE_TARGET_S = 1.0
PYTHON_TARGET_S = 0.3
FIRST_MAP_TARGET_S = 4.0
INPUT_CLOCK = """(window) => {
  for (const kind of ['pointerup', 'keydown'])
    window.addEventListener(kind, () => { top.touched = performance.timeOrigin + performance.now(); }, true);
}"""
PAINTED_AT = """(before) => {
  const host = window.atlas?.host, shown = document.documentElement.dataset.painted;
  return shown && shown !== before && shown === host?.state.stamp && performance.timeOrigin + performance.now();
}"""


@dataclass
class Wire:
    """Times of the messages between browser and server, in seconds of one clock."""

    sent: list[float] = field(default_factory=list)
    received: list[float] = field(default_factory=list)

    def attach(self, session: CDPSession) -> None:
        """Listen to the page's web socket."""
        session.send("Network.enable")
        session.on("Network.webSocketFrameSent", lambda e: self.sent.append(e["timestamp"]))
        session.on("Network.webSocketFrameReceived", lambda e: self.received.append(e["timestamp"]))

    def clear(self) -> None:
        """Forget what was heard so far."""
        self.sent.clear()
        self.received.clear()

    def turn_s(self) -> float:
        """Time from the first message sent to the last one received since `clear`."""
        return max(self.received) - min(self.sent) if self.sent and self.received else 0.0


@dataclass(frozen=True)
class Times:
    """What one row of the table holds, seconds."""

    title: str
    total: list[float]
    server: list[float]
    processor: list[float]
    target: float


def open_page(browser: Browser, url: str) -> Atlas:
    """Open a fresh browser context with an empty cache."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    return Atlas(context.new_page(), url)


def painted_at(atlas: Atlas, before: str) -> float:
    """Wait for a new painted state; return the moment by the browser's clock, ms, to a frame's length."""
    return float(atlas.map.wait_for_function(PAINTED_AT, arg=before).json_value())


def processor_s(process: psutil.Process) -> float:
    """Processor time the server has used so far."""
    times = process.cpu_times()
    return float(times.user + times.system)


def first_maps(browser: Browser, url: str, scene: scenes.Scene, process: psutil.Process) -> Times:
    """Time from asking for a page to its painted map, nothing cached in the browser."""
    total, processor = [], []
    for _ in range(FIRST_MAPS):
        atlas = open_page(browser, url)
        used = processor_s(process)
        atlas.page.goto(atlas.address_of(scene.path, **scene.query))
        painted = painted_at(atlas, "")
        total.append((painted - float(atlas.page.evaluate("performance.timeOrigin"))) / 1000)
        atlas.painted()
        processor.append(processor_s(process) - used)
        atlas.page.context.close()
    return Times(f"{scene.title}: first map", total, [], processor, FIRST_MAP_TARGET_S)


def changes(
    atlas: Atlas, title: str, act: Callable[[int], Any], rounds: int, wire: Wire, process: psutil.Process
) -> Times:
    """Time from a control's event to the repainted map, once a round."""
    total, python, processor = [], [], []
    for number in range(rounds):
        before = atlas.painted()
        wire.clear()
        used = processor_s(process)
        act(number)
        painted = painted_at(atlas, before)
        total.append((painted - float(atlas.page.evaluate("window.touched"))) / 1000)
        atlas.painted()
        python.append(wire.turn_s())
        processor.append(processor_s(process) - used)
    return Times(title, total, python, processor, CHANGE_TARGET_S)


def percentile(values: list[float], share: int) -> float:
    """Percentile of the values, the share in whole per cent."""
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]


def show(rows: list[Times]) -> bool:
    """Print the table; tell whether every target is met."""
    good = True
    print(f"{'seconds':<56}{'p50':>7}{'p95':>7}{'server p50':>12}{'p95':>7}{'CPU p50':>9}   targets (p50)")
    for row in rows:
        middle, late = percentile(row.total, 50), percentile(row.total, 95)
        line = f"{row.title:<56}{middle:>7.2f}{late:>7.2f}"
        met = middle < row.target
        if row.server:
            share, share_late = percentile(row.server, 50), percentile(row.server, 95)
            met = met and share < PYTHON_TARGET_S
            line += f"{share:>12.2f}{share_late:>7.2f}{percentile(row.processor, 50):>9.2f}"
            line += f"   < {row.target:g}, server < {PYTHON_TARGET_S:g}"
        else:
            line += f"{'':>19}{percentile(row.processor, 50):>9.2f}   < {row.target:g}"
        print(line + ("" if met else "   NOT MET"), flush=True)
        good = good and met
    return good


def main(rounds: int) -> int:
    """Run every scene and print the table."""
    rows = []
    executable = browsers.find()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable)
        with server.running(Path(folder) / "log") as (url, started):
            process = psutil.Process(started.pid)
            for scene in scenes.SCENES:
                atlas = open_page(browser, url)
                wire = Wire()
                wire.attach(atlas.page.context.new_cdp_session(atlas.page))
                atlas.open(scene.path, **scene.query)
                for frame in (atlas.page.main_frame, atlas.map):
                    frame.evaluate(f"({INPUT_CLOCK})(window)")
                rows.extend(
                    changes(atlas, f"{scene.title}: {name}", act(atlas), rounds, wire, process)
                    for name, act in scene.acts.items()
                )
                atlas.page.context.close()
                rows.append(first_maps(browser, url, scene, process))
        browser.close()
    return 0 if show(rows) else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS))
