"""The map of a consultation: its area, the plan, what has been said, and the pin being set."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import geodata
from layers import palette, registry, store
from layers.basemap import ATTRIBUTION, base_layers
from layers.language import pick
from layers.legend import legend
from layers.mapstate import Focus, LayerView, MapState
from layers.words import word
from views import consult_place, mapview
from views.consult_words import CATEGORY, LOOKS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.consultation import Consultation, PublicComment
    from layers.language import Lang
    from views.consult_place import Pin

COMMENTS: Final = "comments"
PIN: Final = "pin"
TIPS: Final = 300
"""Comments, the newest, whose first words show when the mouse rests on them."""
_TIP_LETTERS: Final = 28
_AREA: Final = {"color": palette.INK, "weight": 2.4, "opacity": 0.9, "dashArray": "8 5", "fill": False}
_PIN: Final = {
    "color": palette.INK, "weight": 3, "fillColor": "#ffd43b", "fillOpacity": 1, "radius": 11, "shape": "diamond",
}  # fmt: skip


def feature_id(number: int) -> str:
    """Id of a comment on the map."""
    return f"{COMMENTS}.{number}"


def number_of(feature: str | None) -> int | None:
    """Return the number of a comment by its id on the map; none when it is not one."""
    text = str(feature or "").removeprefix(f"{COMMENTS}.")
    return int(text) if text.isdecimal() else None


def _collection(features: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def comments_view(comments: Sequence[PublicComment], lang: Lang) -> LayerView:
    """Comments that have a point; their geometry travels by address, once for each state of the record."""
    located = [item for item in comments if item.lon is not None]
    features = [
        {
            "type": "Feature",
            "properties": {"id": feature_id(item.number), "name": str(item.number), "category": item.category},
            "geometry": {"type": "Point", "coordinates": [item.lon, item.lat]},
        }
        for item in located
    ]
    body = json.dumps(_collection(features), ensure_ascii=False).encode()
    return LayerView(
        id=COMMENTS,
        title=pick(lang, "意见", "Comments"),
        url=store.put(COMMENTS, body),
        style={"base": LOOKS["other"], "by": "category", "values": LOOKS},
        tips={feature_id(item.number): _tip(item, lang) for item in located[-TIPS:]},
        label={"size": 12, "min_zoom": 13, "priority": 90, "cls": "strong"},
    )


def _tip(item: PublicComment, lang: Lang) -> str:
    words = " ".join(item.text.split())
    more = "…" if len(words) > _TIP_LETTERS else ""
    return f"{word(CATEGORY, item.category, lang)} · {words[:_TIP_LETTERS]}{more}"


def _area_view(consultation: Consultation, lang: Lang) -> LayerView | None:
    if not consultation.streets:
        return None
    frame = geodata.layer("streets")
    hidden = [str(key) for key in frame.index[~frame["code"].isin(consultation.streets)]]
    return LayerView(
        id="consultation_area",
        title=pick(lang, "征求意见范围", "Area asked about"),
        url=store.bundled("streets"),
        style={"base": _AREA},
        hidden=hidden,
        interactive=False,
    )


def _pin_view(pin: Pin, lang: Lang) -> LayerView:
    point = {"type": "Point", "coordinates": [pin.lon, pin.lat]}
    name = {"id": PIN, "name": pick(lang, "您的位置", "Your pin")}
    return LayerView(
        id=PIN,
        title=pick(lang, "您的位置", "Your pin"),
        data=_collection([{"type": "Feature", "properties": name, "geometry": point}]),
        style={"base": _PIN},
        interactive=False,
        label={"size": 13, "min_zoom": 0, "priority": 100, "cls": "strong"},
    )


def focus(consultation: Consultation) -> Focus:
    """Where the map looks at first: where the reader left it, else at the area."""
    left = mapview.remembered_view()
    name = f"area-{consultation.id}"
    if left is not None and left.centre is not None:
        return Focus(seq=name, centre=left.centre, zoom=left.zoom)
    return Focus(seq=name, bounds=consult_place.bounds(consultation))


def map_state(
    consultation: Consultation,
    comments: Sequence[PublicComment],
    pin: Pin | None,
    lang: Lang,
    *,
    selected: int | None = None,
    taps: bool = True,
) -> MapState:
    """Everything the map of a consultation shows.

    Parameters
    ----------
    consultation, comments
        What is asked, and what may be shown of the answers.
    pin
        Where the reader has put their own comment.
    lang
        Language.
    selected
        Number of the comment being read.
    taps
        Whether a tap on the ground sets the pin.
    """
    known = [layer for layer in consultation.layers if layer in registry.LOOKS]
    plan = [registry.layer_view(layer, lang) for layer in known]
    area = _area_view(consultation, lang)
    shown = [*([] if area is None else [area]), *plan, comments_view(comments, lang)]
    if pin is not None and pin.lon is not None:
        shown.append(_pin_view(pin, lang))
    used = [code for code in CATEGORY if any(item.category == code and item.lon is not None for item in comments)]
    groups = legend(plan, lang)
    if used:
        rows = [{"kind": "point", "style": dict(LOOKS[code]), "text": word(CATEGORY, code, lang)} for code in used]
        groups.insert(0, {"title": pick(lang, "意见", "Comments"), "items": rows})
    return MapState(
        layers=[*base_layers(lang), *shown],
        lang=lang,
        focus=focus(consultation),
        legend=groups,
        attribution=ATTRIBUTION(lang),
        selected=feature_id(selected) if selected is not None else (pin.feature if pin else None),
        remember_view=True,
        ground_clicks=taps,
    )
