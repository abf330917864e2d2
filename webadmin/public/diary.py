"""The public diary of a season: its steps, its seals with their files, its counts. Nothing in it is typed by anybody."""

from typing import Final

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from scoring.season import appeal_words
from scoring.season.course import PUBLIC, State
from scoring.services import diary as diaries
from scoring.services.decision_papers import digest
from scoring.services.diary import Entry
from webadmin import words
from webadmin.access import public
from webadmin.context import db
from webadmin.i18n import t
from webadmin.organizer import decisions_words
from webadmin.words import Pair

_STEPS: Final[dict[State, Pair]] = {
    State.ANNOUNCED: ("Правила объявлены и запечатаны", "The rules are announced and sealed"),
    State.COLLECTING: ("Сбор начат", "Collecting has begun"),
    State.OBJECTIONS: ("Владельцы страниц могут возразить", "Owners of pages may object"),
    State.FROZEN: ("Свидетельства заморожены и запечатаны", "The evidence is frozen and sealed"),
    State.SCORED: ("Баллы посчитаны", "Points are computed"),
    State.JURY_OPEN: ("Расчёт запечатан, жюри открыто", "The run is sealed, the jury is open"),
    State.JURY_CLOSED: ("Жюри закрыто, ответы запечатаны", "The jury is closed, its verdicts are sealed"),
    State.PROPOSED: ("Проект решения составлен", "The decision is drafted"),
    State.SIGNED: ("Решение подписано и запечатано", "The decision is signed and sealed"),
    State.PUBLISHED: ("Итоги опубликованы", "The results are published"),
    State.CLOSED: ("Сезон закрыт", "The season is closed"),
    State.ARCHIVED: ("Сезон сдан в архив", "The season is archived"),
    State.CANCELLED: ("Конкурс отменён", "The contest is cancelled"),
}
_BACK: Final[dict[State, Pair]] = {
    State.COLLECTING: ("Сезон возвращён к сбору", "The season was taken back to collecting"),
    State.OBJECTIONS: ("Снимок снят: сезон возвращён к возражениям", "The snapshot was let go: back to objections"),
    State.SCORED: ("Жюри снято: сезон возвращён к расчёту", "The jury's round was voided: back to the run"),
    State.JURY_CLOSED: ("Проект решения снят", "The draft decision was let go"),
    State.PROPOSED: ("Подписи сняты", "The signatures were taken off"),
}
_ORDER: Final = tuple(State)


@public
def diary(year: int) -> ResponseReturnValue:
    """The diary of a year; a draft and a rehearsal have none."""
    found = diaries.diary(db.session, year)
    return render_template(
        "public/diary.html",
        shown=found.season,
        diary=found,
        told=told,
        is_back=is_back,
        published=found.season.state in PUBLIC,
        words=decisions_words,
        appeals=[(t(*appeal_words.ENDS[end]), count) for end, count in sorted(found.appeals.items())],
        objections=[(t(*words.OBJECTION_STATES[state]), count) for state, count in sorted(found.objections.items())],
    )


@public
def seal(year: int, number: int) -> Response:
    """The file of a seal, once it may be public; its SHA-256 is the one in the diary."""
    found = diaries.sealed_file(db.session, year, number)
    name = f"lavr-{year}-{found.number:02d}-{found.kind}.jsonl"
    return Response(
        found.content, mimetype="application/x-ndjson", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@public
def results_file(year: int) -> Response:
    """The open file of results, with its own hash in a header."""
    body = diaries.results_file(db.session, year)
    headers = {"Content-Disposition": f'attachment; filename="lavr-{year}-results.csv"', "X-Content-SHA256": digest(body)}
    return Response(body, mimetype="text/csv", headers=headers)


def is_back(entry: Entry) -> bool:
    """Whether a step took something away again."""
    return entry.end is State.CANCELLED or _ORDER.index(entry.end) < _ORDER.index(entry.start)


def told(entry: Entry) -> str:
    """A step in words."""
    table = _BACK if is_back(entry) and entry.end in _BACK else _STEPS
    return t(*table.get(entry.end, (str(entry.end), str(entry.end))))
