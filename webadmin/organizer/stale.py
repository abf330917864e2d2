"""A form that somebody overtook: what was typed and what stands now side by side, and the choice. Nothing is lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask import request
from flask.typing import ResponseReturnValue
from flask_admin import BaseView

from scoring.errors import Conflict
from webadmin.i18n import language

_OWN: Final = frozenset({"csrf_token", "version"})
_LONG: Final = 60
"""A value of more characters stands in a field of its own."""


@dataclass(frozen=True, slots=True)
class Side:
    """One field by what it is called: as it was typed, and as it stands now, in words."""

    title: str
    typed: str
    stands: str

    @property
    def differs(self) -> bool:
        """Whether the two are not the same."""
        return self.typed.strip() != self.stands.strip()

    @property
    def long(self) -> bool:
        """Whether it is a text rather than a word."""
        return max(len(self.typed), len(self.stands)) > _LONG


def beside(
    view: BaseView, error: Conflict, sides: Sequence[Side], *, version: int, back: str, again: bool = True
) -> ResponseReturnValue:
    """The page of the choice, as 409: the typed values go again with the version of now, or what stands stays.

    ``back``: where the form of what stands is; ``again``: whether the typed values may still take its place. Files cannot be
    given back, and the page says so.
    """
    kept = [(name, value) for name, value in request.form.items(multi=True) if name not in _OWN]
    action = f"{request.script_root}{request.full_path}".rstrip("?")
    files = any(file.filename for file in request.files.values())
    told = error.told(language())
    page: str = view.render(
        "panel/stale.html", told=told, sides=sides, kept=kept, stale_version=version, action=action, back=back, files=files,
        again=again,
    )  # fmt: skip
    return page, 409
