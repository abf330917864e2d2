"""What a season's home shows: the nine stations with their counts, and the next step of the course."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from criteria import loading
from criteria.errors import BrokenRuleBook
from scoring.errors import Blocker, BrokenEvidence
from scoring.evidence.manifest import read_manifest
from scoring.home import Home
from scoring.season.course import STEPS, State
from scoring.services import seasons
from scoring.store import showing
from scoring.store.tables import Season
from scoring.store.vocabulary import FileKind, JobKind
from webadmin.drawings import Growth
from webadmin.i18n import counted, day, t, whole

ORDER: Final = (State.COLLECTING, State.FROZEN, State.SCORED, State.SIGNED, State.PUBLISHED)

JOB_OF: Final = {State.FROZEN: JobKind.FREEZE, State.SCORED: JobKind.SCORE, State.SIGNED: JobKind.AWARD}
"""The steps that long work takes; the last one, to PUBLISHED, is taken at once."""

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


@dataclass(frozen=True, slots=True)
class NextStep:
    """The next step forward: where to, what it does in words, the word on its button, what stands in its way."""

    to: State
    title: str
    text: str
    button: str
    blockers: tuple[Blocker, ...]


def stops(season: Season, progress: showing.Progress, home: Home) -> tuple[Stop, ...]:
    """All stations in order; once frozen, the evidence tells what is in the snapshot and no longer what was imported."""
    at = ORDER.index(State(season.state))
    gathered = progress.pages > 0 and progress.rows(FileKind.POSTS) > 0
    return (
        _sources(progress, "done" if at or gathered else "here"),
        _evidence(season, _rows(season, progress, home), "done" if at else "here" if gathered else "later"),
        _criteria(season),
        _points(progress, _growth(at, 1)),
        _ranking(progress, _growth(at, 1)),
        Stop("jury", "—", (t("откроется в одной из следующих версий", "opens with a later version"),), "absent"),
        _decision(at, _growth(at, 2)),
        _award(progress, "done" if progress.awards and progress.made == progress.awards else _growth(at, 2, later=3)),
        _check(season, "done" if at == 4 else "here" if progress.awards and progress.made == progress.awards else "later"),
    )


def next_step(session: Session, season: Season) -> NextStep | None:
    """The step forward from here, or None at the end of the course."""
    taken = next((step for step in STEPS if step.start == season.state and not step.back), None)
    if taken is None:
        return None
    words = {
        State.FROZEN: (
            t("Заморозить свидетельства", "Freeze the evidence"),
            t(
                "Загруженное станет неизменным снимком, и баллы будут считаться по нему.",
                "What was imported becomes a snapshot that never changes; the points are computed from it.",
            ),
        ),
        State.SCORED: (
            t("Посчитать баллы и места", "Compute points and places"),
            t(
                "Каждая страница получит баллы по регламенту, место в своей сфере и объяснение.",
                "Every page gets its points by the rule book, a place in its sphere and an explanation.",
            ),
        ),
        State.SIGNED: (
            t("Подписать решение и выпустить награды", "Sign the decision and make the awards"),
            t(
                "Список победителей и лауреатов закрепится, для каждого будут сделаны диплом и знак.",
                "The list of winners and laureates is settled; each gets a certificate and a badge.",
            ),
        ),
        State.PUBLISHED: (
            t("Опубликовать итоги", "Publish the results"),
            t(
                "Итоги, проверка дипломов и страницы победителей откроются всем сразу. Назад пути нет.",
                "Results, the check of certificates and the winners' pages open to everybody at once. There is no way back.",
            ),
        ),
    }
    title, text = words[taken.end]
    return NextStep(taken.end, title, text, title, seasons.blockers(session, season, taken.end))


def steps_back(season: Season) -> tuple[State, ...]:
    """Where the season may be taken back to."""
    return tuple(step.end for step in STEPS if step.start == season.state and step.back)


def _growth(at: int, done_after: int, *, later: int | None = None) -> Growth:
    """A station that is behind us once the state is past ``done_after``."""
    if at > (done_after if later is None else later):
        return "done"
    return "here" if at >= done_after else "later"


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
    return Stop("ranking", winners, (laureates, t(f"сфер: {whole(spheres)}", f"spheres: {whole(spheres)}")), growth)


def _decision(at: int, growth: Growth) -> Stop:
    signed = at >= ORDER.index(State.SIGNED)
    return Stop(
        "decision", t("подписано", "signed") if signed else "—", () if signed else (t("не подписано", "not signed"),), growth
    )


def _award(progress: showing.Progress, growth: Growth) -> Stop:
    if not progress.awards:
        return Stop("award", "—", (t("не выпущены", "not made"),), growth)
    of = t(f"готово из {whole(progress.awards)}", f"of {whole(progress.awards)} made")
    return Stop("award", whole(progress.made), (of,), growth)


def _check(season: Season, growth: Growth) -> Stop:
    if season.published_at is None:
        return Stop("check", "—", (t("закрыта до публикации", "closed until published"),), growth)
    return Stop("check", t("открыта", "open"), (day(season.published_at.date()),), growth)
