"""``lavr collect``: evidence from where it is, into recordings, and recordings into activity files for ``lavr import``."""

import os
import secrets
import signal
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Final
from zoneinfo import ZoneInfo

import click

from criteria.phrases import NBSP, counted_en, counted_ru, working_time
from scoring.cli.bars import Bars
from scoring.cli.context import Desk
from scoring.cli.paths import require_file
from scoring.cli.people import pass_desk
from scoring.errors import InputError
from scoring.progress import Stopped
from scoring.services.register import register_rows
from scoring.services.seasons import check_zone
from scoring.sources.collecting.converting import Converted
from scoring.sources.collecting.corrections import Corrections, read_labels, read_staff, read_streams
from scoring.sources.collecting.estimate import Estimate
from scoring.sources.collecting.keeping import Author
from scoring.sources.collecting.pace import NETWORK_ZONE, Time
from scoring.sources.collecting.recording import Folder
from scoring.sources.collecting.reviewing import write_review
from scoring.sources.collecting.sweeping import LOOKING, READING, Collector, Swept, pages_of, require_same, window_start
from scoring.sources.collecting.troubles import Trouble
from scoring.sources.register import RegisterRow, read_register
from scoring.sources.vk.client import ADDRESS, Client
from scoring.sources.vk.dialect import VK
from scoring.sources.vk.policy import DAILY
from scoring.store.seasons import Season

_LISTED: Final = 10
_NOT_TODAY: Final = 75
"""Status of a sweep that goes on tomorrow, as sysexits.h has it for «try again later»."""
_INTERRUPTED: Final = 130
_STAGES: Final = {LOOKING: ("Узнаю страницы", "Looking pages up"), READING: ("Читаю стены и комментарии", "Reading walls")}


@click.group("collect")
def collect_group() -> None:
    """Сбор свидетельств из сетей / Collecting evidence from networks."""


@collect_group.command("vk")
@click.option("--once", is_flag=True, help="Один обход, не дожидаясь новых суток / One sweep, without waiting for the next day")
@click.option("--plan", is_flag=True, help="Только оценить, ничего не спрашивая у сети / Only estimate")
@click.option("--resume", is_flag=True, help="Только продолжить прерванный обход / Only go on with a sweep that was broken off")
@click.option("--whole", is_flag=True, help="Обойти весь год заново / Sweep over the whole year again")
@click.option("--season", type=int, help="Год сезона; иначе новейший / The season's year; the newest by default")
@click.option("--register", type=click.Path(path_type=Path), help="Реестр из файла, без базы / A register from a file")
@click.option("--zone", default="Europe/Moscow", show_default=True, help="Пояс, если реестр из файла / Zone of such a register")
@click.option("--api", envvar="LAVR_VK_API", default=ADDRESS, show_default=True, help="Адрес API / Address of the API")
@click.option("--out", type=click.Path(path_type=Path), help="Куда писать записи / Where the recordings go")
@pass_desk
def vk(
    desk: Desk,
    *,
    once: bool,
    plan: bool,
    resume: bool,
    whole: bool,
    season: int | None,
    register: Path | None,
    zone: str,
    api: str,
    out: Path | None,
) -> None:
    """Собрать страницы ВКонтакте сервисным токеном из LAVR_VK_TOKEN / Collect pages of VK by service token.

    Каждый обход добавляет записи; прерванный продолжается с того же места. Без --once ждёт новых суток, если их лимит исчерпан.

    Each sweep adds a recording; a sweep that was broken off goes on where it stood.
    """
    if once + plan + resume > 1:
        raise InputError(
            "Выберите одно из --once, --plan, --resume.",
            "Choose one of --once, --plan, --resume.",
        )
    ground = None if resume and out else _ground(desk, season, register, zone)
    folder = _folder(desk, ground, out)
    if plan:
        _tell_plan(desk, _estimate(ground, folder, whole=whole))
        return
    client = Client(os.environ.get("LAVR_VK_TOKEN", ""), api)
    try:
        with folder.locked(), _stoppable() as stop, _StageBars(desk) as bars:
            path = _sweep(folder, None if resume else ground, whole=whole)
            _tell_plan(desk, _estimate(None, folder))
            collector = Collector(
                VK.dialect,
                folder,
                client,
                author_of(desk),
                Time(time.time, lambda seconds: _sleep(stop, seconds)),
                over_night=not once,
                stopped=stop.is_set,
                progress=bars,
            )
            try:
                swept = collector.run(path)
            except Stopped:
                _tell_stopped(desk, folder)
    finally:
        client.close()
    _tell_swept(desk, folder, swept)


@collect_group.command("convert")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Куда писать файлы; иначе activity в той же папке / Where to write")
@click.option("--labels", type=click.Path(path_type=Path), help="Таблица меток сообщений / Table of labels of messages")
@click.option("--streams", type=click.Path(path_type=Path), help="Таблица проверенных эфиров / Table of confirmed streams")
@click.option("--staff", type=click.Path(path_type=Path), help="Таблица личных аккаунтов страниц / Table of declared accounts")
@pass_desk
def convert_(
    desk: Desk, folder: Path, *, out: Path | None, labels: Path | None, streams: Path | None, staff: Path | None
) -> None:
    """Сделать из записей файлы активности / Make activity files out of recordings."""
    for table in (labels, streams, staff):
        if table is not None:
            require_file(table)
    corrections = Corrections(
        read_labels(labels) if labels else {},
        read_streams(streams) if streams else {},
        read_staff(staff, author_of(desk)) if staff else {},
    )
    made = VK.convert(Folder(folder), out or folder / "activity", corrections)
    _tell_converted(desk, made)


@collect_group.command("review")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Куда записать таблицу CSV / Where the table goes")
@click.option("--labels", type=click.Path(path_type=Path), help="Метки, которые уже есть / Labels that are there already")
@pass_desk
def review(desk: Desk, folder: Path, *, out: Path, labels: Path | None) -> None:
    """Выписать сообщения с текстом для модератора / Write messages with their words for a moderator."""
    if labels is not None:
        require_file(labels)
    number = write_review(VK.dialect, Folder(folder), out, Corrections(read_labels(labels) if labels else {}))
    desk.say(
        f"Сообщений {number}: {out}. Исправьте «Требует ответа» и «Отписка», затем: lavr collect convert {folder} --labels {out}",
        f"{number} messages: {out}. Mend «Требует ответа» and «Отписка», then: lavr collect convert {folder} --labels {out}",
    )


@collect_group.command("forget")
@click.argument("folder", type=click.Path(path_type=Path))
@pass_desk
def forget(desk: Desk, folder: Path) -> None:
    """Удалить тексты граждан; файлы активности от этого не изменятся / Remove the words of citizens."""
    if Folder(folder).forget_words():
        desk.say(
            "Тексты граждан удалены. Даты, ответы и метки остались.",
            "The words of citizens are removed. Dates, answers and labels stay.",
        )
    else:
        desk.say("Текстов граждан в папке нет.", "The folder holds no words of citizens.")


@dataclass(frozen=True, slots=True)
class _Ground:
    """What is swept over."""

    year: int
    zone: str
    rows: list[RegisterRow]


def _ground(desk: Desk, year: int | None, register: Path | None, zone: str) -> _Ground:
    if register is not None:
        check_zone(zone)
        require_file(register)
        return _needed(_Ground(year or datetime.now(ZoneInfo(zone)).year, zone, list(read_register(register).rows)))
    season_id = desk.season_id(year)
    with desk.transaction() as session:
        season = session.get_one(Season, season_id)
        return _needed(_Ground(season.year, season.zone, register_rows(session, season_id)))


def _needed(ground: _Ground) -> _Ground:
    if not ground.rows:
        raise InputError(
            "В реестре нет страниц. Сначала загрузите его: lavr import register ФАЙЛ",
            "The register has no pages. Import it first: lavr import register FILE",
        )
    return ground


def _folder(desk: Desk, ground: _Ground | None, out: Path | None) -> Folder:
    """Where the recordings go; a sweep that is only gone on with has all it needs in its folder."""
    if ground is None:
        return Folder(out or Path())
    folder = Folder(out or desk.home.home / "collections" / f"vk-{ground.year}")
    require_same(folder, ground.year, ground.zone)
    return folder


def _sweep(folder: Folder, ground: _Ground | None, *, whole: bool) -> Path:
    """The sweep to go on with: the one that was broken off, or a new one."""
    unfinished = folder.unfinished()
    if unfinished is not None:
        return unfinished
    if ground is None:
        raise InputError(
            f"В папке «{folder.path}» продолжать нечего: последний обход закончен. Новый: lavr collect vk --once",
            f"Nothing to go on with in «{folder.path}»: the last sweep is through. A new one: lavr collect vk --once",
        )
    return VK.begin(folder, ground.rows, year=ground.year, zone=ground.zone, now=time.time(), whole=whole)


def author_of(desk: Desk) -> Author:
    """The keyed hash of authors; its key lies in the home folder, readable by the owner only, and is made at the first call."""
    path = desk.home.home / "authors.key"
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    if not path.exists():
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
        try:
            os.link(part, path)  # the first of two processes wins, and the file is whole from the beginning
        except FileExistsError:
            pass
        finally:
            part.unlink()
    return Author(bytes.fromhex(path.read_text(encoding="ascii").strip()))


@contextmanager
def _stoppable() -> Iterator[threading.Event]:
    """Set by Ctrl-C or an end signal, so that the call under way is noted before the program ends."""
    stop = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _sleep(stop: threading.Event, seconds: float) -> None:
    stop.wait(seconds)


class _StageBars(Bars):
    """Bars whose stages are named here."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.language)
        self._desk = desk

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Move the bar of ``stage``."""
        super().__call__(self._desk.t(*_STAGES[stage]), done, total)


def _estimate(ground: _Ground | None, folder: Folder, *, whole: bool = False) -> Estimate:
    now = time.time()
    unfinished = folder.unfinished()
    if unfinished is not None:
        return VK.remaining(unfinished, folder.calls_before(unfinished), now)
    if ground is None:
        return Estimate({}, {}, measured=True, rules=VK.rules)
    since = window_start(folder, year=ground.year, zone=ground.zone, whole=whole)
    return VK.plan(len(pages_of(VK.network.key, ground.rows)), now - since)


def _tell_plan(desk: Desk, estimate: Estimate) -> None:
    """«6 215 вызовов, 2 дня по суточному лимиту»."""
    total = f"{estimate.total:,}".replace(",", NBSP)
    ru = counted_ru(estimate.total, "вызов", "вызова", "вызовов").replace(str(estimate.total), total, 1)
    en = counted_en(estimate.total, "call", "calls").replace(str(estimate.total), total, 1)
    if estimate.days > 1:
        limits = ", ".join(f"{method} {limit:,}".replace(",", NBSP) for method, limit in DAILY.items())
        ru += f", {counted_ru(estimate.days, 'день', 'дня', 'дней')} по суточному лимиту ({limits})"
        en += f", {counted_en(estimate.days, 'day', 'days')} by the daily limit ({limits})"
    ru += f", около {working_time(estimate.seconds + 59, 'ru')} без ожидания"
    en += f", about {working_time(estimate.seconds + 59, 'en')} without waiting"
    parts = ", ".join(f"{method} {number}" for method, number in estimate.calls.items())
    source = ("по уже прочитанным страницам", "by the pages read so far") if estimate.measured else ("прикидка", "a rough guess")
    desk.say(f"Осталось: {ru} ({parts}; {source[0]}).", f"To do: {en} ({parts}; {source[1]}).")


def _tell_stopped(desk: Desk, folder: Folder) -> None:
    desk.say("Остановлено, собранное сохранено.", "Stopped; what was collected is kept.")
    _tell_resume(desk, folder)
    raise SystemExit(_INTERRUPTED)


def _tell_resume(desk: Desk, folder: Folder) -> None:
    words = f"lavr collect vk --resume --out {folder.path}"
    desk.say(f"Продолжить: {words}", f"Go on: {words}")


def _tell_swept(desk: Desk, folder: Folder, swept: Swept) -> None:
    _tell_troubles(desk, swept.troubles)
    if swept.left:
        moment = datetime.fromtimestamp(swept.until, NETWORK_ZONE).strftime("%d.%m.%Y %H:%M")
        desk.say(
            f"Суточный лимит исчерпан: осталось страниц {swept.left}, новые сутки сети с {moment} по Москве.",
            f"The daily limit is used up: {swept.left} pages are left, the network's next day begins at {moment} Moscow time.",
        )
        _tell_plan(desk, _estimate(None, folder))
        _tell_resume(desk, folder)
        raise SystemExit(_NOT_TODAY)
    desk.say(
        f"Обход закончен: страниц {swept.pages}, вызовов {swept.calls}. Дальше: lavr collect convert {folder.path}",
        f"The sweep is through: {swept.pages} pages, {swept.calls} calls. Next: lavr collect convert {folder.path}",
    )


def _tell_troubles(desk: Desk, troubles: tuple[Trouble, ...]) -> None:
    for trouble in troubles[:_LISTED]:
        click.echo(f"! {trouble.page or '—'}, {trouble.method}, {trouble.field}: {trouble.words}", err=True)
    if len(troubles) > _LISTED:
        more = len(troubles) - _LISTED
        click.echo(desk.t(f"  … и ещё {more}", f"  … and {more} more"), err=True)


def _counted(found: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(f"{page}: {number}" for page, number in found.items())


def _tell_converted(desk: Desk, made: Converted) -> None:
    _tell_troubles(desk, made.troubles)
    for ru, en, keys in (
        ("сеть не знает страниц", "pages unknown to the network", made.missing),
        ("страницы сменили адрес", "pages with a new address", tuple(f"{old} → {new}" for old, new in made.renamed.items())),
        (
            "пропали комментарии граждан (жюри)",
            "comments of citizens have vanished (jury)",
            _counted(made.vanished),
        ),
        ("эфиры без ссылки в записях", "streams that hang on no post", _counted(made.unseen)),
    ):
        if keys:
            shown = ", ".join(keys[:_LISTED]) + (" …" if len(keys) > _LISTED else "")
            click.echo(f"! {desk.t(ru, en)}: {len(keys)}: {shown}", err=True)
    if made.unread:
        click.echo(
            desk.t(f"! последний обход не закончен: страниц {made.unread}", f"! the last sweep lacks {made.unread} pages"),
            err=True,
        )
    if made.outside:
        click.echo(desk.t(f"! строк вне сезона: {made.outside}", f"! rows outside the season: {made.outside}"), err=True)
    rows = ", ".join(f"{kind}.csv {number}" for kind, number in made.rows.items())
    desk.say(
        f"Обходов {made.sweeps}. Строк: {rows}. Дальше: lavr import activity {made.folder}",
        f"{made.sweeps} sweeps. Rows: {rows}. Next: lavr import activity {made.folder}",
    )
