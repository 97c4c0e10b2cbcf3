"""A consultation, the comments it receives, and what the public sees of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Final, Literal, get_args

from analysis.errors import ParameterError

CHINA: Final = timezone(timedelta(hours=8), "CST")
"""Days of a period begin and end in China, wherever the server's clock is set."""

Category = Literal["housing", "transport", "services", "ecology", "culture", "industry", "other"]
CATEGORIES: Final[tuple[Category, ...]] = get_args(Category)
Stage = Literal["draft", "published", "ended"]
Phase = Literal["draft", "upcoming", "open", "closed"]
State = Literal["pending", "published", "declined", "erased"]
STATES: Final[tuple[State, ...]] = get_args(State)
Use = Literal["adopted", "partly", "noted", "not_adopted", "forwarded"]
USES: Final[tuple[Use, ...]] = get_args(Use)

MAX_QUESTIONS: Final = 6
MAX_RETENTION_DAYS: Final = 365
MAX_PER_ADDRESS: Final = 10_000
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


@dataclass(frozen=True)
class Question:
    """A question the public is asked, in both languages."""

    zh: str
    en: str


@dataclass(frozen=True)
class Consultation:
    """What the public is asked, where, and for how long.

    Parameters
    ----------
    id
        Lower-case letters, digits and hyphens; part of the address of the page.
    title_zh, title_en, intro_zh, intro_en
        What a reader sees first.
    opens_on, closes_on
        First and last day, both included, in China's time.
    stage
        ``draft`` is seen by the desk alone, ``ended`` takes no more comments whatever the dates.
    streets
        Codes of the streets it is about; none for the whole district.
    layers
        Plan layers shown on its map, from the bottom up.
    questions
        Questions a comment may answer.
    retention_days
        Days after the last day on which contacts are deleted at the latest.
    per_address
        Comments taken from one network address in ten minutes; a hall may share one address.

    Raises
    ------
    ParameterError
        A field is out of its range.
    """

    id: str
    title_zh: str
    title_en: str
    opens_on: date
    closes_on: date
    intro_zh: str = ""
    intro_en: str = ""
    stage: Stage = "draft"
    streets: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    retention_days: int = 90
    per_address: int = 60

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            zh = f"编号“{self.id}”无效：只用小写字母、数字和连字符"
            raise ParameterError(zh, f"the id '{self.id}' is not valid: use lower-case letters, digits and hyphens")
        if not self.title_zh.strip() or not self.title_en.strip():
            zh, en = "征求意见缺少标题：请填写中英文标题", "the consultation has no title: give both languages"
            raise ParameterError(zh, en)
        if self.closes_on < self.opens_on:
            zh, en = "截止日期早于开始日期", "the last day is before the first"
            raise ParameterError(zh, en)
        if not 0 <= self.retention_days <= MAX_RETENTION_DAYS:
            zh = f"联系方式保存天数应在 0–{MAX_RETENTION_DAYS} 之间"
            raise ParameterError(zh, f"contacts may be kept for 0 to {MAX_RETENTION_DAYS} days")
        if not 1 <= self.per_address <= MAX_PER_ADDRESS:
            zh = f"每个地址的上限应在 1–{MAX_PER_ADDRESS} 之间"
            raise ParameterError(zh, f"the limit of an address is from 1 to {MAX_PER_ADDRESS}")
        if len(self.questions) > MAX_QUESTIONS:
            zh, en = f"问题最多 {MAX_QUESTIONS} 个", f"ask {MAX_QUESTIONS} questions at most"
            raise ParameterError(zh, en)

    def phase(self, now: datetime) -> Phase:
        """Where in its life the consultation is at a moment (aware datetime)."""
        if self.stage == "draft":
            return "draft"
        today = now.astimezone(CHINA).date()
        if self.stage == "ended" or today > self.closes_on:
            return "closed"
        return "upcoming" if today < self.opens_on else "open"

    @property
    def contacts_until(self) -> date:
        """Last day on which contacts are kept."""
        return self.closes_on + timedelta(days=self.retention_days)


@dataclass(frozen=True)
class PublicComment:
    """A published comment: everything the public may see, and nothing else.

    Parameters
    ----------
    number
        Its number within the consultation.
    received_on, replied_on
        Days in China's time.
    lon, lat
        Where it is pinned, degrees WGS-84; none for a comment about no place.
    feature
        Id of the plan feature it is about.
    use, use_note
        How it was used, and a word on that.
    """

    number: int
    received_on: date
    lang: str
    category: str
    question: int | None
    text: str
    lon: float | None
    lat: float | None
    feature: str | None
    reply: str | None = None
    replied_on: date | None = None
    use: str | None = None
    use_note: str | None = None


@dataclass(frozen=True)
class Comment:
    """A comment as the desk sees it; the contact is not in it, only whether there is one."""

    id: str
    consultation: str
    number: int
    received_at: datetime
    lang: str
    category: str
    question: int | None
    text: str
    public_text: str | None
    lon: float | None
    lat: float | None
    feature: str | None
    state: str
    reply: str | None
    replied_at: datetime | None
    use: str | None
    use_note: str | None
    has_contact: bool
    version: int


@dataclass(frozen=True)
class Receipt:
    """What the person who commented gets back.

    Parameters
    ----------
    number
        Number of the comment within its consultation.
    state
        Where it stands now.
    has_contact
        Whether a contact of theirs is still kept.
    new
        False when the same comment had been received before: it counts once.
    """

    consultation: str
    number: int
    state: str
    has_contact: bool
    new: bool = field(default=False)


@dataclass(frozen=True)
class Event:
    """One line of the desk's log: who did what to which comment, when. Holds no personal data of the public."""

    at: datetime
    actor: str
    action: str
    number: int | None
    detail: str
