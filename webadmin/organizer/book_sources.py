"""What a rule book can be taken from and compared with, and the evidence it can be tried on, by short keys for forms."""

from dataclasses import dataclass
from pathlib import Path

from criteria import loading
from scoring.errors import NotFound
from scoring.evidence.manifest import FILE
from scoring.services import drafts
from scoring.services.rehearsing import rehearsal
from scoring.store.tables import Season
from webadmin.context import db, home
from webadmin.i18n import t
from webadmin.organizer.choice import seasons

REHEARSAL = "rehearsal"


@dataclass(frozen=True, slots=True)
class Book:
    """A rule book's text with the key and the title of where it comes from."""

    key: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Ground:
    """Evidence to try rule books on."""

    key: str
    title: str
    folder: Path
    season: int
    """The season whose confirmed findings count over it."""


def books(season: Season) -> list[Book]:
    """The season's own book first, then its drafts, those of other seasons, and those that come with the program."""
    own = Book("season", t(f"Регламент сезона {season.year}", f"Rule book of the season {season.year}"), season.rulebook)
    written = [
        Book(f"draft-{one.id}", t(f"Черновик «{one.title}»", f"Draft «{one.title}»"), one.text)
        for one in drafts.of_season(db.session, season.id)
    ]
    others = [
        Book(f"season-{one.id}", t(f"Регламент сезона {one.year}", f"Rule book of the season {one.year}"), one.rulebook)
        for one in seasons()
        if one.id != season.id
    ]
    packaged = [Book(f"packaged-{name}", _packaged(name), loading.packaged_text(name)) for name in loading.names()]
    return [own, *written, *others, *packaged]


def book(season: Season, key: str) -> Book:
    """The rule book of a key; raises ``NotFound`` where there is none."""
    found = next((one for one in books(season) if one.key == key), None)
    if found is None:
        raise NotFound("Такого регламента нет. Выберите из списка.", "There is no such rule book. Choose one of the list.")
    return found


def grounds(season: Season) -> list[Ground]:
    """The season's frozen evidence, or the trial over what is imported so far, and then earlier seasons' evidence."""
    found = []
    tried = rehearsal(db.session, home(), season.id) if season.evidence is None else None
    if tried is not None:
        found.append(Ground(REHEARSAL, t("Проба: всё, что загружено", "Trial: all that is imported"), tried, season.id))
    for one in sorted(seasons(), key=lambda one: (one.id != season.id, -one.year)):
        folder = home().evidence / str(one.evidence)
        if one.evidence and (folder / FILE).is_file():
            found.append(
                Ground(f"frozen-{one.id}", t(f"Свидетельства {one.year} года", f"Evidence of {one.year}"), folder, one.id)
            )
    return found


def own_ground(season: Season) -> Ground | None:
    """The season's own evidence or trial; None where there is neither."""
    first = next(iter(grounds(season)), None)
    return first if first is not None and first.season == season.id else None


def ground(season: Season, key: str) -> Ground | None:
    """The evidence of a key, the first there is without one; None where there is none at all."""
    every = grounds(season)
    return next((one for one in every if one.key == key), every[0] if every else None)


def _packaged(name: str) -> str:
    title = loading.packaged(name).title
    return t(f"Готовый: {title.ru}", f"Packaged: {title.en}")
