"""Charts are SVG that a parser takes, that holds no markup from data, and whose places follow the values."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from layers import chart, chart_bars, chart_curve
from layers.chart_bars import Bars, Group
from layers.chart_curve import Curve, Row

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>alert(1)</script>&\"'"


def curve(**changes: object) -> Curve:
    rows = (Row(0, 0, 0, 0), Row(1000, 4, 2, 7), Row(3000, 12, 9, 16))
    given = {
        "title": "t", "source": "s", "x_title": "x", "y_title": "y", "value_name": "v", "band_name": "b", "rows": rows,
        "at_m": 1000.0,
    }  # fmt: skip
    return Curve(**{**given, **changes})


def bars() -> Bars:
    groups = (
        Group("S1", "#0b62a8", (3.0, 3.0, 2.0), ("3.0", "3.0", "2.0")),
        Group(HOSTILE, "#00795a", (2.0, 1.0, 1.0), ("2", "1", "1")),
    )
    return Bars("title", "source", "km²", ("alone", "marginal", "unique"), groups)


@pytest.mark.parametrize(
    "text", [chart_curve.svg(curve(title=HOSTILE, source=HOSTILE)), chart_bars.svg(bars())], ids=["curve", "bars"]
)
def test_svg_is_well_formed_and_text_stays_text(text: str) -> None:
    root = ET.fromstring(text)
    assert root.tag == f"{SVG}svg"
    assert "<script" not in text
    assert HOSTILE in {element.text for element in root.iter(f"{SVG}text")}
    assert not re.search(r"(href|src|url\()", text)


def test_marker_stands_at_its_distance() -> None:
    drawn = curve()
    root = ET.fromstring(chart_curve.svg(drawn))
    rule = root.find(f".//{SVG}g[@class='marker']/{SVG}line")
    assert rule is not None
    x, y = chart_curve.axes(drawn)
    assert float(rule.attrib["x1"]) == pytest.approx(x(1000))
    dot = root.find(f".//{SVG}g[@class='marker']/{SVG}circle")
    assert dot is not None
    assert float(dot.attrib["cy"]) == pytest.approx(y(4))
    assert chart_curve.marker_text(drawn, drawn.at(1000)) == "1000 m · 4.0 (2–7)"
    assert ET.fromstring(chart_curve.svg(curve(at_m=None))).find(f".//{SVG}g[@class='marker']") is None


def test_curve_between_rows_is_straight() -> None:
    here = curve().at(2000)
    assert (here.value, here.low, here.high) == (8, 5.5, 11.5)
    assert chart_curve.payload(curve())["rows"][1] == [1000, 4, 2, 7]


def test_bars_are_as_long_as_their_values() -> None:
    root = ET.fromstring(chart_bars.svg(bars()))
    rows = [e for e in root.iter(f"{SVG}rect") if e.attrib.get("x") == str(chart_bars.LEFT)]
    widths = [float(row.attrib["width"]) for row in rows]
    assert len(widths) == 6
    assert widths[0] / widths[2] == pytest.approx(1.5, abs=0.01)


@pytest.mark.parametrize(("highest", "top"), [(0, 1), (7, 8), (16, 20), (0.9, 1.0), (100, 100), (101, 150)])
def test_scale_ends_on_a_round_value(highest: float, top: float) -> None:
    assert chart.nice_top(highest) == pytest.approx(top)


def test_ticks_are_round_and_inside() -> None:
    assert chart.Axis(0, 3000, 0, 100).ticks(6) == [0, 500, 1000, 1500, 2000, 2500, 3000]
    assert chart.Axis(0, 1, 0, 100).ticks(4) == [0, 0.5, 1] or chart.Axis(0, 1, 0, 100).ticks(5)[1] == 0.2
