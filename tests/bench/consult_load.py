"""A full hall: 50 people comment and 20 browse at once on this machine; nothing acknowledged may be missing.

``python -m tests.bench.consult_load`` prints the figures; with ``--kill`` the server is killed in the middle.
It takes a minute at most. Every visitor is a session of the real page over its web socket, and writes five times
as fast as a person with a phone would.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles

import psutil
from websockets.exceptions import WebSocketException

from geodata.consultation import Consultation, now, open_store
from tests.bench.visitor import Visitor
from tests.e2e import server
from views.consult_words import CATEGORY

ID = "hall"
PEOPLE = 50
BROWSERS = 20
LABELS = [zh for zh, _ in CATEGORY.values()]
BROKEN = (WebSocketException, OSError, TimeoutError)
_NUMBER = re.compile(r"第 (\d+) 号\*\*（")


@dataclass
class Tally:
    """What happened.

    Parameters
    ----------
    acknowledged
        Number shown to a person → the text they had written.
    send_s, tap_s, open_s
        Seconds from pressing send to the number on screen; from a tap to the pin; from opening to the page.
    failures, runs
        What went wrong, by name; how often a page's script ran to its end.
    """

    acknowledged: dict[int, str] = field(default_factory=dict)
    send_s: list[float] = field(default_factory=list)
    tap_s: list[float] = field(default_factory=list)
    open_s: list[float] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)
    runs: int = 0


async def person(number: int, url: str, tally: Tally, until: float) -> None:
    """Open the page, tap the map, write, send, and begin again until the time is up."""
    chance = random.Random(number)
    await asyncio.sleep(chance.uniform(0, 10))
    started = time.monotonic()
    async with Visitor(url, "consult", f"c={ID}") as visitor:
        await visitor.run()
        tally.open_s.append(time.monotonic() - started)
        tally.runs += 1
        turn = 0
        while time.monotonic() < until:
            await asyncio.sleep(chance.uniform(2, 8))
            lat, lng = chance.uniform(27.95, 28.02), chance.uniform(120.56, 120.68)
            begin = time.monotonic()
            tap = {"layer": None, "id": None, "lat": lat, "lng": lng, "seq": number * 1000 + turn}
            fragment = visitor.set("consult_map", json_value=tap)
            await visitor.run(fragment=fragment)
            tally.tap_s.append(time.monotonic() - begin)
            await asyncio.sleep(chance.uniform(3, 10))
            text = f"第{number}人第{turn}条：" + "希望改善出行。" * chance.randint(1, 20)
            visitor.set(f"consult_category_{turn}", string_array_value=[chance.choice(LABELS)])
            visitor.set(f"consult_text_{turn}", string_value=text)
            begin = time.monotonic()
            await visitor.press(f"consult_send_{turn}")
            shown = _NUMBER.search(" ".join(visitor.texts))
            if shown is None:
                tally.failures["no number shown"] += 1
                return
            tally.send_s.append(time.monotonic() - begin)
            tally.acknowledged[int(shown[1])] = text
            await asyncio.sleep(chance.uniform(0.5, 2))
            await visitor.press("consult_again")
            turn += 1
            tally.runs += 3


async def first(url: str) -> None:
    """Open both pages once: the server has been running for a while before the hall fills."""
    for page in ("overview", "consult"):
        async with Visitor(url, page) as visitor:
            await visitor.run()


async def browser(number: int, url: str, tally: Tally, until: float) -> None:
    """Open the pages a visitor looks at, and the map with them, again and again."""
    chance = random.Random(1000 + number)
    await asyncio.sleep(chance.uniform(0, 6))
    while time.monotonic() < until:
        begin = time.monotonic()
        async with Visitor(url, chance.choice(("consult", "overview"))) as visitor:
            await visitor.run()
            await asyncio.to_thread(_fetch, f"{url}/atlas/map")
            tally.open_s.append(time.monotonic() - begin)
            tally.runs += 1
            await asyncio.sleep(chance.uniform(2, 6))


def _fetch(url: str) -> None:
    with urllib.request.urlopen(url, timeout=30) as answer:
        answer.read()


async def crowd(
    url: str, tally: Tally, seconds: float, kill: psutil.Process | None, people: int = PEOPLE, browsers: int = BROWSERS
) -> None:
    """Let everybody in for a while; `kill` is ended with a fifth of it to go and everybody still writing."""
    until = time.monotonic() + seconds

    async def guarded(what: object) -> None:
        try:
            await what  # type: ignore[misc] -- a coroutine of the two above
        except BROKEN as error:
            tally.failures[type(error).__name__] += 1

    async def killer() -> None:
        await asyncio.sleep(seconds * 0.8)
        if kill is not None:
            kill.kill()

    visits = [person(n, url, tally, until) for n in range(people)]
    visits += [browser(n, url, tally, until) for n in range(browsers)]
    await asyncio.gather(killer(), *map(guarded, visits))


def prepare(path: Path) -> None:
    """Make an open consultation for a hall whose people share an address."""
    today = now().date()
    with closing(open_store(str(path))) as store:
        consultation = Consultation(
            id=ID, title_zh="压力", title_en="Load", opens_on=today - timedelta(days=1),
            closes_on=today + timedelta(days=1), stage="published", layers=("rail",), per_address=10_000,
        )  # fmt: skip
        store.save_consultation(consultation, actor="bench", at=now())


def missing(path: Path, tally: Tally) -> tuple[int, list[int]]:
    """How many comments are on disk, and the acknowledged numbers that are not there or hold another text."""
    with closing(open_store(str(path))) as store:
        kept = {item.number: item.text for item in store.comments(ID)}
    return len(kept), [number for number, text in tally.acknowledged.items() if kept.get(number) != text]


def _line(name: str, seconds: list[float]) -> str:
    if len(seconds) < 2:
        return f"{name:<20} too few"
    tail = quantiles(seconds, n=20)[-1]
    spread = f"median {median(seconds):5.2f} s   95 % {tail:5.2f} s   max {max(seconds):5.2f} s"
    return f"{name:<20} n {len(seconds):>4}   {spread}"


def main() -> int:
    """Run it once; 0 when nothing was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.consult_load", description=__doc__)
    parser.add_argument("--seconds", type=float, default=35, help="how long new comments are begun")
    parser.add_argument("--kill", action="store_true", help="kill -9 the server in the middle")
    asked = parser.parse_args()
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "server.log"
        comments = log.parent / server.COMMENTS
        prepare(comments)
        with server.running(log) as (url, process):
            asyncio.run(first(url))
            watched = psutil.Process(process.pid)
            before = sum(watched.cpu_times()[:2])
            begin = time.monotonic()
            asyncio.run(crowd(url, tally, asked.seconds, watched if asked.kill else None))
            took = time.monotonic() - begin
            if not asked.kill:
                memory = watched.memory_info().rss / 1e6
                used = sum(watched.cpu_times()[:2]) - before
                each = 1000 * used / max(1, tally.runs)
                print(f"server: {used:.0f} s of CPU in {took:.0f} s, {each:.0f} ms a page run, {memory:.0f} MB")
        kept, lost = missing(comments, tally)
    print(f"{PEOPLE} people comment, {BROWSERS} browse, {took:.0f} s, {os.cpu_count()} cores")
    for name, seconds in (("open a page", tally.open_s), ("tap → pin", tally.tap_s), ("send → number", tally.send_s)):
        print(_line(name, seconds))
    print(f"acknowledged {len(tally.acknowledged)}, on disk {kept}, lost {len(lost)}, failures {dict(tally.failures)}")
    few = not asked.kill and (tally.failures or len(tally.acknowledged) < PEOPLE)
    return 1 if lost or few or not tally.acknowledged else 0


if __name__ == "__main__":
    sys.exit(main())
