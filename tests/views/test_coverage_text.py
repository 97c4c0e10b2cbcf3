"""No digit is printed that the band does not allow."""

from __future__ import annotations

import pytest

from views.coverage_text import count, km2, percent, share, signed


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((0.0, 0.0, 0.0), "0 %"),
        ((0.103, 0.098, 0.107), "10.3 %（9.8–10.7 %）"),
        ((0.23, 0.205, 0.253), "23 %（20–25 %）"),
        ((0.30940, 0.30939, 0.30941), "30.9 %"),
        ((0.0001, 0.0, 0.0004), "< 0.1 %（0–< 0.1 %）"),
    ],
)
def test_share(values: tuple[float, float, float], said: str) -> None:
    assert share(*values, "zh") == said


def test_percent_never_hides_something() -> None:
    assert percent(0.0004, 1) == "< 0.1"
    assert percent(0.0, 1) == "0"
    assert percent(1.0, 0) == "100"


def test_area_follows_its_error() -> None:
    assert km2(12_345_678, "en") == "12.35 km²"
    assert km2(12_345_678, "en", error_m2=1e5) == "12.3 km²"
    assert km2(12_345_678, "zh", error_m2=1e6) == "12 平方公里"
    assert km2(0.0, "en", error_m2=1e5) == "0 km²"
    assert km2(20_000, "en", error_m2=1e5) == "< 0.1 km²"


def test_change_is_signed() -> None:
    assert signed(2.94, 1, 5, "en") == "+2.9 (+1 to +5)"
    assert signed(2.0, 2, 2, "zh") == "+2.0"
    assert count(9.96) == "10.0"
    assert count(12.2) == "12"


def test_sketched_boundaries_get_no_decimals():
    assert share(0.309, 0.301, 0.317, "zh", loose=True) == "31 %（30–32 %）"
