"""The menu: Flask-Admin's own, its categories being the stations in the order of the contest."""

from dataclasses import dataclass

from flask import current_app
from flask_admin import Admin
from flask_admin.helpers import get_current_view
from flask_admin.menu import BaseMenu

from webadmin.access import visitor
from webadmin.i18n import t

STATIONS: dict[str, tuple[str, str]] = {
    "sources": ("Источники", "Sources"),
    "evidence": ("Свидетельства", "Evidence"),
    "criteria": ("Критерии", "Criteria"),
    "points": ("Баллы", "Points"),
    "ranking": ("Рейтинг", "Ranking"),
    "jury": ("Жюри", "Jury"),
    "decision": ("Решение", "Decision"),
    "award": ("Награда", "Award"),
    "check": ("Выдача и проверка", "Download and check"),
}
"""The stations of a season by their keys; home, menu and documents name the same ones in this order."""

APART = "apart"
"""Category of what serves all stations: settings, jobs, people, journal."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the menu."""

    title: str
    url: str
    here: bool


@dataclass(frozen=True, slots=True)
class Station:
    """A station with the lines below it."""

    key: str
    title: str
    entries: tuple[Entry, ...]
    here: bool


def make_categories(admin: Admin) -> None:
    """Give the menu its categories in the order of the stations, before any view is added."""
    for key in (*STATIONS, APART):
        admin.add_category(key)


def stations() -> list[Station]:
    """All stations in order; those that have nothing of their own to show to the person here stand without lines."""
    shown = []
    for key, titles in STATIONS.items():
        entries = _entries(key)
        shown.append(Station(key, t(*titles), entries, any(entry.here for entry in entries)))
    return shown


def entries_apart() -> tuple[Entry, ...]:
    """The lines below the stations."""
    return _entries(APART)


def _entries(category: str) -> tuple[Entry, ...]:
    if visitor() is None:
        return ()
    admin: Admin = current_app.extensions["admin"][0]
    item = admin.get_category_menu_item(category)
    return tuple(_entry(child) for child in item.get_children()) if item is not None else ()


def _entry(item: BaseMenu) -> Entry:
    view = get_current_view()
    return Entry(str(item.name), item.get_url() or "", view is not None and item.is_active(view))
