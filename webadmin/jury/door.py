"""Who sits at the desk: the juror, his season, and how his pages are drawn. Everybody else learns nothing here."""

from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, render_template, session
from sqlalchemy import bindparam, select
from sqlalchemy.orm import defer

from scoring.errors import NotFound
from scoring.services.accounts.memberships import KEEPERS
from scoring.services.acting import Actor
from scoring.store.jury import Juror
from scoring.store.tables import Season
from webadmin.access import actor_in, visitor
from webadmin.context import db
from webadmin.jury.words import script_words

blueprint = Blueprint("jury", __name__, url_prefix="/jury")
_SEATS: Final = (
    select(Season, Juror)
    .join(Juror, Juror.season_id == Season.id)
    .where(Juror.user_id == bindparam("user"), Juror.removed_at.is_(None))
    .options(defer(Season.rulebook))
    .order_by(Season.year.desc(), Season.id.desc())
)


@dataclass(frozen=True, slots=True)
class Seat:
    """A juror in his season."""

    actor: Actor
    season: Season
    juror: Juror

    @property
    def key(self) -> str:
        """Names this seat in the browser's storage, so that two jurors at one machine do not mix."""
        return f"{self.season.id}-{self.juror.number}"

    @property
    def ready(self) -> bool:
        """Whether he has agreed and declared his ties."""
        return self.juror.agreed_at is not None and self.juror.declared_at is not None


def seat() -> Seat:
    """The seat of the person here: in the season he chose, else in the newest that has one. NotFound for everybody else."""
    who = visitor()
    seats = db.session.execute(_SEATS, {"user": who.id if who is not None else 0}).all()
    chosen = next((one for one in seats if one.Season.id == session.get("season")), seats[0] if seats else None)
    actor = actor_in(chosen.Season.id) if chosen is not None else None
    if chosen is None or actor is None or actor.role in KEEPERS:
        raise NotFound(
            "Вас нет в жюри. Попросите организатора сезона назвать вас его членом.",
            "You are on no jury. Ask the season's organizer to name you a juror.",
        )
    return Seat(actor, chosen.Season, chosen.Juror)


def draw(template: str, here: Seat, **values: Any) -> str:
    """A page of the jury."""
    return render_template(f"jury/{template}.html", seat=here, script_words=script_words, **values)
