"""Two appeals of the played year: one comes into the list by a decision of two persons, one is answered and stays."""

import re
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from scoring.season.appealing import AppealGround, AppealOutcome
from scoring.season.course import State
from scoring.season.objecting import Way
from scoring.services import appeal_reviews, appeals, decisions, objection_changes, owners
from scoring.services.appeals import Complaint
from scoring.services.objection_changes import Wanted
from scoring.store.appeals import Appeal
from scoring.store.results import Award
from scoring.store.seasons import Season
from scoring.store.vocabulary import DecisionOutcome

if TYPE_CHECKING:
    from tests.played_year import PlayedYear

APPELLANT: Final = "appeal@school.example"


def appeal(year: "PlayedYear") -> None:
    """Send both, decide both, have the documents made."""
    with year.writing() as session:
        found = session.get_one(Season, year.season_id)
        decided = decisions.standing(session, year.season_id)
        page = next(one for one in decided if one.final == DecisionOutcome.NOT_SELECTED and one.page_id != year.page_id).page
        owners.add_contact(
            session, year.actor("olga"), year.season_id, page_id=page.id, email=APPELLANT, name="Вера Звонкова", now=year.time()
        )
        access = owners.give_access(session, page=page, way=Way.LINK, who=APPELLANT, now=year.time())
        link = "https://vk.com/wall-1_1"
        said = (
            Complaint(AppealGround.WRONG_DATA, "D1", "В реестре неверное число подписчиков.", link),
            Complaint(AppealGround.PROCEDURE, "", "Член жюри работал у соседей.", link),
        )
        numbers = []
        for form, one in enumerate(said, 1):
            made = appeals.make_appeal(session, access, one, form=f"{form:032x}", attachment=None, now=year.time())
            session.flush()
            numbers.append(made.id)
        folder = year.home.evidence / str(found.evidence)
        members = [Wanted("change", "pages", "", {"members": str((page.members or 0) + 1)})]
        changes = objection_changes.corrections_for(folder, (), page.key, members)
    year.early("anna", State.CLOSED)
    for number, outcome in zip(numbers, (AppealOutcome.NO_EFFECT, AppealOutcome.LIST_CHANGED), strict=True):
        with year.writing() as session:
            appeal_reviews.take(session, year.actor("olga"), number, version=1, now=year.time())
        with year.writing() as session:
            appeal_reviews.propose(
                session, year.actor("olga"), number, home=year.home, version=session.get_one(Appeal, number).version,
                outcome=outcome, becomes=DecisionOutcome.LAUREATE, changes=changes if outcome is AppealOutcome.NO_EFFECT else (),
                answer="Проверили по документам.", now=year.time(),
            )  # fmt: skip
        with year.writing() as session:
            version = session.get_one(Appeal, number).version
            appeal_reviews.decide(session, year.actor("anna"), number, home=year.home, version=version, now=year.time())
    year.work()
    year.checked()
    with year.writing() as session:
        award = session.scalars(select(Award).where(Award.page_id == page.id)).one()
        year.told.statuses["appealed award"] = year.get("", f"/v/{award.serial}").status_code
        year.told.pages["appealed"] = f"{award.kind} {award.status}"
    year.told.pages["diary after appeals"] = re.sub(r"<[^>]+>|\s+", " ", year.get("", "/diary/2025").text)
