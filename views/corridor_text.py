"""What the corridor check says in words: rounding that does not pretend, chances, the sentence on one village."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from analysis.verdict import IN_FROM, OUT_UP_TO
from layers.language import pick
from layers.words import BASIS, VERDICT, word

if TYPE_CHECKING:
    from layers.language import Lang

_STEPS: Final = ((100, 10), (1000, 50), (math.inf, 100))
"""Error below which a distance is rounded to how many metres."""

_NEAR: Final = 0.006
"""A chance this close to a verdict's threshold is told with one more digit, so that text and verdict agree."""

_SURE: Final = 0.995


def step_m(error_m: float | None) -> int:
    """Return what distances with this error are rounded to, metres; the coarsest when the error is not known."""
    error = math.inf if error_m is None or math.isnan(error_m) else error_m
    return next(step for below, step in _STEPS if error < below or math.isinf(below))


def rounded(metres: float, error_m: float | None) -> int:
    """Round a distance to what its error allows, metres."""
    step = step_m(error_m)
    return round(metres / step) * step


def metres(value: float, error_m: float | None, lang: Lang) -> str:
    """Return a distance as text: ``650 米``; from 10 km on in kilometres."""
    whole = rounded(value, error_m)
    if whole >= 10_000:  # noqa: PLR2004 - ten kilometres
        return pick(lang, f"{whole / 1000:.1f} 公里", f"{whole / 1000:.1f} km")
    return pick(lang, f"{whole} 米", f"{whole} m")


def span(low: float, high: float, lang: Lang) -> str:
    """Return the 5–95 % range of a distance as text, rounded to what its width allows."""
    if math.isnan(low) or math.isnan(high):
        return pick(lang, "未知", "unknown")
    step = step_m((high - low) / 2)
    first, last = math.floor(low / step) * step, math.ceil(high / step) * step
    return pick(lang, f"{first}–{last} 米", f"{first}–{last} m")


def chance(probability: float, lang: Lang) -> str:
    """Return a probability as text; never 0 % or 100 %, and never rounded across a verdict's threshold."""
    if math.isnan(probability):
        return pick(lang, "无从判断", "not known")
    if probability >= _SURE:
        return "> 99 %"
    if probability <= 1 - _SURE:
        return "< 1 %"
    if min(abs(probability - IN_FROM), abs(probability - OUT_UP_TO)) > _NEAR:
        return f"{100 * probability:.0f} %"
    tenths = 1000 * probability
    inward = OUT_UP_TO < probability < IN_FROM
    up = (probability < 0.5) == inward  # noqa: PLR2004 - which threshold is meant
    return f"{(math.ceil(tenths - 1e-6) if up else math.floor(tenths + 1e-6)) / 10:.1f} %"


def odds(probability: float, lang: Lang) -> str:
    """Return a probability within a sentence: ``约 32 %``, ``不到 1 %``."""
    said = chance(probability, lang)
    for sign, zh, en in (("<", "不到", "under"), (">", "超过", "over")):
        if said.startswith(sign):
            return pick(lang, zh, en) + said[1:]
    return pick(lang, "约 ", "about ") + said


def expected(value: float, low: int, high: int, lang: Lang) -> str:
    """Return an expected number with its 90 % interval: ``约 11（8–15）``; certain numbers stand alone."""
    if low == high:
        return str(low)
    whole = f"{value:.1f}" if value < 10 else f"{value:.0f}"  # noqa: PLR2004 - one decimal for small numbers
    return pick(lang, f"约 {whole}（{low}–{high}）", f"about {whole} ({low}–{high})")


@dataclass(frozen=True)
class Finding:
    """What the check found for one village; names already in the reader's language.

    Distances and accuracies in metres; NaN or None where there is none. `margin_m` is signed:
    how much the threshold must grow (or shrink, when negative) before the verdict changes.
    """

    name: str
    street: str
    verdict: str
    probability: float
    distance_m: float
    low_m: float
    high_m: float
    line: str | None
    station: str | None
    basis: str | None
    accuracy_m: float | None
    target_basis: str | None
    target_accuracy_m: float | None
    measure_from: str
    threshold_m: float
    flip_m: float

    @property
    def located(self) -> bool:
        """Whether the village has a position of its own."""
        return not math.isnan(self.distance_m)

    @property
    def known(self) -> bool:
        """Whether there is a position or a search area at all."""
        return not math.isnan(self.probability)


def target(found: Finding, lang: Lang) -> str:
    """Name what the distance goes to: ``S3 梧田站``, or the line itself."""
    if found.line is None and found.measure_from == "stations":
        return pick(lang, "所选线路最近的车站", "the nearest station of the chosen lines")
    if found.line is None:
        return pick(lang, "最近的所选线位", "the nearest axis of the chosen lines")
    if found.station is None:
        return pick(lang, f"{found.line} 线位", f"the axis of {found.line}")
    return pick(lang, f"{found.line} {found.station}", f"{found.station} ({found.line})")


def sentence(found: Finding, lang: Lang) -> str:
    """Say in one plain sentence where a village stands and how sure that is."""
    verdict = word(VERDICT, found.verdict, lang)
    limit = f"{found.threshold_m:.0f}"
    if not found.known:
        return pick(
            lang,
            f"{found.name}没有坐标，也没有可搜索的范围，{limit} 米内与否无从判断：{verdict}。",
            f"{found.name} has neither a position nor a search area; whether it is within {limit} m cannot be "
            f"told: {verdict}.",
        )
    sure = odds(found.probability, lang)
    between = span(found.low_m, found.high_m, lang)
    if not found.located:
        return pick(
            lang,
            f"{found.name}位置待补，只知在{found.street or '其街道'}；距{target(found, lang)}可能在 {between}，"
            f"{limit} 米内的把握{sure}：{verdict}。",
            f"{found.name} is not located, only its subdistrict ({found.street or '–'}) is known; it lies somewhere "
            f"{between} from {target(found, lang)}, with a chance of {sure} of being within {limit} m: {verdict}.",
        )
    about = metres(found.distance_m, found.accuracy_m, lang)
    error = f"{found.accuracy_m:.0f}" if found.accuracy_m is not None else "?"
    return pick(
        lang,
        f"{found.name}距 {target(found, lang)}约 {about}（村址 ±{error} 米，真实距离九成在 {between}），"
        f"{limit} 米内的把握{sure}：{verdict}。",
        f"{found.name} is about {about} from {target(found, lang)} (village ±{error} m; nine chances in ten that the "
        f"true distance is {between}); the chance of being within {limit} m is {sure}: {verdict}.",
    )


def flip(found: Finding, lang: Lang) -> str:
    """Say what would change the verdict: another threshold, or a better position."""
    if not found.known or not math.isfinite(found.flip_m):
        return pick(lang, "补上坐标后才能判断。", "Only a position can settle it.")
    step = step_m((found.high_m - found.low_m) / 2)
    amount = max(step, math.ceil(abs(found.flip_m) / step) * step)
    limit = found.threshold_m
    if found.flip_m > 0:
        becomes = "verify" if found.verdict == "out" else "in"
        zh, en = f"阈值放宽约 {amount} 米（到 {limit + amount:.0f} 米）", f"Widening the threshold by about {amount} m"
        tail = f" (to {limit + amount:.0f} m)"
    elif amount >= limit:
        return pick(
            lang, "收紧阈值已不足以改变结论；只有更准的坐标能改变它。",
            "No tighter threshold changes this verdict; only a better position can.",
        )  # fmt: skip
    else:
        becomes = "verify" if found.verdict == "in" else "out"
        zh = f"阈值收紧约 {amount} 米（到 {limit - amount:.0f} 米）"
        en = f"Tightening the threshold by about {amount} m"
        tail = f" (to {limit - amount:.0f} m)"
    after = word(VERDICT, becomes, lang)
    return pick(lang, f"{zh}，结论变为“{after}”。", f"{en}{tail} makes it '{after}'.")


def settle(found: Finding, lang: Lang) -> str | None:
    """Say how good the positions must become to settle a village to verify, if its position is right."""
    if found.verdict != "verify" or not found.located:
        return None
    # Nine chances in ten on one side of a straight edge: 1.2816 sigma; CE90 is 2.1460 sigma.
    enough = abs(found.threshold_m - found.distance_m) * 2.1460 / 1.2816
    if enough < 20:  # noqa: PLR2004 - closer to the edge than a village's own size
        return pick(
            lang,
            "名义位置就在边线上，只有实测村界与出入口才能定论。",
            "The nominal position is on the edge itself: only a surveyed boundary can settle it.",
        )
    return pick(
        lang,
        f"若名义位置无误，村址与站位的合成误差缩小到约 ±{rounded(enough, enough)} 米即可定论。",
        f"If the nominal position holds, a joint error of village and station of about ±{rounded(enough, enough)} m "
        "settles it.",
    )


def accuracy(basis: str | None, accuracy_m: float | None, lang: Lang) -> str:
    """Return basis and accuracy together: ``估计位置 ±500 米``."""
    said = word(BASIS, basis, lang)
    if accuracy_m is None or math.isnan(accuracy_m):
        return said
    return f"{said} ±{accuracy_m:.0f} {pick(lang, '米', 'm')}"
