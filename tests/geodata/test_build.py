"""The compiled files are what the tables say, byte for byte."""

import json
import shutil

import pytest

from analysis.errors import DataError, MissingFileError
from geodata import build, model


@pytest.fixture(scope="module")
def made():
    return build.build()


def test_committed_files_are_a_fresh_build(made):
    differing = [name for name, data in made.items() if (model.ROOT / name).read_bytes() != data]
    assert differing == []


def test_a_second_run_gives_the_same_bytes(made):
    assert build.build() == made


def test_nothing_else_lies_in_plan(made):
    there = {f"plan/{path.name}" for path in (model.ROOT / "plan").iterdir()}
    assert there == {name for name in made if name.startswith("plan/")}


def test_write_into_an_empty_folder_then_nothing_changes(tmp_path, made):
    assert sorted(build.write(tmp_path)) == sorted(made)
    assert (tmp_path / "plan" / "rail.geojson").read_bytes() == made["plan/rail.geojson"]
    assert build.write(tmp_path) == []


def test_one_feature_a_line_sorted_utf8(made):
    lines = made["plan/renewal_sites.geojson"].decode("utf-8").split("\n")
    assert lines[0] == '{"type":"FeatureCollection","features":['
    assert lines[-2:] == ["]}", ""]
    ids = [json.loads(line.rstrip(","))["id"] for line in lines[1:-2]]
    assert len(ids) == 38
    assert ids == sorted(ids)
    assert "蟠凤村" in made["plan/renewal_sites.geojson"].decode("utf-8")


def copied(tmp_path):
    for name in ("base", "tables"):
        shutil.copytree(model.ROOT / name, tmp_path / name)
    return tmp_path


def edited(tmp_path, table, old, new):
    root = copied(tmp_path)
    path = root / "tables" / table
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return root


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("road:六虹桥路", "road:六虹桥", "六虹桥路"),
        ("road:六虹桥路", "rode:六虹桥路", "rules.py"),
        ("road:六虹桥路", "none", "unlocated"),
        ("\ndalian,", "\n,", "slug"),
    ],
)
def test_a_wrong_row_is_named(tmp_path, old, new, said):
    with pytest.raises(DataError, match=r"ring_roads\.csv") as caught:
        build.build(edited(tmp_path, "ring_roads.csv", old, new))
    assert said in str(caught.value)


def test_a_missing_table_is_named(tmp_path):
    root = copied(tmp_path)
    (root / "tables" / "rail.csv").unlink()
    with pytest.raises(MissingFileError, match=r"rail\.csv"):
        build.build(root)


def test_a_street_that_is_none(tmp_path):
    root = edited(tmp_path, "future_communities.csv", "潘桥街道", "潘桥镇")
    with pytest.raises(DataError, match="潘桥镇"):
        build.build(root)


def test_main_says_that_all_is_up_to_date(capsys):
    assert build.main() == 0
    assert "up to date" in capsys.readouterr().out
