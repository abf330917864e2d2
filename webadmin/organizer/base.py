"""The base of every list in the panel: Flask-Admin's ModelView with everything shut that it leaves open.

What is mended: access is denied by default and asked by role; the routes that write (new, edit, delete, mass action, inline
edit, look-up) do not exist, since services are the only writers; the row filter holds for the list, for one row and for the
export alike; the address carries only parameters that the view knows; sorting is by indexed columns; search knows Russian
on SQLite; the export is streamed and cannot run in a spreadsheet; a database's error is never shown.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, ClassVar, cast

from flask import request
from flask.typing import ResponseReturnValue
from flask_admin import Admin, expose
from flask_admin.contrib.sqla import ModelView
from flask_admin.model.base import ViewArgs
from jinja2 import pass_context
from sqlalchemy import Select, func, inspect, or_
from sqlalchemy.orm import InstrumentedAttribute, Session

from scoring.errors import NotFound
from scoring.store.base import Base
from webadmin.context import db
from webadmin.i18n import later, moment, t, whole
from webadmin.organizer.cells import Column
from webadmin.organizer.choice import needed_season, season
from webadmin.organizer.choices import Choice, Rows
from webadmin.organizer.door import STAFF, Guarded
from webadmin.organizer.export import csv_response

_SHUT = frozenset({"create_view", "edit_view", "delete_view", "action_view", "ajax_lookup", "ajax_update"})
_LAST_PAGE = 100_000
_LONGEST_SEARCH = 200
_AT_ONCE = 500
"""Rows of an export that are in memory at the same time."""


class Records(Guarded, ModelView):
    """A list of one table's rows with search, filters, details and export. Nothing can be written through it."""

    readers = STAFF

    table: ClassVar[type[Base]]
    titles: ClassVar[tuple[str, str]]
    one: ClassVar[tuple[str, str]]
    """What one row is called, for the heading of its details."""
    station: ClassVar[str | None]
    address: ClassVar[str]
    of_season: ClassVar[bool] = True
    """Rows belong to a season; without one there is nothing to list."""
    about: ClassVar[tuple[str, str]] = ("", "")
    """A sentence below the heading of the list."""
    search_in: ClassVar[tuple[InstrumentedAttribute[str], ...]] = ()
    """Columns that are kept in lower case with ё as е."""
    search_hint: ClassVar[tuple[str, str]] = ("Поиск", "Search")
    choices: ClassVar[tuple[Choice, ...]] = ()
    columns: ClassVar[tuple[Column, ...]]
    empty: ClassVar[tuple[str, str]] = ("Здесь пока пусто", "Nothing here yet")
    empty_next: ClassVar[tuple[str, str]] = ("", "")

    can_create = can_edit = can_delete = False
    can_view_details = True
    can_export = True
    can_set_page_size = False
    page_size = 50
    column_display_actions = False
    column_display_pk = True
    list_template = "admin/model/list.html"
    details_template = "admin/model/details.html"

    def __init__(self) -> None:
        self._by_name = {column.name: column for column in self.columns}
        self.column_list = [column.name for column in self.columns if column.place != "details"]
        self.column_details_list = [column.name for column in self.columns if column.place != "list"]
        self.column_export_list = self.column_details_list
        self.column_sortable_list = [column.name for column in self.columns if column.sort]
        self.column_labels = {column.name: later(*column.title) for column in self.columns}
        super().__init__(self.table, db, name=later(*self.titles), category=self.station, endpoint=self.address, url=self.address)

    def create_blueprint(self, admin: Admin) -> Any:
        """Register the routes that read, and those a view adds itself; the ones that write do not come into being."""
        shut = {*_SHUT, *(() if self.can_export else ("export",)), *(() if self.can_view_details else ("details_view",))}
        self._urls = [rule for rule in type(self)._urls if rule[1] not in shut]  # noqa: SLF001 Flask-Admin's list of routes
        return super().create_blueprint(admin)

    # Rows

    def rows(self) -> Select[Any]:
        """The rows that the person here may see; every way to a row begins here."""
        raise TypeError(f"{type(self).__name__} has no row filter")

    def order(self) -> Sequence[Any]:
        """The order where none is asked for; ends in the key, so that pages do not overlap."""
        return (self._key().desc(),)

    def narrowed(self, search: str | None) -> Select[Any]:
        """The rows after search and filters of this request."""
        rows = self.rows()
        for word in search_words(search or "") if self.search_in else ():
            rows = rows.where(or_(*(column.contains(word, autoescape=True) for column in self.search_in)))
        for choice in self.choices:
            value = request.args.get(choice.name, "").replace("\0", "")
            if value:
                rows = choice.narrow(rows, value)
        return rows

    def get_list(  # type: ignore[override]  # Flask-Admin's own classes do not agree on it either
        self, page: int | None, sort_column: str | None, sort_desc: bool, search: str | None, *_: Any, **__: Any
    ) -> tuple[int, list[Any]]:
        """How many rows there are, and those of one page."""
        rows = self.narrowed(search)
        count = db.session.scalar(rows.with_only_columns(func.count(), maintain_column_froms=True).order_by(None)) or 0
        shown = self.sorted_rows(rows, sort_column, bool(sort_desc)).limit(self.page_size).offset((page or 0) * self.page_size)
        return count, list(db.session.scalars(shown).unique())

    def sorted_rows(self, rows: Rows, column: str | None, desc: bool) -> Rows:
        """The rows in the order asked for, where the column is one to sort by."""
        attribute: Any = self._sortable_columns.get(column) if column else None
        if attribute is None:
            return rows.order_by(*self.order())
        return rows.order_by(attribute.desc() if desc else attribute.asc(), self._key())

    def get_one(self, id: str) -> Any:  # noqa: A002 Flask-Admin's name
        """One row out of those that the person here may see; raises ``NotFound`` for any other."""
        number = int(id) if id.isascii() and id.isdigit() and len(id) < 10 else 0
        row = db.session.scalars(self.rows().where(self._key() == number)).unique().one_or_none()
        if row is None:
            raise NotFound("Такой строки здесь нет. Вернитесь к списку.", "There is no such row here. Go back to the list.")
        return row

    def _key(self) -> Any:
        return inspect(self.table).primary_key[0]

    # What a cell shows

    @pass_context
    def get_list_value(self, context: Any, model: Any, name: str) -> Any:  # noqa: ARG002 Flask-Admin's signature
        """The cell of a list."""
        column = self._by_name[name]
        return shown((column.cell or column.plain)(model))

    @pass_context
    def get_detail_value(self, context: Any, model: Any, name: str) -> Any:  # noqa: ARG002 Flask-Admin's signature
        """The cell of the details."""
        column = self._by_name[name]
        return shown((column.full or column.plain)(model))

    def is_number(self, name: str) -> bool:
        """Whether the column stands at the right."""
        return self._by_name[name].number

    def row_url(self, row: Any) -> str | None:
        """Where the first cell of a row leads."""
        return self.get_url(".details_view", id=row.id) if self.can_view_details else None

    # Views

    @expose("/")
    def index_view(self) -> ResponseReturnValue:
        """The list; where there is no season yet, the way to open one."""
        if self.of_season and season() is None:
            return self.render("panel/no_season.html")
        return cast("str", super().index_view())

    @expose("/details/")
    def details_view(self) -> ResponseReturnValue:
        """One row."""
        return self.render(self.details_template, **self.details_of(self.get_one(request.args.get("id", ""))))

    def details_of(self, row: Any) -> dict[str, Any]:
        """What the details' template is given."""
        return {
            "model": row,
            "details_columns": self._details_columns,
            "get_value": self.get_detail_value,
            "return_url": self.get_url(".index_view"),
        }

    @expose("/export/csv/")
    def export(self) -> ResponseReturnValue:
        """The rows of the list with its search, filters and order, as a streamed CSV."""
        asked = self._get_list_extra_args()
        rows = self.sorted_rows(self.narrowed(asked.search), self.sort_name(asked.sort), asked.sort_desc)
        columns = [column for column in self.columns if column.place != "list"]
        found = season()
        name = f"{t(*self.titles)}{f' {found.year}' if found and self.of_season else ''}.csv"
        return csv_response(name, [t(*column.title) for column in columns], _cells(db.sessionmaker(), rows, columns))

    def sort_name(self, number: int | None) -> str | None:
        """The column of a number in the address."""
        column = self._get_column_by_idx(number)
        return cast("str", column[0]) if column else None

    def filter_controls(self) -> list[dict[str, Any]]:
        """The selects above the list with what is chosen in them."""
        rows = self.rows()
        return [
            {
                "name": choice.name,
                "label": choice.label,
                "options": [("", t("все", "all")), *choice.options(rows)],
                "value": request.args.get(choice.name, ""),
            }
            for choice in self.choices
        ]

    def is_narrowed(self) -> bool:
        """Whether this request searches or filters."""
        return any(request.args.get(name) for name in ("search", *(choice.name for choice in self.choices)))

    # What the address may carry

    def _get_list_extra_args(self) -> ViewArgs:
        known = {choice.name for choice in self.choices}
        return ViewArgs(
            page=min(max(request.args.get("page", 0, type=int), 0), _LAST_PAGE),
            sort=request.args.get("sort", type=int),
            sort_desc=request.args.get("desc", 0, type=int),
            search=request.args.get("search", "")[:_LONGEST_SEARCH],
            extra_args={key: value for key, value in request.args.items() if key in known and value},
        )

    def _get_list_url(self, view_args: ViewArgs) -> str:
        asked = {
            "page": view_args.page or None,
            "sort": view_args.sort,
            "desc": 1 if view_args.sort_desc else None,
            "search": view_args.search,
            **view_args.extra_args,
        }
        return self.get_url(".index_view", **asked)

    def export_url(self) -> str:
        """The export of what the list shows now."""
        asked = self._get_list_extra_args()
        wanted = {"sort": asked.sort, "desc": 1 if asked.sort_desc else None, "search": asked.search, **asked.extra_args}
        return self.get_url(".export", **wanted)

    def init_search(self) -> bool:
        """Whether the list can be searched."""
        return bool(self.search_in)


def _cells(session: Session, rows: Rows, columns: Sequence[Column]) -> Iterator[list[object]]:
    """The cells row by row, by a session that lives as long as the download: the request's own ends before the first byte."""
    with session:
        for row in session.scalars(rows.execution_options(yield_per=_AT_ONCE)):
            yield [column.plain(row) for column in columns]


def search_words(search: str) -> list[str]:
    """The words of a search as the column keeps them: lower case, ё as е."""
    return search[:_LONGEST_SEARCH].lower().replace("ё", "е").replace("\0", "").split()


def shown(value: object) -> object:
    """A plain value as a person reads it."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return t("да", "yes") if value else t("нет", "no")
    if isinstance(value, int):
        return whole(value)
    if isinstance(value, datetime):
        found = season()
        return moment(value, found.zone if found else "UTC")
    return value


def season_id() -> int:
    """The id of the season in question."""
    return needed_season().id
