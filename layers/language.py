"""Chinese first, English beside it: every text on screen is written once, in both, where it is used."""

from __future__ import annotations

from typing import Final, Literal, get_args

Lang = Literal["zh", "en"]
LANGUAGES: Final[tuple[Lang, ...]] = get_args(Lang)


def pick(lang: Lang, zh: str, en: str) -> str:
    """Return the text of the chosen language."""
    return en if lang == "en" else zh
