"""Encodings, column names, names of villages, pasted coordinates."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.errors import ParameterError
from geodata.imports import ImportRefusedError, corrections, encoding, guess_mapping, read_upload
from geodata.imports.columns import unique_names
from geodata.imports.downloads import short_names
from geodata.imports.fields import coordinate_columns, guess_target
from geodata.imports.names import plain_name

VILLAGES = "洪殿村 霞岙村 三垟街道 瞿溪 丽岙 埭头 后庄村 高翔 泽雅镇 呈岙"


@pytest.mark.parametrize(
    ("data", "wanted", "source"),
    [
        (b"plain ascii", "utf-8", "detected"),
        (VILLAGES.encode(), "utf-8", "detected"),
        (VILLAGES.encode("gbk"), "gb18030", "detected"),
        (VILLAGES.encode("gb18030"), "gb18030", "detected"),
        ("联通".encode("gbk"), "gb18030", "detected"),
        (VILLAGES.encode("utf-8-sig"), "utf-8-sig", "declared"),
        (VILLAGES.encode("utf-16"), "utf-16", "declared"),
        ("Zürich Besançon é".encode("latin-1"), "latin-1", "unsure"),
        (b"\xff\xfa\x81", "latin-1", "unsure"),
    ],
)
def test_detected(data: bytes, wanted: str, source: str) -> None:
    found = encoding.detect(data)
    assert (found.encoding, found.source) == (wanted, source)


@pytest.mark.parametrize("name", ["GBK", "gb2312", "CP936", "936", " ANSI 936", "x-gbk", "EUC-CN"])
def test_all_names_of_gbk_are_gb18030(name: str) -> None:
    assert encoding.normalise(name) == "gb18030"


@pytest.mark.parametrize("name", ["base64", "../etc", "zip", "nonsense", "rot13"])
def test_what_is_no_encoding_is_refused(name: str) -> None:
    with pytest.raises(ImportRefusedError):
        encoding.normalise(name)


@pytest.mark.parametrize(
    ("column", "target"),
    [
        ("村名", "name"),
        ("名称", "name"),
        ("XZQMC", "name"),
        ("XZQDM", "code"),
        ("街道", "street"),
        ("面积", "area"),
        ("备注", "note"),
        ("所属街道", "street"),
        ("经度", "lon"),
        ("纬度", "lat"),
        ("行政区划代", "code"),
        ("户数", "households"),
        ("常住人口", "population"),
        ("Name", "name"),
        ("村庄名称_1", "name"),
        ("随便", None),
        ("OBJECTID", "id"),
        ("站序", "seq"),
    ],
)
def test_columns_are_guessed(column: str, target: str | None) -> None:
    assert guess_target(column)[0] == target


def test_a_target_is_given_once_and_the_content_is_looked_at() -> None:
    frame = pd.DataFrame({"名称": ["1", "2"], "村名": ["洪殿村", "霞岙村"], "name": ["a", "b"], "代码": ["x", "y"]})
    guess = {item.column: item.target for item in guess_mapping(frame)}
    assert guess == {"名称": None, "村名": "name", "name": None, "代码": None}


def test_coordinates_need_both_columns() -> None:
    assert coordinate_columns(["X", "Y"]) == ("X", "Y")
    assert coordinate_columns(["纬度", "村名", "经度"]) == ("经度", "纬度")
    assert coordinate_columns(["经度", "村名"]) is None


def test_column_names_become_different_and_printable() -> None:
    assert unique_names(["Name", "name", "fid", "a\x00b", "", "x" * 80]) == [
        "Name",
        "name_2",
        "fid_2",
        "ab",
        "column_5",
        "x" * 60,
    ]


def test_short_names_keep_whole_characters() -> None:
    names = short_names(["行政区划代码", "行政区划代码说明", "name", "NAME", "🗺"], "GBK")
    assert names[:4] == ["行政区划代", "行政区_02", "name", "NAME_04"]
    assert all(len(name.encode("gbk")) <= 10 for name in names)
    assert len({name.lower() for name in names}) == 5


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("潘凤村村民委员会", "潘凤村"),
        ("潘凤村委会", "潘凤村"),
        ("繁荣社区居委会", "繁荣社区"),
        (" 洪殿村（旧）", "洪殿村"),
        ("洪殿村", "洪殿村"),
    ],
)
def test_village_names_are_made_plain(name: str, plain: str) -> None:
    assert plain_name(name) == plain


def test_a_table_of_names_finds_its_places() -> None:
    text = "村名,街道,12位代码\n茶山村村民委员会,茶山街道,\n,,330304004203\n不存在村,,\n洪殿村,茶山街道,\n"
    read = read_upload("名单.csv", text.replace("12位代码", "代码").encode("gbk"))
    assert read.crs_source == "names"
    assert (
        list(read.frame["atlas_id"])[1:3] == ["villages.330304004203", None] or read.frame["atlas_id"].iloc[2] is None
    )
    assert read.counts["unknown_name"] == 1
    assert read.counts["joined"] == 1
    assert read.frame["atlas_id"].iloc[3] == "renewal_sites.chashan-hongdiancun"
    assert "unlocated" in read.counts


@pytest.mark.parametrize(
    "text",
    [
        "120.6500, 27.9600",
        "27.96，120.65",
        "E120.65 N27.96",
        "120°39′0″E 27°57′36″N",
        "120度39分 27度57分36秒",
        "（120.65,27.96）",
        "563944.9 3093985.5",
        "3093985.5, 40563944.9",
    ],
)
def test_pasted_coordinates(text: str) -> None:
    lon, lat = corrections.parse_coordinates(text)
    assert (lon, lat) == pytest.approx((120.65, 27.96), abs=2e-3)


@pytest.mark.parametrize("text", ["", "120.65", "1, 2", "abc", "39.9, 116.4", "1e308 1e308", "nan nan"])
def test_pasted_nonsense_is_refused(text: str) -> None:
    with pytest.raises(ParameterError):
        corrections.parse_coordinates(text)


@pytest.mark.parametrize(
    "changes",
    [
        {"lon": 27.9, "lat": 120.7},
        {"lon": float("nan")},
        {"accuracy_m": 0},
        {"accuracy_m": float("inf")},
        {"who": " "},
        {"why": ""},
        {"basis": "derived"},
    ],
)
def test_placements_are_checked(changes: dict[str, object]) -> None:
    given = {"lon": 120.7, "lat": 27.9, "accuracy_m": 30, "who": "甲", "why": "现场", **changes}
    with pytest.raises(ParameterError):
        corrections.placement("a.b", given.pop("lon"), given.pop("lat"), **given)  # type: ignore[arg-type] - mixed
