"""The season's words that stand on certificates, what it decides for itself, and the form that opens a new season."""

from typing import Any, Final

from flask import flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from criteria import loading
from scoring.errors import Conflict, InputError
from scoring.season.course import State
from scoring.season.rights import Right, may
from scoring.season.settings import SeasonSettings
from scoring.services import seasons
from scoring.store.tables import Season
from webadmin.access import current_actor
from webadmin.context import now, writing
from webadmin.i18n import language, t
from webadmin.organizer import choice, forms, settings_form
from webadmin.organizer.door import STAFF, Door, keeps_installation
from webadmin.organizer.menu import APART
from webadmin.organizer.stale import Side, beside

SIGNERS = seasons.MOST_SIGNERS
_TITLES: Final = {
    "contest": ("Название конкурса", "Title of the contest"),
    "region": ("Регион", "Region"),
    "city": ("Город", "City"),
}
_WORDS = tuple(_TITLES)
_ZONES: Final = (
    ("Europe/Kaliningrad", -1), ("Europe/Moscow", 0), ("Europe/Samara", 1), ("Asia/Yekaterinburg", 2), ("Asia/Omsk", 3),
    ("Asia/Novosibirsk", 4), ("Asia/Krasnoyarsk", 4), ("Asia/Irkutsk", 5), ("Asia/Yakutsk", 6), ("Asia/Vladivostok", 7),
    ("Asia/Magadan", 8), ("Asia/Kamchatka", 9),
)  # fmt: skip
"""Time zones that the form offers, with their hours from Moscow; any other one can be typed."""


class SettingsView(Door):
    """Contest, region, city, signers; days, two keys, what is public."""

    titles = ("Настройки сезона", "Season settings")
    station = APART
    address = "settings"
    forms = frozenset({"new"})
    readers = STAFF

    def is_accessible(self) -> bool:
        """Also whoever keeps the installation opens a season here."""
        return super().is_accessible() or keeps_installation()

    def may_write(self) -> bool:
        """Likewise."""
        return super().may_write() or keeps_installation()

    @expose("/", methods=("GET", "POST"))
    def index(self) -> ResponseReturnValue:
        """Show the words; change them."""
        found = choice.season()
        if found is None:
            return self.render("panel/no_season.html")
        if request.method == "GET":
            return self._page(found)
        form = {word: forms.typed(word) for word in _WORDS}
        version = forms.version()
        try:
            with writing() as database:
                seasons.amend_season(database, current_actor(), found.id, version=version, signers=_signers(), now=now(), **form)
        except InputError as error:
            return self._page(found, form=form, signers=_signers(), version=version, fault=error.told(language())), 400
        except Conflict as error:
            sides = [Side(t(*_TITLES[word]), form[word], getattr(found, word)) for word in _WORDS]
            sides.append(Side(t("Кто подписывает", "Who signs"), _signers_told(_signers()), _signers_told(found.signers)))
            return beside(self, error, sides, version=found.version, back=url_for("settings.index"))
        flash(t("Сохранено.", "Saved."), "good")
        return redirect(url_for("settings.index"), 303)

    @expose("/course/", methods=("POST",))
    def course(self) -> ResponseReturnValue:
        """Change the season's days and what it decides for itself."""
        found = choice.needed_season()
        version = forms.version()
        typed = {setting.name: forms.typed(setting.name) for setting in settings_form.ALL}
        if found.state != State.DRAFT:  # the form shows no such box any more
            typed["two_keys"] = settings_form.shown(seasons.settings_of(found), found.zone)["two_keys"]
        said, wrong = settings_form.read(typed, found.zone)
        if said is None:
            return self._page(found, typed=typed, wrong=wrong, version=version), 400
        try:
            with writing() as database:
                seasons.amend_settings(database, current_actor(), found.id, version=version, settings=said, now=now())
        except InputError as error:
            return self._page(found, typed=typed, version=version, fault=error.told(language())), 400
        except Conflict as error:
            mine, stands = (settings_form.in_words(one, found.zone) for one in (said, seasons.settings_of(found)))
            sides = [Side(t(*one.title), mine[one.name], stands[one.name]) for one in settings_form.ALL]
            return beside(self, error, sides, version=found.version, back=url_for("settings.index"))
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
            "no_jury": "1" if newest and not seasons.has_jury(newest[0]) else "",
            "one_key": "1" if newest and not seasons.settings_of(newest[0]).two_keys else "",
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
                    rulebook=_rulebook(form["rulebook"], without_jury=bool(form["no_jury"])),
                    settings=SeasonSettings(two_keys=not form["one_key"]),
                    signers=_signers(),
                    now=now(),
                )
        except (InputError, Conflict) as error:
            return self._new_page(form, _signers(), fault=error.told(language())), 400
        session["season"] = opened.id
        flash(
            t(
                "Сезон открыт как черновик. Проверьте регламент и даты, загрузите реестр и объявите правила.",
                "The season is open as a draft. Look at rule book and dates, import the register, announce the rules.",
            ),
            "good",
        )
        return redirect(url_for("admin.index"), 303)

    def _page(
        self,
        found: Season,
        *,
        form: dict[str, str] | None = None,
        signers: list[dict[str, str]] | None = None,
        typed: dict[str, str] | None = None,
        **more: Any,
    ) -> str:
        told = {
            "form": form or {word: getattr(found, word) for word in _WORDS},
            "signers": _padded(found.signers if signers is None else signers),
            "course": typed or settings_form.shown(seasons.settings_of(found), found.zone),
            "settings": settings_form,
            "told": settings_form.in_words(seasons.settings_of(found), found.zone),
            "editable": may(current_actor().role, Right.EDIT_SIGNERS, State(found.state)),
            "drafted": found.state == State.DRAFT,
            "version": found.version,
            "wrong": {},
            "fault": "",
        }
        return self.render("panel/settings.html", **told | more)

    def _new_page(self, form: dict[str, str], signers: list[dict[str, str]], *, fault: str = "") -> str:
        books = [(name, loading.packaged(name).title) for name in loading.names()]
        return self.render("panel/season_new.html", form=form, signers=_padded(signers), books=books, zones=_ZONES, fault=fault)


def _signers() -> list[dict[str, str]]:
    return [{key: forms.typed(f"{key}_{number}") for key in ("post", "name")} for number in range(SIGNERS)]


def _signers_told(signers: list[dict[str, str]]) -> str:
    return "; ".join(f"{one['post']} {one['name']}".strip() for one in signers if one["post"] or one["name"])


def _padded(signers: list[dict[str, str]]) -> list[dict[str, str]]:
    return [*signers, *({"post": "", "name": ""} for _ in range(SIGNERS - len(signers)))]


def _year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise InputError("Год пишется четырьмя цифрами.", "A year has four digits.")
    return int(text)


def _rulebook(name: str, *, without_jury: bool) -> str:
    newest = choice.seasons()[:1]
    if name == "last" and newest:
        text = newest[0].rulebook
    elif name in loading.names():
        text = loading.packaged_text(name)
    else:
        raise InputError("Выберите регламент из списка.", "Choose a rule book of the list.")
    return seasons.without_jury(text) if without_jury else text
