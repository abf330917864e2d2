"""The season's words that stand on certificates, and the form that opens a new season."""

from flask import flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from criteria import loading
from scoring.errors import Conflict, InputError
from scoring.season.course import WRITABLE
from scoring.services import seasons
from webadmin.access import current_actor
from webadmin.context import now, writing
from webadmin.i18n import language, t
from webadmin.organizer import choice, forms
from webadmin.organizer.door import EVERYBODY, Door
from webadmin.organizer.menu import APART

SIGNERS = seasons.MOST_SIGNERS
_WORDS = ("contest", "region", "city")


class SettingsView(Door):
    """Contest, region, city, signers."""

    titles = ("Настройки сезона", "Season settings")
    station = APART
    address = "settings"
    forms = frozenset({"new"})
    readers = EVERYBODY

    @expose("/", methods=("GET", "POST"))
    def index(self) -> ResponseReturnValue:
        """Show the words; change them."""
        found = choice.season()
        if found is None:
            return self.render("panel/no_season.html")
        locked = found.state not in WRITABLE["signers"]
        if request.method == "GET":
            form = {word: getattr(found, word) for word in _WORDS}
            return self._page(form, found.signers, version=found.version, locked=locked)
        form = {word: forms.typed(word) for word in _WORDS}
        version = forms.version()
        try:
            with writing() as database:
                seasons.amend_season(database, current_actor(), found.id, version=version, signers=_signers(), now=now(), **form)
        except InputError as error:
            return self._page(form, _signers(), version=version, locked=locked, fault=error.told(language())), 400
        flash(t("Сохранено.", "Saved."), "good")
        return redirect(url_for("settings.index"), 303)

    @expose("/new/", methods=("GET", "POST"))
    def new(self) -> ResponseReturnValue:
        """Open a season."""
        newest = choice.seasons()[:1]
        form = {
            "year": str(newest[0].year + 1 if newest else now().year),
            "contest": newest[0].contest if newest else "",
            "region": newest[0].region if newest else "",
            "city": newest[0].city if newest else "",
            "zone": newest[0].zone if newest else "Europe/Moscow",
            "rulebook": "last" if newest else loading.names()[0],
        }
        if request.method == "GET":
            return self._new_page(form, newest[0].signers if newest else [])
        form = {key: forms.typed(key) for key in form}
        try:
            with writing() as database:
                opened = seasons.open_season(
                    database,
                    current_actor(),
                    year=_year(form["year"]),
                    contest=form["contest"],
                    region=form["region"],
                    city=form["city"],
                    zone=form["zone"],
                    rulebook=_rulebook(form["rulebook"]),
                    signers=_signers(),
                    now=now(),
                )
        except (InputError, Conflict) as error:
            return self._new_page(form, _signers(), fault=error.told(language())), 400
        session["season"] = opened.id
        flash(
            t("Сезон открыт. Загрузите реестр и файлы активности.", "The season is open. Import the register and the activity."),
            "good",
        )
        return redirect(url_for("admin.index"), 303)

    def _page(self, form: dict[str, str], signers: list[dict[str, str]], *, version: int, locked: bool, fault: str = "") -> str:
        return self.render(
            "panel/settings.html", form=form, signers=_padded(signers), version=version, locked=locked, fault=fault
        )

    def _new_page(self, form: dict[str, str], signers: list[dict[str, str]], *, fault: str = "") -> str:
        books = [(name, loading.packaged(name).title) for name in loading.names()]
        return self.render("panel/season_new.html", form=form, signers=_padded(signers), books=books, fault=fault)


def _signers() -> list[dict[str, str]]:
    return [{key: forms.typed(f"{key}_{number}") for key in ("post", "name")} for number in range(SIGNERS)]


def _padded(signers: list[dict[str, str]]) -> list[dict[str, str]]:
    return [*signers, *({"post": "", "name": ""} for _ in range(SIGNERS - len(signers)))]


def _year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise InputError("Год пишется четырьмя цифрами.", "A year has four digits.")
    return int(text)


def _rulebook(name: str) -> str:
    newest = choice.seasons()[:1]
    if name == "last" and newest:
        return newest[0].rulebook
    if name not in loading.names():
        raise InputError("Выберите регламент из списка.", "Choose a rule book of the list.")
    return loading.packaged_text(name)
