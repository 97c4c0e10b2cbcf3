"""导入 Import: a planner's own layer, read, checked, put right with his consent, and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from geodata.imports import LIMITS
from geodata.imports.formats import ACCEPTED
from geodata.imports.limits import MIB
from layers.assets import OWN_DIR
from layers.card import markdown_text
from views import (
    access,
    data_store,
    errors,
    imports_draft,
    imports_found,
    imports_history,
    imports_map,
    imports_proposals,
    imports_save,
    mapview,
    state,
)
from views.imports_shapes import DRAWN
from views.language import current, say

if TYPE_CHECKING:
    from geodata.imports import Imported
    from views.imports_draft import Draft

MAP_KEY: Final = "imports_map"
_ENCODINGS: Final = ("utf-8", "gb18030", "big5")
_SYSTEMS: Final = ("EPSG:4490", "EPSG:4326", "EPSG:4549", "EPSG:4528", "EPSG:3857")
_AUTO: Final = "auto"
_OTHER: Final = "other"


def page() -> None:
    """Draw the page."""
    st.html(OWN_DIR / "data.css")
    state.publish()
    user = access.gate()
    if user is not None:
        _flow(user.name if user.how == "oidc" else "")


@st.fragment
def _flow(who: str) -> None:
    data_store.fresh()
    data_store.tell()
    with errors.told():
        _draw(who)


def _draw(who: str) -> None:
    left, right = st.columns([54, 46], gap="medium")
    with left:
        draft = _upload()
        proposal = row = target = None
        if draft is None:
            _start()
        elif draft.refusal is not None:
            st.error(markdown_text(say(draft.refusal.zh, draft.refusal.en)))
        else:
            imports_found.summary(draft.now)
            proposal = imports_proposals.proposals(draft)
            row = imports_found.issues(draft.now)
            target = imports_save.form(draft, who)
        imports_history.panel(who)
    with right, st.container(key="imports_map_box"):
        shown = imports_map.map_state(draft, current(), proposal=proposal, row=row, target=target)
        mapview.show(shown, key=MAP_KEY)
        if draft is not None and draft.chain:
            _key(proposal=proposal is not None, target=target is not None, broken=row is not None)
        if draft is not None and draft.chain:
            _thinned(draft.now)


def _start() -> None:
    limit = f"{LIMITS.upload_bytes // MIB} MB"
    st.caption(
        say(
            f"可读：{ACCEPTED}（不超过 {limit}）。CSV、XLSX 可带坐标，也可只有村名或 12 位代码。"
            "坐标系、文字编码自动识别；任何改动都先预览，由您确认。",
            f"Read: {ACCEPTED} (up to {limit}). CSV and XLSX may hold coordinates, or village names or 12-digit codes "
            "only. Reference system and encoding are recognised; every change is previewed and left to you.",
        )
    )


def _key(*, proposal: bool, target: bool, broken: bool) -> None:
    """Draw the key to the preview's colours under the map, where the legend may be folded."""
    rows = [("now", say("现在的位置", "as it is now"))] if proposal else []
    rows.append(("after", say("采用建议之后", "with the proposal") if proposal else say("导入的图层", "the import")))
    if target:
        rows.append(("old", say("现有图层", "layer in force")))
    if broken:
        rows.append(("broken", say("修复前", "before the repair")))
    st.html("<p class='atlas-key'>" + "".join(f"<span class='{cls}'>{text}</span>" for cls, text in rows) + "</p>")


def _thinned(imported: Imported) -> None:
    located = int(imported.frame.geometry.notna().sum())
    if located > DRAWN:
        st.caption(
            say(
                f"预览只画 {located} 个要素中均匀抽取的 {DRAWN} 个；检查和保存的是全部。",
                f"The preview draws {DRAWN} of {located} features, evenly picked; all are checked and kept.",
            )
        )


def _upload() -> Draft | None:
    """Draw the uploader and its choices; return what it holds."""
    number = st.session_state.get(imports_draft.ROUND, 0)
    upload = st.file_uploader(
        say("上传图层文件", "Upload a layer"), key=f"imports_file_{number}", max_upload_size=LIMITS.upload_bytes // MIB
    )
    if upload is None:
        st.session_state.pop(imports_draft.KEY, None)
        return None
    encoding, crs, layer = _choices(imports_draft.current())
    return imports_draft.read(upload.name, upload.getvalue(), (str(upload.file_id), encoding, crs, layer))


def _choices(draft: Draft | None) -> tuple[str | None, str | None, str | None]:
    """Let the planner overrule what was found: encoding, reference system, layer; None to leave it."""
    layers = draft.chain[0].layers if draft is not None and draft.chain else ()
    with st.expander(say("读取选项（一般不用改）", "How to read it (seldom needed)")):
        first, second = st.columns(2)
        data_store.keep("imports_encoding", _AUTO)
        data_store.keep("imports_crs", _AUTO)
        encoding = first.selectbox(
            say("文字编码", "Text encoding"),
            [_AUTO, *_ENCODINGS],
            format_func={
                _AUTO: say("自动识别", "Recognise"),
                **{code: code.upper() for code in _ENCODINGS},
            }.__getitem__,
            key="imports_encoding",
        )
        crs = second.selectbox(
            say("坐标系", "Reference system"),
            [_AUTO, *_SYSTEMS, _OTHER],
            format_func={code: _system_name(code) for code in (_AUTO, *_SYSTEMS, _OTHER)}.__getitem__,
            key="imports_crs",
        )
        if crs == _OTHER:
            typed = second.text_input(say("EPSG 代码", "EPSG code"), placeholder="EPSG:4547", key="imports_crs_text")
            crs = typed.strip() or _AUTO
        layer = None
        if len(layers) > 1:
            layer = st.selectbox(
                say("文件里的图层", "Layer in the file"), layers, format_func=markdown_text, key="imports_layer"
            )
            layer = None if layer == layers[0] else layer
    return None if encoding == _AUTO else encoding, None if crs == _AUTO else crs, layer


def _system_name(code: str) -> str:
    names = {
        _AUTO: say("按文件 / 自动识别", "As the file says / recognise"),
        _OTHER: say("其他…", "Another …"),
        "EPSG:4490": say("CGCS2000 经纬度 4490", "CGCS2000 degrees 4490"),
        "EPSG:4326": say("WGS-84 经纬度 4326", "WGS-84 degrees 4326"),
        "EPSG:4549": say("CGCS2000 三度带 120°E 4549", "CGCS2000 3-degree CM 120E 4549"),
        "EPSG:4528": say("CGCS2000 三度带 40 带（带号）4528", "CGCS2000 3-degree zone 40, prefixed 4528"),
        "EPSG:3857": say("网络墨卡托 3857", "Web Mercator 3857"),
    }
    return names.get(code, code)
