"""Options of every command, and what they mean as inputs and parameters."""

from __future__ import annotations

import argparse
from typing import Any, Final

from analysis.cli_large import ENGINES
from analysis.cli_sources import Source
from analysis.draws import DEFAULT_DRAWS, DEFAULT_SEED
from analysis.errors import ParameterError
from analysis.presets import preset, presets
from analysis.scenario import HORIZONS
from analysis.walk import VERGE_M

EPILOG: Final = (
    "退出码 / exit codes: 0 完成 done; 1 结果有问题（重算不同、结论有变、没有可用结果） "
    "result differs or is of no use; 2 用法或输入有误 wrong usage or input"
)
ENDINGS: Final = "csv xlsx json geojson gpkg parquet shp.zip"


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of every command."""
    parser = argparse.ArgumentParser(
        prog="python -m analysis", description="规划空间分析 / spatial analysis of the plan", epilog=EPILOG
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    check = _command(commands, "check", "廊道核查：哪些村在走廊内 / which places lie in a corridor")
    _corridor(check)
    check.add_argument("--distance", help="距离，米，可逗号分隔 / metres, comma separated for several")
    names_of = " ".join(item.id for item in presets())
    check.add_argument("--preset", help=f"按口径取距离与量法 / distance and way of measuring by convention: {names_of}")
    _sites(check)
    check.add_argument("--engine", choices=ENGINES, default="auto", help="table 整表，local 分块，dask 集群")
    check.add_argument("--scheduler", help="Dask 调度器地址，如 tcp://127.0.0.1:8786 / its address")
    check.add_argument("--draws", type=int, default=DEFAULT_DRAWS, help="模拟次数 / size of the simulation")
    check.add_argument("--seed", type=int, default=DEFAULT_SEED, help="随机种子 / seed")

    cover = _command(commands, "coverage", "走廊覆盖了多少面积 / how much land a corridor covers")
    _corridor(cover)
    cover.add_argument("--distance", type=float, required=True, help="距离，米 / metres")
    cover.add_argument("--areas", default="streets", help="面图层或文件 / areas: bundled or file")
    cover.add_argument("--weight", default="", help="权重列，逗号分隔，如 population / weight columns")
    _sites(cover, default=None)

    curve = _command(commands, "curve", "随距离变化的曲线 / places or land within growing distances")
    _corridor(curve)
    curve.add_argument("--distances", required=True, help="起:止:步 或逗号分隔，米 / start:stop:step or list, metres")
    curve.add_argument("--areas", help="改算面积份额：面图层或文件 / share of these areas instead of places")
    curve.add_argument("--weight", default="", help="权重列 / weight column")
    _sites(curve)

    versus = _command(commands, "compare", "两个线路情景的比较 / two sets of lines compared")
    horizons = " ".join(HORIZONS)
    versus.add_argument("--before", required=True, help=f"线路 S1,S3 或时间节点 / lines or a horizon: {horizons}")
    versus.add_argument("--after", required=True, help="同上 / the same")
    versus.add_argument("--distance", type=float, required=True, help="距离，米 / metres")
    _measured(versus)
    _sites(versus)

    buffer = _command(commands, "buffer", "缓冲区、环带、单侧带 / buffers, rings, strips on one side")
    buffer.add_argument("layer", help="图层名或文件 / bundled layer or file")
    buffer.add_argument("--distance", required=True, help="距离，米；多个则成环带 / metres; several make rings")
    buffer.add_argument("--dissolve", help="按某列合并 / dissolve by a column")
    buffer.add_argument("--side", choices=("both", "left", "right"), default="both", help="哪一侧 / which side")
    buffer.add_argument("--crs", help="文件未注明时的坐标系 / CRS of a file that does not say it")

    walking = _command(commands, "walk", "沿街道的步行范围 / walking catchments along streets")
    walking.add_argument("--network", default="roads", help="街道中心线图层或文件 / street lines: bundled or file")
    walking.add_argument("--lines", default="", help="线路，如 S1,S3；缺省全部 / lines, all by default")
    walking.add_argument("--distance", type=float, required=True, help="步行距离，米 / metres walked")
    walking.add_argument("--verge", type=float, default=VERGE_M, help="街道两侧纵深，米 / depth beside a street")
    walking.add_argument("--stations", default="rail", help="车站图层或文件 / stations: bundled or file")
    _sites(walking, default=None)
    _history(commands)
    return parser


def _history(commands: Any) -> None:  # noqa: ANN401 -- argparse keeps the type private
    again = _command(commands, "rerun", "按记录重算 / compute a recorded result again")
    again.add_argument("record", help="结果、其 .record.json 或页面的 ZIP / a result, its record, or a page's ZIP")
    again.add_argument(
        "--input",
        action="append",
        default=[],
        metavar="NAME=FILE",
        help="代替记录中某项输入的文件 / file in place of an input of the record",
    )
    difference = _command(commands, "diff", "比较两次核查的结论与原因 / compare two checks")
    difference.add_argument("before", help="先前的结果或记录 / earlier result or record")
    difference.add_argument("after", help="后来的结果或记录 / later result or record")


def _command(commands: Any, name: str, text: str) -> argparse.ArgumentParser:  # noqa: ANN401 -- argparse keeps the type private
    command: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text, epilog=EPILOG)
    command.add_argument("-o", "--output", help=f"写出文件 / write to a file ({ENDINGS})")
    command.add_argument("--json", action="store_true", help="在标准输出打印 JSON / print JSON")
    command.add_argument("--quiet", action="store_true", help="不画进度条 / no progress bar")
    return command


def _corridor(command: argparse.ArgumentParser) -> None:
    command.add_argument("--lines", required=True, help="线路，逗号分隔，如 S1,S3 / lines, comma separated")
    _measured(command)


def _measured(command: argparse.ArgumentParser) -> None:
    choices = ("stations", "line")
    command.add_argument("--from", dest="measure_from", choices=choices, help="自车站（缺省）或线位量 / measured from")
    command.add_argument("--stations", default="rail", help="车站图层或文件 / stations: bundled or file")
    command.add_argument("--line-layer", default="rail", help="线位图层或文件 / line axes: bundled or file")


def _sites(command: argparse.ArgumentParser, default: str | None = "renewal_sites") -> None:
    command.add_argument("--villages", "--sites", dest="sites", default=default, help="村庄图层名或文件 / places")
    command.add_argument("--street", help="只取某街道 / only one street")
    command.add_argument("--accuracy", type=float, help="文件未注明精度时的 CE90，米 / CE90 of places that state none")
    command.add_argument("--crs", help="文件未注明时的坐标系 / CRS of a file that does not say it")
    command.add_argument("--layer", help="GeoPackage 图层名 / its layer")


def numbers(text: str, option: str) -> list[float]:
    """Read ``500,800`` or ``100:1000:100`` as metres.

    Raises
    ------
    ParameterError
        Something else.
    """
    try:
        if ":" in text:
            start, stop, step = (float(part) for part in text.split(":"))
            count = int((stop - start) / step + 1e-9) if step > 0 else -1
            values = [start + number * step for number in range(count + 1)]
        else:
            values = [float(part) for part in text.replace("，", ",").split(",") if part.strip()]
    except (ValueError, OverflowError):
        values = []
    if not values:
        msg_zh = f"{option} {text!r} 不是米数，例如 800、500,800 或 100:1000:100"
        msg_en = f"{option} {text!r} is not metres, e.g. 800, 500,800 or 100:1000:100"
        raise ParameterError(msg_zh, msg_en)
    return values


def names(text: str) -> list[str]:
    """Read ``S1,S3`` as a sorted list without repetition."""
    return sorted({part.strip() for part in text.replace("，", ",").split(",") if part.strip()})


Planned = tuple[dict[str, Source], dict[str, Any]]


def plan(arguments: argparse.Namespace) -> Planned:
    """Turn parsed options into inputs and parameters.

    Returns
    -------
    sources, parameters
        Role → source; JSON values, all that a record needs to run it again.
    """
    return _PLANS[arguments.command](arguments)


def _site_source(arguments: argparse.Namespace) -> Source:
    return Source.of(
        arguments.sites,
        crs=arguments.crs,
        sublayer=arguments.layer,
        accuracy_m=arguments.accuracy,
        street=arguments.street,
    )


def _corridor_sources(arguments: argparse.Namespace) -> dict[str, Source]:
    return {"stations": Source.of(arguments.stations), "lines": Source.of(arguments.line_layer)}


def _check(arguments: argparse.Namespace) -> Planned:
    chosen = preset(arguments.preset) if arguments.preset else None
    if arguments.distance is None and chosen is None:
        msg_zh, msg_en = "请给出 --distance 或 --preset", "give --distance or --preset"
        raise ParameterError(msg_zh, msg_en)
    own = numbers(arguments.distance, "--distance") if arguments.distance is not None else []
    parameters = {
        "line_ids": names(arguments.lines),
        "distances_m": own or [chosen.distance_m if chosen else 0.0],
        "measure_from": arguments.measure_from or (chosen.measure_from if chosen else "stations"),
        "draws": arguments.draws,
        "seed": arguments.seed,
    }
    if chosen is not None:
        parameters["preset"] = chosen.id
    return {"sites": _site_source(arguments), **_corridor_sources(arguments)}, parameters


def _coverage(arguments: argparse.Namespace) -> Planned:
    sources = {"areas": Source.of(arguments.areas), **_corridor_sources(arguments)}
    if arguments.sites:
        sources["sites"] = _site_source(arguments)
    parameters = {
        "line_ids": names(arguments.lines),
        "distance_m": arguments.distance,
        "measure_from": arguments.measure_from or "stations",
        "weights": names(arguments.weight),
    }
    return sources, parameters


def _curve(arguments: argparse.Namespace) -> Planned:
    sources = _corridor_sources(arguments)
    if arguments.areas:
        sources["areas"] = Source.of(arguments.areas)
    else:
        sources["sites"] = _site_source(arguments)
    parameters = {
        "line_ids": names(arguments.lines),
        "distances_m": numbers(arguments.distances, "--distances"),
        "measure_from": arguments.measure_from or "stations",
        "weights": names(arguments.weight),
    }
    return sources, parameters


def _compare(arguments: argparse.Namespace) -> Planned:
    parameters = {
        "before": names(arguments.before),
        "after": names(arguments.after),
        "distance_m": arguments.distance,
        "measure_from": arguments.measure_from or "stations",
    }
    return {"sites": _site_source(arguments), **_corridor_sources(arguments)}, parameters


def _buffer(arguments: argparse.Namespace) -> Planned:
    distances = numbers(arguments.distance, "--distance")
    if arguments.side != "both" and (len(distances) > 1 or arguments.dissolve):
        msg_zh, msg_en = "单侧带只取一个距离，且不能合并", "a strip on one side takes one distance and is not dissolved"
        raise ParameterError(msg_zh, msg_en)
    parameters = {"distances_m": distances, "dissolve": arguments.dissolve, "side": arguments.side}
    return {"layer": Source.of(arguments.layer, crs=arguments.crs)}, parameters


def _walk(arguments: argparse.Namespace) -> Planned:
    sources = {"stations": Source.of(arguments.stations), "network": Source.of(arguments.network)}
    if arguments.sites:
        sources["sites"] = _site_source(arguments)
    parameters = {
        "line_ids": names(arguments.lines),
        "distance_m": arguments.distance,
        "verge_m": arguments.verge,
    }
    return sources, parameters


_PLANS: Final = {
    "buffer": _buffer,
    "check": _check,
    "compare": _compare,
    "coverage": _coverage,
    "curve": _curve,
    "walk": _walk,
}
