"""``lavr register``: what a season's register holds, and the register back as a file."""

from pathlib import Path
from typing import Final, cast

import click

from criteria.phrases import percent
from scoring.cli.asked import SEASON
from scoring.cli.context import Desk, print_json
from scoring.cli.people import pass_desk
from scoring.errors import InputError
from scoring.services.register_reports import register_export, statistics_of
from scoring.sources.page_address import NETWORKS
from scoring.sources.register_files import MIME_TYPES, Form
from scoring.sources.register_statistics import Tally, Way

_WAYS: Final[dict[Way, tuple[str, str]]] = {
    "sphere": ("Сферы", "Spheres"),
    "municipality": ("Муниципалитеты", "Municipalities"),
    "level": ("Уровни", "Levels"),
    "network": ("Сети", "Networks"),
    "mark": ("Госметка", "State mark"),
}
_MARKS: Final = {"yes": ("есть", "yes"), "no": ("нет", "no"), "": ("неизвестно", "not known")}
_TROUBLES: Final = (
    ("without_ogrn", "без ОГРН", "without a state number"),
    ("wrong_ogrn", "ОГРН с неверной контрольной суммой", "a state number that is not valid"),
    ("duplicates", "повторы организации в сфере", "an organisation again in its sphere"),
    ("exempt", "не ведутся на основании", "not run on a ground"),
)


@click.group("register")
def register_group() -> None:
    """Реестр страниц: статистика и выгрузка / The register of pages: statistics and export."""


@register_group.command("stats")
@SEASON
@click.option("--json", "as_json", is_flag=True, help="Для программы, всё / For a program, everything")
@pass_desk
def stats(desk: Desk, year: int | None, as_json: bool) -> None:
    """Сколько страниц по сферам, муниципалитетам, уровням, сетям, госметке / Pages by sphere, municipality and more."""
    season_id = desk.season_id(year)
    with desk.transaction() as session:
        found = statistics_of(session, season_id)
    if as_json:
        print_json(found.as_json())
        return
    _line(desk, desk.t("Всего", "In all"), found.whole, found.whole.pages)
    for name, ru, en in _TROUBLES:
        count = getattr(found.whole, name)
        if count:
            desk.say(f"  {ru}: {count}", f"  {en}: {count}")
    for way, titles in _WAYS.items():
        click.echo()
        click.echo(click.style(desk.t(*titles), bold=True))
        for tally in found.by[way]:
            _line(desk, f"  {_called(desk, way, tally.name)}", tally, found.whole.pages)


@register_group.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@SEASON
@pass_desk
def export(desk: Desk, file: Path, year: int | None) -> None:
    """Записать реестр в его столбцах: .xlsx, .csv или .docx / Write the register in its own columns.

    Прочитанный снова, файл ничего не меняет. / Read again, the file changes nothing.
    """
    form = file.suffix.lstrip(".").lower()
    if form not in MIME_TYPES:
        raise InputError(
            f"Расширение «{file.suffix}» не подходит: назовите файл .xlsx, .csv или .docx.",
            f"The ending «{file.suffix}» will not do: name a .xlsx, .csv or .docx file.",
        )
    season_id = desk.season_id(year)
    with desk.transaction() as session:
        _, _, content = register_export(session, season_id, cast("Form", form), desk.language)
    part = file.with_name(f".{file.name}.part")
    part.write_bytes(content)
    part.replace(file)
    desk.say(f"Реестр записан: {file}", f"The register was written: {file}")


def _called(desk: Desk, way: Way, name: str) -> str:
    if way == "mark":
        return desk.t(*_MARKS[name])
    if way == "network":
        return desk.t(*next(names for network, names in NETWORKS.items() if network == name))
    return name or desk.t("не указано", "not said")


def _line(desk: Desk, name: str, tally: Tally, pages: int) -> None:
    share = percent(tally.pages, max(pages, 1), desk.language)
    mark, connected = _share(desk, tally.marked, tally.mark_known), _share(desk, tally.connected, tally.connected_known)
    middle = "—" if tally.members_median is None else f"{tally.members_median:g}"
    trouble = desk.t(", с неполадками ", ", with trouble ") + str(tally.troubled) if tally.troubled else ""
    desk.say(
        f"{name}: {tally.pages} ({share}), подключены {connected}, госметка {mark}, подписчиков {tally.members}, "
        f"медиана {middle}{trouble}",
        f"{name}: {tally.pages} ({share}), connected {connected}, state mark {mark}, subscribers {tally.members}, "
        f"median {middle}{trouble}",
    )


def _share(desk: Desk, count: int, known: int) -> str:
    return percent(count, known, desk.language) if known else "—"
