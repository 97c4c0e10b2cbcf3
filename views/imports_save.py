"""Keeping an upload: what it replaces, how accurate it is, who says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

import geodata
from analysis.errors import AtlasError
from geodata.imports.corrections import ACCURACY_M, BASES
from geodata.imports.names import plain_name
from geodata.imports.tolayer import to_layer
from layers import words
from layers.card import markdown_text
from views import data_store, imports_draft, imports_fields
from views.imports_found import kind_word
from views.language import current, say

if TYPE_CHECKING:
    from geodata.imports import Imported
    from geodata.imports.tolayer import Prepared
    from views.imports_draft import Draft

NEW: Final = "+"
_ALIKE: Final = 0.3
"""Share of names in common from which a layer is suggested as the one to replace."""
_BASIS_WORDS: Final = {
    "surveyed": ("实测（测绘成果、审批红线）", "surveyed (survey, approved boundary)"),
    "traced": ("图上描绘", "traced from a map"),
    "estimated": ("估计", "estimated"),
}


def likely(imported: Imported) -> str:
    """Bundled layer that shares most names with the import, or `NEW`."""
    column = next((guess.column for guess in imported.mapping if guess.target == "name"), None)
    if column is None:
        return NEW
    own = {plain_name(str(value)) for value in imported.frame[column].dropna()}
    best, share = NEW, _ALIKE
    for info in geodata.catalog():
        names = {plain_name(str(value)) for value in geodata.layer(info.id)["name"].dropna()}
        both = len(own & names) / max(1, min(len(own), len(names)))
        if both > share:
            best, share = info.id, both
    return best


def form(draft: Draft, who: str) -> str | None:
    """Draw the form; return the bundled layer the import would replace, for the preview."""
    imported = draft.now
    if not imported.ready:
        st.info(
            say(
                "图层还没有落到地图上：请先采用一项坐标系建议，或在“读取选项”里指定坐标系。",
                "The layer has no place yet: accept a reference system above, or name one under 'How to read it'.",
            )
        )
        return None
    st.markdown(say("#### 放进图集", "#### Put it into the atlas"))
    target = _target(draft)
    with st.expander(say("字段对应", "Fields"), expanded=False):
        fields, twice = imports_fields.mapping(imported)
    if twice:
        told = "、".join(twice)
        st.error(say(f"字段被对应了两次：{told}", f"Fields given to two columns: {told}"))
    accuracy, basis, source = _quality(draft)
    layer_id, title, mode = _identity(target)
    author, why = _author(imported, who)
    prepared = None
    if accuracy is not None and layer_id and not twice:
        prepared = _prepared(draft, layer_id, accuracy, basis, source, fields, mode)
    missing = _missing(accuracy, layer_id, author)
    if missing:
        st.caption(say("还需填写：", "Still to fill in: ") + missing)
    label = say("加入图集", "Add to the atlas") if target == NEW else say("替换图层", "Replace the layer")
    st.button(
        label,
        key="imports_keep",
        type="primary",
        disabled=prepared is None or bool(missing),
        on_click=_keep,
        args=(draft, layer_id, prepared, author, why, title, _meta(imported, accuracy, basis, source, mode)),
    )
    return None if target == NEW else target


def _target(draft: Draft) -> str:
    guess = draft.once("likely", lambda: likely(draft.now))
    known = {info.id: info for info in geodata.catalog()}
    options = [*known, NEW]

    def name(code: str) -> str:
        if code == NEW:
            return say("（作为新图层加入）", "(add as a new layer)")
        info = known[code]
        return say(f"{info.title_zh} · {code}", f"{info.title_en} · {code}")

    key = f"imports_target_{draft.now.sha256[:8]}"
    data_store.keep(key, guess)
    return str(
        st.selectbox(
            say("替换哪个图层", "Layer to replace"),
            options,
            format_func={code: name(code) for code in options}.__getitem__,
            key=key,
        )
    )


def _quality(draft: Draft) -> tuple[float | None, str, str]:
    first, second, third = st.columns([1, 1.2, 1.3])
    accuracy = first.number_input(
        say("精度（米）", "Accuracy (m)"),
        min_value=ACCURACY_M[0],
        max_value=ACCURACY_M[1],
        value=None,
        step=1.0,
        placeholder=say("必填", "required"),
        help=say(
            "真实位置有九成把握落在这个半径内（CE90）。判定用它，请照实填写。",
            "Radius that holds the true place nine times in ten (CE90). Verdicts rest on it.",
        ),
        key=f"imports_accuracy_{draft.now.sha256[:8]}",
    )
    lang = current()
    data_store.keep("imports_basis", BASES[0])
    basis = second.selectbox(
        say("位置依据", "Basis of position"),
        BASES,
        format_func={code: words.word(_BASIS_WORDS, code, lang) for code in BASES}.__getitem__,
        key="imports_basis",
    )
    source = third.text_input(
        say("数据来源", "Source"),
        value=draft.now.filename[:120],
        max_chars=200,
        key=f"imports_source_{draft.now.sha256[:8]}",
    )
    return accuracy, basis, source.strip() or "workspace"


def _identity(target: str) -> tuple[str, str, str]:
    """Id and title of the layer, and whether bundled members that it lacks stay."""
    if target != NEW:
        data_store.keep("imports_mode", "replace")
        mode = st.radio(
            say("原图层里没有被导入覆盖的成员", "Members of the layer in force that the import lacks"),
            ["replace", "update"],
            format_func={"replace": say("去掉", "leave out"), "update": say("保留", "keep")}.__getitem__,
            horizontal=True,
            key="imports_mode",
        )
        info = next(info for info in geodata.catalog() if info.id == target)
        return target, info.title_zh, str(mode)
    first, second = st.columns(2)
    title = first.text_input(say("图层名称", "Title"), max_chars=60, key="imports_title")
    layer_id = second.text_input(
        say("图层标识（小写字母、数字、_）", "Id (lower-case letters, digits, _)"), max_chars=40, key="imports_id"
    )
    return layer_id.strip(), title.strip(), "replace"


def _author(imported: Imported, who: str) -> tuple[str, str]:
    first, second = st.columns(2)
    author = first.text_input(say("经办人", "Who"), value=who, max_chars=60, key="imports_who")
    why = second.text_input(
        say("说明", "Why"),
        value=say("导入 ", "Import of ") + imported.filename[:80],
        max_chars=300,
        key=f"imports_why_{imported.sha256[:8]}",
    )
    return author.strip(), why.strip()


def _missing(accuracy: float | None, layer_id: str, author: str) -> str:
    wanted = [
        (accuracy is None, say("精度", "accuracy")),
        (not layer_id, say("图层标识", "layer id")),
        (not author, say("经办人", "who")),
    ]
    return say("、", ", ").join(name for lacking, name in wanted if lacking)


def _prepared(
    draft: Draft, layer_id: str, accuracy: float, basis: str, source: str, fields: dict[str, str], mode: str
) -> Prepared | None:
    """Turn the import into a layer, once for each set of answers, and say what that changes."""

    def make() -> Prepared | AtlasError:
        try:
            return to_layer(
                draft.now, layer_id, accuracy_m=accuracy, basis=basis, source=source, mapping=fields, mode=mode
            )
        except AtlasError as error:
            return error

    key = ("layer", layer_id, accuracy, basis, source, tuple(sorted(fields.items())), mode)
    found: Prepared | AtlasError = draft.once(key, make)
    if isinstance(found, AtlasError):
        st.error(markdown_text(say(found.zh, found.en)))
        return None
    located = int(found.frame.geometry.notna().sum())
    told = [say(f"{len(found.frame)} 个要素，{located} 个有位置", f"{len(found.frame)} features, {located} located")]
    told += [f"{kind_word(kind)} {count}" for kind, count in sorted(found.counts.items())]
    st.caption(say("结果：", "Result: ") + " · ".join(told))
    for issue in found.issues[:6]:
        st.caption("– " + markdown_text(say(issue.zh, issue.en)))
    return found


def _meta(imported: Imported, accuracy: float | None, basis: str, source: str, mode: str) -> dict[str, Any]:
    return {
        "filename": imported.filename, "format": imported.format, "crs": imported.crs_found,
        "crs_source": imported.crs_source, "encoding": imported.encoding, "applied": list(imported.applied),
        "sha256": imported.sha256, "accuracy_m": accuracy, "basis": basis, "source": source, "mode": mode,
    }  # fmt: skip


def _keep(
    draft: Draft, layer_id: str, prepared: Prepared, who: str, why: str, title: str, meta: dict[str, Any]
) -> None:
    def save() -> None:
        data_store.workspace().save_layer(
            layer_id, prepared.frame, base_version=draft.base_version, who=who, why=why, title=title, meta=meta
        )

    zh = f"已存入工作区：{title or layer_id}（{len(prepared.frame)} 个要素）。各页现在都用它；可在下面撤销。"
    english = next((info.title_en for info in geodata.catalog() if info.id == layer_id), title or layer_id)
    en = f"Kept: {english} ({len(prepared.frame)} features). Every page uses it now; it can be undone below."
    if data_store.act(save, zh, en):
        imports_draft.drop()
    else:
        # the message names whose change came first; the next attempt is made in its knowledge
        draft.base_version = data_store.live().entry().version
