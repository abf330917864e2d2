"""What a season's home shows: the nine stations with their counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from criteria import loading
from criteria.errors import BrokenRuleBook
from scoring.errors import BrokenEvidence
from scoring.evidence.manifest import read_manifest
from scoring.home import Home
from scoring.season.course import UNPUBLISHED, State
from scoring.services import seasons
from scoring.store import showing
from scoring.store.tables import Season
from scoring.store.vocabulary import FileKind
from webadmin.drawings import Growth
from webadmin.i18n import counted, day, t, whole

ORDER: Final = (*UNPUBLISHED, State.PUBLISHED, State.CLOSED, State.ARCHIVED)
"""The states on the way of a year."""

ROWS: Final = (("строка", "строки", "строк"), ("row", "rows"))
FILES: Final = (("файл", "файла", "файлов"), ("file", "files"))
PAGES: Final = (("страница", "страницы", "страниц"), ("page", "pages"))


@dataclass(frozen=True, slots=True)
class Stop:
    """A station as it stands: one figure, a few lines below it, where it leads, how far it has grown."""

    key: str
    figure: str
    notes: tuple[str, ...]
    growth: Growth


def stops(season: Season, progress: showing.Progress, home: Home) -> tuple[Stop, ...]:
    """All stations in order; once frozen, the evidence tells what is in the snapshot and no longer what was imported."""
    state = State(season.state)
    gathered = progress.pages > 0 and progress.rows(FileKind.POSTS) > 0
    collects = gathered and state is not State.CANCELLED
    frozen = _past(state, State.OBJECTIONS)
    made = bool(progress.awards) and progress.made == progress.awards
    return (
        _sources(progress, "done" if frozen or gathered else "here"),
        _evidence(season, _rows(season, progress, home), "done" if frozen else "here" if collects else "later"),
        _criteria(season),
        _points(progress, _growth(state, State.FROZEN)),
        _ranking(progress, _growth(state, State.FROZEN)),
        _jury(season, state),
        _decision(state),
        _award(progress, "done" if made else "here" if state is State.SIGNED else _growth(state, State.SIGNED)),
        _check(season, "done" if season.published_at else "here" if made else "later"),
    )


def _past(state: State, other: State) -> bool:
    """Whether a season that stands at ``state`` has left ``other`` behind."""
    return state in ORDER and ORDER.index(state) > ORDER.index(other)


def _growth(state: State, first: State, last: State | None = None) -> Growth:
    """A station whose work is done from ``first`` to ``last``."""
    if _past(state, last or first):
        return "done"
    return "here" if state is first or _past(state, first) else "later"


def _sources(progress: showing.Progress, growth: Growth) -> Stop:
    files = sum(count.files for count in progress.files)
    refused = sum(count.refused for count in progress.files)
    rows = sum(count.rows for count in progress.files)
    if not files:
        return Stop("sources", "0", (t("файлов ещё нет", "no files yet"),), growth)
    notes = [counted(rows, *ROWS)]
    if refused:
        notes.append(t(f"отклонено: {whole(refused)}", f"refused: {whole(refused)}"))
    return Stop("sources", counted(files, *FILES), tuple(notes), growth)


def _rows(season: Season, progress: showing.Progress, home: Home) -> Mapping[str, int]:
    """Rows by table: of the snapshot, or of the imported files before the freeze and where the snapshot is elsewhere."""
    imported = {"pages": progress.pages} | {kind.value: progress.rows(kind) for kind in FileKind if kind != FileKind.REGISTER}
    if season.evidence is None:
        return imported
    try:
        manifest = read_manifest(home.evidence / season.evidence)
    except BrokenEvidence:
        return imported
    return {name: manifest.rows(name) for name in imported}


def _evidence(season: Season, rows: Mapping[str, int], growth: Growth) -> Stop:
    notes = tuple(
        counted(rows[kind], ru, en)
        for kind, ru, en in (
            (FileKind.POSTS, ("запись", "записи", "записей"), ("post", "posts")),
            (FileKind.MESSAGES, ("сообщение", "сообщения", "сообщений"), ("message", "messages")),
            (FileKind.STREAMS, ("эфир", "эфира", "эфиров"), ("stream", "streams")),
            (FileKind.CHECKS, ("проверка", "проверки", "проверок"), ("check", "checks")),
        )
        if rows[kind]
    )
    name = (f"№ {season.evidence[:8]}",) if season.evidence else (t("не заморожены", "not frozen"),)
    return Stop("evidence", counted(rows["pages"], *PAGES), notes + name, growth)


def _criteria(season: Season) -> Stop:
    try:
        book = loading.read(season.rulebook)
    except BrokenRuleBook as error:
        return Stop("criteria", t("ошибки", "faults"), (whole(len(error.faults)),), "here")
    leaves = counted(len(book.leaves), ("критерий", "критерия", "критериев"), ("criterion", "criteria"))
    return Stop("criteria", leaves, (t(f"редакция {book.version}", f"version {book.version}"),), "done")


def _points(progress: showing.Progress, growth: Growth) -> Stop:
    if progress.run is None:
        return Stop("points", "—", (t("не посчитаны", "not computed"),), growth)
    notes = (t(f"проверить человеку: {whole(progress.checks)}", f"for a person to check: {whole(progress.checks)}"),)
    return Stop("points", counted(progress.scored, *PAGES), notes if progress.checks else (), growth)


def _ranking(progress: showing.Progress, growth: Growth) -> Stop:
    if progress.run is None:
        return Stop("ranking", "—", (t("мест ещё нет", "no places yet"),), growth)
    winners = counted(progress.winners, ("победитель", "победителя", "победителей"), ("winner", "winners"))
    laureates = counted(progress.laureates, ("лауреат", "лауреата", "лауреатов"), ("laureate", "laureates"))
    spheres = len(progress.run.cuts)
    by = t("по баллам", "by points")
    return Stop("ranking", winners, (by, laureates, t(f"сфер: {whole(spheres)}", f"spheres: {whole(spheres)}")), growth)


def _jury(season: Season, state: State) -> Stop:
    if not seasons.has_jury(season):
        return Stop("jury", "—", (t("в этом сезоне решают баллы", "points alone decide this season"),), "absent")
    words = {
        State.SCORED: (t("готовится", "being prepared"), "here"),
        State.JURY_OPEN: (t("работает", "at work"), "here"),
    }
    if state in words:
        figure, growth = words[state]
        return Stop("jury", figure, (), "here" if growth == "here" else "later")
    if _past(state, State.JURY_OPEN):
        return Stop("jury", t("закончило", "finished"), (), "done")
    return Stop("jury", "—", (t("ещё не открыто", "not open yet"),), "later")


def _decision(state: State) -> Stop:
    growth = _growth(state, State.JURY_CLOSED, State.PROPOSED)
    if _past(state, State.PROPOSED):
        return Stop("decision", t("подписано", "signed"), (), growth)
    if state is State.PROPOSED:
        return Stop("decision", t("проект", "draft"), (t("не подписано", "not signed"),), growth)
    return Stop("decision", "—", (t("не подписано", "not signed"),), growth)


def _award(progress: showing.Progress, growth: Growth) -> Stop:
    if not progress.awards:
        return Stop("award", "—", (t("не выпущены", "not made"),), growth)
    made = t(f"{whole(progress.made)} из {whole(progress.awards)}", f"{whole(progress.made)} of {whole(progress.awards)}")
    return Stop("award", made, (t("документы готовы", "documents made"),), growth)


def _check(season: Season, growth: Growth) -> Stop:
    if season.published_at is None:
        return Stop("check", "—", (t("закрыта до публикации", "closed until published"),), growth)
    return Stop("check", t("открыта", "open"), (day(season.published_at.date()),), growth)
