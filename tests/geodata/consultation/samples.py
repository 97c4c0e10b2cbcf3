"""A consultation and comments for the tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from geodata.consultation import Consultation, Draft, Question, new_token

NOW = datetime(2026, 5, 10, 1, 0, tzinfo=UTC)
CONSULTATION = Consultation(
    id="renewal-2026",
    title_zh="旧村改造征求意见",
    title_en="Village renewal: your views",
    opens_on=date(2026, 5, 1),
    closes_on=date(2026, 5, 31),
    stage="published",
    questions=(Question("最需要什么？", "What is needed most?"),),
    retention_days=30,
)
DRAFT = Draft(
    consultation=CONSULTATION.id, token="A" * 22, category="housing", text="希望保留老榕树", lon=120.6012345, lat=28.0
)
NASTY = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "'; DROP TABLE comments; --",
    "{{7*7}} {% for x in y %} ${1} `",
    '=HYPERLINK("http://x","y")',
    "%s %(id)s :id ? \\",
    "../../etc/passwd",
    "[a](javascript:alert(1)) **粗**",
    "岙垟瞿垒埭嶴 😀 \u202eabc",
)


def draft(**changes: Any) -> Draft:
    """Return a draft with a token of its own."""
    return replace(DRAFT, token=new_token(), **changes)
