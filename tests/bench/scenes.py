"""What the bench measures: screens with every layer of the district on, and one control after another moved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from layers import registry

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.e2e.atlas import Atlas



@dataclass(frozen=True)
class Scene:
    """A screen, and ways to change it; an act is made for a page and then done with a round's number."""

    title: str
    path: str
    query: Mapping[str, str]
    acts: Mapping[str, Callable[[Atlas], Callable[[int], Any]]]


def _press(key: str, arrow: str = "ArrowRight") -> Callable[[Atlas], Callable[[int], Any]]:
    def act(atlas: Atlas) -> Callable[[int], Any]:
        slider = atlas.control(key).get_by_role("slider")
        return lambda _: slider.press(arrow)

    return act


def _box(layer_id: str) -> Callable[[Atlas], Callable[[int], Any]]:
    def act(atlas: Atlas) -> Callable[[int], Any]:
        box = atlas.control(f"show_{layer_id}").locator("label")
        return lambda _: box.click()

    return act


def _pill(key: str, text: str) -> Callable[[Atlas], Callable[[int], Any]]:
    def act(atlas: Atlas) -> Callable[[int], Any]:
        button = atlas.control(key).get_by_text(text)
        return lambda _: button.click()

    return act


def _map_click(layer: str, features: tuple[str, ...]) -> Callable[[Atlas], Callable[[int], Any]]:
    return lambda atlas: lambda number: atlas.click_feature(layer, features[number % len(features)])


def _station(atlas: Atlas) -> Callable[[int], Any]:
    """Put station after station on the map, beside one another."""
    before = atlas.painted()
    atlas.control("draw_tool").get_by_text("加站", exact=True).click()
    atlas.painted(before)
    frame = atlas.page.locator('iframe[title*="atlas_map"]')
    return lambda number: frame.click(position={"x": 180 + 40 * (number % 7), "y": 150 + 40 * (number // 7 % 6)})


ALL_LAYERS = ",".join(registry.LOOKS)
VILLAGES = ("renewal_sites.wutian-panfengcun", "renewal_sites.wutian-yueluoyangcun")

SCENES = (
    Scene(
        title="overview, all layers",
        path="",
        query={"l": ALL_LAYERS},
        acts={
            "layer switched": _box("expressways"),
            "village clicked": _map_click("renewal_sites", VILLAGES),
            "language switched": lambda atlas: lambda n: (
                atlas.control("lang").get_by_text(("English", "中文")[n % 2], exact=True).click()
            ),
        },
    ),
    Scene(
        title="corridor, 38 sites",
        path="corridor",
        query={},
        acts={"distance moved": _press("d"), "line switched": _pill("lines", "M1")},
    ),
    Scene(
        title="corridor, 197 villages, 3 lines",
        path="corridor",
        query={"set": "villages", "lines": "S1,S3,M1"},
        acts={"distance moved": _press("d")},
    ),
    Scene(
        title="coverage, four blocks",
        path="coverage",
        query={},
        acts={"distance moved": _press("d"), "line switched": _pill("lines", "M1")},
    ),
    Scene(
        title="coverage, two scenarios",
        path="coverage",
        query={"mode": "compare", "b": "plan"},
        acts={"distance moved": _press("d")},
    ),
    Scene(
        title="coverage, drawing",
        path="coverage",
        query={"mode": "draw", "target": "renewal_sites"},
        acts={"station put down": _station},
    ),
)
