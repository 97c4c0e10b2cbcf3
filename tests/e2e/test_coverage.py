"""覆盖分析 in a browser: a share read, a line added, scenarios compared, a station drawn, undone, saved, restored."""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest
from playwright.sync_api import expect

import geodata
from analysis import Scenario, check, compare_scenarios, coverage
from views.corridor_text import expected
from views.coverage_text import share

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.e2e.atlas import Atlas

ZONES = {"target": "structure_zones", "lines": "S1"}
DRAW = {"mode": "draw", "lines": "S1", "target": "renewal_sites"}


def covered(*lines: str) -> str:
    """Share of the three zones within 800 m, as the page should print it."""
    areas = geodata.layer("structure_zones", crs=geodata.METRIC)
    total = coverage(areas, geodata.stations(), geodata.lines(), line_ids=lines, distance_m=800).total
    return share(total["share_expected"], total["share_low"], total["share_high"], "zh")


def inside(*lines: str) -> str:
    """Expected number of renovation sites within 800 m, as the page should print it."""
    counts = check(geodata.sites(), geodata.stations(), geodata.lines(), line_ids=lines, distance_m=800).counts
    return expected(counts.expected, counts.low, counts.high, "zh")


def classes(atlas: Atlas) -> dict[str, str]:
    layer = next(layer for layer in atlas.state()["layers"] if layer["id"] == "renewal_sites")
    return {key: code.rstrip("*") for key, code in layer["classes"].items()}


def layer_of(atlas: Atlas, name: str) -> dict[str, object]:
    return next(layer for layer in atlas.state()["layers"] if layer["id"] == name)


def type_distance(atlas: Atlas, metres: int) -> None:
    before = atlas.painted()
    box = atlas.control("corridor_typed_m").get_by_role("spinbutton")
    box.fill(str(metres))
    box.press("Enter")
    atlas.painted(before)


def take_tool(atlas: Atlas, name: str) -> None:
    before = atlas.painted()
    atlas.control("draw_tool").get_by_text(name, exact=True).click()
    atlas.painted(before)


def click_map(atlas: Atlas, x: float, y: float) -> None:
    before = atlas.painted()
    atlas.page.locator('iframe[title*="atlas_map"]').click(position={"x": x, "y": y})
    atlas.painted(before)


def uncovered_village(atlas: Atlas) -> tuple[str, float, float]:
    """An outside village with a good position and free ground beside it, and where that ground is on the map."""
    sites = geodata.sites()
    known = sites[sites.geometry.notna()].sort_values("accuracy_m").index
    now = classes(atlas)
    for key in known:
        place = atlas.point_of("renewal_sites", key)
        if now[key] == "out" and place is not None and 150 < place[0] < 480 and 80 < place[1] < 380:
            return key, place[0] + 6, place[1] + 6
    pytest.fail("no uncovered village in the middle of the map")


def test_share_of_s1_and_what_s3_adds(atlas: Atlas) -> None:
    atlas.open("coverage", d="500", **ZONES)
    type_distance(atlas, 800)
    head = atlas.page.get_by_text("一核两区面积覆盖").first
    expect(head).to_contain_text("S1 车站 800 米内")
    expect(head).to_contain_text(covered("S1"))
    expect(head).to_contain_text(inside("S1"))
    before = atlas.painted()
    atlas.control("lines").get_by_text("S3", exact=False).click()
    atlas.painted(before)
    expect(head).to_contain_text("S1+S3 车站 800 米内")
    expect(head).to_contain_text(covered("S1", "S3"))
    expect(head).to_contain_text(inside("S1", "S3"))
    assert atlas.query()["target"] == "structure_zones"


def test_map_shows_covered_uncovered_and_to_verify(atlas: Atlas) -> None:
    atlas.open("coverage", lines="S1,S3,M1", target="key_blocks")
    for name in ("sure", "verify", "nominal", "rest"):
        assert layer_of(atlas, name)["data"]["features"], name
    texts = [item["text"] for group in atlas.state()["legend"] for item in group["items"]]
    assert any("待核" in text for text in texts)
    assert "未覆盖" in texts


def test_row_of_the_uncovered_flies_to_its_place(atlas: Atlas) -> None:
    atlas.open("coverage", **ZONES)
    atlas.page.get_by_role("tab", name="未覆盖清单").click()
    before, view = atlas.painted(), atlas.view()
    grid = atlas.control("coverage_rest_table").locator("canvas").first
    grid.scroll_into_view_if_needed()
    place = grid.bounding_box()
    assert place is not None
    atlas.page.mouse.click(place["x"] + 18, place["y"] + 52)
    atlas.painted(before)
    atlas.address()
    assert atlas.view() != view
    assert atlas.state()["selected"] == "rest-1"


def test_marker_of_the_curve_sets_the_distance(atlas: Atlas) -> None:
    atlas.open("coverage", target="renewal_sites", lines="S1,S3")
    marker = atlas.control("coverage_curve").locator("g.marker")
    marker.wait_for()
    slider = atlas.control("coverage_curve").get_by_role("slider")
    before = atlas.painted()
    slider.focus()
    slider.press("PageUp")
    atlas.painted(before)
    expect(atlas.control("d").get_by_role("slider")).to_have_value("900")
    assert atlas.query()["d"] == "900"
    box = atlas.control("coverage_curve").locator("svg").bounding_box()
    grip = atlas.control("coverage_curve").get_by_role("slider").bounding_box()
    assert box is not None
    assert grip is not None
    before = atlas.painted()
    atlas.page.mouse.move(grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2)
    atlas.page.mouse.down()
    atlas.page.mouse.move(box["x"] + box["width"] * 0.7, grip["y"], steps=6)
    atlas.page.mouse.up()
    atlas.painted(before)
    assert int(atlas.query()["d"]) > 1500


def test_scenarios_are_compared(atlas: Atlas) -> None:
    atlas.open("coverage", mode="compare", target="renewal_sites", a="now", b="plan")
    truth = compare_scenarios(
        Scenario.at("now"), Scenario("plan", line_ids=("S1", "S3", "M1")), geodata.sites(), geodata.stations(),
        geodata.lines(), distance_m=800,
    )  # fmt: skip
    head = atlas.page.get_by_text("期望在内").first
    for word, code in (("新增在内", "gained"), ("转为待核", "now_verify"), ("转为在外", "lost"), ("不变", "unchanged")):
        expect(head).to_contain_text(f"{word} {truth.counts[code]}")
    header, *rows = atlas.table()
    change = header.index("变化")
    shown = [row[change] for row in rows]
    assert shown.count("转为待核") == min(truth.counts["now_verify"], shown.count("转为待核"))
    frames = [frame for frame in atlas.page.frames if frame.url.endswith("/atlas/map") or "atlas/map?" in frame.url]
    assert len(frames) == 2
    views = "(() => { const c = atlas.host.map.getCenter(); return [c.lat, c.lng, atlas.host.map.getZoom()]; })()"
    frames[0].evaluate("atlas.host.map.setView([27.95, 120.6], 13, { animate: false })")
    frames[1].wait_for_function("Math.abs(atlas.host.map.getCenter().lat - 27.95) < 1e-3")
    assert frames[0].evaluate(views) == pytest.approx(frames[1].evaluate(views), abs=1e-3)


def test_station_is_drawn_moved_undone_and_restored(atlas: Atlas, page: Page, tmp_path: Path) -> None:
    atlas.open("coverage", **DRAW)
    before = classes(atlas)
    village, x, y = uncovered_village(atlas)
    take_tool(atlas, "加站")
    click_map(atlas, x, y)
    drawn = classes(atlas)
    assert drawn[village] == "in"
    assert [stop["id"] for stop in atlas.state()["edit"]["tracks"][0]["stops"]] == ["U1.1"]
    expect(atlas.page.get_by_text("加 试画线 1")).to_be_visible()

    # dragged far away it covers the village no more
    stamp = atlas.painted()
    frame = atlas.page.locator('iframe[title*="atlas_map"]').bounding_box()
    assert frame is not None
    atlas.page.mouse.move(frame["x"] + x, frame["y"] + y)
    atlas.page.mouse.down()
    atlas.page.mouse.move(frame["x"] + x, frame["y"] + 30, steps=8)
    atlas.page.mouse.up()
    atlas.painted(stamp)
    assert classes(atlas)[village] != "in"

    stamp = atlas.painted()
    atlas.control("draw_undo").get_by_role("button").click()
    atlas.painted(stamp)
    assert classes(atlas) == drawn
    atlas.control("draw_undo").get_by_role("button").click()
    expect(atlas.control("draw_redo").get_by_role("button")).to_be_enabled()
    atlas.painted()
    again = atlas.painted()
    atlas.control("draw_redo").get_by_role("button").click()
    atlas.painted(again)
    assert classes(atlas) == drawn
    assert classes(atlas) != before

    atlas.control("draw_files").get_by_role("button").click()
    path = atlas.download(atlas.control("draw_save").get_by_role("button"), tmp_path)
    saved = json.loads(path.read_text(encoding="utf-8"))
    assert [feature["properties"]["basis"] for feature in saved["features"]] == ["user"]
    page.keyboard.press("Escape")

    address, edit = atlas.address(), atlas.state()["edit"]
    assert "w=1" in address
    page.goto("about:blank")
    page.goto(address)
    atlas.painted()
    assert atlas.state()["edit"]["tracks"] == edit["tracks"]
    assert classes(atlas) == drawn


def test_draft_is_opened_from_a_file(atlas: Atlas, tmp_path: Path) -> None:
    atlas.open("coverage", **DRAW)
    features = [
        {"type": "Feature", "properties": {"name": name}, "geometry": {"type": "Point", "coordinates": [lng, lat]}}
        for name, lng, lat in (("甲站", 120.62, 27.95), ("<b>乙</b>", 120.63, 27.94))
    ]
    path = tmp_path / "mine.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    before = atlas.painted()
    atlas.control("draw_files").get_by_role("button").click()
    atlas.page.locator('[data-testid="stFileUploaderDropzoneInput"]').set_input_files(path)
    atlas.painted(before)
    track = atlas.state()["edit"]["tracks"][0]
    assert [stop["name"] for stop in track["stops"]] == ["甲站", "<b>乙</b>"]
    assert atlas.map.locator(".atlas-stop b").nth(1).inner_text() == "<b>乙</b>"


def test_figures_are_taken_along(atlas: Atlas, tmp_path: Path) -> None:
    atlas.open("coverage", **ZONES)
    atlas.page.get_by_role("tab", name="下载").click()
    take = {
        kind: atlas.download(atlas.control(f"coverage_take_{kind}").get_by_role("button"), tmp_path)
        for kind in ("csv", "xlsx", "gpkg", "svg", "json", "zip")
    }
    assert "structure_zones.core" in take["csv"].read_text(encoding="utf-8-sig")
    assert {"land", "villages", "curve", "record"} <= set(openpyxl.load_workbook(take["xlsx"]).sheetnames)
    assert take["gpkg"].read_bytes().startswith(b"SQLite format 3")
    assert re.match(r"<svg [^>]*xmlns", take["svg"].read_text(encoding="utf-8"))
    assert json.loads(take["json"].read_text(encoding="utf-8"))["parameters"]["line_ids"] == ["S1"]
    with zipfile.ZipFile(io.BytesIO(take["zip"].read_bytes())) as bundle:
        assert {"land.csv", "curve.svg", "villages.record.json"} <= set(bundle.namelist())
    with atlas.page.expect_download() as caught:
        atlas.control("coverage_curve").get_by_role("button", name="PNG").click()
    target = tmp_path / "curve.png"
    caught.value.save_as(target)
    assert target.read_bytes().startswith(b"\x89PNG")


def test_language_is_switched(atlas: Atlas) -> None:
    atlas.open("coverage", **ZONES)
    atlas.say_in("English")
    expect(atlas.page.get_by_text("Structure zones covered").first).to_be_visible()
    assert "What stays uncovered" in atlas.page.get_by_role("tab").all_inner_texts()
    atlas.control("coverage_curve").get_by_text("distance (m)").wait_for()


def test_draft_in_the_address_that_is_cut_short_is_told(atlas: Atlas) -> None:
    atlas.open("coverage", mode="draw", w="1eNqL")
    expect(atlas.page.get_by_text("w=1eNqL")).to_be_visible()
    assert atlas.state()["edit"]["tracks"] == []
