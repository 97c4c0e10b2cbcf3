"""廊道核查 in a browser: S1 and S3 at 800 m, one village's verdict, the file, English, the copied address."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

import geodata
from analysis import check

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from analysis import CheckResult
    from tests.e2e.atlas import Atlas

ROOT = Path(__file__).resolve().parents[2]
PANFENG = "renewal_sites.wutian-panfengcun"
YUELUOYANG = "月落垟村"


@pytest.fixture(scope="module")
def truth() -> CheckResult:
    """The same question asked without the app."""
    return check(
        geodata.sites("renewal_sites"),
        geodata.stations(),
        geodata.lines(),
        line_ids=("S1", "S3"),
        distance_m=800,
        measure_from="stations",
    )


def look_up(atlas: Atlas, name: str) -> None:
    before = atlas.painted()
    box = atlas.control("site").get_by_role("combobox")
    box.click()
    box.fill(name)
    atlas.page.get_by_role("option", name=name).first.click()
    atlas.painted(before)


def test_s1_and_s3_at_800_m(atlas: Atlas, truth: CheckResult) -> None:
    atlas.open("corridor", lines="S1,S3", d="800")
    counts = truth.counts
    head = atlas.page.get_by_role("paragraph").filter(has_text="S1+S3 车站 800 米内")
    for word, number in (("在内", counts.certain_in), ("待核", counts.verify), ("在外", counts.certain_out)):
        expect(head.first).to_contain_text(f"{word} {number}")
    villages = next(layer for layer in atlas.state()["layers"] if layer["id"] == "renewal_sites")
    assert villages["classes"] == dict(truth.table["verdict"])


def test_table_holds_the_verdicts(atlas: Atlas, truth: CheckResult) -> None:
    atlas.open("corridor")
    header, *rows = atlas.table()
    assert rows
    at = {name: header.index(name) for name in ("村社", "结论", "最近站")}
    expected = {"in": "在内", "verify": "待核", "out": "在外"}
    known = truth.table.set_index("name")
    for row in rows:
        village = known.loc[row[at["村社"]]]
        assert row[at["结论"]].endswith(expected[village["verdict"]])


def test_village_is_looked_up(atlas: Atlas, truth: CheckResult) -> None:
    atlas.open("corridor")
    look_up(atlas, "蟠凤村")
    assert atlas.state()["selected"] == PANFENG
    row = truth.table.loc[PANFENG]
    said = atlas.page.get_by_text("蟠凤村距")
    expect(said).to_contain_text(row["nearest_station"])
    expect(said).to_contain_text({"in": "在内", "verify": "待核", "out": "在外"}[row["verdict"]])
    assert atlas.query()["site"] == PANFENG


def test_distance_moves_the_corridor_and_nothing_else(atlas: Atlas) -> None:
    atlas.open("corridor")
    atlas.address()
    atlas.map.evaluate("window.same = true")
    view, stamp = atlas.view(), atlas.painted()
    atlas.control("d").get_by_role("slider").press("ArrowRight")
    atlas.painted(stamp)
    assert atlas.query()["d"] == "810"
    assert atlas.view() == view
    assert atlas.map.evaluate("window.same") is True


def test_csv_is_exported_and_read_back(atlas: Atlas, truth: CheckResult, tmp_path: Path) -> None:
    atlas.open("corridor")
    path = atlas.download(atlas.control("corridor_take_csv").get_by_role("button"), tmp_path)
    body = path.read_bytes()
    assert body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
    rows = [row for row in rows if row.get("id", "").startswith("renewal_sites.")]
    assert len(rows) == 38
    words = {"in": "在内", "verify": "待核", "out": "在外"}
    for row in rows:
        verdict = truth.table.loc[row["id"], "verdict"]
        assert row["verdict"] in (verdict, words[verdict]), row
        assert float(row["probability"]) == pytest.approx(truth.table.loc[row["id"], "probability"], abs=1e-4)


def test_everything_is_taken_along_and_computed_again(atlas: Atlas, tmp_path: Path) -> None:
    atlas.open("corridor")
    path = atlas.download(atlas.control("corridor_take_zip").get_by_role("button"), tmp_path)
    with zipfile.ZipFile(path) as bundle:
        names = bundle.namelist()
        assert {"csv", "xlsx", "geojson", "gpkg", "json"} <= {name.rsplit(".", 1)[-1] for name in names}
        bundle.extractall(tmp_path)
    record = next(name for name in names if name.endswith(".record.json"))
    again = subprocess.run(
        [sys.executable, "-m", "analysis", "rerun", str(tmp_path / record), "--quiet"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
        check=False,
    )
    assert again.returncode == 0, again.stdout + again.stderr


def test_language_is_switched(atlas: Atlas) -> None:
    atlas.open("corridor", site=PANFENG)
    atlas.say_in("English")
    assert atlas.state()["lang"] == "en"
    expect(atlas.page.get_by_role("link", name="Corridor check")).to_be_visible()
    expect(atlas.page.get_by_text("chance of being within 800 m")).to_contain_text("Panfeng")
    assert atlas.table()[0][0] == "Village"


def test_copied_address_restores_the_screen(atlas: Atlas, page: Page) -> None:
    atlas.open("corridor", lines="S1,S3", d="1000")
    look_up(atlas, YUELUOYANG)
    atlas.say_in("English")
    address, state, view = atlas.address(), atlas.state(), atlas.view()
    page.goto("about:blank")
    page.goto(address)
    atlas.painted()
    again = atlas.state()
    assert [round(part, 3) for part in atlas.view()] == [round(part, 3) for part in view]
    for what in ("lang", "selected", "layers", "legend"):
        assert again[what] == state[what], what
    assert atlas.address() == address


def test_no_line_is_told(atlas: Atlas) -> None:
    atlas.open("corridor", lines="")
    expect(atlas.page.get_by_text("还没有选线路")).to_be_visible()


def test_unreadable_address_falls_back_with_a_message(atlas: Atlas) -> None:
    atlas.open("corridor", lines="S9", d="999999", site="nobody", set="x")
    for key in ("lines", "d", "site", "set"):
        expect(atlas.page.get_by_text(f"参数 {key}=")).to_be_visible()
    assert atlas.control("d").get_by_role("slider").input_value() == "800"
