"""What reviewers do with an appeal: one takes it, asks, proposes; another decides, and what is decided is put right at once.

Neither of them may have decided of the page before, nor be in conflict with it; a season of one key does with one of them.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from scoring.errors import Conflict, InputError, NotAllowed
from scoring.evidence.corrections import Correction, corrections_of, rows_of
from scoring.home import Home
from scoring.season.appealing import AppealAct, AppealGround, AppealOutcome, AppealState, Bench, Inadmissible, fits
from scoring.season.course import State
from scoring.season.rights import Right
from scoring.services import corrections, owner_words
from scoring.services.acting import Actor, require
from scoring.services.appeal_decisions import put_right
from scoring.services.appeal_effects import Shadow, is_fresh, shadow
from scoring.services.appeals import add_words, move, no_appeal, note
from scoring.services.decision_sight import tied_pages
from scoring.services.letters import events
from scoring.services.seasons import require_writable, season, settings_of
from scoring.store.appeals import Appeal
from scoring.store.showing_appeals import judges_before
from scoring.store.vocabulary import CorrectionSource, DecisionOutcome


def bench(session: Session, actor: Actor, appeal: Appeal) -> Bench:
    """Who has to do with the appeal's page, as far as it concerns this actor."""
    tied = appeal.page_id in tied_pages(session, actor, appeal.season_id)
    mine = frozenset({actor.id}) if tied and actor.id is not None else frozenset()
    return Bench(appeal.reviewer1_id, judges_before(session, appeal.page), mine)


def take(session: Session, actor: Actor, appeal_id: int, *, version: int, now: datetime) -> Appeal:
    """Take an appeal: of two who do so at once one gets it."""
    appeal = _asked(session, actor, appeal_id, version)
    _require_first(session, actor, appeal)
    move(appeal, AppealAct.TAKE)
    appeal.reviewer1_id, appeal.reviewer1_name, appeal.taken_at = actor.id, actor.name[:200], now
    note(session, actor, "appeal.take", appeal, now)
    return appeal


def put_back(session: Session, actor: Actor, appeal_id: int, *, version: int, now: datetime) -> Appeal:
    """Give an appeal back, with whatever was proposed: somebody else may take it."""
    appeal = _asked(session, actor, appeal_id, version)
    _require_taker(actor, appeal)
    move(appeal, AppealAct.PUT_BACK)
    before = {"reviewer": appeal.reviewer1_name}
    appeal.reviewer1_id, appeal.reviewer1_name, appeal.taken_at = None, "", None
    _forget_proposal(appeal)
    note(session, actor, "appeal.put_back", appeal, now, before=before)
    return appeal


def ask(session: Session, actor: Actor, appeal_id: int, text: str, *, version: int, now: datetime) -> Appeal:
    """Ask the owner a question; he answers on the appeal's page."""
    appeal = _asked(session, actor, appeal_id, version)
    _require_review(appeal)
    _require_taker(actor, appeal)
    add_words(appeal, "reviewer", actor.name, text, now)
    note(session, actor, "appeal.ask", appeal, now)
    events.appeal_asked(session, actor, appeal, text.strip(), now=now)
    return appeal


def rule_out(
    session: Session, actor: Actor, appeal_id: int, ground: Inadmissible, answer: str, *, version: int, now: datetime
) -> Appeal:
    """Say that an appeal cannot be looked into, and why; the owner is told."""
    appeal = _asked(session, actor, appeal_id, version)
    _require_first(session, actor, appeal)
    appeal.answer = owner_words.answer_text(answer)
    move(appeal, AppealAct.RULE_OUT)
    appeal.inadmissible, appeal.ended_at = ground, now
    appeal.reviewer1_id, appeal.reviewer1_name = actor.id, actor.name[:200]
    note(session, actor, "appeal.rule_out", appeal, now, reason=appeal.answer)
    events.appeal_decided(session, actor, appeal, now=now)
    return appeal


def propose(
    session: Session,
    actor: Actor,
    appeal_id: int,
    *,
    home: Home,
    version: int,
    outcome: AppealOutcome | None = None,
    becomes: DecisionOutcome | None = None,
    changes: Sequence[Correction] = (),
    answer: str,
    now: datetime,
) -> Appeal:
    """Propose how to decide, with the corrections that are to be made; their effect is computed as a shadow run.

    ``outcome``: with corrections it may be left to the shadow run. ``becomes``: what the page is to be where the list changes
    without corrections; with them the shadow run says so.
    """
    appeal = _asked(session, actor, appeal_id, version)
    _require_review(appeal)
    _require_taker(actor, appeal)
    kept = owner_words.answer_text(answer)
    found = shadow(session, actor, home, appeal, changes, now=now) if changes else None
    outcome = outcome or _found_out(found)
    _require_fit(appeal, outcome, found)
    _forget_proposal(appeal)
    appeal.outcome, appeal.answer, appeal.changes, appeal.proposed_at = outcome, kept, rows_of(changes), now
    if outcome is AppealOutcome.LIST_CHANGED:
        appeal.becomes = _becoming(becomes, found)
    if found is not None:
        appeal.run_id, appeal.effect = found.run.id, found.rows
    note(session, actor, "appeal.propose", appeal, now, reason=kept)
    session.refresh(appeal)
    return appeal


def send_back(session: Session, actor: Actor, appeal_id: int, text: str, *, version: int, now: datetime) -> Appeal:
    """The second reviewer does not agree: the first proposes anew, knowing why."""
    appeal = _proposed(session, actor, appeal_id, version)
    _forget_proposal(appeal)
    appeal.note = owner_words.answer_text(text)
    note(session, actor, "appeal.send_back", appeal, now, reason=appeal.note)
    return appeal


def decide(session: Session, actor: Actor, appeal_id: int, *, home: Home, version: int, now: datetime) -> Appeal:
    """Decide as proposed: corrections, a superseding decision, its seal, documents and the letter, all of it or nothing.

    Conflict where another correction has counted since the proposal: then its shadow run is of an earlier season.
    """
    appeal = _proposed(session, actor, appeal_id, version)
    if not is_fresh(session, appeal):
        raise Conflict(
            "После предложения приняты другие исправления, и эффект уже не тот. Верните апелляцию, пусть её предложат заново.",
            "Other corrections were made since the proposal, and the effect is another. Send it back to be proposed anew.",
        )
    appeal.corrections = _correct(session, actor, appeal, home, now)
    one_key = not settings_of(appeal.season).two_keys
    appeal.one_key = one_key
    appeal.reviewer2_id = actor.id if actor.id != appeal.reviewer1_id else None
    appeal.reviewer2_name, appeal.decided_at, appeal.ended_at = actor.name[:200], now, now
    move(appeal, AppealAct.DECIDE)
    note(session, actor, "appeal.decide", appeal, now, reason=appeal.answer)
    put_right(session, actor, appeal, now=now)
    events.appeal_decided(session, actor, appeal, now=now)
    appeal.notified_at = now
    move(appeal, AppealAct.NOTIFY)
    session.flush()
    return appeal


def _asked(session: Session, actor: Actor, appeal_id: int, version: int) -> Appeal:
    """The appeal, locked by its season, where the actor may see it and the form is not stale."""
    appeal = session.get(Appeal, appeal_id)
    if appeal is None:
        raise no_appeal()
    found = season(session, appeal.season_id)
    require(actor, Right.DECIDE_APPEALS, State(found.state))
    require_writable(found, "appeals")
    session.refresh(appeal)
    if appeal.page_id in tied_pages(session, actor, appeal.season_id):
        raise no_appeal()
    if appeal.version != version:
        raise owner_words.stale()
    return appeal


def _proposed(session: Session, actor: Actor, appeal_id: int, version: int) -> Appeal:
    appeal = _asked(session, actor, appeal_id, version)
    _require_review(appeal)
    if appeal.proposed_at is None:
        raise Conflict("Решение ещё не предложено.", "Nothing is proposed yet.")
    two_keys = settings_of(appeal.season).two_keys
    if not bench(session, actor, appeal).may_be_second(actor.id, two_keys=two_keys):
        raise NotAllowed(
            "Апелляцию решает второй человек: не тот, кто предложил, и не тот, кто уже решал об этой странице.",
            "A second person decides: not the one who proposed, and nobody who decided of this page before.",
        )
    return appeal


def _require_first(session: Session, actor: Actor, appeal: Appeal) -> None:
    if actor.id is None and settings_of(appeal.season).two_keys:
        raise NotAllowed(
            "Апелляцию рассматривают люди, а не учётная запись машины: добавьте --as ПОЧТА.",
            "Persons look into appeals, and not the machine's account: add --as EMAIL.",
        )
    if not bench(session, actor, appeal).may_be_first(actor.id):
        raise NotAllowed(
            "Вы уже решали об этой странице: её апелляцию рассматривает другой человек.",
            "You have decided of this page before: somebody else looks into its appeal.",
        )


def _require_taker(actor: Actor, appeal: Appeal) -> None:
    if actor.id != appeal.reviewer1_id:
        raise NotAllowed(
            f"Апелляцию взял(а) {appeal.reviewer1_name}: спрашивает и предлагает этот человек.",
            f"{appeal.reviewer1_name} has taken this appeal, and asks and proposes.",
        )


def _require_review(appeal: Appeal) -> None:
    if appeal.state != AppealState.IN_REVIEW:
        raise Conflict(
            "Апелляцию сначала берут на рассмотрение; решённую и отозванную не меняют. Откройте её заново.",
            "An appeal is taken first; a decided or withdrawn one does not change. Open it again.",
        )


def _found_out(found: Shadow | None) -> AppealOutcome:
    """What the shadow run says of the list."""
    if found is None:
        raise InputError("Выберите, как решить: исправлений нет.", "Choose how to decide: there are no corrections.")
    return AppealOutcome.LIST_CHANGED if found.better else AppealOutcome.NO_EFFECT


def _require_fit(appeal: Appeal, outcome: AppealOutcome, found: Shadow | None) -> None:
    better = found is not None and found.better
    if fits(outcome, corrected=found is not None, better=better, ground=AppealGround(appeal.ground)):
        return
    if found is None:
        raise InputError(
            "Без исправлений решение — «без изменений». Список без них меняют только при ошибке расчёта или порядка.",
            "Without corrections the decision is «unchanged». The list changes without them only for calculation or procedure.",
        )
    if better:
        raise InputError(
            "С этими исправлениями страница поднимается в списке: выберите «список изменён».",
            "With these corrections the page rises in the list: choose «list changed».",
        )
    raise InputError(
        "С этими исправлениями список не меняется: выберите «данные исправлены, список тот же».",
        "With these corrections the list stays: choose «data corrected, no effect».",
    )


def _becoming(becomes: DecisionOutcome | None, found: Shadow | None) -> str:
    if found is not None:
        return found.automatic.value
    if becomes not in {DecisionOutcome.WINNER, DecisionOutcome.LAUREATE, DecisionOutcome.RESERVE}:
        raise InputError("Выберите, кем страница становится в списке.", "Choose what the page becomes in the list.")
    return becomes.value


def _correct(session: Session, actor: Actor, appeal: Appeal, home: Home, now: datetime) -> list[int]:
    basis = appeal.link or (f"апелляция № {appeal.id}, файл «{appeal.file.name}»" if appeal.file else f"апелляция № {appeal.id}")
    return [
        corrections.correct(
            session, actor, appeal.season_id, one, home=home, reason=appeal.answer, basis=basis, now=now,
            source=CorrectionSource.APPEAL, supersede=True,
        ).id
        for one in corrections_of(appeal.changes)
    ]  # fmt: skip


def _forget_proposal(appeal: Appeal) -> None:
    appeal.outcome, appeal.becomes, appeal.answer, appeal.note = "", "", "", ""
    appeal.changes, appeal.proposed_at, appeal.run_id, appeal.effect = [], None, None, None
