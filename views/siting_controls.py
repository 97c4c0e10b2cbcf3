"""Controls of the page of station sites, and how it is computed."""

from __future__ import annotations

import streamlit as st

import geodata
from layers.language import pick
from views import corridor_controls
from views import corridor_facts as facts
from views import siting_params as params
from views.language import current, say


def controls() -> None:
    """Draw the controls; their values are in the session under the parameters' keys."""
    demand()
    source()
    corridor_controls.lines()
    st.caption(say(
        "选中的线已经覆盖的先扣除；一条不选则从零算起。",
        "What the chosen lines cover already is counted first; with none chosen, nothing is there yet.",
    ))  # fmt: skip
    corridor_controls.distance()


def demand() -> None:
    """Choose whom the stations are to serve."""
    lang = current()
    st.selectbox(
        say("为谁选址", "Places to serve"),
        [each.id for each in params.demands()],
        format_func=lambda code: params.demand_of(code).title(lang),
        key=params.DEMAND.key,
        help=say(
            "每个村社按其真实位置在距离之内的概率计数；没有坐标的按其搜索范围。",
            "Every village counts with the probability that it truly is within the distance; one without a position "
            "by its search area.",
        ),
    )


def source() -> None:
    """Choose where stations may stand."""
    lang = current()
    labels = {
        "lines": say("沿线路", "Along lines"), "area": say("街镇内", "In areas"), "drawn": say("沿手画线", "Drawn"),
    }  # fmt: skip
    st.segmented_control(
        say("备选站址", "Candidate sites"), list(params.SOURCES), format_func=labels.__getitem__,
        key=params.SOURCE.key, required=True,
    )  # fmt: skip
    if params.SOURCE.get() == "lines":
        st.multiselect(
            say("道路或轨道线位", "Roads or rail axes"),
            [each.id for each in params.tracks()],
            format_func=lambda code: params.track_of(code).title(lang),
            key=params.TRACKS.key,
            placeholder=say("选一条或几条", "Choose one or more"),
        )
    elif params.SOURCE.get() == "area":
        st.multiselect(
            say("街镇（扣除山林与水面）", "Subdistricts (without forest and water)"),
            [street.code for street in facts.streets()],
            format_func=lambda code: pick(lang, facts.street(code).name, facts.street(code).name_en),
            key=params.STREETS.key,
            placeholder=say("选一个或几个", "Choose one or more"),
        )
    else:
        count = len(params.PATH.get())
        st.caption(say(
            f"在图上逐点点出线路，已有 {count} 个点。",
            f"Click the line corner by corner on the map: {count} so far.",
        ))  # fmt: skip
        undo, clear = st.columns(2)
        undo.button(say("退一点", "Undo"), on_click=params.drop_corner, disabled=not count, width="stretch")
        clear.button(say("重画", "Clear"), on_click=params.clear_path, disabled=not count, width="stretch")
    st.slider(say("备选点间距（米）", "Spacing (m)"), 100, 1000, step=50, key=params.SPACING.key)


def remarks_of(ask: params.Ask) -> list[str]:
    """Say what must be known of the candidates before a suggestion is quoted."""
    lang = current()
    said = [say(
        "这是只看距离的建议，不是选址决定：没有考虑地形、用地、客流、造价、线路走向与审批。",
        "A suggestion by distance alone, not a siting decision: it knows nothing of ground, land, passengers, cost, "
        "alignment or approval.",
    )]  # fmt: skip
    rough = [params.track_of(code) for code in ask.tracks]
    worst = max((each.accuracy_m for each in rough), default=0.0)
    if worst > 0:
        names = "、".join(each.title(lang) for each in rough if each.accuracy_m == worst)
        said.append(say(
            f"备选点取自图上线位，{names}误差 ±{worst:.0f} 米；站址本身按准确位置计算。",
            f"Candidates lie on the lines as drawn ({names}: ±{worst:.0f} m); a station itself is taken to stand "
            "exactly where it is put.",
        ))  # fmt: skip
    if ask.source == "area":
        west = geodata.layer("forest").total_bounds[0]
        said.append(say(
            f"山林数据只到东经 {west:.2f}°，以西的备选点可能落在山上。",
            f"Forest is known east of {west:.2f}°E only; candidates west of it may lie on hills.",
        ))  # fmt: skip
    if ask.measure_from == "line" and ask.lines:
        said.append(say(
            "已有线路自线位量，新站自站点量，两者口径不同。",
            "The lines there are measured from their axis, new stations from the station: two different rules.",
        ))  # fmt: skip
    return said


def method() -> None:
    """Say how the suggestion comes about."""
    with st.expander(say("方法说明", "How this works")):
        st.markdown(say(
            """
- **问题**：最大覆盖选址（Church 与 ReVelle 1974）。在备选点里选 1 至 5 处，使距离内**新增**村社的期望数最大。
- **需求**：每个村社取 128 个等可能的真实位置（有坐标的按误差圆，没有的在搜索范围内），已有线路覆盖到的位置先扣除。
- **求解**：整数规划，用 HiGHS 精确求解；“与最优的差距”为 0 表示已证明没有更好的组合。
  逐个添站的贪心法不低于最优的 63 %，一并列出对照。
- **数字**：选定后用 4096 个位置重新计算，给出期望与 90 % 区间；区间来自村址误差与已有线路的误差。
- **k 站与 k+1 站**各自求最优，站址不一定互相包含。
- 备选点只取间距上的点，真正的最优位置可能在两点之间；间距越小越准，也越慢。
""",
            """
- **Problem**: maximal covering (Church and ReVelle 1974). Of the candidates, choose 1 to 5 so that the expected number
  of villages **newly** within the distance is greatest.
- **Demand**: 128 equally likely true positions of every village (within its error circle, or anywhere in its search
  area); positions the existing lines cover are taken off first.
- **Solution**: an integer programme, solved exactly by HiGHS; a gap of 0 means that no better choice exists, proven.
  Adding one station after another (greedy) reaches 63 % of the best at least; it is listed for comparison.
- **Figures**: once chosen, recomputed on 4096 positions: expected number and 90 % interval, which come from the errors
  of villages and existing lines.
- The best **k** and the best **k + 1** are found separately and need not contain each other.
- Candidates stand at the spacing only; the true best place may lie between two. Smaller spacing is finer and slower.
""",
        ))  # fmt: skip
