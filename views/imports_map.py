"""The preview of an upload: as it is now, as a proposal would make it, over the layer it may replace."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from layers import palette, store
from layers.basemap import ATTRIBUTION, base_layers
from layers.language import pick
from layers.looks import LOOKS
from layers.mapstate import Focus, LayerView, MapState
from layers.registry import layer_view
from views import imports_shapes as shapes

if TYPE_CHECKING:
    from layers.language import Lang
    from views.imports_draft import Draft

DISTRICT: Final = (120.37, 27.80, 120.75, 28.11)
_NOW: Final = {
    "color": palette.VERMILLION, "weight": 2.4, "dashArray": "5 4", "fillColor": palette.VERMILLION,
    "fillOpacity": 0.12, "radius": 5,
}  # fmt: skip
_AFTER: Final = {
    "color": palette.BLUE, "weight": 2.4, "fillColor": palette.BLUE, "fillOpacity": 0.25, "radius": 5,
    "shape": "circle",
}  # fmt: skip
_REPLACED: Final = {
    "color": palette.SLATE, "weight": 1.6, "fillColor": palette.WHITE, "fillOpacity": 0.5, "radius": 4,
    "shape": "square", "opacity": 0.8,
}  # fmt: skip


def map_state(
    draft: Draft | None, lang: Lang, *, proposal: int | None, row: int | None, target: str | None
) -> MapState:
    """Build the map of the import page.

    Parameters
    ----------
    draft
        The upload, or none yet.
    proposal
        Number of the proposal whose effect is shown, or none.
    row
        Row of the file that is looked at, or none.
    target
        Bundled layer it may replace, or none.
    """
    views: list[LayerView] = []
    if target is not None and target in LOOKS:
        views.append(_replaced(target, lang))
    focus = Focus(seq="start", bounds=DISTRICT)
    if draft is not None and draft.chain:
        now = draft.now
        name = next((guess.column for guess in now.mapping if guess.target == "name"), None)
        known = now.crs_found is not None
        after = draft.after(proposal) if proposal is not None else None
        if known:
            body = draft.once(("geojson", row), lambda: shapes.collection(now.frame, name, row))
            style = _NOW if after is not None else _AFTER
            views.append(_view("now", pick(lang, "现在的位置", "As it is now"), body, style))
        if after is not None and after.crs_found is not None:
            body = draft.once(("geojson after", proposal), lambda: shapes.collection(after.frame, name))
            views.append(_view("after", pick(lang, "采用建议之后", "With the proposal"), body, _AFTER))
        views += _of_row(draft, row, lang)
        focus = _focus(draft, proposal, row) or focus
    return MapState(
        layers=[*base_layers(lang), *views],
        lang=lang,
        focus=focus,
        legend=_legend(views, lang),
        attribution=ATTRIBUTION(lang),
        selected=None if row is None else f"row:{row}",
    )


def _view(key: str, title: str, body: bytes, style: dict[str, Any]) -> LayerView:
    return LayerView(id=f"import_{key}", title=title, url=store.put(f"import_{key}", body), style={"base": style})


def _replaced(target: str, lang: Lang) -> LayerView:
    view = layer_view(target, lang, rings=False)
    said = pick(lang, f"现有：{view.title}", f"In force: {view.title}")
    return replace(view, id="import_replaced", title=said, style={"base": _REPLACED}, label=None, interactive=False)


def _of_row(draft: Draft, row: int | None, lang: Lang) -> list[LayerView]:
    """Return what a row looked like before its repair."""
    issue = next((one for one in draft.now.issues if one.row == row and one.before is not None), None)
    if row is None or issue is None:
        return []
    shape = shapes.before_repair(draft.now, issue.before)
    if shape is None:
        return []
    title = pick(lang, "修复前", "Before the repair")
    style = {**_NOW, "color": palette.MAGENTA, "fillColor": palette.MAGENTA}
    return [_view("broken", title, shapes.features({f"before:{row}": shape}), style)]


def _focus(draft: Draft, proposal: int | None, row: int | None) -> Focus | None:
    """Look at the row, at the proposal's effect, or at the whole upload."""
    seq = f"{draft.asked[0]}-{len(draft.chain)}-{proposal}-{row}"
    frame = draft.now.frame
    if row is not None and row in frame.index and draft.now.crs_found is not None:
        west_south_east_north = shapes.bounds(frame.loc[[row]])
        if west_south_east_north is not None:
            west, south, east, north = west_south_east_north
            pad = max(east - west, north - south, 0.004) * 0.6
            return Focus(seq=seq, bounds=(west - pad, south - pad, east + pad, north + pad))
    shown = draft.after(proposal).frame if proposal is not None else frame
    found = draft.once(("bounds", proposal), lambda: shapes.bounds(shown))
    return None if found is None else Focus(seq=seq, bounds=found)


def _legend(views: list[LayerView], lang: Lang) -> list[dict[str, Any]]:
    items = [
        {
            "kind": "polygon" if view.id != "import_replaced" else "point",
            "style": dict(view.style["base"]),
            "text": view.title,
        }
        for view in views
    ]
    return [{"title": pick(lang, "导入预览", "Import preview"), "items": items}] if items else []
