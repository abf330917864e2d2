"""``lavr bench``: what this machine takes for a season, each figure beside a floor of the same run and the limit set for it."""

import json
import multiprocessing
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, Final, Literal, TypeVar, cast

import click
from rich.console import Console
from rich.table import Table

from scoring.bench import peers
from scoring.bench.activity import bench_import
from scoring.bench.bulk import bench_bulk
from scoring.bench.collecting import bench_collecting
from scoring.bench.country import lay_country
from scoring.bench.draws import bench_draws
from scoring.bench.engine import bench_country, bench_engine
from scoring.bench.figures import Figure, Sheet
from scoring.bench.ground import YEAR, Ground, lay_ground
from scoring.bench.importers import POSTGRES
from scoring.bench.machine import machine
from scoring.bench.ranking import bench_ranking
from scoring.cli.bars import Bars
from scoring.cli.bench_awards import REGION, bench_awards
from scoring.cli.bench_web import bench_web
from scoring.cli.context import Desk, now
from scoring.cli.people import pass_desk
from scoring.memory import keep_freed_memory

NAMES: Final = ("engine", "import", "awards", "collect", "web")
SCALES: Final = ("small", "region", "country")
_REPEAT: Final = {"engine": 9, "country": 3, "import": 5, "awards": 3, "collect": 1, "web": 5}
_SWEEP_S: Final = {"small": 5, "region": 20, "country": 20}
"""How long a sweep of the collector is measured: it is held back by the network's limit, so that no machine is faster."""
_AT_WORK_S: Final = {"small": 5, "region": 60, "country": 60}
"""How long twenty jurors are watched at work."""
_AWARDS: Final = {"small": 6, "region": REGION, "country": REGION}
_WIDTH: Final = 160

_Given = TypeVar("_Given")
Scale = Literal["small", "region", "country"]


@click.command("bench")
@click.argument("name", required=False, type=click.Choice(NAMES))
@click.option(
    "--json", "json_file", type=click.Path(path_type=Path, dir_okay=False), help="Записать и как данные / Write as data too"
)
@click.option("--scale", type=click.Choice(SCALES), default="region", show_default=True)
@click.option("--repeat", type=click.IntRange(min=1), help="Сколько прогонов / How many runs")
@click.option(
    "--rows", type=click.IntRange(min=1), help="import: узкий файл из стольких записей / A narrow file of so many posts"
)
@pass_desk
def bench(desk: Desk, name: str | None, json_file: Path | None, scale: str, repeat: int | None, rows: int | None) -> None:
    """Измерить скорость на этой машине / Measure speed on this machine."""
    names = NAMES if name is None else (name,)
    if rows is not None and name != "import":
        raise click.UsageError(desk.t("--rows есть только у import: lavr bench import --rows …", "--rows is for import only"))
    if scale == "country" and name != "engine":
        command = "lavr bench engine --scale country"
        raise click.UsageError(desk.t(f"country есть только у engine: {command}", f"country is for engine only: {command}"))
    about = {"date": now().isoformat(timespec="seconds"), "scale": scale, **machine()}
    sheets = []
    with tempfile.TemporaryDirectory(prefix="lavr-bench-") as folder:
        for sheet in _sheets(desk, Path(folder), names, cast("Scale", scale), repeat, rows):
            _tell(desk, sheet)
            sheets.append(sheet)
    if "engine" in names and peers.missing():
        _tell_missing(desk)
    _tell_machine(desk, about)
    if json_file is not None:
        content = {"machine": about, "benches": [sheet.plain() for sheet in sheets]}
        json_file.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _sheets(
    desk: Desk, folder: Path, names: Sequence[str], scale: Scale, repeat: int | None, rows: int | None
) -> Iterator[Sheet]:
    """The benches asked for, one after the other, each in a process of its own."""
    if rows is not None:
        yield _alone(bench_bulk, folder, rows, repeat or 1)
        return
    if scale == "country":
        evidence = _alone(lay_country, folder, YEAR)
        yield _alone(bench_country, evidence, repeat or _REPEAT["country"])
        return
    ground = _ground(desk, folder, scale) if set(names) & {"engine", "import"} else None
    for name in names:
        desk.say(f"… {name}", f"… {name}")
        often = repeat or _REPEAT[name]
        if name == "collect":
            yield _alone(bench_collecting, _SWEEP_S[scale], often)
        elif name == "web":
            for number, server in enumerate([None, *filter(None, [os.environ.get(POSTGRES)])]):
                yield _alone(bench_web, folder / f"web-{number}", scale, _AT_WORK_S[scale], often, server)
        elif name == "awards" or ground is None:
            yield _alone(bench_awards, _AWARDS[scale], often)
        elif name == "import":
            yield _alone(bench_import, ground, often)
        else:
            yield _alone(bench_engine, ground, often)
            yield _alone(partial(bench_ranking, quick=not ground.is_region), often)
            yield _alone(bench_draws, ground, max(often // 3, 1))


def _tell_missing(desk: Desk) -> None:
    names = ", ".join(peers.missing())
    command = "pip install --require-hashes -r requirements-peers.lock"
    desk.say(
        f"Не измерены, так как не установлены: {names}. Поставить: {command}", f"Not installed: {names}. To install: {command}"
    )


def _ground(desk: Desk, folder: Path, scale: Literal["small", "region"]) -> Ground:
    with Bars(desk.language) as bars:
        return lay_ground(folder, scale, bars)


def _alone(work: Callable[..., _Given], *values: object) -> _Given:
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), keep_freed_memory) as pool:
        return pool.submit(work, *values).result()


def _tell(desk: Desk, sheet: Sheet) -> None:
    table = Table(
        title=desk.t(f"{sheet.bench}: память до {sheet.peak_mb:.0f} МБ", f"{sheet.bench}: memory up to {sheet.peak_mb:.0f} MB"),
        caption=desk.t(f"Граница: {sheet.floor_ru}.", f"Floor: {sheet.floor_en}."),
        title_justify="left",
        caption_justify="left",
    )
    heads = desk.t(
        "Что|Медиана|От|До|Прогонов|ЦП, с|К границе|Предел|Выполнен", "What|Median|Min|Max|Runs|CPU, s|To the floor|Limit|Met"
    )
    for number, head in enumerate(heads.split("|")):
        table.add_column(head, justify="left" if number == 0 else "right", no_wrap=True)
    for figure in sheet.figures:
        table.add_row(*_cells(desk, figure))
    Console(width=_WIDTH).print(table)


def _cells(desk: Desk, figure: Figure) -> tuple[str, ...]:
    plain = figure.plain()
    met = "" if figure.met is None else desk.t("да", "yes") if figure.met else desk.t("нет", "no")
    return (
        desk.t(figure.ru, figure.en),
        _told(desk, figure, figure.median),
        _told(desk, figure, plain["min"]),
        _told(desk, figure, plain["max"]),
        str(len(figure.runs)),
        "" if plain["cpu_s"] is None else f"{plain['cpu_s']:.3f}",
        "" if figure.ratio is None else f"×{figure.ratio:.1f}",
        "" if figure.limit is None else _told(desk, figure, figure.limit),
        met,
    )


def _told(desk: Desk, figure: Figure, value: float) -> str:
    if figure.unit == "rows/s":
        return f"{value / 1000:,.0f} ".replace(",", " ") + desk.t("тыс. строк/с", "k rows/s")
    if figure.unit == "calls/s":
        return f"{value:.3f} " + desk.t("вызова/с", "calls/s")
    if figure.unit == "MB":
        return f"{value:.0f} " + desk.t("МБ", "MB")
    milliseconds = value if figure.unit == "ms" else value * 1000
    if milliseconds < 1000:
        return f"{milliseconds:.1f} " + desk.t("мс", "ms")
    return f"{milliseconds / 1000:.2f} " + desk.t("с", "s")


def _tell_machine(desk: Desk, about: dict[str, Any]) -> None:
    versions = ", ".join(f"{name} {number}" for name, number in about["libraries"].items())
    rest = f"Python {about['python']}; {versions}; {about['system']}; {about['date']}"
    desk.say(
        f"{about['processor']}, ядер: {about['cores']}, нагрузка до начала: {about['load']}; {rest}",
        f"{about['processor']}, {about['cores']} cores, load before: {about['load']}; {rest}",
    )
