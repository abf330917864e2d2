"""Owners of pages: their addresses, the one-time links that let them in, who has come in, claims by a code."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, BinaryIO, Final, cast

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from sqlalchemy import Select, exists, select

from scoring.errors import InputError
from scoring.services import claims, owners, uploads
from scoring.services.owners import Invited
from scoring.store import showing_owners
from scoring.store.tables import OwnerAccess, OwnerContact, OwnerInvitation, Page
from webadmin.access import current_actor
from webadmin.context import db, home, now, writing
from webadmin.i18n import language, moment, t
from webadmin.organizer import forms
from webadmin.organizer.base import Records, season_id
from webadmin.organizer.cells import Column
from webadmin.organizer.choice import needed_season
from webadmin.organizer.choices import Choice, Rows, by_value
from webadmin.organizer.export import csv_response
from webadmin.words import CLAIM_STATES, word

LISTED: Final = 200
_DAYS: Final = 14


def _reach(rows: Rows, value: str) -> Rows:
    at = now()
    contact = exists().where(OwnerContact.page_id == Page.id)
    link = exists().where(
        OwnerInvitation.page_id == Page.id,
        OwnerInvitation.used_at.is_(None),
        OwnerInvitation.revoked_at.is_(None),
        OwnerInvitation.expires_at > at,
    )
    inside = exists().where(OwnerAccess.page_id == Page.id, OwnerAccess.revoked_at.is_(None), OwnerAccess.ends_at > at)
    ways = {"unknown": ~contact, "contact": contact, "link": link, "inside": inside, "outside": ~inside}
    return rows.where(ways[value]) if value in ways else rows


class OwnersView(Records):
    """Pages of the season with those who run them."""

    table = Page
    titles = ("Владельцы страниц", "Owners of pages")
    one = ("Страница и её владельцы", "A page and its owners")
    station = "evidence"
    address = "owners"
    forms = frozenset({"take_file"})
    about = (
        "Владелец входит по одноразовой ссылке и видит только свою страницу: цифры, строки, без мест и баллов.",
        "An owner comes in by a one-time link and sees his page only: figures and rows, no places and no points.",
    )
    list_template = "panel/owners.html"
    can_view_details = False
    can_export = False
    empty = ("Реестр пуст", "The register is empty")
    empty_next = ("Загрузите файл реестра: страницы появятся здесь.", "Import the register: its pages will appear here.")
    search_in = (Page.search,)
    search_hint = ("Название, ссылка, ОГРН или муниципалитет", "Name, link, OGRN or municipality")
    choices = (
        Choice(
            "reach",
            ("Связь", "Reached"),
            lambda _: [
                ("unknown", t("нет адреса", "no address")),
                ("contact", t("адрес есть", "address on file")),
                ("link", t("ссылка выпущена", "link issued")),
                ("inside", t("владелец вошёл", "owner came in")),
                ("outside", t("ещё не вошёл", "not yet in")),
            ],
            _reach,
        ),
        by_value("sphere", ("Сфера", "Sphere"), Page.sphere),
    )
    columns = (Column("name", ("Страница", "Page")),)

    def rows(self) -> Select[Any]:
        """Pages of the season in question."""
        return select(Page).where(Page.season_id == season_id())

    def order(self) -> tuple[Any, ...]:
        """As in the file."""
        return (Page.id.asc(),)

    def row_url(self, row: Page) -> str:
        """The page's card."""
        return url_for("card.index", page_id=row.id)

    def render(self, template: str, **kwargs: Any) -> str:
        """The list with what is known of the owners of its pages, in a fixed number of queries."""
        if template == self.list_template:
            ids = [row.id for row in kwargs.get("data", ())]
            at = now()
            kwargs |= {
                "contacts": showing_owners.contacts_of(db.session, ids),
                "links": showing_owners.links_of(db.session, ids, at),
                "inside": showing_owners.accesses_of(db.session, ids, at),
                "reached": showing_owners.reached(db.session, season_id(), at),
                "claims": showing_owners.claims_open(db.session, season_id(), at),
                "claim_word": lambda state: word(CLAIM_STATES, state),
                "days": _DAYS,
                "most_days": owners.MOST_DAYS,
            }
        return super().render(template, **kwargs)

    @expose("/<int(max=2147483647):number>/link/", methods=("POST",))
    def link(self, number: int) -> ResponseReturnValue:
        """A one-time link for one page; this answer shows it and none after it."""
        found = needed_season()
        with writing() as session:
            made = owners.invite(session, current_actor(), found.id, page_id=number, now=now())
        return self.render("panel/owner_link.html", made=made, link=_address(made), zone=found.zone)

    @expose("/links/", methods=("POST",))
    def links(self) -> ResponseReturnValue:
        """One-time links for many pages as a CSV file, which this answer gives and none after it."""
        found = needed_season()
        every, sphere = request.form.get("every") == "1", forms.typed("sphere")
        with writing() as session:
            made = owners.invite_all(session, current_actor(), found.id, now=now(), days=_days(), sphere=sphere, every=every)
        if not made:
            flash(
                t(
                    "Выпускать нечего: у страниц нет адресов, или их владельцы уже вошли.",
                    "Nothing to issue: pages have no address, or their owners are in already.",
                ),
                "warn",
            )
            return redirect(url_for("owners.index_view"), 303)
        header = [t("Страница", "Page"), t("Название", "Name"), t("Почта", "E-mail"), t("Ссылка для входа", "Sign-in link")]
        name = t(f"Ссылки владельцам {found.year}.csv", f"Owners' links {found.year}.csv")
        return csv_response(name, [*header, t("Действует до", "Holds until")], _lines(made, found.zone))

    @expose("/revoke/", methods=("POST",))
    def revoke(self) -> ResponseReturnValue:
        """End the unused links of one page, or of all."""
        number = _number("page")
        with writing() as session:
            ended = owners.revoke_invitations(session, current_actor(), season_id(), page_id=number, now=now())
        flash(t(f"Отозвано ссылок: {ended}.", f"Links taken back: {ended}."), "good")
        return self._back()

    @expose("/contact/", methods=("POST",))
    def contact(self) -> ResponseReturnValue:
        """Put an address on file."""
        page = _number("page")
        if page is None:
            raise InputError("Форма неполна. Обновите страницу и повторите.", "The form is incomplete. Reload and repeat.")
        try:
            with writing() as session:
                owners.add_contact(
                    session, current_actor(), season_id(), page_id=page, email=forms.typed("email"), name="", now=now()
                )
        except InputError as error:
            flash(error.told(language()), "bad")
            return self.index_view(), 400
        flash(t("Адрес записан.", "The address is on file."), "good")
        return self._back()

    @expose("/contact/<int(max=2147483647):number>/remove/", methods=("POST",))
    def remove(self, number: int) -> ResponseReturnValue:
        """Take an address off the file."""
        with writing() as session:
            owners.remove_contact(session, current_actor(), season_id(), contact_id=number, now=now())
        flash(t("Адрес убран.", "The address is removed."), "good")
        return self._back()

    @expose("/access/<int(max=2147483647):number>/end/", methods=("POST",))
    def end(self, number: int) -> ResponseReturnValue:
        """Take an access back."""
        with writing() as session:
            owners.end_access(session, current_actor(), season_id(), access_id=number, now=now())
        flash(t("Доступ закрыт.", "The access is closed."), "good")
        return self._back()

    @expose("/claim/<int(max=2147483647):number>/", methods=("POST",))
    def claim(self, number: int) -> ResponseReturnValue:
        """Open a page to a claimant, or refuse him."""
        act = request.form.get("do", "")
        if act not in {"approve", "refuse"}:
            raise InputError("Форма неполна. Обновите страницу и повторите.", "The form is incomplete. Reload and repeat.")
        try:
            with writing() as session:
                claims.decide(
                    session,
                    current_actor(),
                    season_id(),
                    claim_id=number,
                    approve=act == "approve",
                    note=forms.typed_lines("note"),
                    now=now(),
                )
        except InputError as error:
            flash(error.told(language()), "bad")
            return self.index_view(), 400
        flash(t("Решено.", "Decided."), "good")
        return self._back()

    @expose("/file/", methods=("GET", "POST"))
    def take_file(self) -> ResponseReturnValue:
        """Put the addresses of a file on file."""
        found = needed_season()
        if request.method == "GET":
            return self._file_page()
        file = request.files.get("file")
        if file is None or not file.filename:
            return self._file_page(t("Выберите файл.", "Choose a file.")), 400
        try:
            upload = uploads.keep_upload(home(), cast("BinaryIO", file.stream), file.filename)
            with writing() as session:
                report = owners.take_contacts(session, current_actor(), found.id, upload.path, now=now())
        except InputError as error:
            return self._file_page(error.told(language())), 400
        return self._file_page(report=report)

    def _file_page(self, fault: str = "", **more: Any) -> str:
        return self.render("panel/owners_file.html", fault=fault, listed=LISTED, **{"report": None, **more})

    def _back(self) -> ResponseReturnValue:
        return redirect(self._get_list_url(self._get_list_extra_args()), 303)


def _lines(made: Sequence[Invited], zone: str) -> Iterator[list[object]]:
    for one in made:
        yield [one.page.link, one.page.name, one.to, _address(one), _shown(one.expires, zone)]


def _address(made: Invited) -> str:
    return f"{home().public_url.rstrip('/')}{url_for('owner.open_link', secret=made.secret)}"


def _shown(at: datetime, zone: str) -> str:
    return moment(at, zone)


def _number(name: str) -> int | None:
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _days() -> int:
    text = request.form.get("days", "") or str(_DAYS)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
