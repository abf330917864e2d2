"""A published season of two keys with people and an owner: what tests of appeals begin with."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.evidence.corrections import Correction
from scoring.season.appealing import AppealGround, AppealOutcome
from scoring.season.objecting import Way
from scoring.services import appeal_reviews, appeals, objection_changes, owners
from scoring.services.acting import Actor
from scoring.services.appeals import Complaint
from scoring.services.objection_changes import Wanted
from scoring.store.appeals import Appeal
from scoring.store.database import transaction
from scoring.store.owners import OwnerAccess
from scoring.store.seasons import Page, Season
from scoring.store.showing_corrections import active
from scoring.store.vocabulary import DecisionOutcome, Role, Via
from tests.people import add_person
from tests.scoring.conftest import NOW, ORGANIZER
from tests.scoring.services.whole_year import Year

LATER: Final = NOW + timedelta(hours=1)
LOSER: Final = "vk:club111"
"""A page that is in no list; in the sphere of sport it would be a laureate."""
SPORT: Final = {"sphere": "Спорт"}
FEWER: Final = {"members": "7"}
"""A correction of the register that changes no outcome."""


@dataclass(frozen=True)
class Court:
    """A year with two reviewers, somebody else, and the owner of the page that appeals."""

    year: Year
    first: Actor
    second: Actor
    third: Actor
    access: OwnerAccess

    def appeal(self, ground: AppealGround = AppealGround.WRONG_SPHERE, *, form: int = 0) -> int:
        """An appeal of the owner; its number."""
        with transaction(self.year.engine) as session:
            access = session.get_one(OwnerAccess, self.access.id)
            said = Complaint(ground, "A1", "Мы школа спорта", "https://vk.com/wall-1_2", "8 900 000-00-00")
            made = appeals.make_appeal(session, access, said, form=f"{form:032x}", attachment=None, now=LATER)
            session.flush()
            return made.id

    def version(self, number: int) -> int:
        """What a form that is drawn now carries."""
        return self.read(number).version

    def read(self, number: int) -> Appeal:
        """The appeal as it stands."""
        with transaction(self.year.engine) as session:
            found = session.get_one(Appeal, number)
            assert found.page.key
            return found

    def taken(self, ground: AppealGround = AppealGround.WRONG_SPHERE, *, form: int = 0) -> int:
        """An appeal that the first reviewer has taken."""
        number = self.appeal(ground, form=form)
        with transaction(self.year.engine) as session:
            appeal_reviews.take(session, self.first, number, version=1, now=LATER)
        return number

    def changes(self, values: dict[str, str]) -> list[Correction]:
        """Corrections of what the register says of the page."""
        with transaction(self.year.engine) as session:
            counting = active(session, self.year.season_id)
        return objection_changes.corrections_for(self.year.evidence, counting, LOSER, [Wanted("change", "pages", "", values)])

    def propose(
        self,
        number: int,
        outcome: AppealOutcome | None,
        values: dict[str, str] | None = None,
        becomes: DecisionOutcome | None = None,
        *,
        who: Actor | None = None,
    ) -> None:
        """Propose how to decide."""
        changes = self.changes(values) if values else []
        with transaction(self.year.engine) as session:
            appeal_reviews.propose(
                session, who or self.first, number, home=self.year.home, version=self.version(number), outcome=outcome,
                becomes=becomes, changes=changes, answer="Проверили по реестру.", now=LATER,
            )  # fmt: skip

    def decide(self, number: int, *, who: Actor | None = None) -> None:
        """Decide as proposed."""
        with transaction(self.year.engine) as session:
            appeal_reviews.decide(
                session, who or self.second, number, home=self.year.home, version=self.version(number), now=LATER
            )

    def decided(
        self, outcome: AppealOutcome, values: dict[str, str] | None = None, ground: AppealGround = AppealGround.WRONG_SPHERE
    ) -> int:
        """An appeal that was decided so."""
        number = self.taken(ground)
        becomes = DecisionOutcome.RESERVE if outcome is AppealOutcome.LIST_CHANGED else None
        self.propose(number, outcome, values, becomes)
        self.decide(number)
        return number


def open_court(year: Year, *, two_keys: bool = True) -> Court:
    """Let a published season take appeals."""
    with transaction(year.engine) as session:
        season = session.scalars(select(Season)).one()
        season.settings = {**season.settings, "two_keys": two_keys}
        page = session.scalars(select(Page).where(Page.key == LOSER)).one()
        owners.add_contact(session, ORGANIZER, season.id, page_id=page.id, email="director@school.example", name="Ирина", now=NOW)
        access = owners.give_access(session, page=page, way=Way.LINK, who="director@school.example", now=NOW)
        assert access.page.season.year == 2025
        first, second, third = (_actor(session, name, season.id) for name in ("Анна", "Борис", "Вера"))
    return Court(year, first, second, third, access)


def _actor(session: Session, name: str, season_id: int) -> Actor:
    person = add_person(session, f"{name.encode().hex()}@lavr.example", name, Role.ORGANIZER, name * 4, NOW, [season_id])
    return Actor(person.id, name, Role.ORGANIZER, Via.WEB, season_id=season_id)
