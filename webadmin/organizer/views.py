"""All views of the panel in the order of the menu."""

from flask_admin import BaseView


def make_views() -> list[BaseView]:
    """One of each; the order within a station is the order here."""
    return []
