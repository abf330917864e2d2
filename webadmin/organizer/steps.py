"""The season's next step in words: what it is, what it does, what stands in its way, and who takes it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import current_app, url_for
from sqlalchemy.orm import Session

from scoring.errors import Blocker
from scoring.season.course import State, Step, steps_from
from scoring.season.rights import Right, may
from scoring.services import course, seasons
from scoring.services.decision_sight import tied_pages
from scoring.services.letters.steps import foresee
from scoring.services.letters.texts import with_address
from scoring.store.tables import Season
from scoring.store.vocabulary import JobKind
from webadmin.access import current_actor
from webadmin.context import home
from webadmin.i18n import t
from webadmin.organizer import letters_words
from webadmin.organizer.door import STAFF

JOB_OF: Final = {State.FROZEN: JobKind.FREEZE, State.SCORED: JobKind.SCORE}
"""The steps that long work takes; the others are taken at once."""

Pair = tuple[str, str]
_WORDS: Final[dict[State, tuple[Pair, Pair]]] = {
    State.ANNOUNCED: (
        ("Объявить правила", "Announce the rules"),
        (
            "Регламент закрепится, и его хеш станет виден всем. После этого веса и квоты не меняются.",
            "The rule book is sealed, and its hash is shown to everybody. Weights and quotas change no more.",
        ),
    ),
    State.COLLECTING: (
        ("Начать сбор", "Begin to collect"),
        ("Откроется загрузка активности и сбор из сетей.", "Activity can be imported, and the networks are swept."),
    ),
    State.OBJECTIONS: (
        ("Открыть возражения", "Open objections"),
        (
            "Сбор закончится. Владельцы увидят, что о них собрано, и смогут возразить.",
            "Collecting ends. Owners see what was collected about them and may object.",
        ),
    ),
    State.FROZEN: (
        ("Заморозить свидетельства", "Freeze the evidence"),
        (
            "Загруженное станет неизменным снимком, и баллы будут считаться по нему.",
            "What was imported becomes a snapshot that never changes; the points are computed from it.",
        ),
    ),
    State.SCORED: (
        ("Посчитать баллы и места", "Compute points and places"),
        (
            "Каждая страница получит баллы по регламенту, место в своей сфере и объяснение.",
            "Every page gets its points by the rule book, a place in its sphere and an explanation.",
        ),
    ),
    State.JURY_OPEN: (
        ("Открыть жюри", "Open the jury"),
        (
            "Расчёт закрепится, и члены жюри получат карточки. Мест и баллов они не видят.",
            "The run is sealed, and jurors get their cards. They do not see the machine's results.",
        ),
    ),
    State.JURY_CLOSED: (
        ("Закрыть жюри", "Close the jury"),
        ("Ответы закрепятся, и их файл будет запечатан.", "The verdicts are locked, and their file is sealed."),
    ),
    State.PROPOSED: (
        ("Составить проект решения", "Draft the decision"),
        (
            "Баллы и ответы жюри дадут проект: кто победил, кто лауреат, кто в резерве. Его утверждают на встрече.",
            "Points and verdicts give a draft: winners, laureates, reserves. The meeting settles it.",
        ),
    ),
    State.SIGNED: (
        ("Подписать протокол", "Sign the protocol"),
        (
            "Список победителей и лауреатов закрепится. После подписи выпускаются дипломы и знаки.",
            "The list of winners and laureates is settled. Certificates and badges are made after it.",
        ),
    ),
    State.PUBLISHED: (
        ("Опубликовать итоги", "Publish the results"),
        (
            "Итоги, проверка дипломов и страницы победителей откроются всем сразу. Назад пути нет.",
            "Results, the check of certificates and the winners' pages open to everybody at once. There is no way back.",
        ),
    ),
    State.CLOSED: (
        ("Закрыть сезон", "Close the season"),
        ("Дневник сезона будет завершён.", "The season's diary is complete."),
    ),
    State.ARCHIVED: (
        ("Сдать в архив", "Archive it"),
        ("Личные данные будут прорежены, реестр наград останется.", "Personal data are thinned; the register of awards stays."),
    ),
}


@dataclass(frozen=True, slots=True)
class StepLetters:
    """Letters that a step writes: their kind, how they leave, how many, an example. The last two only for who may see them."""

    title: str
    to: str
    going: str
    count: int | None
    subject: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class NextStep:
    """The next step forward: where to, what it does in words, what stands in its way, what stands beside it."""

    step: Step
    title: str
    text: str
    blockers: tuple[Blocker, ...]
    warnings: tuple[Blocker, ...]

    @property
    def to(self) -> State:
        """The state it leads to."""
        return self.step.end


def next_step(session: Session, season: Season, *, now: datetime) -> NextStep | None:
    """The step forward from here, or None at the end of the course."""
    forward = (step for step in steps_from(State(season.state), jury=seasons.has_jury(season)) if not step.reason)
    taken = next(forward, None)
    if taken is None:
        return None
    title, text = _WORDS[taken.end]
    standing = course.standing(session, season, taken.end, now=now)
    if taken.end is State.SIGNED:  # its blocker is that nobody has signed, and signing is the step
        standing = tuple(blocker for blocker in standing if blocker.code != "protocol")
    return NextStep(
        taken,
        t(*title),
        t(*text),
        tuple(blocker for blocker in standing if not blocker.warning),
        tuple(blocker for blocker in standing if blocker.warning),
    )


def letters_of(session: Session, season: Season, end: State, *, now: datetime) -> tuple[StepLetters, ...]:
    """The letters of the step to ``end`` as the person here may know of them: who wins stands in some."""
    actor = current_actor()
    if actor.role not in STAFF:
        return ()
    sees = may(actor.role, Right.SEE_RANKING, State(season.state))
    tied = sees and bool(tied_pages(session, actor, season.id))
    told = []
    for one in foresee(session, season, end, now=now):
        title, to, going = t(*one.kind.title), t(*one.kind.to), letters_words.going(one.kind)
        if one.kind.embargo and not sees:
            told.append(StepLetters(title, to, going, None))
        elif one.kind.embargo and tied:
            told.append(StepLetters(title, to, going, one.count))
        else:
            told.append(StepLetters(title, to, going, one.count, one.subject, with_address(one.text, home().address)))
    return tuple(told)


def steps_aside(season: Season) -> tuple[Step, ...]:
    """The steps that need a reason: where the season may be taken back to, and its cancelling."""
    return tuple(step for step in steps_from(State(season.state), jury=seasons.has_jury(season)) if step.reason)


_WHERE: Final = {
    "register": "files.upload",
    "posts": "files.upload",
    "jobs": "jobs.index_view",
    "signers": "settings.index",
    "dates": "settings.index",
    "window": "settings.index",
    "findings": "findings.index_view",
    "robustness": "robustness.index",
    "awards": "documents.index",
    "overflow": "documents.index",
    "samples": "documents.index",
    "jurors": "jury-desk.index",
    "conflicts": "jury-desk.index",
    "cards": "jury-desk.index",
    "capacity": "jury-desk.index",
    "safety": "jury-desk.index",
    "quorum": "jury-desk.index",
    "observer": "people.index_view",
    "objections": "objections.index_view",
    "appeals": "appeals.index_view",
    "appeal_window": "appeals.index_view",
    "put_right": "documents.index",
    "corrections": "corrections.index_view",
    "incidents": "incidents.index",
    "seats": "decisions.index",
    "protocol": "protocol.index",
    "letters": "letters.index_view",
}
"""Where what stands in the way is put right, by the blocker's code."""


def blocker_link(code: str) -> str | None:
    """The address of the screen where a blocker is put right."""
    endpoint = _WHERE.get(code)
    return url_for(endpoint) if endpoint and endpoint in current_app.view_functions else None
