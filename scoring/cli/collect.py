"""``lavr collect``: evidence from where it is, into recordings, and recordings into activity files for ``lavr import``."""

<<<<<<< HEAD
import signal
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
=======
import os
>>>>>>> 0ad7b5d0e9f6dc6fada8e6b555a4644576ba54c0
from pathlib import Path

import click

<<<<<<< HEAD
from scoring.cli.bars import Bars
from scoring.cli.context import Desk
from scoring.cli.paths import require_file
from scoring.cli.people import pass_desk
from scoring.errors import InputError
from scoring.progress import Stopped
from scoring.services import collecting
from scoring.services.collecting import Ground
from scoring.services.seasons import check_zone
from scoring.services.tokens import client_of
from scoring.sources.collecting.converting import Converted
from scoring.sources.collecting.corrections import Corrections, read_labels, read_staff, read_streams
from scoring.sources.collecting.pace import NETWORK_ZONE, Time
from scoring.sources.collecting.recording import Folder
from scoring.sources.collecting.reviewing import write_review
from scoring.sources.collecting.sweeping import LOOKING, READING, Swept, require_same
from scoring.sources.collecting.troubles import Trouble
from scoring.sources.network import Sweeping
from scoring.sources.register import read_register
from scoring.sources.vk.client import ADDRESS
from scoring.sources.vk.dialect import VK

_LISTED: Final = 10
_NOT_TODAY: Final = 75
"""Status of a sweep that goes on tomorrow, as sysexits.h has it for «try again later»."""
_INTERRUPTED: Final = 130
_STAGES: Final = {LOOKING: ("Узнаю страницы", "Looking pages up"), READING: ("Читаю стены и комментарии", "Reading walls")}
=======
from scoring.cli.collect_networks import networks_, template_
from scoring.cli.collect_sweeps import Command, Wanted, author_of, sweep_options
from scoring.cli.collect_telling import tell_converted
from scoring.cli.context import Desk
from scoring.cli.paths import require_file
from scoring.cli.people import pass_desk
from scoring.sources.collecting.corrections import Corrections, read_labels, read_staff, read_streams
from scoring.sources.collecting.recording import Folder, header_of
from scoring.sources.network import Source
from scoring.sources.networks import SOURCES
from scoring.sources.ok.client import ADDRESS as OK_ADDRESS
from scoring.sources.ok.client import Client as OkClient
from scoring.sources.ok.client import keys_of
from scoring.sources.ok.dialect import OK
from scoring.sources.telegram.client import ADDRESS as TELEGRAM_ADDRESS
from scoring.sources.telegram.client import Client as TelegramClient
from scoring.sources.telegram.dialect import TELEGRAM
from scoring.sources.vk.client import ADDRESS, Client
from scoring.sources.vk.dialect import VK
>>>>>>> 0ad7b5d0e9f6dc6fada8e6b555a4644576ba54c0


@click.group("collect")
def collect_group() -> None:
    """Сбор свидетельств из сетей / Collecting evidence from networks."""


collect_group.add_command(networks_)
collect_group.add_command(template_)


@collect_group.command("vk")
@sweep_options
@click.option("--api", envvar="LAVR_VK_API", default=ADDRESS, show_default=True, help="Адрес API / Address of the API")
@pass_desk
<<<<<<< HEAD
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
    """Собрать страницы ВКонтакте сервисным токеном (LAVR_VK_TOKEN или из панели) / Collect pages of VK by service token.
=======
def vk(desk: Desk, /, *, api: str, **options: object) -> None:
    """Собрать страницы ВКонтакте сервисным токеном из LAVR_VK_TOKEN / Collect pages of VK by service token.
>>>>>>> 0ad7b5d0e9f6dc6fada8e6b555a4644576ba54c0

    Каждый обход добавляет записи; прерванный продолжается с того же места. Без --once ждёт новых суток, если их лимит исчерпан.

    Each sweep adds a recording; a sweep that was broken off goes on where it stood.
    """
<<<<<<< HEAD
    if once + plan + resume > 1:
        raise InputError(
            "Выберите одно из --once, --plan, --resume.",
            "Choose one of --once, --plan, --resume.",
        )
    ground = None if resume and out else _ground(desk, season, register, zone)
    folder = _folder(desk, ground, out)
    if plan:
        _tell_plan(desk, ground, folder, whole=whole)
        return
    client = client_of(desk.home, api)
    try:
        with folder.locked(), _stoppable() as stop, _StageBars(desk) as bars:
            path = _sweep(folder, None if resume else ground, whole=whole)
            _tell_plan(desk, None, folder)
            moments = Time(time.time, lambda seconds: _sleep(stop, seconds))
            by = Sweeping(folder, client, collecting.author_of(desk.home), moments, not once, stop.is_set, bars)
            try:
                swept = collecting.sweep(VK, path, by)
            except Stopped:
                _tell_stopped(desk, folder)
    finally:
        client.close()
    _tell_swept(desk, folder, swept)
=======
    Command(desk, VK, "vk", lambda: Client(os.environ.get("LAVR_VK_TOKEN", ""), api)).run(Wanted.of(options))


@collect_group.command("ok")
@sweep_options
@click.option("--api", envvar="LAVR_OK_API", default=OK_ADDRESS, show_default=True, help="Адрес API / Address of the API")
@pass_desk
def ok(desk: Desk, /, *, api: str, **options: object) -> None:
    """Собрать группы Одноклассников ключами приложения / Collect groups of Odnoklassniki by an application's keys.

    Ключи — в LAVR_OK_APP_KEY, LAVR_OK_SECRET и LAVR_OK_TOKEN. В остальном — как lavr collect vk.

    The keys stand in LAVR_OK_APP_KEY, LAVR_OK_SECRET and LAVR_OK_TOKEN. All else is as with lavr collect vk.
    """
    Command(desk, OK, "ok", lambda: OkClient(keys_of(os.environ), api)).run(Wanted.of(options))


@collect_group.command("telegram")
@sweep_options
@click.option("--site", envvar="LAVR_TELEGRAM_SITE", default=TELEGRAM_ADDRESS, show_default=True, help="Адрес сайта / The site")
@pass_desk
def telegram(desk: Desk, /, *, site: str, **options: object) -> None:
    """Собрать каналы Telegram с открытых страниц предпросмотра / Collect channels of Telegram from public previews.

    Ключей не нужно; одна страница в секунду. О комментариях, ответах и эфирах предпросмотр ничего не говорит: они неизвестны.

    No keys are needed; a page a second. Previews tell nothing of comments, answers and streams, which stay unknown.
    """
    Command(desk, TELEGRAM, "telegram", lambda: TelegramClient(site)).run(Wanted.of(options))
>>>>>>> 0ad7b5d0e9f6dc6fada8e6b555a4644576ba54c0


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
        read_staff(staff, collecting.author_of(desk.home)) if staff else {},
    )
    made = _source(Folder(folder)).convert(Folder(folder), out or folder / "activity", corrections)
    tell_converted(desk, made)


@collect_group.command("review")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Куда записать таблицу CSV / Where the table goes")
@click.option("--labels", type=click.Path(path_type=Path), help="Метки, которые уже есть / Labels that are there already")
@pass_desk
def review(desk: Desk, folder: Path, *, out: Path, labels: Path | None) -> None:
    """Выписать сообщения с текстом для модератора / Write messages with their words for a moderator."""
    if labels is not None:
        require_file(labels)
    known = Corrections(read_labels(labels) if labels else {})
    number = _source(Folder(folder)).review(Folder(folder), out, known)
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


<<<<<<< HEAD
def _ground(desk: Desk, year: int | None, register: Path | None, zone: str) -> Ground:
    if register is not None:
        check_zone(zone)
        require_file(register)
        return Ground(year or datetime.now(ZoneInfo(zone)).year, zone, read_register(register).rows).needed(VK)
    season_id = desk.season_id(year)
    with desk.transaction() as session:
        return collecting.ground_of(session, season_id).needed(VK)


def _folder(desk: Desk, ground: Ground | None, out: Path | None) -> Folder:
    """Where the recordings go; a sweep that is only gone on with has all it needs in its folder."""
    if ground is None:
        return Folder(out or Path())
    folder = Folder(out) if out is not None else collecting.folder_of(desk.home, ground.year)
    require_same(folder, ground.year, ground.zone)
    return folder


def _sweep(folder: Folder, ground: Ground | None, *, whole: bool) -> Path:
    """The sweep to go on with: the one that was broken off, or a new one."""
    unfinished = folder.unfinished()
    if unfinished is not None:
        return unfinished
    if ground is None:
        raise InputError(
            f"В папке «{folder.path}» продолжать нечего: последний обход закончен. Новый: lavr collect vk --once",
            f"Nothing to go on with in «{folder.path}»: the last sweep is through. A new one: lavr collect vk --once",
        )
    return collecting.sweep_to_do(VK, folder, ground, now=time.time(), whole=whole)


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


def _tell_plan(desk: Desk, ground: Ground | None, folder: Folder, *, whole: bool = False) -> None:
    """«6 215 вызовов, 2 дня по суточному лимиту»."""
    estimate = collecting.estimate(VK, folder, ground, now=time.time(), whole=whole)
    ru, en = collecting.estimate_words(estimate, "ru"), collecting.estimate_words(estimate, "en")
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
        _tell_plan(desk, None, folder)
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
=======
def _source(folder: Folder) -> Source:
    """The network whose recordings lie in a folder; VK where there are none, which the conversion then tells."""
    sweeps = folder.sweeps()
    return SOURCES.get(header_of(sweeps[-1]).network, VK) if sweeps else VK
>>>>>>> 0ad7b5d0e9f6dc6fada8e6b555a4644576ba54c0
