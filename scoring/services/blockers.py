"""What stands in the way of a season's steps. Each tells how many there are of it and what to do; screens add where."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from criteria import loading
from criteria.jury_rule import JuryRule
from scoring.errors import Blocker
from scoring.jury.capacity import capacity
from scoring.jury.cards import Card, Lane
from scoring.season.awarding import STANDING
from scoring.season.course import State
from scoring.season.settings import SeasonSettings
from scoring.services import award_samples
from scoring.services.accounts.memberships import holds
from scoring.services.appeals import window_of
from scoring.services.decision_seats import uneven
from scoring.services.letters.kinds import HELD_FOR
from scoring.store.decisions import Protocol
from scoring.store.jury import Deal, Juror, JuryCard, JuryRound, Verdict
from scoring.store.letters import Letter
from scoring.store.people import Membership
from scoring.store.results import Award, RobustnessReport, ScoreRun
from scoring.store.seasons import ImportedFile, Page, Season
from scoring.store.showing import findings_changed
from scoring.store.showing_appeals import appeals_undecided, unpublished_corrections
from scoring.store.showing_checks import last_check
from scoring.store.showing_corrections import corrections_changed
from scoring.store.showing_incidents import incidents_changed
from scoring.store.showing_owners import objections_waiting
from scoring.store.vocabulary import (
    AnswerWord,
    DealState,
    FileKind,
    JobKind,
    JobState,
    LetterState,
    ProtocolState,
    Role,
    RoundState,
)
from scoring.store.work import Job


@dataclass(frozen=True, slots=True)
class Look:
    """What every question about a step is asked with."""

    session: Session
    season: Season
    now: datetime
    settings: SeasonSettings
    rule: JuryRule | None


_IN_NOBODYS_WAY: Final = (JobKind.LETTERS, JobKind.PAPERS)
"""Work that changes nothing of a season."""
Question = Callable[[Look], Iterable[Blocker]]


def look(session: Session, season: Season, now: datetime) -> Look:
    """The season as its blockers see it."""
    settings = SeasonSettings.model_validate(season.settings)
    return Look(session, season, now, settings, loading.read(season.rulebook).jury)


def standing(found: Look, end: State | None) -> tuple[Blocker, ...]:
    """All that stands in the way to ``end``, and what stands beside it as a warning; None: of a step back or a cancelling."""
    questions = (_unfinished_jobs, *(QUESTIONS.get(end, ()) if end is not None else ()))
    return tuple(blocker for question in questions for blocker in question(found))


def _unfinished_jobs(found: Look) -> Iterable[Blocker]:
    waiting = (JobState.QUEUED, JobState.RUNNING)
    if count := _count(found, Job, Job.state.in_(waiting), Job.kind.not_in(_IN_NOBODYS_WAY)):
        yield Blocker("jobs", count, "дождитесь конца начатых работ", "wait for the work under way to end")


def _dates(found: Look) -> Iterable[Blocker]:
    if not found.settings.in_order():
        yield Blocker("dates", 1, "поставьте даты сезона по порядку", "put the season's dates in order")


def _jurors_named(found: Look) -> Iterable[Blocker]:
    if found.rule is None:
        return
    missing = found.settings.fewest_jurors - _count(found, Juror, Juror.removed_at.is_(None))
    if missing > 0:
        yield Blocker("jurors", missing, f"назовите членов жюри, не хватает: {missing}", f"name {missing} more jurors")


def _auditor_named(found: Look) -> Iterable[Blocker]:
    """A team that works with two keys has somebody who only looks."""
    if not found.settings.two_keys:
        return
    if not _count(found, Membership, Membership.role == Role.OBSERVER, holds(found.now)):
        yield Blocker("observer", 1, "назовите аудитора: того, кто всё видит и ничего не меняет", "name an observer")


def missing_files(found: Look) -> Iterable[Blocker]:
    """What freezing cannot do without."""
    if not _count(found, Page):
        yield Blocker("register", 1, "загрузите реестр страниц", "import the register of pages")
    kinds = set(found.session.scalars(select(ImportedFile.kind).where(ImportedFile.season_id == found.season.id).distinct()))
    if FileKind.POSTS not in kinds:
        yield Blocker("posts", 1, "загрузите записи за год", "import the year's posts")


def _window(found: Look) -> Iterable[Blocker]:
    last = found.settings.objections_until
    if last is not None and found.now.astimezone(ZoneInfo(found.season.zone)).date() <= last:
        day = last.strftime("%d.%m.%Y")
        yield Blocker("window", 1, f"дождитесь конца приёма возражений: {day}", f"wait for the end of objections: {day}")


def _current_run(found: Look) -> Iterable[Blocker]:
    run = found.session.scalar(select(ScoreRun).where(ScoreRun.season_id == found.season.id, ScoreRun.official))
    if run is None or run.evidence != found.season.evidence:
        yield Blocker("run", 1, "посчитайте баллы", "compute the points")
        return
    changed = (
        ("findings", findings_changed, "находки подтверждены или отозваны", "findings were confirmed or taken back"),
        ("corrections", corrections_changed, "исправления внесены или отозваны", "corrections were made or withdrawn"),
        ("incidents", incidents_changed, "сбои объявлены или сняты", "incidents were announced or taken back"),
    )
    for code, has_changed, ru, en in changed:
        if has_changed(found.session, run):
            yield Blocker(code, 1, f"после расчёта {ru}, посчитайте снова", f"{en} since, compute again")


def _unanswered(found: Look) -> Iterable[Blocker]:
    if count := objections_waiting(found.session, found.season.id):
        yield Blocker(
            "objections",
            count,
            f"ответьте на возражения владельцев страниц: ждут {count}",
            f"answer the objections of pages' owners: {count} wait",
        )


def _robustness(found: Look) -> Iterable[Blocker]:
    run = select(ScoreRun.id).where(ScoreRun.season_id == found.season.id, ScoreRun.official)
    if not found.session.scalar(select(func.count()).where(RobustnessReport.run_id.in_(run))):
        yield Blocker("robustness", 1, "проверьте устойчивость: по ней жюри получает карточки", "check how sure the winners are")


def _round_prepared(found: Look) -> Iterable[Blocker]:
    official = select(ScoreRun.id).where(ScoreRun.season_id == found.season.id, ScoreRun.official)
    ready = _count(found, JuryRound, JuryRound.state == RoundState.PREPARED, JuryRound.run_id.in_(official))
    if not ready:
        yield Blocker("cards", 1, "подготовьте карточки жюри", "prepare the jury's cards")


def _jurors_ready(found: Look) -> Iterable[Blocker]:
    unready = _count(found, Juror, Juror.removed_at.is_(None), Juror.declared_at.is_(None))
    if unready:
        yield Blocker(
            "conflicts", unready, f"анкеты конфликтов не заполнены: {unready}", f"forms of conflicts are not filled in: {unready}"
        )


def _enough_jurors(found: Look) -> Iterable[Blocker]:
    rule = found.rule or JuryRule()
    lanes = found.session.scalars(
        select(JuryCard.lane)
        .join(JuryRound)
        .where(JuryRound.season_id == found.season.id, JuryRound.state == RoundState.PREPARED, ~JuryCard.practice)
    )
    cards = [Card("", "", Lane(lane), 0.0) for lane in lanes]
    minutes = found.session.scalars(
        select(Juror.minutes).where(Juror.season_id == found.season.id, Juror.removed_at.is_(None))
    ).all()
    planned = capacity(cards, rule, minutes)
    if not planned.enough:
        yield Blocker(
            "capacity",
            planned.jurors_needed - planned.jurors,
            f"жюри может не успеть: нужно {planned.jurors_needed} человек, есть {planned.jurors}",
            f"the jury may run out of time: {planned.jurors_needed} people needed, {planned.jurors} there",
            warning=True,
        )


def _safety_done(found: Look) -> Iterable[Blocker]:
    left = unanswered_safety(found.session, found.season.id)
    if left:
        yield Blocker("safety", left, f"победители без проверки: {left}", f"winners nobody has looked at: {left}")


def unanswered_safety(session: Session, season_id: int) -> int:
    """Safety cards of the open round that nobody has answered."""
    answered = select(Deal.card_id).where(Deal.state.in_((DealState.ANSWERED, DealState.LOCKED)), Deal.repeat == 0)
    return int(
        session.scalar(
            select(func.count())
            .select_from(JuryCard)
            .join(JuryRound)
            .where(
                JuryRound.season_id == season_id,
                JuryRound.state == RoundState.OPEN,
                JuryCard.lane == Lane.SAFETY.value,
                ~JuryCard.practice,
                JuryCard.id.not_in(answered),
            )
        )
        or 0
    )


def _below_quorum(found: Look) -> Iterable[Blocker]:
    rule = found.rule or JuryRule()
    last = select(func.max(Verdict.id)).group_by(Verdict.deal_id)
    answers = (
        select(Deal.card_id, func.count().label("answers"))
        .join(Verdict)
        .where(Verdict.id.in_(last), Verdict.answer != AnswerWord.WITHDRAWN, Deal.repeat == 0, Deal.state != DealState.RECUSED)
        .group_by(Deal.card_id)
        .subquery()
    )
    below = found.session.scalar(
        select(func.count())
        .select_from(JuryCard)
        .join(JuryRound)
        .outerjoin(answers, answers.c.card_id == JuryCard.id)
        .where(
            JuryRound.season_id == found.season.id,
            JuryRound.state == RoundState.OPEN,
            JuryCard.lane == Lane.BORDER.value,
            ~JuryCard.practice,
            func.coalesce(answers.c.answers, 0) < rule.quorum,
        )
    )
    if below:
        yield Blocker(
            "quorum",
            below,
            f"карточки без кворума: {below}; по ним останется результат по баллам",
            f"cards below the quorum: {below}; the machine's result stands there",
            warning=True,
        )


def _signers(found: Look) -> Iterable[Blocker]:
    if not found.season.signers:
        yield Blocker(
            "signers", 1, "назовите в настройках, кто подписывает дипломы", "name in the settings who signs the certificates"
        )


def _seats_even(found: Look) -> Iterable[Blocker]:
    for name, off in uneven(found.session, found.season).items():
        if off > 0:
            ru = f"«{name}»: победителей больше, чем мест, на {off}; решите, кто уступает, или назовите со-лауреата с причиной"
            yield Blocker("seats", off, ru, f"«{name}»: {off} winners more than seats; decide who goes out, or name a co-winner")
        else:
            ru = f"«{name}»: свободных мест {-off}; решите, кто их займёт"
            yield Blocker("seats", -off, ru, f"«{name}»: {-off} seats are free; decide who takes them")


def _signed_protocol(found: Look) -> Iterable[Blocker]:
    if not _count(found, Protocol, Protocol.state == ProtocolState.SIGNED):
        yield Blocker("protocol", 1, "подпишите протокол вдвоём", "two people have to sign the protocol")


def _made_awards(found: Look) -> Iterable[Blocker]:
    total, made = found.session.execute(
        select(func.count(), func.count(Award.made_at)).where(
            Award.season_id == found.season.id, Award.status.in_(STANDING), ~Award.overflows
        )
    ).one()
    if total == 0:
        yield Blocker("awards", 1, "выпустите дипломы и знаки", "issue the certificates and badges")
    elif made < total:
        left = total - made
        yield Blocker("awards", left, f"не готовы документы наград: {left}", f"documents of {left} awards are not made")


def _fitting_names(found: Look) -> Iterable[Blocker]:
    if too_long := _count(found, Award, Award.status.in_(STANDING), Award.overflows):
        yield Blocker(
            "overflow",
            too_long,
            f"названия не помещаются на дипломе: {too_long}; сократите их",
            f"{too_long} names do not fit on the certificate: shorten them",
        )


def _samples_seen(found: Look) -> Iterable[Blocker]:
    """A team of two keys has another pair of eyes; who works alone is reminded."""
    if left := award_samples.unseen(found.session, found.season.id):
        yield Blocker(
            "samples",
            left,
            f"посмотрите образцы документов, осталось: {left}",
            f"look at the samples of the documents, {left} left",
            warning=not found.settings.two_keys,
        )


def _letters_decided(state: State, found: Look) -> Iterable[Blocker]:
    """Letters that leave with the step, or were to leave before it: each is approved or declined."""
    if waiting := _count(found, Letter, Letter.state == LetterState.DRAFTED, Letter.kind.in_(HELD_FOR[state])):
        yield Blocker(
            "letters",
            waiting,
            f"одобрите или отклоните письма: ждут {waiting}",
            f"approve or decline letters: {waiting} wait",
        )


def _appeals_open(found: Look) -> Iterable[Blocker]:
    days = window_of(found.season)
    if days is not None and found.now < days.closes:
        day = days.last.strftime("%d.%m.%Y")
        yield Blocker("appeal_window", 1, f"дождитесь конца приёма апелляций: {day}", f"wait for the end of appeals: {day}")


def _appeals_undecided(found: Look) -> Iterable[Blocker]:
    if count := appeals_undecided(found.session, found.season.id):
        yield Blocker("appeals", count, f"решите апелляции: ждут {count}", f"decide the appeals: {count} wait")


def _corrections_published(found: Look) -> Iterable[Blocker]:
    """What an appeal put right is public once its documents are out."""
    if count := unpublished_corrections(found.session, found.season.id):
        yield Blocker(
            "put_right",
            count,
            f"выпустите документы по исправленным решениям: {count}",
            f"make the documents of corrected decisions: {count}",
        )


def _holds(found: Look) -> Iterable[Blocker]:
    """What the last check of all rules has found; nobody decides or signs over rows that do not hold."""
    last = last_check(found.session, found.season.id)
    if last is not None and last.violations:
        count, year = len(last.violations), found.season.year
        yield Blocker(
            "check",
            count,
            f"проверка нашла нарушений: {count}; исправьте по подсказкам и проверьте снова: lavr check {year}",
            f"the check has found {count} rows that do not hold: mend them as it says and check again: lavr check {year}",
        )


def _retention(found: Look) -> Iterable[Blocker]:
    published = found.season.published_at
    if published is None:
        return
    until = published.replace(year=published.year + found.settings.keep_years, day=min(published.day, 28))
    if found.now < until:
        day = until.strftime("%d.%m.%Y")
        yield Blocker("retention", 1, f"срок хранения кончится {day}", f"the term of keeping ends on {day}")


QUESTIONS: Final[Mapping[State, tuple[Question, ...]]] = MappingProxyType(
    {
        State.ANNOUNCED: (_dates, _jurors_named, _auditor_named),
        State.COLLECTING: (partial(_letters_decided, State.COLLECTING),),
        State.FROZEN: (missing_files, _window, partial(_letters_decided, State.FROZEN)),
        State.JURY_OPEN: (
            _holds,
            _current_run,
            _unanswered,
            _robustness,
            _round_prepared,
            _jurors_ready,
            partial(_letters_decided, State.JURY_OPEN),
            _enough_jurors,
        ),
        State.JURY_CLOSED: (_safety_done, _below_quorum),
        State.PROPOSED: (_holds, _current_run, _unanswered),
        State.SIGNED: (_holds, _signers, _seats_even, _signed_protocol),
        State.PUBLISHED: (_holds, _made_awards, _fitting_names, _samples_seen, partial(_letters_decided, State.PUBLISHED)),
        State.CLOSED: (_appeals_open, _appeals_undecided, _corrections_published),
        State.ARCHIVED: (_retention,),
    }
)
"""What is asked before each state is entered, on the way forward."""


def _count(found: Look, table: type, *where: object) -> int:
    counted = select(func.count()).select_from(table).where(table.season_id == found.season.id, *where)  # type: ignore[attr-defined,arg-type]  # tables of a season
    return int(found.session.scalar(counted) or 0)
