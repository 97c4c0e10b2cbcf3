"""Controls of the coverage page: the target in the sidebar, the three ways to look, and how it is computed."""

from __future__ import annotations

import streamlit as st

from analysis.verdict import IN_FROM, OUT_UP_TO
from views import coverage_params as params
from views.coverage_targets import target, targets
from views.language import current, say


def target_label(target_id: str) -> str:
    """Title of a target in the list."""
    return target(target_id).title(current())


def target_control() -> None:
    """Choose what is to be covered."""
    st.selectbox(
        say("覆盖对象", "What is covered"),
        [each.id for each in targets()],
        format_func=target_label,
        key=params.TARGET.key,
        help=say(
            "分区、板块、街镇按面积算份额，并计其中的城中村；村社按期望数计。",
            "Zones, blocks and subdistricts are measured by land, and their renovation sites counted; villages are "
            "counted by their expected number.",
        ),
    )


def mode() -> str:
    """Choose what to do with the lines; returns one of `coverage_params.MODES`."""
    labels = {
        "map": say("覆盖", "Coverage"),
        "compare": say("情景对比", "Compare scenarios"),
        "draw": say("试画线站", "What if: draw"),
    }
    chosen = st.segmented_control(
        say("做什么", "What to do"),
        list(params.MODES),
        format_func=labels.__getitem__,
        key=params.MODE.key,
        required=True,
        label_visibility="collapsed",
    )
    return str(chosen or "map")


def method() -> None:
    """Say how the figures come about."""
    sure, unlikely = f"{IN_FROM:.0%}", f"{OUT_UP_TO:.0%}"
    with st.expander(say("方法说明", "How this works")):
        st.markdown(say(
            f"""
- **份额**：各站（或线位）缓冲先合并、再与对象相交，重叠处只计一次；在 EPSG:4549 中量算。
  份额写期望值，括号里是 90 % 区间，来自线路整体偏移、各站误差和只知搜索范围的站。
- **对象的边界**按图上所画，其误差不进区间：分区、板块是本图集按街镇推定的示意范围，不是规划红线。
- **地图**：实色处任一点在内的把握 ≥ {sure}，虚线处在 {unlikely} 与 {sure} 之间
  （逐站计算；只知搜索范围的站，其可能到达处都算待核）。
- **村社数**是各村在内概率之和。有坐标的村按位置归入对象，没有坐标的归入占其搜索区过半的对象。
- **单独 / 边际 / 唯一**：该线自己覆盖多少；排在它前面的线之外又添多少；只缺它一条会少多少。面积按记录位置算。
- **未覆盖**按记录位置列出，1 公顷以下的碎块略去。
- **情景对比**两边用同一批模拟，差值的区间因此比两个区间相减窄。
- **试画**的线站是假设，状态记“谋划”，误差由画图人声明。
- 直线距离一般小于步行距离；位置未知的站不计入，结果在那里是下限。
""",
            f"""
- **Share**: the buffers of all stations (or axes) are united first and intersected with the target then, so that land
  near two stations counts once; in EPSG:4549. The expected value is given, with its 90 % interval in brackets; it comes
  from the shift of each line, the error of each station, and stations known by a search area only.
- **Edges of the targets** are taken as drawn and are not in the interval: zones and blocks are this atlas's own
  reading of the plan from subdistricts, not official boundaries.
- **Map**: in the solid part any point is in with a chance of {sure} or more; in the dashed part with {unlikely} to
  {sure} (station by station; all that a station with only a search area could reach is to verify).
- **Villages** are the sum of the chances of being in. A village with a position belongs where it lies, one without to
  the area that holds more than half of its search area.
- **Alone / marginal / unique**: what the line covers by itself; what it adds to the lines before it; what would be
  lost without it alone. Land at the recorded positions.
- **Uncovered** is listed at the recorded positions; pieces under one hectare are left out.
- **Scenarios** are compared on the same simulation, so the interval of the change is narrower than the difference of
  two intervals.
- **Drawn lines** are assumptions with status "proposed" and the accuracy their author states.
- A straight line is shorter than a walk; stations without a position are left out, so there the result is a lower
  bound.
""",
        ))  # fmt: skip
