"""``lavr user``: people, their roles in seasons, and their one-time sign-in links."""

from datetime import datetime

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.cli.context import Desk, now
from scoring.errors import NotFound
from scoring.services import people
from scoring.services.accounts import entering, factors, memberships
from scoring.store.people import User
from scoring.store.vocabulary import Role

pass_desk = click.make_pass_decorator(Desk)
_ROLES = click.Choice([role.value for role in Role])
_YEAR = click.option("--season", "year", type=int, help="Год сезона; иначе последний / The season's year, else the newest")


@click.group("user")
def user_group() -> None:
    """Люди, их роли и ссылки для входа / People, their roles and sign-in links."""


@user_group.command("add")
@click.argument("email")
@click.option("--name", default="", help="Имя / Name")
@click.option("--role", type=_ROLES, default=Role.ADMIN.value, show_default=True)
@click.option("--sysadmin", is_flag=True, help="Ведёт учётные записи и открывает сезоны / Keeps accounts, opens seasons")
@_YEAR
@pass_desk
def add(desk: Desk, email: str, name: str, role: str, sysadmin: bool, year: int | None) -> None:
    """Добавить человека и выпустить ссылку / Add a person and issue a link.

    Роль даётся в одном сезоне. Пока сезонов нет, первый человек становится администратором установки: он откроет сезон в панели.
    """
    season_id = desk.season_id(year) if year is not None else None
    with desk.transaction() as session:
        if sysadmin:
            user = people.add_sysadmin(session, desk.actor, email=email, name=name, now=now())
        else:
            user = people.add_user(session, desk.actor, email=email, name=name, role=Role(role), season_id=season_id, now=now())
        keeps, secret = user.sysadmin, people.issue_link(session, desk.actor, user_id=user.id, now=now())
    if keeps:
        desk.say(
            "Это администратор установки: он ведёт учётные записи и открывает сезоны.", "An administrator of the installation."
        )
    tell_link(desk, email, secret)


@user_group.command("role")
@click.argument("email")
@click.argument("role", type=click.Choice([*(role.value for role in Role), "none"]))
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Последний день (UTC) / The last day (UTC)")
@_YEAR
@pass_desk
def give_role(desk: Desk, email: str, role: str, until: datetime | None, year: int | None) -> None:
    """Дать роль в сезоне, сменить или закончить (none) / Give a role in a season, change or end it (none)."""
    season_id = desk.season_id(year)
    ends = None if until is None else until.replace(hour=23, minute=59, second=59, tzinfo=now().tzinfo)
    with desk.transaction() as session:
        user = _user(session, email)
        if role == "none":
            held = memberships.held(session, user.id, season_id, now())
            memberships.end(session, desk.actor, held.id if held is not None else 0, now=now())
        else:
            memberships.give(session, desk.actor, season_id, user, Role(role), ends_at=ends, now=now())
    desk.say(f"{email}: {role}", f"{email}: {role}")


@user_group.command("list")
@pass_desk
def list_users(desk: Desk) -> None:
    """Все учётные записи / All accounts."""
    with desk.transaction() as session:
        for user in session.scalars(select(User).order_by(User.email)):
            roles = ", ".join(f"{season.year} {role}" for season, role in memberships.told(session, user.id, now()))
            marks = [
                *(["sysadmin"] if user.sysadmin else []),
                *([] if user.active else [desk.t("закрыта", "closed")]),
                *([desk.t("спит", "sleeping")] if entering.sleeps(user, now()) else []),
            ]
            last = f"{user.last_sign_in_at:%Y-%m-%d %H:%M}" if user.last_sign_in_at is not None else "—"
            click.echo(f"{user.email:<32} {last:<17} {roles or '—'} {' '.join(marks)}".rstrip())


@user_group.command("link")
@click.argument("email")
@pass_desk
def link(desk: Desk, email: str) -> None:
    """Выпустить новую ссылку для входа / Issue a new sign-in link."""
    with desk.transaction() as session:
        secret = people.issue_link(session, desk.actor, user_id=_user(session, email).id, now=now())
    tell_link(desk, email, secret)


@user_group.command("reset")
@click.argument("email")
@click.option("--reason", required=True, help="Почему; останется в журнале / Why; stays in the journal")
@pass_desk
def reset(desk: Desk, email: str, reason: str) -> None:
    """Сбросить второй шаг входа / Reset somebody's second step of signing in."""
    with desk.transaction() as session:
        factors.reset(session, desk.actor, user_id=_user(session, email).id, reason=reason, now=now())
    desk.say(f"Второй шаг сброшен. Новая ссылка: lavr user link {email}", f"Reset. A new link: lavr user link {email}")


@user_group.command("second-factor")
@click.argument("rule", type=click.Choice(["required", "off"]))
@pass_desk
def second_factor(desk: Desk, rule: str) -> None:
    """Нужен ли второй шаг тем, кто ведёт сезон / Whether staff need a second step.

    Выключать его можно только для показа или учёбы: панель на каждой странице скажет, что он выключен.
    """
    with desk.transaction() as session:
        factors.require_factor(session, desk.actor, required=rule == "required", now=now())
    desk.say(f"Второй шаг входа: {rule}", f"The second step of signing in: {rule}")


def tell_link(desk: Desk, who: str, secret: str) -> None:
    """Print a link with the one sentence that goes with it."""
    desk.say(f"Ссылка для входа ({who}), действует один раз и 24 часа:", f"Sign-in link ({who}), works once and within 24 hours:")
    click.echo(f"  {desk.home.address}/in/{secret}")


def _user(session: Session, email: str) -> User:
    user = session.scalar(select(User).where(User.email == email.strip().lower()))
    if user is None:
        raise NotFound(
            f"Человека с адресом {email} нет. Добавьте его: lavr user add {email}",
            f"There is nobody with the address {email}. Add him: lavr user add {email}",
        )
    return user
