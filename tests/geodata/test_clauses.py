"""Clauses of the two plan documents: complete, bilingual, and every layer's citation among them."""

import csv
import json
import re
from pathlib import Path

import pytest

GEODATA = Path(__file__).parents[2] / "geodata"
CLAUSES = json.loads((GEODATA / "clauses.json").read_text(encoding="utf-8"))
FIELDS = [
    "document", "document_en", "chapter", "section", "box", "label_zh", "label_en", "page",
    "title_zh", "title_en", "summary_zh", "summary_en",
]  # fmt: skip
TEXTS = [field for field in FIELDS if field not in {"chapter", "section", "box", "page"}]
SPATIAL_SECTIONS = {3: 4, 4: 4, 5: 3, 7: 3, 8: 4, 9: 5, 10: 3}
ANNUAL_ITEMS = {1: 3, 2: 3, 3: 3, 4: 4}
ID = re.compile(r"outline-\d+-\d+|outline-box-\d+|outline-annex-1|outline-figure-[12]|annual-\d-\d|annual-annex-1")
HAN = re.compile(r"[\u4e00-\u9fff]")


def test_every_spatial_section_and_box_is_there():
    wanted = {f"outline-{chapter}-{n}" for chapter, last in SPATIAL_SECTIONS.items() for n in range(1, last + 1)}
    wanted |= {f"outline-box-{n}" for n in range(1, 11)}
    wanted |= {f"annual-{part}-{n}" for part, last in ANNUAL_ITEMS.items() for n in range(1, last + 1)}
    wanted |= {"outline-annex-1", "outline-figure-1", "outline-figure-2", "annual-annex-1"}
    assert not wanted - CLAUSES.keys()


@pytest.mark.parametrize("clause", CLAUSES)
def test_a_clause_is_complete(clause):
    entry = CLAUSES[clause]
    assert ID.fullmatch(clause)
    assert list(entry) == FIELDS
    for field in TEXTS:
        assert entry[field], field
        assert entry[field] == entry[field].strip(), field
    for field in ("label_en", "title_en", "summary_en", "document_en"):
        assert not HAN.search(entry[field]), field
    for field in ("label_zh", "title_zh", "summary_zh", "document"):
        assert HAN.search(entry[field]), field


@pytest.mark.parametrize("clause", CLAUSES)
def test_the_id_says_the_same_as_the_fields(clause):
    entry = CLAUSES[clause]
    outline = clause.startswith("outline-")
    assert ("十四个五年规划" in entry["document"]) is outline
    if numbers := re.fullmatch(r"(?:outline|annual)-(\d+)-(\d+)", clause):
        assert (entry["chapter"], entry["section"], entry["box"]) == (*map(int, numbers.groups()), None)
    elif box := re.fullmatch(r"outline-box-(\d+)", clause):
        assert entry["box"] == int(box.group(1))
        assert entry["chapter"] is not None
    else:
        assert (entry["chapter"], entry["box"]) == (None, None)


def test_summaries_are_short_distinct_and_no_titles():
    for language in ("summary_zh", "summary_en"):
        texts = [entry[language] for entry in CLAUSES.values()]
        assert len(set(texts)) == len(texts)
    for clause, entry in CLAUSES.items():
        assert 20 <= len(entry["summary_zh"]) <= 260, clause
        assert 50 <= len(entry["summary_en"]) <= 800, clause
        assert entry["summary_zh"] != entry["title_zh"], clause


def test_pages_rise_with_the_sections():
    pages = [entry["page"] for clause, entry in CLAUSES.items() if entry["page"] is not None]
    assert pages == sorted(pages)


def test_the_file_is_written_one_way():
    text = (GEODATA / "clauses.json").read_text(encoding="utf-8")
    assert text == json.dumps(CLAUSES, ensure_ascii=False, indent=1) + "\n"


@pytest.mark.parametrize("table", sorted(path.stem for path in (GEODATA / "tables").glob("*.csv")))
def test_every_table_cites_known_clauses(table):
    with (GEODATA / "tables" / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        cited = {row.get("clause") or "" for row in csv.DictReader(stream)} - {""}
    assert not cited - CLAUSES.keys()
