"""The script behind every page: page settings, language, navigation, and the outermost error screen."""

from __future__ import annotations

import streamlit as st

from analysis.errors import AtlasError
from layers.card import markdown_text
from views import (
    basemaps,
    consult,
    consult_desk,
    corridor,
    coverage,
    data,
    data_store,
    imports,
    language,
    locate,
    look,
    overview,
    present,
    settle,
    siting,
    state,
    story,
    village,
    workbench,
)
from views.language import say

st.set_page_config(page_title="瓯海空间规划图 · Ouhai atlas", page_icon="🗺️", layout="wide")
look.apply()
state.restore(language.LANG)
data_store.stand_in()

pages = {
    "": [
        st.Page(overview.page, title=say("总览", "Overview"), url_path="overview", default=True),
        st.Page(corridor.page, title=say("廊道核查", "Corridor check"), url_path="corridor"),
        st.Page(coverage.page, title=say("覆盖分析", "Coverage"), url_path="coverage"),
        st.Page(siting.page, title=say("选址", "Where next"), url_path="siting"),
        st.Page(workbench.page, title=say("缓冲工作台", "Buffers"), url_path="workbench"),
    ],
    say("公众展示", "Public"): [
        st.Page(story.page, title=say("讲解", "Story"), url_path="story"),
        st.Page(village.page, title=say("我的村", "My village"), url_path="village"),
        st.Page(present.page, title=say("图纸与离线文件", "Sheets and offline file"), url_path="present"),
        st.Page(consult.page, title=say("征求意见", "Public comment"), url_path="consult"),
        st.Page(consult_desk.page, title=say("意见办理", "Comments desk"), url_path="consult-desk"),
    ],
    say("数据", "Data"): [
        st.Page(data.page, title=say("目录", "Catalogue"), url_path="data"),
        st.Page(imports.page, title=say("导入", "Import"), url_path="data-import"),
        st.Page(locate.page, title=say("定位", "Locate"), url_path="data-locate"),
        st.Page(basemaps.page, title=say("底图", "Base maps"), url_path="data-basemaps"),
    ],
}
here = st.navigation(pages, position="top")
with st.sidebar:
    st.segmented_control(
        "语言 Language",
        ["zh", "en"],
        format_func={"zh": "中文", "en": "English"}.__getitem__,
        key=language.LANG.key,
        required=True,
        label_visibility="collapsed",
    )
    data_store.note()
if language.LANG.get() == language.LANG.default:
    st.query_params.pop(language.LANG.key, None)
else:
    st.query_params[language.LANG.key] = language.LANG.get()
told = st.container()
try:
    here.run()
except AtlasError as error:
    st.error(say(error.zh, error.en))
settle.settle()
for key, raw in state.notices():
    text = markdown_text(raw)
    told.warning(
        say(
            f"网址里的参数 {key}={text} 无法识别，已用默认值代替。",
            f"The address has {key}={text}, which cannot be read; the default is used instead.",
        )
    )
