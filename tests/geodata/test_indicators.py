"""Indicator tables: the counts of the documents, clean numbers, printed values kept, doubts noted."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

TABLE = Path(__file__).parents[2] / "geodata" / "tables" / "indicators.csv"
with TABLE.open(encoding="utf-8", newline="") as stream:
    READER = csv.DictReader(stream)
    ROWS = list(READER)
    COLUMNS = READER.fieldnames or []
COUNTS = {"13th-fyp": 31, "14th-fyp": 35, "annual-2021": 25}
PARTS = {"13th-fyp": 8, "14th-fyp": 2, "annual-2021": 13}
CLAUSE = {"13th-fyp": "outline-1-1", "14th-fyp": "outline-1-4", "annual-2021": "annual-annex-1"}
NUMBERS = ("base_number", "target_number", "actual_number", "growth_number")
PRINTED = {
    "base_number": "base_value",
    "target_number": "target_value",
    "actual_number": "actual_value",
    "growth_number": "annual_growth",
}
HAN = re.compile(r"[\u4e00-\u9fff]")


def of(table, level="main"):
    return [row for row in ROWS if (row["table"], row["level"]) == (table, level)]


def one(table, name):
    (row,) = (row for row in ROWS if (row["table"], row["name"]) == (table, name))
    return row


def implied(row, end):
    """Growth from the base to that number: percent a year, or points over the whole period."""
    base, last = float(row["base_number"]), float(row[end])
    return last - base if row["growth_kind"] == "five_year_points" else ((last / base) ** 0.2 - 1) * 100


@pytest.mark.parametrize("table", COUNTS)
def test_a_table_is_whole(table):
    assert [int(row["seq"]) for row in of(table)] == list(range(1, COUNTS[table] + 1))
    assert len(of(table, "part")) == PARTS[table]
    assert {row["clause"] for row in of(table)} == {CLAUSE[table]}


def test_nothing_else_is_in_the_file():
    assert Counter(row["table"] for row in ROWS) == {name: COUNTS[name] + PARTS[name] for name in COUNTS}
    assert {row["level"] for row in ROWS} == {"main", "part"}


def test_parts_follow_their_indicator():
    previous = {}
    for row in ROWS:
        if row["level"] == "part":
            assert (previous["table"], previous["seq"]) == (row["table"], row["seq"])
        previous = row


def test_numbers_parse_and_stand_in_the_printed_value():
    for row in ROWS:
        for column in NUMBERS:
            if row[column]:
                float(row[column])
                assert row[column] in row[PRINTED[column]], (row["name"], column)
        int(row["seq"])
        int(row["base_year"])
        int(row["target_year"])


def test_names_and_groups_are_in_both_languages():
    for row in ROWS:
        for field in ("name", "group"):
            assert row[field]
            assert row[f"{field}_en"]
            assert not HAN.search(row[f"{field}_en"])
        assert bool(row["note"]) == bool(row["note_en"]), row["name"]
        assert not HAN.search(row["note_en"])
        assert not HAN.search(row["unit_en"])


def test_only_the_five_year_plan_prints_a_kind():
    for row in ROWS:
        assert (row["kind"] != "") == (row["table"] == "14th-fyp"), row["name"]
    assert Counter(row["kind"] for row in of("14th-fyp")) == {"预期性": 29, "约束性": 6}


def test_growth_kind_says_how_to_read_the_growth():
    for row in ROWS:
        wanted = ""
        if row["annual_growth"] not in {"", "-"}:
            wanted = "five_year_points" if "[" in row["annual_growth"] else "annual_percent"
        assert row["growth_kind"] == wanted


def test_printed_figures_that_do_not_add_up_are_noted():
    for row in of("14th-fyp"):
        numbers = row["base_number"] and row["target_number"] and row["growth_number"]
        if numbers and abs(implied(row, "target_number") - float(row["growth_number"])) > 0.5:
            assert row["note"], row["name"]


@pytest.mark.parametrize(
    ("table", "name", "column", "value"),
    [
        ("13th-fyp", "地区生产总值", "actual_value", "701.24"),
        ("13th-fyp", "外贸进出口总额", "actual_value", "249.9 (亿元)"),
        ("13th-fyp", "二氧化硫", "actual_value", "18.6 [累计]"),
        ("14th-fyp", "常住人口", "target_value", "100"),
        ("14th-fyp", "每万人拥有的律师数", "target_value", "力争4"),
        ("14th-fyp", "货物贸易出口", "target_value", "242"),
        ("annual-2021", "民间投资增速", "target_value", "快于面上投资增速"),
        ("annual-2021", "空气优良率", "target_value", "完成上级下达任务"),
        ("annual-2021", "社会消费品零售总额增速", "actual_value", ""),
        ("annual-2021", "社会消费品零售总额增速", "base_value", "-5.3"),
    ],
)
def test_values_are_kept_as_printed(table, name, column, value):
    assert one(table, name)[column] == value


def test_a_value_in_another_unit_is_no_number():
    row = one("13th-fyp", "外贸进出口总额")
    assert row["actual_number"] == ""
    assert "亿元" in row["note"]


def test_the_shifted_numbers_of_the_annual_plan_are_recorded():
    shifted = [row for row in of("annual-2021") if row["seq"] != row["seq_printed"]]
    assert [row["seq_printed"] for row in shifted] == ["5", "6", "7", "8", "9", ""]
    assert all("错开" in row["note"] for row in shifted)


def test_columns_are_named_once():
    assert len(set(COLUMNS)) == len(COLUMNS)
