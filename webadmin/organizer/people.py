"""People of the panel: adding one, giving him a one-time link, closing his access."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from sqlalchemy import Select, select

from scoring.errors import Conflict, InputError
from scoring.services import people
from scoring.store.tables import User
from scoring.store.vocabulary import Role
from webadmin.access import current_actor
from webadmin.context import home, now, writing
from webadmin.i18n import language, t
from webadmin.organizer.base import Records
from webadmin.organizer.cells import Column, worded
from webadmin.organizer.choices import by_word, by_yes
from webadmin.organizer.forms import typed
from webadmin.organizer.menu import APART
from webadmin.words import ROLES


class PeopleView(Records):
    """Who may come in."""

    table = User
    titles = ("Люди", "People")
    one = ("Человек", "A person")
    station = APART
    address = "people"
    forms = frozenset({"new"})
    of_season = False
    about = (
        "Входят по одноразовым ссылкам. Организатор работает, наблюдатель видит то же, но ничего не меняет.",
        "People come in by one-time links. An organizer works, an observer sees the same and changes nothing.",
    )
    list_template = "panel/people.html"
    can_view_details = False
    can_export = False
    choices = (
        by_word("role", ("Роль", "Role"), User.role, ROLES),
        by_yes("active", ("Доступ открыт", "Access open"), User.active),
    )
    columns = (
        Column("name", ("Имя", "Name")),
        Column("email", ("Почта", "E-mail"), sort=True),
        worded("role", ("Роль", "Role"), ROLES, tones={Role.ADMIN: "good"}),
        Column("active", ("Доступ открыт", "Access open")),
        Column("created_at", ("Добавлен", "Added")),
    )

    def rows(self) -> Select[Any]:
        """Everybody."""
        return select(User)

    def order(self) -> tuple[Any, ...]:
        """By address."""
        return (User.email, User.id)

    @expose("/new/", methods=("GET", "POST"))
    def new(self) -> ResponseReturnValue:
        """Add a person."""
        form = {key: typed(key) for key in ("email", "name", "role")}
        if request.method == "GET":
            return self.render("panel/person_new.html", form=form, roles=_roles(), fault="")
        try:
            user = _add(form)
        except (InputError, Conflict) as error:
            return self.render("panel/person_new.html", form=form, roles=_roles(), fault=error.told(language())), 400
        return self._link_page(user)

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
        with writing() as session:
            people.set_active(session, current_actor(), user_id=number, active=wanted, now=now())
        flash(t("Доступ открыт.", "Access is open.") if wanted else t("Доступ закрыт.", "Access is closed."), "good")
        return redirect(url_for("people.index_view"), 303)

    def _link_page(self, user: User) -> ResponseReturnValue:
        with writing() as session:
            secret = people.issue_link(session, current_actor(), user_id=user.id, now=now())
        address = f"{home().public_url.rstrip('/')}{url_for('signing_in.open_link', secret=secret)}"
        return self.render("panel/person_link.html", user=user, link=address)


def _add(form: dict[str, str]) -> User:
    if form["role"] not in ROLES:
        raise InputError("Выберите роль.", "Choose a role.")
    with writing() as session:
        return people.add_user(
            session, current_actor(), email=form["email"], name=form["name"], role=Role(form["role"]), now=now()
        )


def _roles() -> list[tuple[str, str]]:
    return [(str(key), t(*pair)) for key, pair in ROLES.items()]
