"""Rules over what comes out: winners fill their quota, awards are decided and signed, files are whole, letters were let go."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import and_, func, select
from sqlalchemy.orm import selectinload

from scoring.season.course import PUBLIC, State
from scoring.services.checking.look import Look, Violation
from scoring.services.seasons import settings_of
from scoring.store.awards import AwardEvent
from scoring.store.decisions import SHORTEST_REASON, Decision, Protocol
from scoring.store.letters import Letter
from scoring.store.results import Award, AwardFile
from scoring.store.showing import HONOURS
from scoring.store.vocabulary import AwardKind, AwardStatus, DecisionOutcome, LetterState, ProtocolState

_WINNER = DecisionOutcome.WINNER
_SIGNED = PUBLIC | {State.SIGNED}
_HONOURED = frozenset({_WINNER, DecisionOutcome.LAUREATE})
_DECIDED = {
    AwardKind.WINNER: frozenset({_WINNER}),
    AwardKind.LAUREATE: frozenset({DecisionOutcome.LAUREATE}),
    AwardKind.THANKS: _HONOURED,
    AwardKind.PARTICIPANT: frozenset({DecisionOutcome.RESERVE, DecisionOutcome.NOT_SELECTED}),
}
"""What has to be decided of a page that has an award of a kind."""


def winners_fill_the_quota(look: Look) -> Iterator[Violation]:
    """In each nomination as many win as the cut line gave seats, or a verdict or a written reason says why not."""
    if look.run is None or not look.decided:
        return
    won = Counter(one.nomination for one in look.decided if one.final == _WINNER)
    explained = {one.nomination for one in look.decided if one.automatic != one.machine or _has_reason(one)}
    explained |= {one.nomination for one in look.decided if one.corrected is not None}
    for cut in look.run.cuts:
        name, seats = str(cut["nomination"]), int(cut["winners"])
        if won[name] != seats and name not in explained:
            yield Violation(
                "winners_fill_the_quota",
                "decision",
                name,
                f"«{name}»: победителей {won[name]}, мест {seats}, а причины ни в одном решении нет. Верните таблицу decision "
                "из резервной копии или вернитесь на шаг назад и решите заново.",
                f"«{name}»: {won[name]} winners for {seats} seats, and no decision gives a reason. Restore the table decision "
                "from a backup, or step back and decide anew.",
            )


def deviations_have_reasons(look: Look) -> Iterator[Violation]:
    """Where a decision differs from points and verdicts, a code and a sentence say why."""
    for one in look.decided:
        if one.final != one.automatic and not _has_reason(one):
            yield Violation(
                "deviations_have_reasons",
                "decision",
                str(one.id),
                f"{one.page.key}: решено «{one.final}» вместо «{one.automatic}» без причины. Верните строку из резервной копии.",
                f"{one.page.key}: «{one.final}» was decided instead of «{one.automatic}» without a reason. Restore the row from "
                "a backup.",
            )


def _has_reason(one: Decision) -> bool:
    return one.final != one.automatic and bool(one.reason_code) and len(one.reason.strip()) >= SHORTEST_REASON


def awards_are_decided(look: Look) -> Iterator[Violation]:
    """Every award has a standing decision of the same kind, under a protocol with the signatures that the season asks for."""
    mine = (Award.season_id == look.season.id, Award.status != AwardStatus.SUPERSEDED)
    awards = look.session.scalars(select(Award).where(*mine).order_by(Award.id)).all()
    if not awards or look.state not in _SIGNED:
        return
    if not _is_signed(look):
        yield Violation(
            "awards_are_decided",
            "protocol",
            str(look.season.year),
            "Награды есть, а подписанного протокола нет или под ним не хватает подписи. Верните таблицу protocol из резервной "
            "копии; если её нет, вернитесь к решениям и подпишите заново.",
            "There are awards, and no signed protocol or not all of its signatures. Restore the table protocol from a backup; "
            "without one, step back to the decisions and sign anew.",
        )
    decided = {one.page_id: one.final for one in look.decided}
    for award in awards:
        if award.page_id not in look.put_right and decided.get(award.page_id) not in _DECIDED[AwardKind(award.kind)]:
            yield Violation(
                "awards_are_decided",
                "award",
                award.serial,
                f"Награда {award.serial} ({award.kind}), а решено о странице «{decided.get(award.page_id, '—')}». Верните "
                "таблицы award и decision из резервной копии.",
                f"The award {award.serial} ({award.kind}), and of its page «{decided.get(award.page_id, '—')}» was decided. "
                "Restore the tables award and decision from a backup.",
            )


def _is_signed(look: Look) -> bool:
    protocol = look.session.scalar(
        select(Protocol).where(Protocol.season_id == look.season.id, Protocol.state == ProtocolState.SIGNED)
    )
    if protocol is None or protocol.first_at is None:
        return False
    both = protocol.second_by is not None and protocol.second_by != protocol.first_by
    return both or not settings_of(look.season).two_keys


def winners_have_awards(look: Look) -> Iterator[Violation]:
    """Once a season is published, everybody who was decided to be honoured is."""
    if look.state not in PUBLIC:
        return
    there = set(look.session.scalars(select(Award.page_id).where(Award.season_id == look.season.id, Award.kind.in_(HONOURS))))
    for one in look.decided:
        if one.final in _HONOURED and one.page_id not in there | look.put_right:
            yield Violation(
                "winners_have_awards",
                "decision",
                str(one.id),
                f"{one.page.key}: решено «{one.final}», а награды нет. Верните таблицу award из резервной копии.",
                f"{one.page.key}: «{one.final}» was decided, and there is no award. Restore the table award from a backup.",
            )


def awards_are_their_history(look: Look) -> Iterator[Violation]:
    """Once a season is published, each award stands where the last step of its history left it."""
    if look.state not in PUBLIC:
        return
    last = select(func.max(AwardEvent.id)).group_by(AwardEvent.award_id)
    rows = look.session.execute(
        select(Award.serial, Award.status, AwardEvent.after)
        .outerjoin(AwardEvent, and_(AwardEvent.award_id == Award.id, AwardEvent.id.in_(last)))
        .where(Award.season_id == look.season.id, Award.made_at.is_not(None))
        .order_by(Award.id)
    )
    for serial, status, after in rows:
        if status != after:
            yield Violation(
                "awards_are_their_history",
                "award",
                serial,
                f"Награда {serial}: состояние «{status}», а по истории «{after or '—'}». Верните таблицы award и award_event из "
                "резервной копии.",
                f"The award {serial} is «{status}», and its history says «{after or '—'}». Restore the tables award and "
                "award_event from a backup.",
            )


def files_are_whole(look: Look) -> Iterator[Violation]:
    """The files of a published season's awards lie on the disk as they were made."""
    if look.state not in PUBLIC:
        return
    awards = select(Award).options(selectinload(Award.files)).where(Award.season_id == look.season.id).order_by(Award.id)
    for award in look.session.scalars(awards):
        if award.status != AwardStatus.CONFIRMED and (award.made_at is None or not award.files):
            yield _file(award.serial, "файлов нет", "it has no files", table="award")
        for file in award.files:
            yield from _whole(look.home.awards / file.path, file)


def _whole(path: Path, file: AwardFile) -> Iterator[Violation]:
    try:
        with path.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        yield _file(file.path, "файла нет на диске", "the file is not on the disk")
        return
    if found != file.sha256:
        yield _file(file.path, f"хэш {found[:12]}… вместо {file.sha256[:12]}…", f"hash {found[:12]}… not {file.sha256[:12]}…")


def _file(row: str, ru: str, en: str, table: str = "award_file") -> Violation:
    return Violation(
        "files_are_whole",
        table,
        row,
        f"«{row}»: {ru}. Верните папку наград из резервной копии.",
        f"«{row}»: {en}. Restore the folder of awards from a backup.",
    )


def letters_were_let_go(look: Look) -> Iterator[Violation]:
    """No letter has left that nobody approved, and none without the person or the page that it is about."""
    gone = select(Letter).where(
        Letter.season_id == look.season.id, Letter.state.in_((LetterState.SENDING, LetterState.SENT, LetterState.FAILED))
    )
    for letter in look.session.scalars(gone.order_by(Letter.id)):
        wrong = letter.approved_at is None or (letter.sent_at is not None and letter.sent_at < letter.approved_at)
        nobody = letter.user_id is None and not letter.pages and look.state is not State.ARCHIVED
        if wrong or nobody or not letter.recipient.strip():
            yield Violation(
                "letters_were_let_go",
                "letter",
                str(letter.id),
                f"Письмо «{letter.kind}» ушло без одобрения. Верните таблицу letter из резервной копии и смените пароль базы: "
                "программа таких писем не отправляет.",
                f"The letter «{letter.kind}» left without approval. Restore the table letter from a backup, and change the "
                "database's password: the program sends no such letters.",
            )
