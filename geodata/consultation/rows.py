"""Rows of the tables as the objects of `model`, and back. SQLite gives times as text, PostgreSQL as times."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, get_args

from geodata.consultation.model import (
    CHINA,
    Comment,
    Consultation,
    Event,
    PublicComment,
    Question,
    Stage,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    Row = Mapping[str, Any]


def _moment(value: str | datetime) -> datetime:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def _day(value: str | date) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _local_day(value: str | datetime) -> date:
    return _moment(value).astimezone(CHINA).date()


def consultation_row(consultation: Consultation) -> dict[str, Any]:
    """Columns of a consultation."""
    return {
        **{name: getattr(consultation, name) for name in ("id", "title_zh", "title_en", "intro_zh", "intro_en")},
        "opens_on": consultation.opens_on.isoformat(),
        "closes_on": consultation.closes_on.isoformat(),
        "stage": consultation.stage,
        "streets": json.dumps(consultation.streets),
        "layers": json.dumps(consultation.layers),
        "questions": json.dumps([[item.zh, item.en] for item in consultation.questions], ensure_ascii=False),
        "retention_days": consultation.retention_days,
        "per_address": consultation.per_address,
    }


def consultation_of(row: Row) -> Consultation:
    """Build the consultation of a row."""
    stages: dict[str, Stage] = {name: name for name in get_args(Stage)}
    return Consultation(
        **{name: row[name] for name in ("id", "title_zh", "title_en", "intro_zh", "intro_en")},
        opens_on=_day(row["opens_on"]),
        closes_on=_day(row["closes_on"]),
        stage=stages[row["stage"]],
        streets=tuple(json.loads(row["streets"])),
        layers=tuple(json.loads(row["layers"])),
        questions=tuple(Question(zh, en) for zh, en in json.loads(row["questions"])),
        retention_days=row["retention_days"],
        per_address=row["per_address"],
    )


def public_of(row: Row) -> PublicComment:
    """Build the published comment of a row of the view ``published``."""
    same = ("number", "lang", "category", "question", "lon", "lat", "feature", "reply", "use_note")
    return PublicComment(
        **{name: row[name] for name in same},
        received_on=_local_day(row["received_at"]),
        text=row["body"],
        replied_on=None if row["replied_at"] is None else _local_day(row["replied_at"]),
        use=row["use_code"],
    )


def comment_of(row: Row) -> Comment:
    """Build the comment of a row joined with whether it has a contact."""
    same = ("id", "consultation", "number", "lang", "category", "question", "lon", "lat", "feature", "state")
    return Comment(
        **{name: row[name] for name in (*same, "reply", "use_note", "version")},
        received_at=_moment(row["received_at"]),
        text=row["body"],
        public_text=row["public_body"],
        replied_at=None if row["replied_at"] is None else _moment(row["replied_at"]),
        use=row["use_code"],
        has_contact=bool(row["has_contact"]),
    )


def event_of(row: Row) -> Event:
    """Build the line of the log of a row."""
    return Event(_moment(row["at"]), row["actor"], row["action"], row["number"], row["detail"])
