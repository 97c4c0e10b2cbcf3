"""Glossary: the 21 terms of Annex 1, each explained in both languages."""

import csv
import re
from pathlib import Path

import pytest

TABLE = Path(__file__).parents[2] / "geodata" / "tables" / "glossary.csv"
with TABLE.open(encoding="utf-8", newline="") as stream:
    ROWS = list(csv.DictReader(stream))
HAN = re.compile(r"[\u4e00-\u9fff]")


def test_the_terms_are_the_21_of_the_annex_in_order():
    assert [int(row["seq"]) for row in ROWS] == list(range(1, 22))
    assert {row["clause"] for row in ROWS} == {"outline-annex-1"}
    assert ROWS[0]["term"] == "城市双修"
    assert ROWS[-1]["term"] == "“五议三公开”"


@pytest.mark.parametrize("field", ["slug", "term", "term_en", "explanation_zh", "explanation_en"])
def test_no_text_is_missing_or_repeated(field):
    texts = [row[field] for row in ROWS]
    assert all(texts)
    assert len(set(texts)) == 21


def test_each_language_keeps_to_itself():
    for row in ROWS:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row["slug"])
        assert HAN.search(row["explanation_zh"])
        assert not HAN.search(row["term_en"] + row["explanation_en"]), row["term"]
        assert row["explanation_zh"].endswith("。")
        assert row["explanation_en"].endswith(".")


def test_an_explanation_says_more_than_the_term():
    for row in ROWS:
        assert len(row["explanation_zh"]) > len(row["term"])
        assert row["explanation_zh"].count("。") <= 2
