"""Names in Latin letters."""

import pytest

from geodata import pinyin


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("蟠凤村", "panfengcun pfc"),
        ("丽岙街道", "liaojiedao lajd"),
        ("泊岙村", "boaocun bac"),
        ("地铁 M1 线", "ditiem1xian dtm1x"),
        ("G330", "g330 g330"),
        ("睦州垟村", "muzhouyangcun mzyc"),
    ],
)
def test_search_key(name, key):
    assert pinyin.search_key(name) == key


@pytest.mark.parametrize(
    ("name", "english"),
    [
        ("蟠凤村", "Panfeng Village"),
        ("南村村", "Nancun Village"),
        ("林村", "Lincun Village"),
        ("慈湖社区", "Cihu Community"),
        ("丽岙街道", "Li'ao Subdistrict"),
        ("泽雅镇", "Zeya Town"),
        ("吕家岸村", "Lüjia'an Village"),
        ("大罗山", "Daluoshan"),
    ],
)
def test_english_place(name, english):
    assert pinyin.english_place(name) == english


def test_rare_characters_of_the_district_are_known():
    for name in ("岙", "垟", "瞿", "垒", "埭", "浃", "碓"):
        assert pinyin.syllables(name)[0].isalpha()
