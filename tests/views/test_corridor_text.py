"""The words of the corridor check: honest rounding, chances that agree with their verdict."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as some

from analysis.verdict import verdict_of
from views import corridor_text as text

NAN = math.nan


def _finding(**changes):
    base = {
        "name": "蟠凤村", "street": "梧田街道", "verdict": "verify", "probability": 0.55, "distance_m": 652.0,
        "low_m": 210.0, "high_m": 1340.0, "line": "S3", "station": "梧田站", "basis": "estimated",
        "accuracy_m": 500.0, "target_basis": "schematic", "target_accuracy_m": 400.0, "measure_from": "stations",
        "threshold_m": 800.0,
        "flip_m": 330.0,
    }  # fmt: skip
    return text.Finding(**{**base, **changes})


@pytest.mark.parametrize(
    ("error", "step"), [(50, 10), (99, 10), (100, 50), (999, 50), (1000, 100), (NAN, 100), (None, 100)]
)
def test_rounding_follows_the_error(error, step):
    assert text.step_m(error) == step


def test_distances_are_rounded_and_long_ones_are_kilometres():
    assert text.metres(652.4, 500, "zh") == "650 米"
    assert text.metres(652.4, 50, "en") == "650 m"
    assert text.metres(12_340, 500, "zh") == "12.3 公里"
    assert text.span(210.3, 1340.2, "zh") == "200–1350 米"
    assert text.span(NAN, NAN, "en") == "unknown"


@given(some.floats(0, 1))
def test_a_chance_never_contradicts_its_verdict(probability):
    said = text.chance(probability, "zh")
    if said[0] in "<>":
        assert (said[0] == ">") == (verdict_of(probability) == "in")
        return
    shown = float(said.removesuffix(" %")) / 100
    assert 0 < shown < 1
    assert verdict_of(shown) == verdict_of(probability)


def test_chances_within_a_sentence():
    assert text.odds(0.001, "zh") == "不到 1 %"
    assert text.odds(0.999, "en") == "over 99 %"
    assert text.odds(0.32, "zh") == "约 32 %"
    assert text.chance(NAN, "en") == "not known"


def test_the_sentence_names_place_distance_error_chance_and_verdict():
    assert text.sentence(_finding(), "zh") == (
        "蟠凤村距 S3 梧田站约 650 米（村址 ±500 米，真实距离九成在 200–1350 米），800 米内的把握约 55 %：待核。"
    )
    english = text.sentence(_finding(name="Panfeng", station="Wutian Station"), "en")
    assert "about 650 m from Wutian Station (S3)" in english
    assert english.endswith("about 55 %: to verify.")


def test_an_unlocated_village_has_a_range_and_no_bare_number():
    said = text.sentence(_finding(distance_m=NAN, line=None, station=None, accuracy_m=None), "zh")
    assert "位置待补" in said
    assert "200–1350 米" in said
    assert text.settle(_finding(distance_m=NAN), "zh") is None


def test_a_village_of_which_nothing_is_known():
    said = _finding(distance_m=NAN, low_m=NAN, high_m=NAN, probability=NAN, flip_m=NAN)
    assert "无从判断" in text.sentence(said, "zh")
    assert "position" in text.flip(said, "en")


def test_what_flips_a_verdict():
    assert text.flip(_finding(flip_m=330), "zh") == "阈值放宽约 350 米（到 1150 米），结论变为“在内”。"
    assert text.flip(_finding(flip_m=-110), "zh") == "阈值收紧约 150 米（到 650 米），结论变为“在外”。"
    assert text.flip(_finding(verdict="out", flip_m=40), "en").endswith("makes it 'to verify'.")
    assert text.flip(_finding(verdict="in", flip_m=-790), "zh").startswith("收紧阈值已不足以")
    assert text.flip(_finding(flip_m=math.inf), "en") == "Only a position can settle it."


def test_what_settles_a_verdict():
    assert "±250 米" in text.settle(_finding(), "zh")
    assert "边线上" in text.settle(_finding(distance_m=805), "zh")
    assert text.settle(_finding(verdict="in"), "zh") is None


def test_expected_numbers_come_with_their_interval():
    assert text.expected(4.11, 2, 7, "zh") == "约 4.1（2–7）"
    assert text.expected(23.4, 18, 29, "en") == "about 23 (18–29)"
    assert text.expected(3.0, 3, 3, "zh") == "3"
