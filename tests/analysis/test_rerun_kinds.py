"""Every kind of result that a page hands out is made again from its record, to the byte."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

import geodata
from analysis import cli
from analysis.record import Record, make_record
from geodata import overrides
from views import (
    coverage_answer,
    coverage_downloads,
    rerunnable,
    scenario_code,
    scenario_compare,
    scenario_draft,
    siting_answer,
    siting_downloads,
    siting_params,
    workbench_answer,
    workbench_params,
    workbench_table,
)
from views.coverage_params import Ask
from views.siting_params import Ask as SitingAsk

LAND = Ask(("S1",), 800, "stations", "structure_zones")
AROUND = workbench_params.Ask("expressways", (), "future_communities", (), 30, 10, "both", 2, 50)
ROADS = SitingAsk("renewal_sites", "lines", ("roads.010",), (), (), 2000, 800, ("S1",), "stations")


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def drawn() -> str:
    """Draft of one line with two stations."""
    draft = scenario_draft.add_line(scenario_draft.Draft(), "试")
    track = draft.tracks[-1].id
    for lng, lat in ((120.62, 27.97), (120.64, 27.98)):
        draft = scenario_draft.add_stop(draft, track, lng, lat, "站")
    return scenario_code.pack(draft)


def own_line(code: str) -> str:
    """Id of the line of a draft."""
    return scenario_code.unpack(code).tracks[0].id


def rerun(*words: str) -> int:
    """Exit code of ``rerun``."""
    return cli.main(["rerun", *words, "--quiet"])


def kept(name: str, body: bytes) -> str:
    """Write a file here and give its name."""
    Path(name).write_bytes(body)
    return name


def coverage_zip(ask: Ask) -> str:
    """Bundle of the coverage page."""
    return kept("coverage.zip", coverage_downloads._zip(ask, "zh"))


def around_zip(ask: workbench_params.Ask) -> str:
    """Bundle of the buffer workbench."""
    return kept("around.zip", workbench_table._zip(ask, workbench_answer.answer(ask)))


def siting_zip(ask: SitingAsk) -> str:
    """Bundle of the page of station sites."""
    return kept("siting.zip", siting_downloads._zip(ask, siting_answer.answer(ask), 1, "zh"))


def compare_zip(first: Ask, second: Ask) -> str:
    """Bundle of two scenarios."""
    found = coverage_answer.changes(first, second)
    return kept("compare.zip", scenario_compare.bundle([first, second], found, found.table, "compare"))


@pytest.mark.parametrize("draft", [False, True], ids=["plan", "drawn"])
def test_coverage_of_land_and_villages(draft, capsys):
    code = drawn() if draft else ""
    ask = LAND.with_lines(("S1", own_line(code)) if draft else ("S1",), code)
    name = coverage_zip(ask)
    assert rerun(name, "-o", "again.csv") == 0
    with zipfile.ZipFile(name) as bundle:
        assert Path("again.csv").read_bytes() == bundle.read(rerunnable.RESULT)
        bundle.extractall("out")
    assert rerun("out/villages.record.json") == 0
    assert capsys.readouterr().out.count("the same bytes") == 2


def test_record_alone_is_compared_by_the_hash_in_it():
    kept("x.record.json", coverage_downloads._json(LAND))
    assert rerun("x.record.json") == 0


@pytest.mark.parametrize("draft", [False, True], ids=["plan", "drawn"])
def test_comparison(draft):
    code = drawn() if draft else ""
    after = LAND.with_lines(("S1", own_line(code)) if draft else ("S1", "S3"), code)
    assert rerun(compare_zip(LAND.with_lines(("S1",), code), after)) == 0


@pytest.mark.parametrize("second", ["future_communities", "renewal_sites", "expressways"])
def test_around(second):
    first = ("status:operating",) if second == "expressways" else ()
    ask = workbench_params.Ask("expressways", first, second, (), 300, 10, "both", 2, 50)
    assert rerun(around_zip(ask)) == 0


@pytest.mark.parametrize("source", ["lines", "area", "drawn", "nothing there"])
def test_siting(source):
    ask = {
        "lines": ROADS,
        "area": SitingAsk("renewal_sites", "area", (), ("330304008",), (), 1500, 800, ("S1", "S3"), "line"),
        "drawn": SitingAsk(
            "villages", "drawn", (), (), ((120.60, 27.97), (120.66, 27.99)), 1500, 800, ("S1",), "stations"
        ),
        "nothing there": SitingAsk("renewal_sites", "lines", ("roads.010",), (), (), 2000, 800, (), "stations"),
    }[source]
    assert rerun(siting_zip(ask)) == 0


def test_buffer_and_curve_of_bundled_layers():
    assert cli.main(["buffer", "expressways", "--distance", "30", "-o", "buffer.geojson", "--quiet"]) == 0
    assert rerun("buffer.geojson") == 0


def test_what_changed_is_said(capsys):
    with zipfile.ZipFile(around_zip(AROUND)) as bundle:
        bundle.extractall()
    path = next(Path().glob("*.record.json"))
    document = json.loads(path.read_text(encoding="utf-8"))
    document["parameters"]["distance_m"] = 4000.0
    document["versions"]["shapely"] = "1.0"
    path.write_text(json.dumps(document), encoding="utf-8")
    assert rerun(str(path)) == 1
    said = capsys.readouterr().out
    assert "参数变了" in said
    assert "version changed: shapely 1.0" in said


def test_another_file_in_place_of_an_input_is_named(capsys):
    name = around_zip(AROUND)
    frame = workbench_answer.frame("future_communities", list(geodata.layer("future_communities").index)[:2])
    frame.drop(columns="search_area", errors="ignore").to_parquet("fewer.parquet")
    assert rerun(name, "--input", "features=fewer.parquet") == 1
    assert "data changed: features" in capsys.readouterr().out
    assert rerun(name, "--input", "sites=fewer.parquet") == 2
    assert rerun(name, "--input", "features") == 2


class Workspace:
    """Streets of a planner's own: the bundled ones but the last."""

    def frame(self, layer_id):
        """Layer that stands in."""
        if layer_id not in {"streets", "renewal_sites"}:
            return None
        with overrides.use(None):
            return geodata.layer(layer_id).iloc[:-1]

    def content_hash(self, layer_id):
        """Its hash."""
        return "own" if layer_id in {"streets", "renewal_sites"} else None


def test_layers_of_a_workspace_travel_with_the_bundle(capsys):
    ask = Ask(("S1",), 700, "stations", "streets")
    with overrides.use(Workspace()):
        names = [coverage_zip(ask), compare_zip(ask, ask.with_lines(("S1", "S3"), ""))]
    for name in names:
        assert rerun(name) == 0, name
        with zipfile.ZipFile(name) as bundle:
            assert any(each.startswith("input_") for each in bundle.namelist())
            bundle.extractall(name + ".d")
    assert "changed" not in capsys.readouterr().out
    Path("coverage.zip.d/input_areas.parquet").unlink()
    record = next(path for path in Path("coverage.zip.d").glob("*.record.json") if "villages." not in path.name)
    assert rerun(str(record)) == 2
    said = capsys.readouterr().err
    assert "缺少输入“areas”" in said
    assert "missing input 'areas'" in said


def _written(record: Record) -> str:
    return kept("x.record.json", record.to_json().encode())


def test_layer_that_is_not_bundled_is_named(capsys):
    record = coverage_downloads.record(LAND).with_origins({"areas": {"origin": "layer:mine"}})
    assert rerun(_written(record)) == 2
    assert "missing input 'areas' (mine)" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (make_record("contribution", {}, {}), "“contribution”类结果还不能重算"),
        (make_record("around", {}, {}), "lacks the input or parameter features"),
        (make_record("curve", {"areas": geodata.streets()}, {}), "made in memory"),
        (
            make_record("around", {"features": geodata.streets()}, {}).with_origins(
                {"features": {"origin": "layer:streets", "filter": ["street:x"]}}
            ),
            "how input 'features' was made (filter)",
        ),
    ],
    ids=["kind", "empty", "memory", "old filter"],
)
def test_what_cannot_be_run_again_is_said_in_words(record, said, capsys):
    assert rerun(_written(record)) == 2
    assert said in capsys.readouterr().err


def test_record_without_a_result_is_compared_by_what_went_in(capsys):
    found = siting_answer.answer(ROADS)
    record = siting_downloads.record(ROADS, found)
    bare = Record(record.kind, record.inputs, record.parameters, record.versions, record.created)
    assert rerun(_written(bare), "-o", "again.csv") == 0
    assert "names no result file" in capsys.readouterr().out
    assert Path("again.csv").read_bytes() == siting_downloads.result(found)
    chosen = {**record.parameters, "chosen": [["c0001"]]}
    assert rerun(_written(Record(record.kind, record.inputs, chosen, record.versions, record.created))) == 1


def test_broken_bundles(capsys):
    assert rerun(kept("a.zip", b"no")) == 2
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as bundle:
        bundle.writestr("x.csv", "")
    assert rerun(kept("b.zip", empty.getvalue())) == 2
    assert rerun("none.zip") == 2
    assert "holds no record" in capsys.readouterr().err


def test_every_track_is_known():
    assert siting_params.track_of("roads.010").layer == "roads"
