"""The command line: ``python -m analysis check|coverage|curve|compare|buffer|walk|rerun|diff``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from analysis import io
from analysis.cli_history import diff, rerun
from analysis.cli_large import ENGINES, check_parts, wants_parts
from analysis.cli_output import save, save_record, say, show_json, show_table
from analysis.cli_run import run
from analysis.cli_sources import Source, load
from analysis.draws import DEFAULT_DRAWS, DEFAULT_SEED
from analysis.errors import AtlasError, ParameterError
from analysis.network import SPARSE_ROADS
from analysis.walk import VERGE_M

if TYPE_CHECKING:
    from collections.abc import Sequence

OK, PROBLEM, USAGE = 0, 1, 2
EPILOG: Final = (
    "退出码 / exit codes: 0 完成 done; 1 结果有问题（重算不同、结论有变、没有可用结果） "
    "result differs or is of no use; 2 用法或输入有误 wrong usage or input"
)


def build_parser() -> argparse.ArgumentParser:
    """Parser of every command."""
    parser = argparse.ArgumentParser(
        prog="python -m analysis", description="规划空间分析 / spatial analysis of the plan", epilog=EPILOG
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    check = _command(commands, "check", "廊道核查：哪些村在走廊内 / which places lie in a corridor")
    _corridor(check)
    _sites(check, required=False)
    check.add_argument(
        "--engine",
        choices=ENGINES,
        default="auto",
        help="table 整表，local 分块，dask 集群 / for large layers",
    )
    check.add_argument("--scheduler", help="Dask 调度器地址，如 tcp://127.0.0.1:8786 / its address")
    check.add_argument("--draws", type=int, default=DEFAULT_DRAWS, help="模拟次数 / size of the simulation")
    check.add_argument("--seed", type=int, default=DEFAULT_SEED, help="随机种子 / seed")
    walking = _command(commands, "walk", "沿街道的步行范围 / walking catchments along streets")
    walking.add_argument(
        "--network", default="roads", help="街道中心线图层或文件 / street lines: bundled layer or file"
    )
    walking.add_argument("--lines", default="", help="线路，如 S1,S3；缺省全部 / lines, all by default")
    walking.add_argument("--distance", type=float, required=True, help="步行距离，米 / metres walked")
    walking.add_argument("--verge", type=float, default=VERGE_M, help="街道两侧纵深，米 / depth beside a street")
    walking.add_argument("--stations", default="rail", help="车站图层或文件 / stations: bundled or file")
    _sites(walking, required=False, default=None)
    again = _command(commands, "rerun", "按记录重算 / compute a recorded result again")
    again.add_argument("record", help="结果或其 .record.json / a result or its record")
    versus = _command(commands, "diff", "比较两次核查的结论与原因 / compare two checks")
    versus.add_argument("before", help="先前的结果或记录 / earlier result or record")
    versus.add_argument("after", help="后来的结果或记录 / later result or record")
    return parser


def _command(commands: Any, name: str, text: str) -> argparse.ArgumentParser:  # noqa: ANN401 -- argparse keeps the type private
    command: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text, epilog=EPILOG)
    endings = "csv xlsx json geojson gpkg parquet shp.zip"
    command.add_argument("-o", "--output", help=f"写出文件 / write to a file ({endings})")
    command.add_argument("--json", action="store_true", help="在标准输出打印 JSON / print JSON")
    command.add_argument("--quiet", action="store_true", help="不画进度条 / no progress bar")
    return command


def _corridor(command: argparse.ArgumentParser) -> None:
    command.add_argument("--lines", required=True, help="线路，逗号分隔，如 S1,S3 / lines, comma separated")
    command.add_argument("--distance", required=True, help="距离，米，可逗号分隔 / metres, comma separated for several")
    choices = ("stations", "line")
    command.add_argument("--from", dest="measure_from", choices=choices, default="stations", help="自车站或线位量")
    command.add_argument("--stations", default="rail", help="车站图层或文件 / stations: bundled or file")
    command.add_argument("--line-layer", default="rail", help="线位图层或文件 / line axes: bundled or file")


def _sites(command: argparse.ArgumentParser, *, required: bool, default: str | None = "renewal_sites") -> None:
    command.add_argument(
        "--villages", "--sites", dest="sites", required=required, default=default, help="村庄图层名或文件 / places"
    )
    command.add_argument("--street", help="只取某街道 / only one street")
    command.add_argument("--accuracy", type=float, help="文件未注明精度时的 CE90，米 / CE90 of places that state none")
    command.add_argument("--crs", help="文件未注明时的坐标系 / CRS of a file that does not say it")
    command.add_argument("--layer", help="GeoPackage 图层名 / its layer")


def numbers(text: str, option: str) -> list[float]:
    """Read ``500,800`` as metres.

    Raises
    ------
    ParameterError
        Something else.
    """
    try:
        values = [float(part) for part in text.split(",") if part.strip()]
    except ValueError:
        values = []
    if not values:
        msg_zh = f"{option} {text!r} 不是以逗号分隔的米数，例如 800 或 500,800"
        msg_en = f"{option} {text!r} is not metres separated by commas, e.g. 800 or 500,800"
        raise ParameterError(msg_zh, msg_en)
    return values


def names(text: str) -> list[str]:
    """Read ``S1,S3`` as a list."""
    return [part.strip() for part in text.replace("，", ",").split(",") if part.strip()]


def _site_source(arguments: argparse.Namespace) -> Source:
    return Source.of(
        arguments.sites,
        crs=arguments.crs,
        sublayer=arguments.layer,
        accuracy_m=arguments.accuracy,
        street=arguments.street,
    )


def _plan_check(arguments: argparse.Namespace) -> tuple[dict[str, Source], dict[str, Any]]:
    sources = {
        "sites": _site_source(arguments),
        "stations": Source.of(arguments.stations),
        "lines": Source.of(arguments.line_layer),
    }
    parameters = {
        "line_ids": sorted(set(names(arguments.lines))),
        "distances_m": numbers(arguments.distance, "--distance"),
        "measure_from": arguments.measure_from,
        "draws": arguments.draws,
        "seed": arguments.seed,
    }
    return sources, parameters


def _plan_walk(arguments: argparse.Namespace) -> tuple[dict[str, Source], dict[str, Any]]:
    sources = {"stations": Source.of(arguments.stations), "network": Source.of(arguments.network)}
    if arguments.sites:
        sources["sites"] = _site_source(arguments)
    parameters = {
        "line_ids": sorted(set(names(arguments.lines))),
        "distance_m": arguments.distance,
        "verge_m": arguments.verge,
    }
    return sources, parameters


PLANS: Final = {"check": _plan_check, "walk": _plan_walk}


def execute(arguments: argparse.Namespace) -> int:
    """Run a parsed command and return the exit code."""
    if arguments.command == "rerun":
        return rerun(arguments)
    if arguments.command == "diff":
        return diff(arguments)
    output = Path(arguments.output) if arguments.output else None
    if output is not None:
        io.output_kind(output)  # a wrong ending is said before the work, not after it
    sources, parameters = PLANS[arguments.command](arguments)
    if arguments.command == "check" and wants_parts(arguments.engine, sources["sites"], Path()):
        return _execute_parts(arguments, output, sources, parameters)
    frames, notes = load(sources, Path())
    outcome = run(arguments.command, frames, parameters)
    record = outcome.record if output is None else save(outcome, output, sources)
    if arguments.json:
        show_json(outcome, record, output)
    else:
        say(outcome.summary)
        if output is None:
            show_table(outcome.table)
    say(notes, warning=True)
    say(outcome.warnings, warning=True)
    if arguments.command == "walk" and sources["network"].origin.startswith("layer:"):
        say([SPARSE_ROADS], warning=True)
    return OK if outcome.useful else PROBLEM


def _execute_parts(
    arguments: argparse.Namespace, output: Path | None, sources: dict[str, Source], parameters: dict[str, Any]
) -> int:
    if output is None:
        msg_zh, msg_en = "分块核查需要用 -o 写出 .csv 或 .parquet", "a check in parts needs -o with .csv or .parquet"
        raise ParameterError(msg_zh, msg_en)
    if (arguments.engine == "dask") != bool(arguments.scheduler):
        msg_zh = "--engine dask 与 --scheduler 地址要一起给"
        msg_en = "--engine dask and --scheduler ADDRESS go together"
        raise ParameterError(msg_zh, msg_en)
    outcome = check_parts(sources, parameters, Path(), output, scheduler=arguments.scheduler, quiet=arguments.quiet)
    record = save_record(outcome.record, output, sources)
    if arguments.json:
        show_json(outcome, record, output)
    else:
        say(outcome.summary)
    say(outcome.warnings, warning=True)
    return OK if outcome.useful else PROBLEM


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    argv
        Arguments without the program's name; those of the process by default.

    Returns
    -------
    int
        Exit code, see `EPILOG`.
    """
    arguments = build_parser().parse_args(argv)
    try:
        return execute(arguments)
    except AtlasError as error:
        sys.stderr.write(f"错误 / error: {error}\n")
        return USAGE
    except OSError as error:
        sys.stderr.write(f"错误 / error: 无法读写文件 / cannot read or write: {error}\n")
        return USAGE
