"""A planner brings his own renewal sites, places a village, comes back after a restart, and gives all of it back."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pyogrio
import pytest

import geodata
from geodata.imports.gcj import convert
from tests.e2e import server
from tests.e2e.atlas import Atlas

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

HONGDIAN = "renewal_sites.chashan-hongdiancun"
STREET = "新桥街道"


def shapefile(folder: Path) -> Path:
    """Zip a GBK Shapefile in EPSG:4549, without .cpg: the sites of one street moved to its station."""
    sites = geodata.sites()
    sites = sites[sites.geometry.notna()]
    stop = geodata.stations().loc[lambda frame: frame["name"] == "新桥站"].geometry.iloc[0]
    frame = gpd.GeoDataFrame(
        {"村名": list(sites["name"]), "街道": list(sites["street"])},
        geometry=[
            stop if street == STREET else point for street, point in zip(sites["street"], sites.geometry, strict=True)
        ],
        crs=4549,
    )
    pyogrio.write_dataframe(frame, folder / "改造.shp", encoding="GBK")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(folder.glob("改造.*")):
            if path.suffix != ".cpg":
                archive.write(path, path.name)
    target = folder / "sites.zip"
    target.write_bytes(packed.getvalue())
    return target


def headline(atlas: Atlas) -> str:
    """What the corridor check says first."""
    atlas.open("corridor")
    return atlas.page.locator('[data-testid="stMarkdownContainer"]').filter(has_text="90 %").first.inner_text()


def fill(atlas: Atlas, key: str, text: str) -> None:
    """Type into a text or number field by the key of its control, and leave it."""
    field = atlas.page.locator(f'[class*="st-key-{key}"] input')
    field.fill(text)
    field.press("Tab")
    atlas.settled()


def press(atlas: Atlas, key: str) -> None:
    """Press a button by its key and wait until the page has answered."""
    atlas.control(key).get_by_role("button").click()
    atlas.settled()


def bring(atlas: Atlas, file: Path) -> None:
    """Import the file as renewal sites, members it lacks kept."""
    atlas.open("data-import")
    atlas.page.set_input_files('input[type="file"]', file)
    atlas.page.get_by_text("EPSG:4549").first.wait_for()
    atlas.painted()
    assert "GB18030" in atlas.page.locator(".atlas-found").inner_text()
    atlas.control("imports_mode").get_by_text("保留", exact=True).click()
    atlas.settled()
    fill(atlas, "imports_accuracy", "20")
    fill(atlas, "imports_who", "王工")
    press(atlas, "imports_keep")
    atlas.page.get_by_text("已存入工作区").wait_for()


def place(atlas: Atlas) -> None:
    """Place 洪殿村 from coordinates in metres; the verdict before and after is there before it is kept."""
    atlas.open("data-locate", feature=HONGDIAN)
    fill(atlas, "locate_coordinates", "567000 3093500")
    fill(atlas, "locate_accuracy", "80")
    fill(atlas, "locate_who", "王工")
    fill(atlas, "locate_why", "村委会驻地")
    atlas.control("locate_effect").get_by_text("→").first.wait_for()
    press(atlas, "locate_keep")
    atlas.page.get_by_text("已保存").wait_for()


def test_browser_moves_gcj_tiles_as_the_formula_says(atlas: Atlas) -> None:
    atlas.open("data-basemaps")
    assert atlas.state().get("tiles") is None
    places = np.array([[120.37, 27.80], [120.6, 27.95], [120.75, 28.11]])
    moved = np.array(
        [atlas.map.evaluate("([lng, lat]) => atlas.gcj(lng, lat)", list(place)) for place in places.tolist()]
    )
    assert np.abs(moved - convert(places, "wgs84", "gcj02")).max() < 1e-9


@pytest.mark.timeout(600)
def test_own_layer_and_place_survive_a_restart_and_go_back(page: Page, tmp_path: Path) -> None:
    page.set_default_timeout(90_000)  # two cold starts
    log = tmp_path / "streamlit.log"
    with server.running(log) as (url, _):
        atlas = Atlas(page, url)
        original = headline(atlas)
        (tmp_path / "file").mkdir()
        bring(atlas, shapefile(tmp_path / "file"))
        imported = headline(atlas)
        assert imported != original
        place(atlas)
        page.goto("about:blank")  # a page left open would complain of the restart
    with server.running(log) as (url, _):
        atlas = Atlas(page, url)
        assert headline(atlas) != original
        atlas.open("data-locate", feature=HONGDIAN)
        atlas.page.get_by_text("王工 于").wait_for()
        assert atlas.point_of("renewal_sites", HONGDIAN) is not None
        press(atlas, "data_originals")
        atlas.page.get_by_text("全部图层已恢复为内置数据").wait_for()
        atlas.painted()
        assert atlas.point_of("renewal_sites", HONGDIAN) is None
        assert headline(atlas) == original
        page.goto("about:blank")
