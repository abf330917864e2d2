"""Samples: ten documents that a second person looks at before anything is released, the longest names and some by chance."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager

from scoring.chance import SECRET, Chance
from scoring.errors import Conflict, NotAllowed, NotFound
from scoring.season.awarding import SAMPLES, AwardStatus
from scoring.season.course import State
from scoring.season.rights import Right
from scoring.services.acting import Actor, require
from scoring.services.audit import record
from scoring.services.seasons import settings_of
from scoring.store.awards import AwardSample
from scoring.store.results import Award, AwardFile
from scoring.store.seasons import Season
from scoring.store.vocabulary import SampleKind

DOCUMENT: Final = "certificate"
"""The kind of file that is looked at."""


def draw(session: Session, actor: Actor, season: Season, *, now: datetime, chance: Chance = SECRET) -> int:
    """Choose what is to be looked at among a season's made documents; those chosen before stay. Tells how many there are."""
    made = session.execute(
        select(Award.id, Award.name)
        .where(Award.season_id == season.id, Award.status == AwardStatus.CONFIRMED, Award.made_at.is_not(None))
        .order_by(func.length(Award.name).desc(), Award.id)
    ).all()
    there = {sample.award_id: SampleKind(sample.kind) for sample in of_season(session, season.id)}
    chosen = dict(there)
    for award_id, _ in made:
        if list(chosen.values()).count(SampleKind.LONGEST) == SAMPLES:
            break
        chosen.setdefault(award_id, SampleKind.LONGEST)
    others = [award_id for award_id, _ in made if award_id not in chosen]
    while others and list(chosen.values()).count(SampleKind.CHANCE) < SAMPLES:
        chosen[others.pop(chance.below(len(others)))] = SampleKind.CHANCE
    new = {award_id: kind for award_id, kind in chosen.items() if award_id not in there}
    session.add_all(
        AwardSample(
            award_id=award_id,
            kind=kind,
            drawn_by=actor.id,
            drawn_at=now,
            one_key=not settings_of(season).two_keys,
        )
        for award_id, kind in new.items()
    )
    if new:
        record(session, actor, "awards.samples", season, season_id=season.id, now=now, after={"awards": len(chosen)})
    return len(chosen)


def tick(session: Session, actor: Actor, sample_id: int, *, now: datetime) -> AwardSample:
    """Say that the document is right. Somebody else does it than who had the documents made, where a season has two keys."""
    sample = _open(session, actor, sample_id)
    season = sample.award.season
    if settings_of(season).two_keys and (actor.id is None or actor.id == sample.drawn_by):
        raise NotAllowed(
            "Образцы смотрит другой человек, а не тот, кто выпускал документы. Попросите второго.",
            "Another person looks at the samples, not the one who had the documents made. Ask a second person.",
        )
    seen = session.scalar(select(AwardFile.sha256).where(AwardFile.award_id == sample.award_id, AwardFile.kind == DOCUMENT))
    if seen is None:
        raise Conflict("Этот документ ещё не готов.", "This document is not made yet.")
    sample.ticked_by, sample.ticked_name, sample.ticked_at, sample.sha256 = actor.id, actor.name, now, seen
    sample.one_key = not settings_of(season).two_keys
    record(session, actor, "award.tick", sample.award, season_id=season.id, now=now,
           after={"serial": sample.award.serial, "sha256": seen})  # fmt: skip
    return sample


def untick(session: Session, actor: Actor, sample_id: int, *, now: datetime) -> AwardSample:
    """Take a tick back: something is wrong with the document after all."""
    sample = _open(session, actor, sample_id)
    sample.ticked_by, sample.ticked_name, sample.ticked_at, sample.sha256 = None, "", None, ""
    record(session, actor, "award.untick", sample.award, season_id=sample.award.season_id, now=now,
           after={"serial": sample.award.serial})  # fmt: skip
    return sample


def of_season(session: Session, season_id: int) -> Sequence[AwardSample]:
    """The samples of awards that still stand, the longest first."""
    return session.scalars(
        select(AwardSample)
        .join(AwardSample.award)
        .options(
            contains_eager(AwardSample.award).joinedload(Award.page), contains_eager(AwardSample.award).selectinload(Award.files)
        )
        .where(Award.season_id == season_id, Award.status == AwardStatus.CONFIRMED)
        .order_by(AwardSample.kind.desc(), AwardSample.id)
    ).all()


def unseen(session: Session, season_id: int) -> int:
    """How many samples nobody has ticked, or have another file since; none drawn: as many as there would be."""
    rows = session.execute(
        select(AwardFile.award_id, AwardFile.sha256)
        .join(AwardFile.award)
        .where(Award.season_id == season_id, Award.status == AwardStatus.CONFIRMED, AwardFile.kind == DOCUMENT)
    )
    documents = {row.award_id: row.sha256 for row in rows}
    samples = of_season(session, season_id)
    good: int = sum(bool(sample.sha256) and documents.get(sample.award_id) == sample.sha256 for sample in samples)
    wanted = max(min(2 * SAMPLES, len(documents)), len(samples))
    return wanted - good


def no_sample() -> NotFound:
    """Of a sample that is not there, or of another season."""
    return NotFound("Такого образца нет. Откройте экран заново.", "There is no such sample. Open the screen again.")


def _open(session: Session, actor: Actor, sample_id: int) -> AwardSample:
    sample = session.get(AwardSample, sample_id, with_for_update=True, populate_existing=True)
    if sample is None:
        raise no_sample()
    require(actor, Right.ISSUE_AWARDS, State(sample.award.season.state))
    if sample.award.status != AwardStatus.CONFIRMED:
        raise Conflict("Эту награду заменила новая версия.", "A new version has taken this award's place.")
    return sample
