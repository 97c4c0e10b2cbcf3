"""The data model: which fields a feature has, which values they take, which layers there are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).resolve().parent
"""The package's own folder: ``plan/``, ``base/``, ``tables/``, ``clauses.json``, ``sources.json``, ``catalog.json``."""

BASES = ("surveyed", "traced", "derived", "estimated", "schematic", "unlocated")
"""How a geometry came about, best first; ``unlocated`` has none."""

STATUSES = ("operating", "under_construction", "planned", "proposed")
"""Where a member stands; ``operating`` also says "exists today" of streets, villages and hills."""

REQUIRED = (
    "id", "name", "name_en", "layer", "clause", "status", "status_note", "status_source",
    "basis", "accuracy_m", "source", "pinyin",
)  # fmt: skip
"""Properties of every feature of a plan layer, in file order."""

COMMON = (*REQUIRED, "street", "search_area", "rule", "rule_en", "note", "note_en", "status_note_en")
"""``REQUIRED`` and the properties the build adds or that may be null; a table's further columns follow."""

NULLABLE = (
    "status_note", "status_source", "accuracy_m", "street", "search_area", "rule", "rule_en", "note", "note_en",
    "status_note_en",
)  # fmt: skip
"""Of ``COMMON``; ``accuracy_m`` only where the basis is ``unlocated``."""

BASE_FIELDS = ("id", "name", "name_en", "basis", "accuracy_m", "source")
"""Properties of every feature of a base layer; ``name`` and ``name_en`` are null for unnamed context."""

TABLE_COLUMNS = (
    "slug", "name", "name_en", "clause", "status", "status_note", "status_source",
    "basis", "accuracy_m", "source", "street", "rule", "lon", "lat", "note",
)  # fmt: skip
"""First columns of every ``tables/<layer>.csv``."""

OPTIONAL_COLUMNS = ("note_en", "status_note_en", "rule_zh", "rule_en")
"""Optional columns of a table; ``rule_zh`` and ``rule_en`` replace the sentences generated from the rule."""

NUMBERS = ("seq", "accuracy_m", "area_km2")
_NUMBER_ENDINGS = re.compile(r"(_m|_km|_km2|_published)$")

BOX = (120.30, 27.70, 121.10, 28.25)
"""West, south, east, north in degrees: the district and all of S1 and S2; a coordinate outside is a mistake."""

DISTRICT_KM2 = 466.46
"""Published area of the district, km²."""

GROUP_PLAN: Literal["plan"] = "plan"
GROUP_BASE: Literal["base"] = "base"


def is_number(column: str) -> bool:
    """Whether a table column holds numbers (see `rules`)."""
    return column in NUMBERS or _NUMBER_ENDINGS.search(column) is not None


@dataclass(frozen=True, slots=True)
class LayerSpec:
    """A layer before it is built.

    ``chapter`` is the chapter of the outline plan (0 for the base map).
    """

    id: str
    title_zh: str
    title_en: str
    group: Literal["plan", "base"]
    chapter: int
    clause: str | None

    @property
    def file(self) -> str:
        """Path inside the package, e.g. ``plan/rail.geojson``."""
        return f"{self.group}/{self.id}.geojson"


CHAPTERS = {
    0: ("底图", "Base map"),
    3: ("第三章 空间融合", "Chapter 3: space"),
    4: ("第四章 产业", "Chapter 4: industry"),
    7: ("第七章 文化", "Chapter 7: culture"),
    8: ("第八章 生态", "Chapter 8: ecology"),
    10: ("第十章 交通", "Chapter 10: transport"),
}
"""Chapter number to its heading in the layer tree, Chinese and English."""


def _plan(layer: str, zh: str, en: str, chapter: int, clause: str) -> LayerSpec:
    return LayerSpec(layer, zh, en, GROUP_PLAN, chapter, clause)


def _base(layer: str, zh: str, en: str) -> LayerSpec:
    return LayerSpec(layer, zh, en, GROUP_BASE, 0, None)


# in build order: `layer:` rules may name an earlier one only
PLAN_LAYERS = (
    _plan("structure_zones", "一核两区", "One core, two areas", 3, "outline-3-1"),
    _plan("structure_corridors", "两廊", "Two corridors", 3, "outline-3-1"),
    _plan("structure_belts", "三带", "Three belts", 3, "outline-3-1"),
    _plan("business_districts", "商圈", "Business districts", 3, "outline-3-1"),
    _plan("future_communities", "未来社区", "Future communities", 3, "outline-3-2"),
    _plan("renewal_sites", "城中村改造项目", "Urban-village renovation sites", 3, "outline-box-3"),
    _plan("renewal_2021", "2021 年区块有机更新", "Block renewal of 2021", 3, "annual-2-1"),
    _plan("villages", "村社单元（2023）", "Villages and communities (2023)", 3, "outline-3-2"),
    _plan("key_blocks", "四大城市重点板块", "Four key urban blocks", 3, "outline-3-3"),
    _plan("southern_new_area", "南部新区格局", "Pattern of the southern new area", 3, "outline-box-4"),
    _plan("industrial_platforms", "产业平台", "Industrial platforms", 4, "outline-box-6"),
    _plan("culture_routes", "塘河文旅线路", "Tanghe culture routes", 7, "outline-7-3"),
    _plan("ecology", "五片三廊多点", "Ecological pattern", 8, "outline-8-1"),
    _plan("greenways", "一心三环八廊", "Greenway pattern", 8, "outline-box-9"),
    _plan("rail", "轨道交通", "Rail transit", 10, "outline-10-1"),
    _plan("railways", "铁路", "Railways", 10, "outline-10-1"),
    _plan("expressways", "三纵一横高速网", "Expressway network", 10, "outline-box-10"),
    _plan("external_roads", "五纵两横对外交通", "External road network", 10, "outline-box-10"),
    _plan("ring_roads", "五横八纵交通内环", "Inner road network", 10, "outline-box-10"),
)

BASE_LAYERS = (
    _base("streets", "街道与镇", "Subdistricts and town"),
    _base("forest", "山林", "Hill forest"),
    _base("water", "水面与主要河流", "Water and main rivers"),
    _base("waterways", "河道", "Waterways"),
    _base("roads", "主要道路", "Main roads"),
    _base("roads_secondary", "次要道路", "Secondary roads"),
    _base("railways_context", "铁路（底图）", "Railways (base map)"),
    _base("rail_context", "轨道交通 S2 线（底图）", "Rail line S2 (base map)"),
    _base("hills", "山峰", "Hills"),
    _base("places", "地名点", "Places"),
)

RAIL_INPUT = "base/rail_lines.geojson"
"""Centre lines of S1, S3 and M1: an input of the build, drawn by the plan layer ``rail``."""

SEARCH_AREAS = "plan/search_areas.geojson"
"""Where an unlocated member may be; features ``street:330304004``, ``rail:M1.11-14``."""
