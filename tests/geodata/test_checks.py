"""Every kind of broken file gets its message: file, feature, field, problem."""

import json
import shutil

import pytest

import geodata
from geodata import build, check, check_geometry, checks, geojson, model, tables
from geodata.check_fields import FieldChecker, Known

VILLAGE = "renewal_sites.wutian-panfengcun"
SITES = "plan/renewal_sites.geojson"
UNLOCATED = "renewal_sites.nanbaixiang-jinzhucun"
ZONE = "structure_zones.core"


@pytest.fixture
def root(tmp_path):
    for name in ("base", "tables", "plan"):
        shutil.copytree(model.ROOT / name, tmp_path / name)
    for name in ("clauses.json", "sources.json", "catalog.json"):
        shutil.copy(model.ROOT / name, tmp_path / name)
    return tmp_path


def rewrite(root, file, change):
    """Change the parsed document and write it in the project's form."""
    path = root / file
    document = json.loads(path.read_text(encoding="utf-8"))
    change(document["features"])
    lines = [json.dumps(item, ensure_ascii=False, separators=(",", ":")) for item in document["features"]]
    path.write_text('{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n", encoding="utf-8")


def by_id(features, key):
    return next(item for item in features if item["id"] == key)


def found(root, feature, field):
    return [item for item in checks.check(root) if (item.feature, item.field) == (feature, field)]


@pytest.fixture(scope="module")
def known():
    streets = set(geodata.streets()["name"])
    areas = {item.id for item in geojson.read(model.ROOT / model.SEARCH_AREAS)}
    return Known(geodata.clauses(), geodata.sources(), streets, areas)


@pytest.fixture
def problems(known):
    """Check one changed feature of a layer; gives field and English text of what is wrong."""

    def run(key, change):
        layer = key.split(".")[0]
        record = by_id(json.loads(geodata.geojson_bytes(layer))["features"], key)
        change(record)
        data = json.dumps({"type": "FeatureCollection", "features": [record]}).encode()
        (feature,) = geojson.loads(data, layer)
        fields = (*model.COMMON, *tables.extras(model.ROOT / "tables" / f"{layer}.csv"))
        checker = FieldChecker(f"plan/{layer}.geojson", layer, fields, known)
        wrong = [*checker.check(feature), *check_geometry.check(checker.file, feature)]
        assert {(item.file, item.feature) for item in wrong} <= {(checker.file, feature.id)}
        return [(item.field, item.en) for item in wrong]

    return run


def test_the_data_is_right():
    assert checks.check() == []
    assert checks.stale() == []


def test_command_line_says_so(capsys):
    assert check.main([]) == 0
    assert "the data is right" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("clause", "outline-99-1", "unknown 'outline-99-1'"),
        ("source", "bus-lines|hearsay", "unknown 'hearsay'"),
        ("basis", "guessed", "unknown 'guessed'"),
        ("basis", "unlocated", "unlocated, yet it has a geometry"),
        ("status", "dreamt", "unknown 'dreamt'"),
        ("street", "无名街道", "unknown '无名街道'"),
        ("accuracy_m", None, "a geometry needs its accuracy"),
        ("accuracy_m", 0, "must be above 0"),
        ("accuracy_m", "500", "must be a number"),
        ("name", None, "must not be null"),
        ("name_en", "", "empty text must be null"),
        ("name_en", 7, "must be text"),
        ("layer", "villages", "must be renewal_sites"),
        ("pinyin", "Panfeng", "full initials"),
        ("search_area", "street:330304002", "a located feature has no search area"),
        ("id", "renewal_sites.other", "differs from the feature's id"),
    ],
)
def test_wrong_value(problems, field, value, said):
    wrong = problems(VILLAGE, lambda record: record["properties"].update({field: value}))
    assert any(name == field and said in text for name, text in wrong)


def test_a_right_feature_has_no_problem(problems):
    assert problems(VILLAGE, lambda _: None) == []


def test_missing_field(problems):
    assert ("rule_en", "field is missing") in problems(VILLAGE, lambda record: record["properties"].pop("rule_en"))


def test_extra_field(problems):
    wrong = problems(VILLAGE, lambda record: record["properties"].update(colour="red"))
    assert wrong == [("colour", "field is not in the data model")]


def test_fields_out_of_order(problems):
    def turn(record):
        record["properties"] = dict(reversed(record["properties"].items()))

    assert problems(VILLAGE, turn) == [("-", "fields are out of order")]


def test_no_geometry_but_not_unlocated(problems):
    wrong = problems(VILLAGE, lambda record: record.update(geometry=None))
    assert wrong == [("basis", "no geometry, yet not unlocated")]


def test_status_note_without_source(problems):
    wrong = problems(VILLAGE, lambda record: record["properties"].update(status_note="已拆"))
    assert wrong == [("status_source", "note and source go together")]


def test_search_area_missing(problems):
    wrong = problems(UNLOCATED, lambda record: record["properties"].update(search_area=None))
    assert wrong == [("search_area", "street is known, search area missing")]


def test_unknown_search_area(problems):
    wrong = problems(UNLOCATED, lambda record: record["properties"].update(search_area="street:0"))
    assert wrong == [("search_area", "unknown 'street:0'")]


def test_wrong_id(problems):
    wrong = problems(VILLAGE, lambda record: record.update(id="renewal_sites.蟠凤村"))
    assert ("id", "must read renewal_sites.<ASCII>") in wrong


def test_problems_reach_the_whole_check(root):
    rewrite(root, SITES, lambda features: by_id(features, VILLAGE)["properties"].update(clause="outline-99-1"))
    (wrong,) = found(root, VILLAGE, "clause")
    assert str(wrong) == f"{SITES}\t{VILLAGE}\tclause\t未知的 'outline-99-1' / unknown 'outline-99-1'"


def test_unused_search_area(root):
    def add(features):
        features.append({**features[-1], "id": "street:999", "properties": {"id": "street:999"}})

    rewrite(root, model.SEARCH_AREAS, add)
    assert "no feature uses this area" in found(root, "street:999", "id")[0].en


@pytest.mark.parametrize(
    ("coordinates", "said"),
    [
        ([27.96309, 120.66204], "swapped"),
        ([120.6620444, 27.96309], "more than 5 decimals"),
        ([120.66204, 27.96309, 12.0], "third coordinate"),
    ],
)
def test_wrong_point(problems, coordinates, said):
    wrong = problems(VILLAGE, lambda record: record["geometry"].update(coordinates=coordinates))
    assert any(field == "geometry" and said in text for field, text in wrong)


def test_wrong_winding(problems):
    wrong = problems(ZONE, lambda record: record["geometry"]["coordinates"][0].reverse())
    assert wrong == [("geometry", "ring turned against RFC 7946 (outer ring counter-clockwise)")]


def test_invalid_polygon(problems):
    bow = [[[120.6, 27.9], [120.7, 28.0], [120.7, 27.9], [120.6, 28.0], [120.6, 27.9]]]
    wrong = problems(ZONE, lambda record: record["geometry"].update(coordinates=bow))
    assert wrong[0][1].startswith("invalid geometry")


def test_empty_geometry(problems):
    wrong = problems(ZONE, lambda record: record["geometry"].update(coordinates=[]))
    assert wrong == [("geometry", "geometry is empty, write null")]


def test_unsorted(root):
    rewrite(root, SITES, lambda features: features.reverse())
    assert any(item.en == "features are not sorted by id" for item in checks.check(root))


def test_repeated_id(root):
    rewrite(root, SITES, lambda features: features.insert(0, features[0]))
    assert any(item.en == "id is repeated" for item in checks.check(root))


def test_not_in_the_projects_form(root):
    path = root / SITES
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8"))), encoding="utf-8")
    assert any("not written one feature a line" in item.en for item in checks.check(root))


@pytest.mark.parametrize("text", ["", "{", "[]", '{"features": [{}]}', "\x00"])
def test_broken_file(root, text):
    (root / SITES).write_text(text, encoding="utf-8")
    problems = checks.check(root)
    assert any(item.file == SITES and "python -m geodata.build" in item.en for item in problems)


def test_missing_file(root):
    (root / "base" / "forest.geojson").unlink()
    problems = checks.check(root)
    assert any(item.file == "base/forest.geojson" and "missing" in item.en for item in problems)


def test_missing_table(root):
    (root / "tables" / "rail.csv").unlink()
    assert any(item.file == "tables/rail.csv" for item in checks.check(root))


def test_catalog_does_not_match(root):
    path = root / "catalog.json"
    entries = json.loads(path.read_text(encoding="utf-8"))
    entries[0]["count"] = 99
    entries[1]["id"] = "nothing"
    path.write_text(json.dumps(entries, ensure_ascii=False), encoding="utf-8")
    said = {(item.feature, item.field): item.en for item in checks.check(root) if item.file == "catalog.json"}
    assert "does not match" in said["structure_zones", "-"]
    assert "missing from the catalog" in said["structure_corridors", "id"]
    assert "no such layer" in said["nothing", "id"]


@pytest.mark.parametrize("text", ["{}", "[1]", "no json", "[{}]"])
def test_broken_catalog(root, text):
    (root / "catalog.json").write_text(text, encoding="utf-8")
    assert any(item.file == "catalog.json" and "broken" in item.en for item in checks.check(root))


def test_clause_without_summary(root):
    path = root / "clauses.json"
    clauses = json.loads(path.read_text(encoding="utf-8"))
    del clauses["outline-3-1"]["summary_en"]
    path.write_text(json.dumps(clauses, ensure_ascii=False), encoding="utf-8")
    assert found(root, "outline-3-1", "summary_en")[0].file == "clauses.json"


@pytest.mark.parametrize("text", [None, "no json"])
def test_sources_missing_or_broken(root, text):
    path = root / "sources.json"
    if text is None:
        path.unlink()
    else:
        path.write_text(text, encoding="utf-8")
    assert any(item.file == "sources.json" and item.feature == "-" for item in checks.check(root))


def test_plan_older_than_its_table(root, capsys):
    path = root / "tables" / "ring_roads.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("大连路", "大連路", 1), encoding="utf-8")
    assert [item.file for item in checks.stale(root)] == ["plan/ring_roads.geojson", "catalog.json"]
    assert check.main([str(root)]) == 1
    out = capsys.readouterr().out
    assert "plan/ring_roads.geojson" in out
    assert "2 problems" in out
    build.write(root, root)
    assert checks.stale(root) == []


def test_table_that_cannot_be_built(root):
    path = root / "tables" / "rail.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("line:S1", "line:S9", 1), encoding="utf-8")
    assert "S9" in checks.stale(root)[0].en
