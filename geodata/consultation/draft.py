"""A comment on its way in: cleaned, checked, and with a key by which a second submit is recognised."""

from __future__ import annotations

import hashlib
import math
import re
import secrets
import unicodedata
from dataclasses import dataclass, replace
from typing import Final

from analysis.errors import ParameterError
from geodata.consultation.model import CATEGORIES

MAX_TEXT: Final = 1000
"""Characters of a comment: a phone screen or two."""
MAX_CONTACT: Final = 100
MAX_REPLY: Final = 2000
TOKEN_BYTES: Final = 16
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
_FEATURE = re.compile(r"[A-Za-z0-9_.:+-]{1,120}")
_KEPT = "\n"


def new_token() -> str:
    """Return a secret of 128 bits by which a person's page is known; the store keeps only its hash."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def is_token(text: str) -> bool:
    """Whether a text has the form of a token."""
    return bool(_TOKEN.fullmatch(text))


def token_hash(token: str) -> str:
    """Hash of a token as the store keeps it."""
    return hashlib.sha256(token.encode()).hexdigest()


def clean(text: str) -> str:
    """Text in NFC without control, format and unassigned characters, at most one empty line at a time.

    Format characters would let a text run backwards over what stands beside it (U+202E).
    """
    unified = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(letter for letter in unified if letter in _KEPT or unicodedata.category(letter)[0] != "C")
    return re.sub(r"\n{3,}", "\n\n", kept).strip()


@dataclass(frozen=True)
class Draft:
    """What a person submits.

    Parameters
    ----------
    consultation
        Id of the consultation.
    token
        `new_token` of the page it was written on.
    category, text, lang
        One of `CATEGORIES`; the comment; ``zh`` or ``en``.
    question
        Position of the question it answers, from 0.
    lon, lat
        Degrees WGS-84, both or none.
    feature
        Id of a plan feature.
    contact
        How to reach the person; kept apart from the comment.
    """

    consultation: str
    token: str
    category: str
    text: str
    lang: str = "zh"
    question: int | None = None
    lon: float | None = None
    lat: float | None = None
    feature: str | None = None
    contact: str = ""

    def checked(self) -> Draft:
        """Return the same draft cleaned.

        Raises
        ------
        ParameterError
            A field is missing, too long or out of range.
        """
        text, contact = clean(self.text), " ".join(clean(self.contact).split())
        if not text:
            zh, en = "意见内容是空的：请写几个字", "the comment is empty: please write a few words"
            raise ParameterError(zh, en)
        fields = (("意见", "comment", text, MAX_TEXT), ("联系方式", "contact", contact, MAX_CONTACT))
        for name_zh, name_en, value, most in fields:
            if len(value) > most:
                zh = f"{name_zh}有 {len(value)} 个字，超过 {most}：请缩短"
                raise ParameterError(zh, f"the {name_en} has {len(value)} characters, more than {most}: shorten it")
        if self.category not in CATEGORIES or self.lang not in ("zh", "en") or not is_token(self.token):
            zh, en = "提交的内容不完整：请刷新页面后重试", "the form is incomplete: reload the page and try again"
            raise ParameterError(zh, en)
        if self.feature is not None and not _FEATURE.fullmatch(self.feature):
            zh, en = "所选要素编号无效：请重新选择", "the feature chosen has no valid id: choose again"
            raise ParameterError(zh, en)
        lon, lat = self._place()
        return replace(self, text=text, contact=contact, lon=lon, lat=lat)

    def _place(self) -> tuple[float | None, float | None]:
        if self.lon is None and self.lat is None:
            return None, None
        lon, lat = self.lon, self.lat
        good = lon is not None and lat is not None and math.isfinite(lon) and math.isfinite(lat)
        if not good or lon is None or lat is None or abs(lon) > 180 or abs(lat) > 90:  # noqa: PLR2004 - degrees
            zh, en = "位置无效：请在地图上重新选点", "the place is not valid: tap the map again"
            raise ParameterError(zh, en)
        return round(lon, 5), round(lat, 5)

    @property
    def key(self) -> str:
        """Hash of who writes what about which place: the same key is the same submit.

        The text is part of it, so that a page whose link was passed on cannot swallow somebody else's comment;
        the contact is not, so that no trace of it stays here when it is deleted.
        """
        parts = (
            self.consultation,
            self.token,
            self.category,
            str(self.question),
            self.text,
            f"{self.lon},{self.lat}",
            str(self.feature),
        )
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()
