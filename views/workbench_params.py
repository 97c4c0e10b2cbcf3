"""What the buffer workbench is asked: its parameters in the address, and the ready-made questions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

import streamlit as st

import geodata
from analysis.presets import preset
from views.state import Param, choice, choices, joined, number, restore

if TYPE_CHECKING:
    from analysis.presets import Preset

FREE: Final = "free"
FARTHEST_M: Final = 3000
WIDEST_M: Final = 200
MOST_RINGS: Final = 4
COLUMNS: Final = ("kind", "line", "status", "road_class", "ref")
"""Columns a layer can be filtered by, in this order."""


@dataclass(frozen=True)
class Recipe:
    """A ready-made question: what is measured from, how far and on which rule, what is tested.

    `preset` names the rule (`analysis.presets`), none where the distance is for analysis only; `half_m` is what has to
    be added before the rule's own distance starts.
    """

    id: str
    zh: str
    en: str
    a: str
    a_filter: tuple[str, ...]
    distance_m: int
    b: str
    preset: str | None = None
    half_m: int = 0

    @property
    def rule(self) -> Preset | None:
        """Rule the distance rests on."""
        return None if self.preset is None else preset(self.preset)


RECIPES: Final = (
    Recipe("exp_sites", "高速公路建筑控制区 × 城中村改造", "Expressway control zone × renovation sites",
           "expressways", (), 30, "renewal_sites", "exp_ctrl"),
    Recipe("nat_sites", "国道建筑控制区 × 城中村改造", "National road control zone × renovation sites",
           "external_roads", ("ref:G104", "ref:G330"), 20, "renewal_sites", "road_ctrl_g"),
    Recipe("new_dev", "国道两侧新建距离 × 未来社区", "New development beside national roads × future communities",
           "external_roads", ("ref:G104", "ref:G330"), 50, "future_communities", "new_dev_gs", 20),
    Recipe("rail_sites", "轨道保护区（高架）× 城中村改造", "Rail protection zone (elevated) × renovation sites",
           "rail", ("kind:line", "line:S1"), 30, "renewal_sites", "rail_cpz_el"),
    Recipe("rail_plan", "规划轨道控制 × 全部村社", "Planned rail reserve × all villages",
           "rail", ("kind:line", "status:planned"), 60, "villages", "rail_plan"),
    Recipe("tod_future", "站点核心区 × 未来社区", "Station core × future communities",
           "rail", ("kind:station",), 500, "future_communities", "tod_core"),
    Recipe("blue_blocks", "河湖水面 50 米 × 四大板块", "50 m of water × key blocks", "water", (), 50, "key_blocks"),
    Recipe("eco_blocks", "生态片区廊道 100 米 × 四大板块", "100 m of ecological areas × key blocks",
           "ecology", (), 100, "key_blocks"),
    Recipe("eco_sites", "生态片区廊道 500 米 × 城中村改造", "500 m of ecological areas × renovation sites",
           "ecology", (), 500, "renewal_sites"),
)  # fmt: skip


def recipe_of(code: str) -> Recipe | None:
    """Ready-made question by id; none for the reader's own."""
    return next((each for each in RECIPES if each.id == code), None)


def layers() -> list[str]:
    """Ids of the layers with at least one located feature."""
    return [entry.id for entry in geodata.catalog() if entry.located]


def filters(layer: str) -> tuple[str, ...]:
    """List the filters a layer offers, ``column:value``."""
    return _filters(layer, geodata.content_hash(layer))


@lru_cache(maxsize=64)
def _filters(layer: str, digest: str) -> tuple[str, ...]:
    del digest  # the cache's key only
    frame = geodata.layer(layer)
    found = []
    for column in COLUMNS:
        if column in frame.columns:
            values = sorted({str(value) for value in frame[column].dropna()})
            found += [f"{column}:{value}" for value in values if len(values) > 1]
    return tuple(found)


def chosen_ids(layer: str, wanted: tuple[str, ...]) -> list[str]:
    """Ids a filter lets through: any of the values of a column, and that for every column named."""
    frame = geodata.layer(layer)
    keep = frame.index == frame.index
    for column in COLUMNS:
        values = [code.partition(":")[2] for code in wanted if code.startswith(f"{column}:")]
        if values and column in frame.columns:
            keep &= frame[column].astype(str).isin(values).to_numpy()
    return [str(key) for key in frame.index[keep]]


def _read_layer(text: str) -> str:
    return choice(*layers())(text)


def _read_filter(text: str) -> list[str]:
    return choices(*(code for layer in layers() for code in filters(layer)))(text)


USE: Final = Param("use", RECIPES[0].id, choice(*(each.id for each in RECIPES), FREE))
A: Final = Param("a", RECIPES[0].a, _read_layer)
A_FILTER: Final = Param("af", [], _read_filter, joined)
B: Final = Param("b", RECIPES[0].b, _read_layer)
B_FILTER: Final = Param("bf", [], _read_filter, joined)
DISTANCE: Final = Param("m", RECIPES[0].distance_m, number(1, FARTHEST_M))
HALF: Final = Param("half", 0, number(0, WIDEST_M))
SIDE: Final = Param("side", "both", choice("both", "left", "right"))
RINGS: Final = Param("rings", 1, number(1, MOST_RINGS))
SHARE: Final = Param("share", 50, number(1, 100))
ALL: Final = (USE, A, A_FILTER, B, B_FILTER, DISTANCE, HALF, SIDE, RINGS, SHARE)


@dataclass(frozen=True)
class Ask:
    """One question; `distance_m` counts from the edge, `half_m` is what is added to it for the width measured from."""

    a: str
    a_filter: tuple[str, ...]
    b: str
    b_filter: tuple[str, ...]
    distance_m: int
    half_m: int
    side: Literal["both", "left", "right"]
    rings: int
    share: int

    @property
    def reach_m(self) -> int:
        """Distance from what is drawn."""
        return self.distance_m + self.half_m

    @property
    def rings_m(self) -> list[float]:
        """Outer radii of the rings, none for a single one."""
        return [float(self.reach_m * step) for step in range(1, self.rings + 1)] if self.rings > 1 else []


def asked() -> Ask:
    """Return the question as the controls stand."""
    return Ask(
        a=A.get(), a_filter=tuple(A_FILTER.get() or ()), b=B.get(), b_filter=tuple(B_FILTER.get() or ()),
        distance_m=int(DISTANCE.get()), half_m=int(HALF.get()), side=SIDE.get(),
        rings=int(RINGS.get()) if SIDE.get() == "both" else 1, share=int(SHARE.get()),
    )  # fmt: skip


def restore_all() -> None:
    """Give every parameter its value; a link that names a ready-made question alone means all of it."""
    fresh = A.key not in st.session_state
    named = USE.key in st.query_params and A.key not in st.query_params
    restore(*ALL)
    if fresh and named:
        take_recipe()
    for layer, kept in ((A, A_FILTER), (B, B_FILTER)):
        allowed = set(filters(layer.get()))
        kept.set([code for code in kept.get() or () if code in allowed])
    settle()


def take_recipe() -> None:
    """Take over a ready-made question."""
    found = recipe_of(USE.get())
    if found is None:
        return
    A.set(found.a)
    A_FILTER.set(list(found.a_filter))
    B.set(found.b)
    B_FILTER.set([])
    DISTANCE.set(found.distance_m)
    HALF.set(found.half_m)
    SIDE.set("both")


def settle() -> None:
    """Let go of a ready-made question whose layer or distance no longer is its own; its rule would not hold."""
    found = recipe_of(USE.get())
    now = (A.get(), tuple(sorted(A_FILTER.get() or ())), DISTANCE.get())
    if found is not None and now != (found.a, tuple(sorted(found.a_filter)), found.distance_m):
        USE.set(FREE)
