"""``lavr user``: people and their one-time sign-in links."""

import click
from sqlalchemy import select

from scoring.cli.context import Desk, now
from scoring.errors import NotFound
from scoring.services import people
from scoring.store.people import User
from scoring.store.vocabulary import Role

pass_desk = click.make_pass_decorator(Desk)


@click.group("user")
def user_group() -> None:
    """Люди и их ссылки для входа / People and their sign-in links."""


@user_group.command("add")
@click.argument("email")
@click.option("--name", default="", help="Имя / Name")
@click.option("--role", type=click.Choice([role.value for role in Role]), default=Role.ADMIN.value, show_default=True)
@pass_desk
def add(desk: Desk, email: str, name: str, role: str) -> None:
    """Добавить человека и выпустить ссылку / Add a person and issue a link."""
    with desk.transaction() as session:
        user = people.add_user(session, desk.actor, email=email, name=name, role=Role(role), now=now())
        secret = people.issue_link(session, desk.actor, user_id=user.id, now=now())
    tell_link(desk, email, secret)


@user_group.command("link")
@click.argument("email")
@pass_desk
def link(desk: Desk, email: str) -> None:
    """Выпустить новую ссылку для входа / Issue a new sign-in link."""
    with desk.transaction() as session:
        user = session.scalar(select(User).where(User.email == email.strip().lower()))
        if user is None:
            raise NotFound(
                f"Человека с адресом {email} нет. Добавьте его: lavr user add {email}",
                f"There is nobody with the address {email}. Add him: lavr user add {email}",
            )
        secret = people.issue_link(session, desk.actor, user_id=user.id, now=now())
    tell_link(desk, email, secret)


def tell_link(desk: Desk, who: str, secret: str) -> None:
    """Print a link with the one sentence that goes with it."""
    desk.say(f"Ссылка для входа ({who}), действует один раз и 24 часа:", f"Sign-in link ({who}), works once and within 24 hours:")
    click.echo(f"  {desk.home.address}/in/{secret}")
