"""One sweep by command: over whose pages, into which folder, stoppable, with what is told of it; the same for every network."""

import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Any, Final, Protocol
from zoneinfo import ZoneInfo

import click

from scoring.cli.bars import Bars
from scoring.cli.collect_telling import tell_plan, tell_troubles
from scoring.cli.context import Desk
from scoring.cli.paths import require_file
from scoring.errors import InputError
from scoring.progress import Stopped
from scoring.services import collecting
from scoring.services.collecting import Ground
from scoring.services.seasons import check_zone
from scoring.sources.collecting.calling import Asks
from scoring.sources.collecting.estimate import Estimate
from scoring.sources.collecting.keeping import Author
from scoring.sources.collecting.pace import NETWORK_ZONE, Time
from scoring.sources.collecting.recording import Folder
from scoring.sources.collecting.sweeping import LOOKING, READING, Swept, require_same
from scoring.sources.network import Source, Sweeping
from scoring.sources.register import read_register

_NOT_TODAY: Final = 75
"""Status of a sweep that goes on tomorrow, as sysexits.h has it for «try again later»."""
_INTERRUPTED: Final = 130
_STAGES: Final = {LOOKING: ("Узнаю страницы", "Looking pages up"), READING: ("Читаю страницы", "Reading pages")}


class Connection(Asks, Protocol):
    """A connection to a network that can be closed."""

    def close(self) -> None:
        """Let go of it."""
        ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the options of a command ask for."""

    once: bool
    plan: bool
    resume: bool
    whole: bool
    season: int | None
    register: Path | None
    zone: str
    out: Path | None

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> "Wanted":
        """As click has read them."""
        return cls(**options)


def sweep_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that every network's command has."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


_OPTIONS: Final = (
    click.option("--once", is_flag=True, help="Один обход, не ждать новых суток / One sweep, without waiting for the next day"),
    click.option("--plan", is_flag=True, help="Только оценить, ничего не спрашивая у сети / Only estimate"),
    click.option("--resume", is_flag=True, help="Только продолжить прерванный обход / Only go on with a broken sweep"),
    click.option("--whole", is_flag=True, help="Обойти весь год заново / Sweep over the whole year again"),
    click.option("--season", type=int, help="Год сезона; иначе новейший / The season's year; the newest by default"),
    click.option("--register", type=click.Path(path_type=Path), help="Реестр из файла, без базы / A register from a file"),
    click.option(
        "--zone", default="Europe/Moscow", show_default=True, help="Пояс для реестра из файла / Zone of such a register"
    ),
    click.option("--out", type=click.Path(path_type=Path), help="Куда писать записи / Where the recordings go"),
)


@dataclass(frozen=True, slots=True)
class Command:
    """A sweep of one network. ``word``: what stands behind ``lavr collect``; ``connect`` is asked for once there is work."""

    desk: Desk
    source: Source
    word: str
    connect: Callable[[], Connection]

    def run(self, wanted: Wanted) -> None:
        """Go on with the sweep that was broken off, or make a new one; or only tell what it would take."""
        self.desk.require_network()
        if wanted.once + wanted.plan + wanted.resume > 1:
            raise InputError("Выберите одно из --once, --plan, --resume.", "Choose one of --once, --plan, --resume.")
        ground = None if wanted.resume and wanted.out else self._ground(wanted)
        folder = self._folder(ground, wanted.out)
        if wanted.plan:
            tell_plan(self.desk, self._estimate(ground, folder, whole=wanted.whole))
            return
        client = self.connect()
        try:
            with folder.locked(), _stoppable() as stop, _StageBars(self.desk) as bars:
                path = self._path(folder, None if wanted.resume else ground, whole=wanted.whole)
                tell_plan(self.desk, self._estimate(None, folder))
                clock = Time(time.time, lambda seconds: _sleep(stop, seconds))
                by = Sweeping(folder, client, collecting.author_of(self.desk.home), clock, not wanted.once, stop.is_set, bars)
                try:
                    swept = collecting.sweep(self.source, path, by)
                except Stopped:
                    self._tell_stopped(folder)
        finally:
            client.close()
        self._tell_swept(folder, swept)

    def _ground(self, wanted: Wanted) -> Ground:
        if wanted.register is not None:
            check_zone(wanted.zone)
            require_file(wanted.register)
            year = wanted.season or datetime.now(ZoneInfo(wanted.zone)).year
            return Ground(year, wanted.zone, read_register(wanted.register).rows).needed(self.source)
        season_id = self.desk.season_id(wanted.season)
        with self.desk.transaction() as session:
            return collecting.ground_of(session, season_id).needed(self.source)

    def _folder(self, ground: Ground | None, out: Path | None) -> Folder:
        """Where the recordings go; a sweep that is only gone on with has all it needs in its folder."""
        if ground is None:
            return Folder(out or Path())
        folder = Folder(out) if out is not None else collecting.folder_of(self.desk.home, ground.year, self.source)
        require_same(folder, ground.year, ground.zone, self.source.network.key)
        return folder

    def _path(self, folder: Folder, ground: Ground | None, *, whole: bool) -> Path:
        """The sweep to go on with: the one that was broken off, or a new one."""
        unfinished = folder.unfinished()
        if unfinished is not None:
            return unfinished
        if ground is None:
            raise InputError(
                f"В папке «{folder.path}» продолжать нечего: последний обход закончен. Новый: lavr collect {self.word} --once",
                f"Nothing to go on with in «{folder.path}»: the last sweep is through. New: lavr collect {self.word} --once",
            )
        return collecting.sweep_to_do(self.source, folder, ground, now=time.time(), whole=whole)

    def _estimate(self, ground: Ground | None, folder: Folder, *, whole: bool = False) -> Estimate:
        return collecting.estimate(self.source, folder, ground, now=time.time(), whole=whole)

    def _tell_stopped(self, folder: Folder) -> None:
        self.desk.say("Остановлено, собранное сохранено.", "Stopped; what was collected is kept.")
        self._tell_resume(folder)
        raise SystemExit(_INTERRUPTED)

    def _tell_resume(self, folder: Folder) -> None:
        words = f"lavr collect {self.word} --resume --out {folder.path}"
        self.desk.say(f"Продолжить: {words}", f"Go on: {words}")

    def _tell_swept(self, folder: Folder, swept: Swept) -> None:
        tell_troubles(self.desk, swept.troubles)
        if swept.left:
            moment = datetime.fromtimestamp(swept.until, NETWORK_ZONE).strftime("%d.%m.%Y %H:%M")
            self.desk.say(
                f"Суточный лимит исчерпан: осталось страниц {swept.left}, новые сутки сети с {moment} по Москве.",
                f"The daily limit is used up: {swept.left} pages are left, the next day begins at {moment} Moscow time.",
            )
            tell_plan(self.desk, self._estimate(None, folder))
            self._tell_resume(folder)
            raise SystemExit(_NOT_TODAY)
        self.desk.say(
            f"Обход закончен: страниц {swept.pages}, вызовов {swept.calls}. Дальше: lavr collect convert {folder.path}",
            f"The sweep is through: {swept.pages} pages, {swept.calls} calls. Next: lavr collect convert {folder.path}",
        )


def author_of(desk: Desk) -> Author:
    """The keyed hash of authors of this installation."""
    return collecting.author_of(desk.home)


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
