"""The legend follows what is visible."""

from __future__ import annotations

import pytest

from layers import registry
from layers.legend import drawn, legend, unlocated_count, verdict_rows
from layers.looks import LOOKS


def texts(groups: list[dict]) -> list[str]:
    return [item["text"] for group in groups for item in group["items"]]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("layer_id", list(LOOKS))
def test_every_layer_has_a_row_unless_nothing_of_it_is_drawn(layer_id: str, lang: str) -> None:
    groups = legend([registry.layer_view(layer_id, lang)], lang)
    rows = [item for group in groups for item in group["items"] if item["kind"] != "none"]
    assert bool(rows) == bool(drawn(layer_id))
    for row in rows:
        assert row["text"]
        assert row["style"]["color"].startswith("#")


def test_hidden_layers_are_left_out() -> None:
    shown = registry.layer_view("rail", "zh")
    hidden = registry.layer_view("structure_zones", "zh", visible=False)
    assert legend([shown, hidden], "zh") == legend([shown], "zh")
    assert legend([hidden], "zh") == []


def test_waiting_members_are_counted() -> None:
    views = [registry.layer_view(layer_id, "zh") for layer_id in ("renewal_sites", "rail")]
    waiting = unlocated_count("renewal_sites") + unlocated_count("rail")
    assert unlocated_count("renewal_sites") == 11
    assert any(str(waiting) in text for text in texts(legend(views, "zh")))


def test_bases_are_explained_only_when_they_occur() -> None:
    groups = legend([registry.layer_view("expressways", "zh")], "zh")
    assert "图上描绘" in texts(groups)
    assert not any("估计" in text for text in texts(groups))
    assert any("估计" in text for text in texts(legend([registry.layer_view("renewal_sites", "zh")], "zh")))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_verdicts_take_the_layers_place(lang: str) -> None:
    view = registry.layer_view("renewal_sites", lang, classes={"renewal_sites.wutian-panfengcun": "in"})
    rows = legend([view], lang)[0]["items"]
    assert rows == verdict_rows(lang)
    assert len({row["style"]["shape"] for row in rows}) == 3


def test_layers_of_the_page_are_left_to_the_page() -> None:
    view = registry.layer_view("rail", "zh")
    assert legend([type(view)(id="buffer", title="x", style={})], "zh") == []
