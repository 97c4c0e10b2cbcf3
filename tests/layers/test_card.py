"""Every feature has a card in both languages, and no text in it can become markup."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

import geodata
from layers import card as cards
from layers.members import members

HOSTILE = (
    "{{7*7}}",
    "${7*7}",
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "'\"><svg onload=alert(1)>",
    "![x](http://example.org/x.png)",
    "[x](javascript:alert(1))",
    ":red[x] $x^2$ :material/home:",
    "</details></article><iframe src=//example.org>",
)
ALLOWED = {"article", "p", "h3", "span", "dl", "dt", "dd", "details", "summary", "ul", "li", "b", "br"}


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


def read(html: str) -> Tags:
    parser = Tags()
    parser.feed(html)
    return parser


@pytest.mark.parametrize("entry", [e for e in geodata.catalog() if e.group == "plan"], ids=lambda entry: entry.id)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_plan_feature_has_clause_source_and_basis(entry: geodata.LayerInfo, lang: str) -> None:
    for member in members(entry.id):
        card = cards.card(member.id, lang)
        assert card is not None
        assert card.name
        assert card.clause is not None, member.id
        assert card.clause.summary
        assert card.sources, member.id
        assert card.basis
        assert card.status, member.id
        if not member.located:
            assert any(fact.label in {"待查范围", "Search area"} for fact in card.facts), member.id


@pytest.mark.parametrize("feature", ["streets.330304002", "hills.002", "places.001", "roads.001"])
def test_base_features_have_a_card(feature: str) -> None:
    card = cards.card(feature, "zh")
    assert card is not None
    assert card.sources
    assert card.clause is None


def test_both_names_are_there() -> None:
    zh = cards.card("renewal_sites.wutian-panfengcun", "zh")
    en = cards.card("renewal_sites.wutian-panfengcun", "en")
    assert (zh.name, zh.other_name) == ("蟠凤村", "Panfeng Village")
    assert (en.name, en.other_name) == ("Panfeng Village", "蟠凤村")
    assert "±500" in zh.basis


def test_computed_length_stands_beside_the_published_one() -> None:
    card = cards.card("rail.S1", "zh")
    facts = {fact.label: fact.value for fact in card.facts}
    assert facts["公布数"] == "53.51 公里"
    assert facts["计算长度"].startswith("53.")
    assert card.news
    assert card.news_sources


def test_unknown_feature_has_no_card() -> None:
    assert cards.card("rail.S99", "zh") is None
    assert cards.card("<script>", "zh") is None


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text_in_the_card(text: str) -> None:
    fact = cards.Fact(text, text)
    source = cards.Source(text, text, text)
    clause = cards.Clause(text, text, text, text)
    card = cards.Card(
        id=text, layer=text, name=text, other_name=text, what=text, status=text, status_code=text, news=text,
        news_sources=(source,), basis=text, basis_code=text, facts=(fact,), clause=clause, sources=(source,),
    )  # fmt: skip
    for lang in ("zh", "en"):
        found = read(cards.card_html(card, lang))
        assert found.tags <= ALLOWED
        assert found.attributes <= {"class", "lang"}
        assert text in found.text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_escaped_for_markdown(text: str) -> None:
    escaped = cards.markdown_text(text)
    for at, char in enumerate(escaped):
        if char in "[]()<>*_`$:!{}":
            assert escaped[at - 1] == "\\"
    assert escaped.replace("\\", "") == text.replace("\\", "")


def test_sizes_read_well() -> None:
    assert cards.size_text(8_512, "line", "zh") == "8.51 公里"
    assert cards.size_text(466_460_000, "polygon", "en") == "466.5 km²"
    assert cards.accuracy_text(None, "zh") == ""
    assert cards.accuracy_text(1500, "en") == "±1,500 m"
