"""Chinese names in Latin letters: the search field of a feature and English place names.

Only the build uses this module, so that the running atlas does not need pypinyin.
"""

from __future__ import annotations

import re

from pypinyin import lazy_pinyin, load_phrases_dict

# the dictionary's first reading is not the one of these places
load_phrases_dict({"泊岙": [["bó"], ["ào"]], "天长": [["tiān"], ["cháng"]]})

_SUFFIXES = (
    ("社区", "Community"),
    ("街道", "Subdistrict"),
    ("村", "Village"),
    ("镇", "Town"),
)
_NOT_SEARCHED = re.compile(r"[^0-9a-z]+")


def syllables(name: str) -> list[str]:
    """Toneless syllables of a name; Latin letters and digits stay together, punctuation is dropped."""
    parts = (_NOT_SEARCHED.sub("", part.lower()) for part in lazy_pinyin(name, v_to_u=False))
    return [part for part in parts if part]


def search_key(name: str) -> str:
    """Full pinyin without spaces, a space, the initials.

    >>> search_key("蟠凤村")
    'panfengcun pfc'
    """
    parts = syllables(name)
    return "".join(parts) + " " + "".join(part if part[-1].isdigit() else part[0] for part in parts)


def romanise(name: str) -> str:
    """One capitalised word; an apostrophe parts syllables that could be misread.

    >>> romanise("丽岙")
    "Li'ao"
    """
    word = ""
    for part in syllables(name):
        spelt = part.replace("v", "ü") if part[:1] in "ln" else part
        word += "'" + spelt if word and spelt[0] in "aeo" else spelt
    return word[:1].upper() + word[1:]


def english_place(name: str) -> str:
    """English name of a village, community, street or town.

    >>> english_place("蟠凤村")
    'Panfeng Village'
    >>> english_place("南村村")
    'Nancun Village'
    """
    for ending, english in _SUFFIXES:
        if name.endswith(ending) and len(name) > len(ending):
            if len(name) == len(ending) + 1:
                return f"{romanise(name)} {english}"
            return f"{romanise(name.removesuffix(ending))} {english}"
    return romanise(name)


def slug(name: str) -> str:
    """ASCII slug of a name: ``蟠凤村`` → ``panfengcun``."""
    return "".join(syllables(name))
