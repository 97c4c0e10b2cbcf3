"""Sources: complete entries, licences with their attribution, every citation of a table among them."""

import csv
import json
import re
from pathlib import Path

import pytest

GEODATA = Path(__file__).parents[2] / "geodata"
SOURCES = json.loads((GEODATA / "sources.json").read_text(encoding="utf-8"))
FIELDS = [
    "title_zh", "title_en", "publisher", "date", "licence", "attribution", "url_or_ref", "note_zh", "note_en",
]  # fmt: skip
NULLABLE = {"date", "attribution"}
NEWER_THAN_THE_PLAN = {
    "s1-opening-2019", "s3-start-2023", "66wz-2023-s3", "s40-opening-2023", "s10-opening-2018", "ouyue-avenue",
    "m1-application-2021", "m1-2019-eia", "metro-network-2035",
}  # fmt: skip
FACT_KEYS = {
    "osm-rail", "osm-picture", "streets", "bus-lines", "map-labels+bus-lines", "model-views", "chgis", "hydrology",
    "shop-list", "china-division", "outline-2021", "annual-2021",
}  # fmt: skip
PRESET_BASES = {
    "mohurd-2015", "chengdu-tod", "itdp-pnt", "fifteen-minute-circle", "highway-reg-2011", "jinhua-rail-reg",
    "fuzhou-rail-reg", "wenzhou-rail-draft-2025",
}  # fmt: skip
HAN = re.compile(r"[\u4e00-\u9fff]")
DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?|\d{4}–\d{4}")


@pytest.mark.parametrize("wanted", sorted(FACT_KEYS | NEWER_THAN_THE_PLAN | PRESET_BASES))
def test_a_needed_source_is_there(wanted):
    assert wanted in SOURCES


@pytest.mark.parametrize("key", SOURCES)
def test_a_source_is_complete(key):
    entry = SOURCES[key]
    assert re.fullmatch(r"[a-z0-9]+([-+][a-z0-9]+)*", key)
    assert list(entry) == FIELDS
    for field, value in entry.items():
        if value is None:
            assert field in NULLABLE, field
        else:
            assert value, field
            assert value == value.strip(), field
    assert HAN.search(entry["title_zh"])
    assert HAN.search(entry["note_zh"])
    assert not HAN.search(entry["title_en"] + entry["note_en"])
    assert entry["date"] is None or DATE.fullmatch(entry["date"])


def test_openstreetmap_data_is_attributed_under_its_licence():
    for key, entry in SOURCES.items():
        assert ("ODbL" in entry["licence"]) == (entry["attribution"] == "© OpenStreetMap contributors"), key
    assert SOURCES["osm-rail"]["licence"] == "ODbL 1.0"


def test_no_title_is_given_twice():
    for field in ("title_zh", "title_en"):
        titles = [entry[field] for entry in SOURCES.values()]
        assert len(set(titles)) == len(titles)


def test_addresses_are_public_ones():
    for key, entry in SOURCES.items():
        for host in re.findall(r"https?://([^/\s]+)", entry["url_or_ref"]):
            assert re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.(cn|com|org|net|info)", host), key


def test_the_file_is_written_one_way():
    text = (GEODATA / "sources.json").read_text(encoding="utf-8")
    assert text == json.dumps(SOURCES, ensure_ascii=False, indent=1) + "\n"


@pytest.mark.parametrize("table", sorted(path.stem for path in (GEODATA / "tables").glob("*.csv")))
def test_every_table_cites_known_sources(table):
    with (GEODATA / "tables" / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for column in ("source", "status_source"):
        cited = {key for row in rows for key in (row.get(column) or "").split("|")} - {""}
        assert not cited - SOURCES.keys(), column
