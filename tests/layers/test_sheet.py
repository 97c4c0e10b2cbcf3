"""Sheets: true to scale on the page itself, complete, in a typeface that has the place names, the same every time."""

from __future__ import annotations

import io
import math
import re
from xml.etree import ElementTree as ET

import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader

import geodata
from analysis.errors import ParameterError
from layers import basemap, fonts, registry
from layers.legend import legend
from layers.mapstate import LayerView, MapState
from layers.print_atlas import print_atlas
from layers.sheet import SCALES, Sheet, Table, scale_for
from layers.sheet_facts import is_soft
from layers.sheet_page import compose, render

EAST = (556_000.0, 3_086_000.0, 574_000.0, 3_098_000.0)
HOSTILE = "<b>$\\frac{1}{2}$</b> 岙底村 \U0001f5fa & ]]>"
SVG = "{http://www.w3.org/2000/svg}"


def state(lang="zh", layers=("rail", "renewal_sites"), base=()):
    views = [registry.layer_view(key, lang) for key in layers]
    under = [view for view in basemap.base_layers(lang) if view.id in base]
    return MapState([*under, *views], lang, legend=legend(views, lang), attribution=basemap.ATTRIBUTION(lang))


def sheet(**changes):
    given = {"title": "廊道图", "subtitle": HOSTILE, "state": state(), "extent": EAST, "date": "2026-11-22"}
    return Sheet(**{**given, **changes})


@pytest.fixture(scope="module")
def pdf():
    return render(sheet(), "pdf")


@pytest.fixture(scope="module")
def svg():
    return render(sheet(), "svg")


def words_at(body):
    """Texts of a PDF page with their positions in points."""
    found = []
    page = PdfReader(io.BytesIO(body)).pages[0]
    page.extract_text(visitor_text=lambda text, cm, *_: found.append((text.strip(), cm[4], cm[5])))
    return [item for item in found if item[0]]


def stated_scale(text):
    return int(re.search(r"1:(\d{1,3}(?: \d{3})*)(?!\d)", text)[1].replace(" ", ""))


def test_page_says_what_a_sheet_must_say(pdf):
    page = PdfReader(io.BytesIO(pdf)).pages[0]
    assert [round(float(side) / 72 * 25.4) for side in page.mediabox[2:]] == [297, 210]
    text = page.extract_text()
    for wanted in (
        "廊道图", "图例", "比例尺 1:", "EPSG:4549", "CGCS2000", "2026-11-22", "© OpenStreetMap contributors (ODbL)",
        "规划条款", "数据来源", "示意图", "北", "S3 一期 在建", "城中村改造项目", "估计（圈内九成把握）",
    ):  # fmt: skip
        assert wanted in text, wanted


def test_english_page_is_english():
    given = sheet(title="Lines", subtitle="", state=state("en"), landscape=False)
    text = PdfReader(io.BytesIO(render(given, "pdf"))).pages[0].extract_text()
    for wanted in ("Legend", "Scale 1:", "Plan clauses", "Sources", "SCHEMATIC", "not a statutory map", "Date: 2026"):
        assert wanted in text, wanted
    assert not re.search(r"[\u4e00-\u9fff]", text)


def test_coordinates_on_the_pdf_page_fit_its_scale(pdf):
    words = words_at(pdf)
    scale = stated_scale(" ".join(text for text, *_ in words))
    ticks = [(float(text.removesuffix(" km")) * 1000, x, y) for text, x, y in words if re.fullmatch(r"[\d.]+ km", text)]
    eastings = sorted(tick for tick in ticks if 500_000 < tick[0] < 600_000)
    northings = sorted(tick for tick in ticks if tick[0] > 3_000_000)
    for low, high, axis in ((eastings[0], eastings[-1], 1), (northings[0], northings[-1], 2)):
        on_paper_m = (high[axis] - low[axis]) / 72 * 0.0254
        assert (high[0] - low[0]) / on_paper_m == pytest.approx(scale, rel=0.01)


def test_stations_and_scale_bar_on_the_svg_page_fit_its_scale(svg):
    _, frame = compose(sheet())
    root = ET.fromstring(svg)
    bar = next(group for group in root.iter(f"{SVG}g") if group.get("id") == "scale-bar")
    xs = [float(x) for x, _ in re.findall(r"(-?[\d.]+) (-?[\d.]+)", bar.find(f"{SVG}path").get("d"))]
    length_m = (max(xs) - min(xs)) / 72 * 0.0254 * frame.scale
    assert min(length_m % 1000, 1000 - length_m % 1000) < 0.01 * length_m
    groups = [group for group in root.iter(f"{SVG}g") if (group.get("id") or "").startswith("rail.")]
    drawn = {(float(use.get("x")), float(use.get("y"))) for group in groups for use in group.iter(f"{SVG}use")}
    stations = geodata.stations()
    south, north = (stations.loc[key].geometry for key in ("rail.S1.01-tongling", "rail.S1.02-panqiao"))
    west, top = frame.window[0], frame.window[3]

    def on_page(point):
        per_m = 72 / 0.0254 / frame.scale
        return frame.x / 25.4 * 72 + (point.x - west) * per_m, frame.y / 25.4 * 72 + (top - point.y) * per_m

    for point in (south, north):
        assert min(math.dist(at, on_page(point)) for at in drawn) < 0.2


def test_fonts_are_truetype_inside_and_can_be_searched(pdf):
    found = PdfReader(io.BytesIO(pdf)).pages[0]["/Resources"]["/Font"]
    for font in (item.get_object() for item in found.values()):
        inner = font["/DescendantFonts"].get_object()[0].get_object()
        assert inner["/Subtype"] == "/CIDFontType2"
        assert "NotoSansCJK" in inner["/BaseFont"]
        body = inner["/FontDescriptor"].get_object()["/FontFile2"].get_object().get_data()
        assert "glyf" in TTFont(io.BytesIO(body))
        assert "/ToUnicode" in font


def test_hostile_text_is_only_text(pdf, svg):
    text = PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert "<b>$\\frac{1}{2}$</b> 岙底村 □ & ]]>" in text
    assert not list(ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}script"))


def test_same_sheet_gives_the_same_bytes(pdf, svg):
    assert render(sheet(), "pdf") == pdf
    assert render(sheet(), "svg") == svg
    assert b"CreationDate" not in pdf
    assert b"<dc:date>" not in svg


def test_png_has_its_resolution():
    body = render(sheet(state=state(layers=("rail",))), "png")
    assert body.startswith(b"\x89PNG")
    assert [int.from_bytes(body[at : at + 4], "big") for at in (16, 20)] == [2338, 1653]


def test_stamp_stands_only_where_something_is_uncertain():
    rail = registry.layer_view("rail", "zh")
    frame = geodata.layer("rail")
    soft = [key for key, basis in frame["basis"].items() if basis not in ("surveyed", "traced")]
    firm = LayerView(id="rail", title="", url=rail.url, style=rail.style, hidden=soft)
    assert is_soft([rail], EAST)
    assert not is_soft([firm], EAST)
    text = render(sheet(subtitle="", state=MapState([firm], "zh")), "pdf")
    assert "示意图" not in PdfReader(io.BytesIO(text)).pages[0].extract_text()


def test_table_stands_on_the_page_and_says_what_it_leaves_out():
    rows = [(f"村{number}", "待核") for number in range(160)]
    table = Table("逐村结论", ["村社", "结论"], rows, [2, 1], ["verify"] * len(rows))
    for landscape in (True, False):
        body = render(sheet(state=state(layers=("rail",)), table=table, landscape=landscape), "pdf")
        text = PdfReader(io.BytesIO(body)).pages[0].extract_text()
        assert "村0" in text
        left = int(re.search(r"另有 (\d+) 行", text)[1])
        assert f"村{159 - left}" in text
        assert f"村{160 - left}" not in text


def test_a3_is_larger_and_its_scale_too():
    small, large = compose(sheet())[1], compose(sheet(paper="A3"))[1]
    assert large.scale < small.scale
    assert sheet(paper="A3", landscape=False).size_mm() == (297, 420)


def test_scale_is_the_largest_round_one_that_fits():
    assert scale_for((0, 0, 20_000, 10_000), 200, 150) == 100_000
    assert scale_for((0, 0, 20_001 * 1.01, 10_000), 200, 150) == 125_000
    assert list(SCALES) == sorted(SCALES)


@pytest.mark.parametrize("extent", [(0, 0, 0, 10), (10, 0, 0, 10), (0, 0, 10**9, 10**9)])
def test_extent_that_cannot_be_drawn_is_refused(extent):
    with pytest.raises(ParameterError, match="范围"):
        scale_for(extent, 200, 150)


def test_typeface_has_the_districts_rare_characters():
    rare = "岙垟瞿垒埭嶴"
    with TTFont(fonts.face([rare])) as font:
        assert {ord(letter) for letter in rare} <= set(font.getBestCmap())
        assert "glyf" in font


def test_typeface_has_every_character_of_every_name():
    names = "".join(
        str(value)
        for info in geodata.catalog()
        for column in ("name", "name_en")
        for value in geodata.layer(info.id)[column].dropna()
    )
    assert fonts.drawable(names).count("□") == 0


def test_atlas_has_a_page_a_sheet_and_tells_its_progress():
    only = state(layers=("rail",))
    pages = [sheet(title=title, state=only) for title in ("潘桥街道", "丽岙街道")]
    told = []
    body = print_atlas(pages, "图集", lambda done, steps: told.append((done, steps)))
    assert told == [(done, 4) for done in range(5)]
    reader = PdfReader(io.BytesIO(body))
    assert reader.metadata.title == "图集"
    assert [title in page.extract_text() for title, page in zip(("潘桥街道", "丽岙街道"), reader.pages, strict=True)]
    assert print_atlas(pages, "图集", lambda *_: None) == body


def test_atlas_stops_when_it_is_told_to():
    class StopError(Exception):
        pass

    def told(done, _steps):
        if done == 1:
            raise StopError

    pages = [sheet(state=state(layers=("rail",)))] * 2
    with pytest.raises(StopError):
        print_atlas(pages, "图集", told)
    assert render(pages[0], "png")


@pytest.mark.parametrize("count", [0, 61])
def test_atlas_without_pages_or_with_too_many_is_refused(count):
    with pytest.raises(ParameterError, match="1 到 60"):
        print_atlas([sheet()] * count, "图集", lambda *_: None)
