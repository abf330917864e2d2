"""People of the season: their roles and until when, when they came in last; adding one, ending a role, closing access."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from markupsafe import Markup
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from criteria.calendar import local_midnight
from scoring.errors import Conflict, InputError, NotAllowed
from scoring.services import people
from scoring.services.accounts import entering, factors, memberships, passkeys
from scoring.services.accounts.memberships import STAFF as NEEDS_FACTOR
from scoring.services.letters import choices as letter_choices
from scoring.store.tables import Membership, SecondFactor, User
from scoring.store.vocabulary import Role
from webadmin.access import current_actor, visitor
from webadmin.context import db, home, now, writing
from webadmin.i18n import language, moment, t
from webadmin.organizer import choice
from webadmin.organizer.base import Records
from webadmin.organizer.cells import Column
from webadmin.organizer.choices import Choice, Options, Rows, by_yes
from webadmin.organizer.door import keeps_installation
from webadmin.organizer.forms import typed
from webadmin.organizer.menu import APART
from webadmin.words import ROLES, letter_languages, role_word, word


@dataclass(frozen=True, slots=True)
class Known:
    """What the list tells of an account beside its own row."""

    membership: Membership | None
    factor: bool


def known_of(user: User) -> Known:
    """The person's role in the season at hand, and whether he has a second factor; all are read once a request."""
    if "people_known" not in g:
        season = choice.season()
        rows = db.session.scalars(select(Membership).where(Membership.season_id == (season.id if season else -1)))
        with_app = set(db.session.scalars(select(SecondFactor.user_id)))
        g.people_known = {row.user_id: row for row in rows}, with_app
    roles, with_app = cast("tuple[dict[int, Membership], set[int]]", g.people_known)
    return Known(roles.get(user.id), user.id in with_app)


def _role(user: User) -> str:
    found = known_of(user).membership
    parts = [word(ROLES, found.role)] if found is not None else []
    parts += [role_word(None)] if user.sysadmin else []
    return ", ".join(parts) or "—"


def _until(user: User) -> object:
    found = known_of(user).membership
    if found is None or found.ends_at is None:
        return None
    season = choice.season()
    text = moment(found.ends_at, season.zone if season else "UTC")
    return Markup('<span class="chip chip-bad">{}</span>').format(t("закончилась", "ended")) if found.ends_at <= now() else text


def _last(user: User) -> object:
    season = choice.season()
    text = moment(user.last_sign_in_at, season.zone if season else "UTC")
    if not entering.sleeps(user, now()):
        return text
    return Markup('{} <span class="chip chip-warn">{}</span>').format(text, t("спит", "sleeping"))


def _factor(user: User) -> object:
    found = known_of(user)
    if found.factor:
        return t("есть", "yes")
    needs = user.sysadmin or (found.membership is not None and found.membership.role in NEEDS_FACTOR)
    return Markup('<span class="chip chip-warn">{}</span>').format(t("нет", "no")) if needs else t("не нужен", "not needed")


def _by_role() -> Choice:
    def options(_: Rows) -> Options:
        return [(str(key), t(*pair)) for key, pair in ROLES.items()]

    def narrow(rows: Rows, value: str) -> Rows:
        season = choice.season()
        holds = select(Membership.user_id).where(Membership.role == value, Membership.season_id == (season.id if season else -1))
        return rows.where(User.id.in_(holds)) if value in ROLES else rows

    return Choice("role", ("Роль", "Role"), options, narrow)


def _sleeping() -> Choice:
    def narrow(rows: Rows, value: str) -> Rows:
        since = now() - entering.SLEEPS_AFTER
        asleep = User.active & ((User.last_sign_in_at < since) | (User.last_sign_in_at.is_(None) & (User.created_at < since)))
        return rows.where(asleep) if value == "yes" else rows

    return Choice("asleep", ("Спящие", "Sleeping"), lambda _: [("yes", t("давно не входили", "long not seen"))], narrow)


class PeopleView(Records):
    """Who may come in, and as whom in this season."""

    table = User
    titles = ("Люди", "People")
    one = ("Человек", "A person")
    station = APART
    address = "people"
    forms = frozenset({"new"})
    fresh = frozenset({"reset"})
    writers = frozenset({Role.ADMIN})
    of_season = False
    about = (
        "Роль действует в одном сезоне. У всех, кто ведёт сезон, есть второй шаг входа. Кто не входил месяц, отмечен: «спит».",
        "A role is of one season. Whoever keeps a season has a second step of signing in. Who was away for a month is marked.",
    )
    list_template = "panel/people.html"
    can_view_details = False
    can_export = False
    choices = (_by_role(), by_yes("active", ("Доступ открыт", "Access open"), User.active), _sleeping())
    columns = (
        Column("name", ("Имя", "Name")),
        Column("email", ("Почта", "E-mail"), sort=True),
        Column("role", ("Роль в сезоне", "Role in the season"), _role),
        Column("until", ("До", "Until"), _until),
        Column("last", ("Последний вход", "Last sign-in"), _last),
        Column("factor", ("Второй шаг", "Second step"), _factor),
        Column("active", ("Доступ открыт", "Access open")),
    )

    def is_accessible(self) -> bool:
        """Also whoever keeps the installation."""
        return super().is_accessible() or keeps_installation()

    def may_write(self) -> bool:
        """Likewise."""
        who = visitor()
        return super().may_write() or (who is not None and who.sysadmin)

    def rows(self) -> Select[Any]:
        """Everybody who has or had a role in this season; administrators of the installation see all accounts."""
        who, season = visitor(), choice.season()
        if who is not None and who.sysadmin:
            return select(User)
        return select(User).where(
            User.id.in_(select(Membership.user_id).where(Membership.season_id == (season.id if season else -1)))
        )

    def order(self) -> tuple[Any, ...]:
        """By address."""
        return (User.email, User.id)

    def row_url(self, row: Any) -> str | None:
        """A person's own page."""
        return self.get_url("people.person", number=row.id)

    @expose("/new/", methods=("GET", "POST"))
    def new(self) -> ResponseReturnValue:
        """Add a person; somebody who has an account already gets a role in this season."""
        form = {key: typed(key) for key in ("email", "name", "role", "language")}
        if request.method == "GET":
            return self._form(form)
        try:
            user, fresh = _add(form)
        except (InputError, Conflict, NotAllowed) as error:
            return self._form(form, error.told(language())), 400
        if fresh:
            return self._link_page(user)
        flash(t("Роль дана. Войти можно как раньше.", "The role is given. He signs in as before."), "good")
        return redirect(url_for("people.person", number=user.id), 303)

    @expose("/<int(max=2147483647):number>/")
    def person(self, number: int) -> ResponseReturnValue:
        """One person: his roles, how he signs in, what can be done about it."""
        return self._person(self.get_one(str(number)))

    @expose("/<int(max=2147483647):number>/role/", methods=("POST",))
    def role(self, number: int) -> ResponseReturnValue:
        """Give a role in this season, another one, or end it."""
        user, season = self.get_one(str(number)), choice.needed_season()
        form = {key: typed(key) for key in ("role", "until")}
        try:
            with writing() as session:
                if form["role"] == "none":
                    held = known_of(user).membership
                    memberships.end(session, current_actor(), held.id if held is not None else 0, now=now())
                elif form["role"] in ROLES:
                    ends = _end_of(form["until"], season.zone)
                    memberships.give(session, current_actor(), season.id, user, Role(form["role"]), ends_at=ends, now=now())
                else:
                    raise InputError("Выберите роль.", "Choose a role.")
        except (InputError, Conflict, NotAllowed) as error:
            return self._person(user, form=form, fault=error.told(language())), 400
        flash(t("Роль изменена.", "The role is changed."), "good")
        return redirect(url_for("people.person", number=number), 303)

    @expose("/<int(max=2147483647):number>/link/", methods=("POST",))
    def link(self, number: int) -> ResponseReturnValue:
        """Make a one-time link; it is shown by this answer and never again."""
        return self._link_page(self.get_one(str(number)))

    @expose("/<int(max=2147483647):number>/active/", methods=("POST",))
    def active(self, number: int) -> ResponseReturnValue:
        """Open or close a person's access."""
        asked = request.form.get("active", "")
        if asked not in {"0", "1"}:
            raise InputError("Форма неполна. Обновите страницу и повторите.", "The form is incomplete. Reload and repeat.")
        wanted = asked == "1"
        self.get_one(str(number))
        with writing() as session:
            people.set_active(session, current_actor(), user_id=number, active=wanted, now=now())
        flash(t("Доступ открыт.", "Access is open.") if wanted else t("Доступ закрыт.", "Access is closed."), "good")
        return redirect(url_for("people.person", number=number), 303)

    @expose("/<int(max=2147483647):number>/sessions/", methods=("POST",))
    def sessions(self, number: int) -> ResponseReturnValue:
        """End all sessions of a person."""
        self.get_one(str(number))
        with writing() as session:
            people.end_sessions(session, current_actor(), user_id=number, now=now())
        flash(t("Все сеансы этого человека закончены.", "All sessions of this person have ended."), "good")
        return redirect(url_for("people.person", number=number), 303)

    @expose("/<int(max=2147483647):number>/reset/", methods=("POST",))
    def reset(self, number: int) -> ResponseReturnValue:
        """Reset a person's second step, with the reason."""
        user = self.get_one(str(number))
        try:
            with writing() as session:
                factors.reset(session, current_actor(), user_id=number, reason=typed("reason"), now=now())
        except InputError as error:
            return self._person(user, fault=error.told(language())), 400
        flash(
            t("Второй шаг сброшен. Теперь выпустите ссылку: по ней человек настроит его заново.",
              "The second step is reset. Now issue a link: by it the person sets it up anew."),
            "good",
        )  # fmt: skip
        return redirect(url_for("people.person", number=number), 303)

    def _form(self, form: dict[str, str], fault: str = "") -> str:
        return self.render("panel/person_new.html", form=form, roles=_roles(), languages=letter_languages(), fault=fault)

    def _person(self, user: User, *, form: dict[str, str] | None = None, fault: str = "") -> str:
        found, season = known_of(user), choice.season()
        held = found.membership
        standing = held is not None and (held.ends_at is None or held.ends_at > now())
        return self.render(
            "panel/person.html",
            user=user,
            held=held if standing else None,
            form=form or {"role": str(held.role) if standing and held is not None else "", "until": _day_of(held)},
            roles=[*_roles(), ("none", t("закончить роль", "end the role"))] if standing else _roles(),
            fault=fault,
            factor=found.factor,
            keys=len(passkeys.of_person(db.session, user.id)),
            asleep=entering.sleeps(user, now()),
            zone=season.zone if season else "UTC",
            of_season=season,
            is_self=user.id == current_actor().id,
        )

    def _link_page(self, user: User) -> ResponseReturnValue:
        with writing() as session:
            secret = people.issue_link(session, current_actor(), user_id=user.id, now=now())
        address = f"{home().public_url.rstrip('/')}{url_for('signing_in.open_link', secret=secret)}"
        return self.render("panel/person_link.html", user=user, link=address)


def _add(form: dict[str, str]) -> tuple[User, bool]:
    """The person, and whether his account is new."""
    if form["role"] not in ROLES:
        raise InputError("Выберите роль.", "Choose a role.")
    season = choice.season()
    role = Role(form["role"])
    with writing() as session:
        there = session.scalar(select(User).where(User.email == people.clean_email(form["email"])))
        if there is None or season is None:
            of = season.id if season is not None else None
            made = people.add_user(
                session, current_actor(), email=form["email"], name=form["name"], role=role, season_id=of, now=now()
            )
            _choose(session, made, form["language"])
            return made, True
        memberships.give(session, current_actor(), season.id, there, role, now=now())
        _choose(session, there, form["language"])
        return there, False


def _choose(session: Session, user: User, language: str) -> None:
    if language:
        letter_choices.choose(session, current_actor(), user.email, language=language, now=now())


def _roles() -> list[tuple[str, str]]:
    return [(str(key), t(*pair)) for key, pair in ROLES.items()]


def _end_of(text: str, zone: str) -> datetime | None:
    """The end of a local day, or none where no day is named."""
    if not text.strip():
        return None
    try:
        day = date.fromisoformat(text.strip())
    except ValueError as error:
        raise InputError("День пишут так: 2026-12-31.", "A day is written like this: 2026-12-31.") from error
    return datetime.fromtimestamp(local_midnight(day + timedelta(days=1), zone), tz=now().tzinfo)


def _day_of(held: Membership | None) -> str:
    return (held.ends_at - timedelta(seconds=1)).date().isoformat() if held is not None and held.ends_at is not None else ""
