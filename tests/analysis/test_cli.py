"""The command line on the bundled district and on files."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from analysis import cli, io

ROOT = Path(__file__).parents[2]
CHECK = ["check", "--lines", "S1,S3", "--distance", "800", "--from", "stations", "--villages", "renewal_sites"]


@pytest.fixture(autouse=True)
def _in_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def run(*arguments: str) -> int:
    return cli.main(list(arguments))


def corridor_files() -> list[str]:
    """A tiny district of one's own in three files."""
    sites = gpd.GeoDataFrame(
        {
            "id": ["a", "b", "c"],
            "name": ["甲", "乙", "丙"],
            "street": ["东", "东", "西"],
            "accuracy_m": [10.0, 10.0, 10.0],
        },
        geometry=shapely.points([500_100.0, 500_700.0, 505_000.0], 3_090_000.0),
        crs=4549,
    )
    stations = gpd.GeoDataFrame(
        {"id": ["S1.1"], "name": ["站"], "line": ["S1"], "accuracy_m": [5.0]},
        geometry=[shapely.Point(500_000, 3_090_000)],
        crs=4549,
    )
    lines = gpd.GeoDataFrame(
        {"id": ["S1"], "name": ["一号线"], "accuracy_m": [5.0]},
        geometry=[shapely.LineString([(499_000, 3_090_000), (501_000, 3_090_000)])],
        crs=4549,
    )
    for name, frame in (("sites", sites), ("stations", stations), ("lines", lines)):
        frame.to_file(f"{name}.gpkg", engine="pyogrio")
    return ["--sites", "sites.gpkg", "--stations", "stations.gpkg", "--line-layer", "lines.gpkg", "--lines", "S1"]


def test_canonical_call_writes_the_table_and_its_record(capsys):
    assert run(*CHECK, "-o", "out.csv") == 0
    with Path("out.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 38
    assert {row["verdict"] for row in rows} <= {"in", "verify", "out"}
    record = json.loads(Path("out.csv.record.json").read_text(encoding="utf-8"))
    assert record["parameters"]["distances_m"] == [800.0]
    assert record["outputs"]["out.csv"] == io.file_hash("out.csv")
    assert {item["name"] for item in record["inputs"]} == {"sites", "stations", "lines"}
    out, err = capsys.readouterr()
    assert "38" in out
    assert "下限" in err  # stations of S3 without a place


def test_module_runs_as_a_program():
    done = subprocess.run(
        [sys.executable, "-m", "analysis", *CHECK, "--json"], cwd=ROOT, capture_output=True, check=True, text=True
    )
    document = json.loads(done.stdout)
    assert len(document["rows"]) == 38
    counts = document["figures"]["counts"]["800"]
    assert counts["certain_in"] + counts["verify"] + counts["certain_out"] == 38


def test_rerun_gives_the_same_bytes(capsys):
    run(*CHECK, "-o", "out.csv")
    assert run("rerun", "out.csv.record.json", "-o", "again.csv") == 0
    assert Path("again.csv").read_bytes() == Path("out.csv").read_bytes()
    assert "the same bytes" in capsys.readouterr().out


@pytest.mark.parametrize("ending", ["xlsx", "json", "geojson", "gpkg", "parquet", "shp.zip"])
def test_every_format_is_written_and_rerun(ending):
    assert run("check", *corridor_files(), "--distance", "500", "-o", f"out.{ending}") == 0
    assert run("rerun", f"out.{ending}") == 0


def test_rerun_says_that_data_changed(capsys):
    run("check", *corridor_files(), "--distance", "500", "-o", "out.csv")
    sites = gpd.read_file("sites.gpkg", engine="pyogrio")
    sites.geometry = sites.geometry.translate(300, 0)
    Path("sites.gpkg").unlink()
    sites.to_file("sites.gpkg", engine="pyogrio")
    assert run("rerun", "out.csv") == 1
    assert "data changed: sites" in capsys.readouterr().out


def test_rerun_says_that_a_parameter_or_version_changed(capsys):
    run("check", *corridor_files(), "--distance", "500", "-o", "out.csv")
    path = Path("out.csv.record.json")
    record = json.loads(path.read_text(encoding="utf-8"))
    record["parameters"]["distances_m"] = [900.0]
    record["versions"]["numpy"] = "0.1"
    path.write_text(json.dumps(record), encoding="utf-8")
    assert run("rerun", "out.csv", "--json") == 1
    changes = " ".join(change["en"] for change in json.loads(capsys.readouterr().out.split("\n", 1)[1])["changes"])
    assert "parameter changed" in changes
    assert "numpy 0.1" in changes


def test_record_is_found_from_another_folder(monkeypatch):
    run("check", *corridor_files(), "--distance", "500", "-o", "out.csv")
    here = Path.cwd()
    monkeypatch.chdir(ROOT)
    assert run("rerun", str(here / "out.csv")) == 0


def test_several_distances_are_stacked():
    run("check", *corridor_files(), "--distance", "500,800", "-o", "out.csv")
    with Path("out.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["id"], row["threshold_m"], row["verdict"]) for row in rows] == [
        ("a", "500.0", "in"),
        ("b", "500.0", "out"),
        ("c", "500.0", "out"),
        ("a", "800.0", "in"),
        ("b", "800.0", "in"),
        ("c", "800.0", "out"),
    ]


def test_from_line_street_and_accuracy(capsys):
    files = corridor_files()
    assert run("check", *files, "--distance", "500", "--from", "line", "--street", "东", "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert [row["verdict"] for row in document["rows"]] == ["in", "in"]
    sites = gpd.read_file("sites.gpkg", engine="pyogrio").drop(columns="accuracy_m")
    sites.to_file("bare.gpkg", engine="pyogrio")
    bare = ["--sites", "bare.gpkg", *files[2:], "--distance", "500"]
    assert run("check", *bare) == 2
    assert run("check", *bare, "--accuracy", "25") == 0


def test_diff_names_the_cause(capsys):
    files = corridor_files()
    run("check", *files, "--distance", "500", "-o", "a.csv")
    run("check", *files, "--distance", "800", "-o", "b.csv")
    assert run("diff", "a.csv", "a.csv") == 0
    capsys.readouterr()
    assert run("diff", "a.csv", "b.csv", "--json", "-o", "diff.csv") == 1
    document = json.loads(capsys.readouterr().out)
    assert [(row["id"], row["before"], row["after"], row["cause"]) for row in document["verdicts"]] == [
        ("b", "out", "in", "threshold")
    ]
    assert Path("diff.csv").exists()
    assert run("diff", "a.csv", "b.csv") == 1
    assert "threshold 1" in capsys.readouterr().out


def test_walk_with_a_street_network(capsys):
    corridor_files()
    grid = [shapely.LineString([(499_000 + 100 * k, 3_089_000), (499_000 + 100 * k, 3_091_000)]) for k in range(21)]
    grid += [shapely.LineString([(499_000, 3_089_000 + 100 * k), (501_000, 3_089_000 + 100 * k)]) for k in range(21)]
    gpd.GeoDataFrame(geometry=grid, crs=4549).to_file("streets.gpkg", engine="pyogrio")
    call = ["walk", "--network", "streets.gpkg", "--stations", "stations.gpkg", "--distance", "500"]
    assert run(*call, "-o", "catchment.geojson") == 0
    assert run("rerun", "catchment.geojson") == 0
    assert run(*call, "--sites", "sites.gpkg", "--json") == 0
    out = capsys.readouterr()
    assert "too sparse" not in out.err
    rows = json.loads(out.out[out.out.index("\n{") :])["rows"]
    assert rows[0]["walk_m"] == 100


def test_bundled_roads_come_with_their_warning(capsys):
    assert run("walk", "--lines", "S1", "--distance", "800", "-o", "walk.csv") == 0
    assert "too small" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "--lines", "X9", "--distance", "800"], "X9"),
        (["check", "--lines", "S1", "--distance", "-5"], "-5"),
        (["check", "--lines", "S1", "--distance", "abc"], "abc"),
        (["check", "--lines", "S1", "--distance", "800", "--villages", "no_such"], "no_such"),
        (["check", "--lines", "S1", "--distance", "800", "--villages", "no/such.gpkg"], "such.gpkg"),
        (["check", "--lines", "S1", "--distance", "800", "-o", "x.dwg"], "x.dwg"),
        (["check", "--lines", "S1", "--distance", "800", "-o", "none/x.csv"], "none"),
        (["rerun", "none.csv"], "none.csv"),
        (["diff", "none.csv", "none.csv"], "none.csv"),
    ],
)
def test_wrong_input_is_said_in_both_languages(arguments, words, capsys):
    assert run(*arguments) == 2
    err = capsys.readouterr().err
    assert err.startswith("错误 / error: ")
    assert words in err
    assert " / " in err.removeprefix("错误 / error: ")


def test_usage_errors_and_help(capsys):
    with pytest.raises(SystemExit) as stop:
        run("check")
    assert stop.value.code == 2
    with pytest.raises(SystemExit) as stop:
        run("check", "--help")
    assert stop.value.code == 0
    assert "exit codes" in capsys.readouterr().out


def test_result_without_any_known_place_is_a_problem():
    files = corridor_files()
    sites = gpd.read_file("sites.gpkg", engine="pyogrio")
    gpd.GeoDataFrame(sites.drop(columns="geometry"), geometry=[None] * 3, crs=4549).to_parquet("lost.parquet")
    assert run("check", "--sites", "lost.parquet", *files[2:], "--distance", "500") == 1


def test_preset_gives_distance_and_its_warning(capsys):
    assert run("check", "--lines", "S1", "--preset", "tod_core", "-o", "out.csv") == 0
    record = json.loads(Path("out.csv.record.json").read_text(encoding="utf-8"))
    assert record["parameters"]["distances_m"] == [500.0]
    assert record["parameters"]["preset"] == "tod_core"
    assert capsys.readouterr().err
    assert run("rerun", "out.csv") == 0
    assert run("check", "--lines", "S1") == 2
    assert run("check", "--lines", "S1", "--preset", "no_such") == 2


def area_file() -> str:
    blocks = [shapely.box(499_000 + 1000 * k, 3_089_000, 500_000 + 1000 * k, 3_091_000) for k in range(3)]
    frame = gpd.GeoDataFrame(
        {"id": ["a", "b", "c"], "name": ["东", "西", "南"], "people": [100, 200, 300]}, geometry=blocks, crs=4549
    )
    frame.to_file("areas.gpkg", engine="pyogrio")
    return "areas.gpkg"


def test_coverage_curve_compare_and_buffer_run_and_rerun(capsys):
    files = corridor_files()
    corridor = files[2:]
    commands = {
        "coverage.csv": ["coverage", "--areas", area_file(), *files, "--distance", "500", "--weight", "people"],
        "land.csv": ["curve", "--areas", "areas.gpkg", *corridor, "--distances", "200:1000:200"],
        "sites.csv": ["curve", *files, "--distances", "300,600,900"],
        "compare.geojson": ["compare", *files[:6], "--before", "S1", "--after", "S1", "--distance", "500"],
        "buffer.geojson": ["buffer", "stations.gpkg", "--distance", "500"],
        "rings.gpkg": ["buffer", "stations.gpkg", "--distance", "300,500", "--dissolve", "line"],
        "side.geojson": ["buffer", "lines.gpkg", "--distance", "50", "--side", "left"],
    }
    for name, command in commands.items():
        assert run(*command, "-o", name) == 0, name
        assert run("rerun", name) == 0, name
        assert run(*command, "--json") == 0, name
    capsys.readouterr()
    coverage = gpd.pd.read_csv("coverage.csv")
    assert coverage["covered_m2"].sum() == pytest.approx(3.1416 * 500**2, rel=1e-3)
    assert len(gpd.pd.read_csv("land.csv")) == 5
    assert io.read("rings.gpkg")["to_m"].tolist() == [300.0, 500.0]


def test_bundled_coverage_and_comparison():
    assert run("coverage", "--lines", "S1", "--distance", "800", "-o", "coverage.csv") == 0
    assert run("compare", "--before", "S1", "--after", "S1,S3", "--distance", "800", "-o", "compare.csv") == 0
    assert run("buffer", "rail", "--distance", "500", "--dissolve", "line", "-o", "buffer.geojson") == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["curve", "--lines", "S1", "--distances", "5:1"],
        ["curve", "--lines", "S1", "--distances", "1000:500:100"],
        ["buffer", "rail", "--distance", "5,10", "--side", "left"],
        ["buffer", "rail", "--distance", "0"],
        ["check", "--lines", "S1", "--distance", "800", "--engine", "local", "-o", "x.csv"],
    ],
)
def test_parameters_out_of_range(arguments):
    assert run(*arguments) == 2
