"""``lavr season rehearse`` and ``lavr season clock``: a season tried on copied data, and its clock, set forward by hand."""

from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import click
from sqlalchemy import select

from scoring.cli.bars import Bars
from scoring.cli.context import Desk
from scoring.cli.people import pass_desk
from scoring.cli.playing import Cast, Play
from scoring.errors import Conflict, InputError, NotFound
from scoring.season.course import State
from scoring.services import people, rehearsal_clock, rehearsal_season
from scoring.services.acting import Actor
from scoring.services.jury.simulated import INVENTED
from scoring.services.rehearsal_copy import Plan
from scoring.store.people import User
from scoring.store.seasons import Season
from scoring.store.vocabulary import Role, Via

_ENDS: Final = ("frozen", "scored", "jury_open", "jury_closed", "proposed", "signed", "published")
_STAFF: Final = (
    (Role.ADMIN, "Администратор репетиции"),
    (Role.CHAIR, "Председатель репетиции"),
    (Role.ORGANIZER, "Организатор репетиции"),
)


@dataclass(frozen=True, eq=False)
class HandSetTime:
    """The clock of a rehearsal as the play needs it: set forward wherever a step has to wait for its day."""

    desk: Desk
    season_id: int

    def __call__(self) -> datetime:
        """The moment."""
        return self.desk.clock()

    @property
    def zone(self) -> str:
        """The season's time zone."""
        with self.desk.transaction() as session:
            return session.get_one(Season, self.season_id).zone

    def reach(self, state: State) -> None:
        """Set the clock to the day on which the step to this state falls due, if that is ahead."""
        with self.desk.transaction() as session:
            at = rehearsal_clock.due(session.get_one(Season, self.season_id), state)
        if at is not None:
            self.wait(at)

    def wait(self, until: datetime) -> None:
        """Set the clock to a moment, if that is ahead."""
        wall = datetime.now(UTC)
        with self.desk.transaction() as session:
            if rehearsal_clock.present(session.get_one(Season, self.season_id), wall) < until:
                rehearsal_clock.move(session, self.desk.actor, self.season_id, until, wall=wall)


@click.command("rehearse")
@click.argument("year", type=int, required=False)
@click.option(
    "--jurors", type=int, default=0, help="Столько членов жюри, недостающих выдумать / So many jurors, invented ones too"
)
@click.option("--one-key", is_flag=True, help="Всё делает один человек / One person does everything")
@click.option("--empty", is_flag=True, help="Без реестра и файлов / Without register and files")
@click.option("--play", is_flag=True, help="Сыграть год с выдуманным жюри / Play the year with an invented jury")
@click.option("--until", type=click.Choice(_ENDS), default="published", show_default=True, help="Докуда играть / Play so far")
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--drop", is_flag=True, help="Удалить репетицию целиком / Throw the rehearsal away")
@pass_desk
def rehearse(
    desk: Desk, *, year: int | None, jurors: int, one_key: bool, empty: bool, play: bool, until: str, seed: int, drop: bool
) -> None:
    """Репетиция сезона на копии данных / Rehearse a season on copied data.

    Репетиция лежит в своей папке со своей базой: ничего из неё не видно снаружи, писем она не отправляет, дипломы помечены.
    """
    season_id = desk.season_id(year)
    with desk.transaction() as session:
        year = session.get_one(Season, season_id).year
        if drop:
            rehearsal_season.drop(session, desk.home, desk.actor, year, now=desk.clock())
            desk.say(f"Репетиция {year} года удалена.", f"The rehearsal of {year} is gone.")
            return
        made = desk.home.rehearsal_of(year)
        if not (play and made.is_rehearsal):
            plan = Plan(jurors=jurors, one_key=one_key, data=not empty)
            made = rehearsal_season.begin(session, desk.home, desk.actor, season_id, plan, now=desk.clock())
    if play:
        with closing(Desk(made, desk.language)) as stage, Bars(desk.language) as bars:
            cast = invented_cast(stage, season_id)
            Play(stage, season_id, cast, HandSetTime(stage, season_id), bars, seed).until(State(until))
    _tell(desk, year)


@click.command("clock")
@click.argument("year", type=int, required=False)
@click.option("--days", type=click.IntRange(1, 4_000), help="На столько дней вперёд / So many days ahead")
@click.option("--next", "to_next", is_flag=True, help="К следующему сроку сезона / To the season's next date")
@click.option("--to", "day", type=click.DateTime(["%Y-%m-%d"]), help="К утру этого дня / To the morning of this day")
@pass_desk
def clock(desk: Desk, year: int | None, days: int | None, to_next: bool, day: datetime | None) -> None:
    """Часы репетиции: посмотреть или перевести вперёд / A rehearsal's clock: read it, or set it forward."""
    with closing(_rehearsal_desk(desk, year)) as stage:
        season_id, wall = stage.season_id(year), datetime.now(UTC)
        with stage.transaction() as session:
            found = session.get_one(Season, season_id)
            now = rehearsal_clock.present(found, wall)
            ahead = rehearsal_clock.ahead(session, found, now)
            wanted = [one for one in (days, to_next or None, day) if one is not None]
            if len(wanted) > 1:
                raise InputError("Выберите одно: --days, --next или --to.", "Choose one: --days, --next or --to.")
            if to_next and not ahead:
                raise Conflict("Впереди у сезона нет сроков.", "The season has no date ahead.")
            to = ahead[0].at if to_next else None
            if days is not None:
                to = rehearsal_clock.days_on(found, now, days)
            if day is not None:
                to = rehearsal_clock.morning_of(found, day.date())
            if to is not None:
                rehearsal_clock.move(session, stage.actor, season_id, to, wall=wall)
        _tell(desk, found.year)


def invented_cast(desk: Desk, season_id: int) -> Cast:
    """An admin and a chair of a rehearsal, two people, so that it can be played with two keys as well."""
    with desk.transaction() as session:
        actors = {}
        for role, name in _STAFF:
            email = f"{role}{INVENTED}"
            user = session.scalar(select(User).where(User.email == email)) or people.add_user(
                session, desk.actor, email=email, name=name, role=role, season_id=season_id, now=desk.clock()
            )
            actors[role] = Actor(user.id, name, role, Via.COMMAND_LINE, season_id=season_id)
    return Cast(actors[Role.ADMIN], actors[Role.CHAIR], actors[Role.ORGANIZER])


def _rehearsal_desk(desk: Desk, year: int | None) -> Desk:
    """The desk of a year's rehearsal, the newest where none is named."""
    if desk.home.is_rehearsal:
        return desk
    there = rehearsal_season.years(desk.home)
    chosen = year if year is not None else next(iter(there), None)
    if chosen not in there:
        raise NotFound(
            "Репетиции нет. Начните её: lavr season rehearse", "There is no rehearsal. Begin one: lavr season rehearse"
        )
    return Desk(desk.home.rehearsal_of(chosen), desk.language)


def _tell(desk: Desk, year: int) -> None:
    """Where the rehearsal stands, what its clock shows, and how to go on."""
    home = desk.home if desk.home.is_rehearsal else desk.home.rehearsal_of(year)
    found = rehearsal_season.seen(home, wall=datetime.now(UTC))
    shown = found.now.strftime("%d.%m.%Y %H:%M UTC")
    desk.say(
        f"Репетиция {year}: {found.season.state}, на её часах {shown}.",
        f"The rehearsal of {year}: {found.season.state}, its clock shows {shown}.",
    )
    desk.say(
        f"Команды в ней: lavr --home {home.home} …; в панели: «Репетиция».",
        f"Commands in it: lavr --home {home.home} …; in the panel: «Rehearsal».",
    )
