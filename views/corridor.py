"""廊道核查 Corridor check: which villages lie within a rail corridor, and how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from analysis.verdict import IN_FROM, OUT_UP_TO, VERDICTS
from layers.card import markdown_text as plain
from layers.language import pick
from layers.words import VERDICT, word
from views import corridor_answer, corridor_controls, corridor_lookup, corridor_table, mapview, remarks, state
from views import corridor_facts as facts
from views import corridor_params as params
from views.corridor_downloads import downloads
from views.corridor_map import corridor_title, map_state
from views.corridor_text import expected
from views.language import current, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from views.corridor_answer import Answer
    from views.corridor_params import Choice

MAP_KEY: Final = "corridor_map"
MAP_HEIGHT_PX: Final = 520


def page() -> None:
    """Draw the page."""
    params.restore_all()
    with st.sidebar:
        corridor_controls.controls()
    _check()


@st.fragment
def _check() -> None:
    """Map, village and tables in one fragment: a click on any of them leaves the controls alone."""
    _take_click()
    asked = params.asked()
    found = corridor_answer.answer(asked) if asked.lines and facts.ids_in(asked.set_name, asked.street) else None
    _keep_site_in(found)
    site = params.SITE.get()
    shown = _shown(asked, found)
    if found is None:
        _nothing(asked)
    else:
        _headline(asked, found)
    left, right = st.columns([7, 3], gap="small")
    with right, st.container(key="corridor_panel"):
        if found is not None:
            corridor_lookup.chooser(found)
            if site is not None:
                corridor_lookup.card(asked, found, site)
            _remarks(asked, found, folded=site is not None)
    with left, st.container(key="corridor_map_box"):
        mapview.show(map_state(asked, found, shown, site, current()), key=MAP_KEY, height_px=MAP_HEIGHT_PX)
    if found is not None:
        _results(asked, found, shown, site)
    _method()
    state.publish(*params.ALL)


def _take_click() -> None:
    """Select the village just clicked on the map; the map does not move for it."""
    click = mapview.clicked(MAP_KEY)
    if click is not None and click.layer == params.SET.get() and click.feature is not None:
        params.choose_site(click.feature, fly=False)


def _keep_site_in(found: Answer | None) -> None:
    """Drop a selected village that the question does not cover."""
    if found is not None and params.SITE.get() not in found.table.index:
        params.SITE.set(None)


def _shown(asked: Choice, found: Answer | None) -> list[str]:
    """Return the ids of the villages the verdict filter lets through; without an answer all of them."""
    if found is None:
        return facts.ids_in(asked.set_name, asked.street)
    wanted = params.SHOW.get() or []
    return [str(key) for key in found.table.index[found.table["verdict"].isin(wanted)]]


def _headline(asked: Choice, found: Answer) -> None:
    """Say how many are in, to verify and out, with the expected number and its interval."""
    lang = current()
    counts = found.counts
    parts = [
        f":{colour}[**{corridor_table.verdict_text(code, lang)} {number}**]"
        for code, number, colour in (
            ("in", counts.certain_in, "blue"),
            ("verify", counts.verify, "orange"),
            ("out", counts.certain_out, "gray"),
        )
    ]
    total = say(
        f"期望在内 **{expected(counts.expected, counts.low, counts.high, lang)}** · 90 % 区间",
        f"expected in: **{expected(counts.expected, counts.low, counts.high, lang)}** · 90 % interval",
    )
    title = plain(corridor_title(asked, lang))
    among = say(f"{counts.n} 个村社", f"{counts.n} villages")
    st.markdown(f"**{title}** · {among}　{'　'.join(parts)}　{total}")


def _remarks(asked: Choice, found: Answer, *, folded: bool) -> None:
    """Say what must be known before a number is quoted."""
    lang = current()
    said = [*remarks.of_lines(asked.lines), *(pick(lang, message.zh, message.en) for message in found.warnings)]
    remarks.draw(said, folded=folded, key="corridor_remarks")


def _nothing(asked: Choice) -> None:
    """Say why there is no answer and what to do."""
    if not asked.lines:
        st.info(say(
            "还没有选线路：请在左侧至少选一条（S1、S3 或 M1）。",
            "No line is chosen: choose at least one on the left (S1, S3 or M1).",
        ))  # fmt: skip
        return
    street = facts.street(asked.street)
    name = plain(say(street.name, street.name_en))
    if asked.set_name == "renewal_sites":
        st.info(say(
            f"{name}没有列入规划的城中村改造项目：换一个街镇，或把核查对象改为“全部村社”。",
            f"The plan lists no renovation site in {name}: choose another subdistrict, or check all villages.",
        ))  # fmt: skip
    else:
        st.info(say(f"{name}没有村社数据：换一个街镇。", f"No villages in {name}: choose another subdistrict."))


def _results(asked: Choice, found: Answer, shown: Sequence[str], site: str | None) -> None:
    """Tables of villages, streets and lines, and the downloads."""
    lang = current()
    villages, streets, lines = st.tabs([
        say("逐村", "Villages"), say("按街镇", "By subdistrict"), say("按线路", "By line"),
    ])  # fmt: skip
    with villages:
        pills, files = st.columns([1, 1.4], vertical_alignment="bottom")
        with pills:
            st.pills(
                say("显示哪些结论", "Verdicts shown"),
                list(VERDICTS),
                selection_mode="multi",
                format_func=lambda code: corridor_table.verdict_text(code, lang),
                key=params.SHOW.key,
            )
        with files:
            downloads(asked, found)
        if shown:
            corridor_table.village_table(found, shown, site)
        else:
            words = "、".join(word(VERDICT, code, lang) for code in params.SHOW.get() or ())
            st.info(say(
                f"没有结论为“{words}”的村社。" if words else "一个结论也没选：请在上面点选。",
                f"No village is '{words}'." if words else "No verdict is chosen: choose one above.",
            ))  # fmt: skip
    with streets:
        corridor_table.by_street(found)
    with lines:
        corridor_table.by_line(found)


def _method() -> None:
    """Say what the verdicts mean."""
    sure, unlikely = f"{IN_FROM:.0%}", f"{OUT_UP_TO:.0%}"
    with st.expander(say("方法说明", "How this works")):
        st.markdown(say(
            f"""
- **结论**看概率 P = Pr（真实距离 ≤ 阈值）：P ≥ {sure} 为**在内**，P ≤ {unlikely} 为**在外**，其间为**待核**。
- **误差**两头都计：村址按其误差圆（CE90，九成把握的半径）正态散布，没有坐标的村在其街道（扣除山林与水面）内等可能；
  线路整体平移一次，各站再各有自己的误差。用固定种子的拟蒙特卡洛模拟，同样的输入得到同样的结果。
- **距离**在 EPSG:4549（CGCS2000 三度带 120°E）中量直线；判定用距离，地图上的廊道面只供观看。
- **判定法**：对象是点，最近边缘、代表点、面积占比三种口径在此相同，本页记作“最近边缘”。
- **名义距离**是两个记录位置之间的距离，按误差取整到 10、50 或 100 米；**九成可能的距离**是模拟的 5 %–95 % 分位。
- **翻转所需**：阈值要变动多少，结论才会改变。
- **期望**是各村概率之和，区间来自同一批模拟（线路整体偏移使各村同进同出，区间因此更宽）。
- 直线距离一般小于步行距离；位置未知的站不计入，所以结果在那里是下限。
""",
            f"""
- **Verdict**: P = Pr(true distance ≤ threshold). P ≥ {sure} is **in**, P ≤ {unlikely} is **out**, between them it is
  **to verify**.
- **Both ends are uncertain**: a village scatters normally within its error circle (CE90, the radius that holds it nine
  times in ten); one without coordinates may be anywhere in its subdistrict outside forest and water. A line shifts as
  a whole, and every station has an error of its own. Quasi-Monte Carlo with a fixed seed: same input, same result.
- **Distances** are straight lines in EPSG:4549 (CGCS2000, 3-degree zone 120°E). Distances decide; the corridor on the
  map is only drawn.
- **Test**: the villages are points, for which nearest edge, representative point and share of area are the same; this
  page calls it nearest edge.
- **Distance** is between the recorded positions, rounded to 10, 50 or 100 m as its error allows; **nine times in ten**
  is the 5 %–95 % range of the simulation.
- **To flip**: how far the threshold must move before the verdict changes.
- **Expected** is the sum of the chances; its interval comes from the same simulation (a line's shift moves all
  villages together, which widens it).
- A straight line is shorter than a walk; stations without a position are left out, so there the result is a lower
  bound.
""",
        ))  # fmt: skip
