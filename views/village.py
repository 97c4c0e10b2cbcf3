"""我的村 My village: type or tap a village and read what the plan means for it, in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st
import streamlit.components.v2 as components

from layers.assets import OWN_DIR
from layers.card import clause_of, html_text
from views import corridor_facts as facts
from views import errors, mapview, state, village_facts, village_text
from views.language import current, say
from views.state import Param
from views.village_map import map_state

if TYPE_CHECKING:
    from layers.language import Lang
    from views.village_facts import Place
    from views.village_text import Planned, Ride

MAP_KEY: Final = "village_map"

_print = components.component(
    "atlas_print",
    html='<button type="button"></button>',
    css="button { font: inherit; font-size: .9rem; padding: .3rem .9rem; border: 1px solid #b9c0c8; "
    "border-radius: .5rem; background: #fff; color: #1f2328; cursor: pointer; } "
    "button:focus-visible { outline: 3px solid #0b62a8; }",
    js=(OWN_DIR / "print.js").read_text(encoding="utf-8"),
)


def _read_village(text: str) -> str:
    found = village_facts.place(text)
    if found is None:
        raise ValueError(text)
    return found.id


VILLAGE: Final = Param("village", None, _read_village)


def page() -> None:
    """Draw the page."""
    state.restore(VILLAGE)
    st.html(OWN_DIR / "village.css")
    _village()


@st.fragment
def _village() -> None:
    """Chooser, words and map; a tap or a choice reruns only these."""
    with errors.told():
        _take_tap()
        left, right = st.columns([1, 1], gap="medium")
        with left:
            _chooser()
            lang = current()
            found = village_facts.place(VILLAGE.get()) if VILLAGE.get() else None
            rides: list[Ride] = []
            if found is None:
                _nothing()
            else:
                rides = village_text.rides(found, lang)
                st.html(words(found, rides, lang))
                with st.container(key="village_print"):
                    _print(data={"text": say("打印这一页", "Print this page")}, key="village_print_button")
        with right, st.container(key="village_map_box"):
            mapview.show(map_state(found, rides, lang), key=MAP_KEY)
        state.publish(VILLAGE)


def _take_tap() -> None:
    """Open the village just tapped on the map."""
    click = mapview.clicked(MAP_KEY)
    if click is not None and click.feature is not None and click.layer in ("villages", "renewal_sites"):
        found = village_facts.place(click.feature)
        if found is not None:
            VILLAGE.set(found.id)


def _chooser() -> None:
    lang = current()
    known = village_facts.places()
    names = {key: village_text.name_of(each, lang) for key, each in known.items()}

    def label(key: str) -> str:
        each = known[key]
        other = [each.name] if lang == "en" else []
        return " · ".join([names[key], *other, village_text.street_of(each, lang)])

    st.selectbox(
        say("您的村或社区", "Your village or community"),
        list(known),
        index=None,
        format_func=label,
        key=VILLAGE.key,
        placeholder=say("输入村名，或点地图上的村", "Type its name, or tap it on the map"),
    )


def _nothing() -> None:
    known = village_facts.places().values()
    told = sum(village_facts.located(each) for each in known)
    st.info(say(
        f"请先选一个村或社区，输入名字的一部分即可。共 {len(known)} 个，其中 {told} 个在地图上，可以直接点。",
        f"Choose a village or community: part of its name is enough. {len(known)} are listed, {told} of them have a "
        "rough position on the map and can be tapped.",
    ))  # fmt: skip


def words(found: Place, rides: list[Ride], lang: Lang) -> str:
    """Page of a village as markup, all text escaped; it says everything the map shows."""
    other = found.name_en if lang == "zh" else found.name
    open_ = "".join(f"<li>{html_text(text)}</li>" for text in village_text.still_open(found, rides, lang))
    what = "".join(_planned(each, lang) for each in village_text.planned(found, lang))
    return (
        f"<article class='atlas-village' lang='{'en' if lang == 'en' else 'zh-CN'}'>"
        f"<h2>{html_text(village_text.name_of(found, lang))}</h2>"
        f"<p class='other'>{html_text(other)} · {html_text(village_text.street_of(found, lang))}</p>"
        f"<p class='lead'>{html_text(village_text.lead(found, _first(rides), lang))}</p>"
        f"<h3>{say('规划安排了什么', 'What is planned')}</h3><ul>{what}</ul>"
        f"<h3>{say('车站有多远', 'How far the stations are')}</h3>{_table(rides, lang)}"
        f"<h3>{say('有多大把握', 'How sure this is')}</h3><p>{html_text(village_text.sure(found, rides[0], lang))}</p>"
        f"<h3>{say('还有什么没定', 'What is still open')}</h3><ul>{open_}</ul>"
        f"<p class='note'>{say('复制网址，下次打开就是这一页。', 'Copy the address to come back to this page.')}</p>"
        "</article>"
    )


def _first(rides: list[Ride]) -> Ride:
    """Ride of the line that runs today."""
    return next((ride for ride in rides if facts.line(ride.line).status == "operating"), rides[0])


def _planned(each: Planned, lang: Lang) -> str:
    clause = clause_of(each.clause, lang)
    cite = (
        ""
        if clause is None
        else f" <span class='cite' title='{html_text(clause.title)}'>{html_text(clause.label)}</span>"
    )
    return f"<li>{html_text(each.text)}{cite}</li>"


def _table(rides: list[Ride], lang: Lang) -> str:
    del lang  # the page's own language
    near = village_text.near_m()
    heads = (
        say("线路", "Line"),
        say("最近的站", "Nearest station"),
        say("直线距离", "Straight-line distance"),
        say(f"在 {near} 米以内吗", f"Within {near} m?"),
    )
    rows = "".join(
        f"<tr><th scope='row'>{html_text(ride.line)} <span class='cite'>{html_text(ride.state)}</span></th>"
        + "".join(
            f"<td data-head='{html_text(head)}'>{html_text(text)}</td>"
            for head, text in zip(heads[1:], (ride.station, ride.far, ride.near), strict=True)
        )
        + "</tr>"
        for ride in rides
    )
    top = "".join(f"<th scope='col'>{html_text(head)}</th>" for head in heads)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{rows}</tbody></table>"
