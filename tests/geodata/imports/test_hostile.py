"""Every hostile file gets a clear message in both languages; memory stays bounded, nothing else is touched."""

from __future__ import annotations

import http.server
import re
import resource
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import psutil
import pytest

import geodata
from analysis.errors import AtlasError, CrsError
from geodata.imports import Imported, ImportRefusedError, Limits, read_upload
from geodata.imports.workspace import Workspace
from tests.geodata.imports import hostile
from tests.geodata.imports import hostile_cases as cases

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CASES = cases.REFUSED + cases.CRS_REFUSED + cases.READ
Outcome = Imported | AtlasError


def attempt(case: hostile.Case) -> Outcome:
    limits = {"listed": 20, "seconds": 60.0, "memory_bytes": 1200 << 20, **case.limits}
    whole = {name: type(getattr(Limits(), name))(value) for name, value in limits.items()}
    try:
        return read_upload(case.name, case.make(), limits=Limits(**whole))
    except AtlasError as error:
        return error


class _Listener(http.server.BaseHTTPRequestHandler):
    hits: list[str] = []  # noqa: RUF012  one list for the whole test run

    def do_GET(self) -> None:
        self.hits.append(self.path)
        self.send_error(404)

    do_HEAD = do_GET  # noqa: N815  the name the server looks for

    def log_message(self, *_args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Outcome]]:
    """All cases, two at a time, with a server that nobody must call and a workspace nobody must touch."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    hostile.PORT = server.server_port
    folder: Path = tmp_path_factory.mktemp("workspace")
    Workspace(folder).save_layer("streets", geodata.layer("streets"), base_version=0, who="甲", why="试")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    rss = psutil.Process().memory_info().rss
    with ThreadPoolExecutor(2) as pool:
        results = dict(zip([case.name for case in CASES], pool.map(attempt, CASES), strict=True))
    results["grown"] = AtlasError("", str(psutil.Process().memory_info().rss - rss))
    yield results
    server.shutdown()
    server.server_close()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def ids(case: hostile.Case) -> str:
    return re.sub(r"[^\w.\-]", "_", case.name)[-30:]


def assert_told(error: AtlasError) -> None:
    assert re.search(r"[一-鿿]", error.zh)
    assert re.search(r"[a-z]{3}", error.en)
    assert not re.search(r"atlas-import-|Traceback|File \"", str(error))
    assert len(str(error)) < 1500
    assert "root:" not in str(error)


def test_the_corpus_is_large_enough() -> None:
    assert len(CASES) >= 60
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", cases.REFUSED, ids=ids)
def test_refused(case: hostile.Case, outcomes: dict[str, Outcome]) -> None:
    outcome = outcomes[case.name]
    assert isinstance(outcome, ImportRefusedError), outcome
    assert outcome.code in case.refused, outcome
    assert_told(outcome)


@pytest.mark.parametrize("case", cases.CRS_REFUSED, ids=ids)
def test_refused_for_its_system(case: hostile.Case, outcomes: dict[str, Outcome]) -> None:
    outcome = outcomes[case.name]
    assert isinstance(outcome, CrsError), outcome
    assert_told(outcome)


@pytest.mark.parametrize("case", cases.READ, ids=ids)
def test_read_with_findings(case: hostile.Case, outcomes: dict[str, Outcome]) -> None:
    outcome = outcomes[case.name]
    assert isinstance(outcome, Imported), outcome
    for kind in case.found:
        assert kind in outcome.counts, (kind, dict(outcome.counts))
        assert any(issue.kind == kind for issue in outcome.issues)
    for issue in outcome.issues:
        assert issue.zh
        assert issue.en
    assert len(outcome.issues) <= 20 * max(1, len(outcome.counts))
    shapes = outcome.frame.geometry.dropna()
    assert shapes.is_valid.all()
    assert not shapes.has_z.any()
    assert not any("root:" in str(value) for value in outcome.frame.drop(columns="geometry").to_numpy().ravel()[:1000])


def test_a_million_empty_features_are_counted_not_listed(outcomes: dict[str, Outcome]) -> None:
    read = outcomes["million-empty.geojson"]
    assert isinstance(read, Imported)
    assert read.counts["empty"] == read.raw_count == 1_000_000
    assert not read.ready


def test_names_survive_unharmed(outcomes: dict[str, Outcome]) -> None:
    read = outcomes["nasty.csv"]
    assert isinstance(read, Imported)
    assert list(read.frame["村名"]) == [hostile.NASTY, "+1+1"]
    assert list(read.frame["备注"]) == ['=HYPERLINK("http://x")', "@SUM(A1)"]


def test_repairs_can_be_shown_before_and_after(outcomes: dict[str, Outcome]) -> None:
    read = outcomes["bow-tie.geojson"]
    assert isinstance(read, Imported)
    (issue,) = [issue for issue in read.issues if issue.kind == "invalid"]
    assert (issue.row, issue.feature, issue.repaired) == (1, "甲", True)
    assert issue.before is not None
    assert read.frame.geometry.iloc[0].geom_type == "MultiPolygon"


def test_no_request_left_the_machine(outcomes: dict[str, Outcome]) -> None:
    assert outcomes
    assert _Listener.hits == []


def test_memory_stays_bounded(outcomes: dict[str, Outcome]) -> None:
    # the reading processes, each limited to 1.2 GiB of address space, and this one, which holds all the results
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 1200 * 1024
    assert int(outcomes["grown"].en) < 700 << 20
