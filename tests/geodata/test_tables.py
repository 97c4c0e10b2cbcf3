"""Tables are read strictly."""

import pytest

from analysis.errors import DataError, MissingFileError
from geodata import model, tables

HEAD = ",".join(model.TABLE_COLUMNS)


def table(tmp_path, *rows, head=HEAD):
    path = tmp_path / "layer.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def cells(**values):
    return ",".join(str(values.get(name, "")) for name in model.TABLE_COLUMNS)


def test_numbers_and_nulls(tmp_path):
    path = table(tmp_path, cells(slug="a", name="甲", accuracy_m="500", lon="120.5"))
    row = tables.read_layer(path)[0]
    assert row["accuracy_m"] == 500
    assert isinstance(row["accuracy_m"], int)
    assert row["lon"] == 120.5
    assert row["lat"] is None
    assert row["note"] is None
    assert row["_line"] == 2


def test_extra_columns_become_properties(tmp_path):
    path = table(tmp_path, head=HEAD + ",note_en,rule_zh,kind,band_m")
    assert tables.extras(path) == ("kind", "band_m")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([cells(slug="a"), cells(slug="a")], "line 3 column slug: repeats line 2"),
        ([cells(name="甲")], "slug: must not be empty"),
        ([cells(slug="a", accuracy_m="far")], "'far' is not a number"),
        ([cells(slug="a", name=" 甲")], "blank"),
        (["a,b"], "2 cells, not 15"),
    ],
)
def test_wrong_rows(tmp_path, rows, said):
    with pytest.raises(DataError, match=said):
        tables.read_layer(table(tmp_path, *rows))


def test_missing_column(tmp_path):
    with pytest.raises(DataError, match="column rule: column is missing"):
        tables.read_layer(table(tmp_path, head=HEAD.replace("rule,", "")))


def test_missing_table(tmp_path):
    with pytest.raises(MissingFileError, match=r"none\.csv"):
        tables.read_layer(tmp_path / "none.csv")
