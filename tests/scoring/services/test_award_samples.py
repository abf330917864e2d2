"""Samples: the longest names and some by lot, ticked by another person, and nothing is published before."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from scoring.chance import seeded
from scoring.errors import NotAllowed
from scoring.season.awarding import AwardKind
from scoring.season.course import State
from scoring.services import award_samples, blockers
from scoring.services.acting import Actor
from scoring.store.database import transaction
from scoring.store.results import Award, AwardFile
from scoring.store.seasons import Season
from scoring.store.vocabulary import SampleKind
from tests.scoring.conftest import NOW, Ground
from tests.scoring.services import awarding


@pytest.fixture(name="made")
def _made(ground: Ground) -> Ground:
    """A signed season with fifteen awards that have their documents."""
    with transaction(ground.engine) as session:
        awarding.score(session, ground.season_id)
        run_id = awarding.run_of(session, ground.season_id)
        for number in range(12):
            awarding.add_page(session, ground.season_id, run_id, f"Музей {'и' * number}", number + 4)
        awarding.draw_up(session, ground.season_id, AwardKind.PARTICIPANT)
        awarding.make(session, ground.season_id)
    return ground


def draw(session: Session, season_id: int, actor: Actor) -> int:
    """Choose with a seed."""
    return award_samples.draw(session, actor, session.get_one(Season, season_id), now=NOW, chance=seeded(3))


def codes(session: Session, season_id: int) -> dict[str, bool]:
    """What stands in the way of the publication, and whether it is a warning only."""
    season = session.get_one(Season, season_id)
    found = blockers.standing(blockers.look(session, season, NOW), State.PUBLISHED)
    return {one.code: one.warning for one in found}


def test_five_longest_and_five_by_lot_are_drawn_once(made: Ground) -> None:
    """Drawing again changes nothing."""
    with transaction(made.engine) as session:
        anna, _ = awarding.two_people(session, made.season_id)
        counts = [draw(session, made.season_id, anna) for _ in range(2)]
        kinds = [sample.kind for sample in award_samples.of_season(session, made.season_id)]

        assert ([10, 10], 5, 5) == (counts, kinds.count(SampleKind.LONGEST), kinds.count(SampleKind.CHANCE))


def test_the_longest_names_are_among_them(made: Ground) -> None:
    """Those that most likely break."""
    with transaction(made.engine) as session:
        anna, _ = awarding.two_people(session, made.season_id)
        draw(session, made.season_id, anna)
        names = sorted(session.scalars(select(Award.name)).all(), key=len, reverse=True)
        drawn = {one.award.name for one in award_samples.of_season(session, made.season_id) if one.kind == SampleKind.LONGEST}

        assert set(names[:5]) == drawn


def test_another_person_looks(made: Ground) -> None:
    """Whoever had the documents made does not tick them."""
    with transaction(made.engine) as session:
        anna, boris = awarding.two_people(session, made.season_id)
        draw(session, made.season_id, anna)
        first, *_ = award_samples.of_season(session, made.season_id)
        with pytest.raises(NotAllowed, match="Another person"):
            award_samples.tick(session, anna, first.id, now=NOW)

        assert "Борис" == award_samples.tick(session, boris, first.id, now=NOW).ticked_name


def test_ten_ticks_open_the_way_to_publication(made: Ground) -> None:
    """Nine do not; a document that was made anew has to be looked at again."""
    with transaction(made.engine) as session:
        anna, boris = awarding.two_people(session, made.season_id)
        draw(session, made.season_id, anna)
        *nine, last = award_samples.of_season(session, made.season_id)
        for one in nine:
            award_samples.tick(session, boris, one.id, now=NOW)
        before = codes(session, made.season_id)
        award_samples.tick(session, boris, last.id, now=NOW)
        after = codes(session, made.season_id)
        session.execute(update(AwardFile).where(AwardFile.award_id == last.award_id).values(sha256="f" * 64))

        assert (False, None, 1) == (before.get("samples"), after.get("samples"), award_samples.unseen(session, made.season_id))


def test_who_works_alone_is_only_reminded(made: Ground) -> None:
    """In a season of one key there is no second person."""
    with transaction(made.engine) as session:
        assert codes(session, made.season_id)["samples"]


def test_names_that_do_not_fit_block_the_publication(made: Ground) -> None:
    """As many as the batch has marked."""
    with transaction(made.engine) as session:
        award = awarding.award_of(session, made.season_id)
        award.overflows, award.made_at = True, None
        session.flush()

        assert codes(session, made.season_id)["overflow"] is False
