"""The register in figures: by sphere, municipality, level, network and mark, with its files to take away."""

import hashlib
from typing import Final, cast

from flask import Response, abort
from flask.typing import ResponseReturnValue
from flask_admin import expose

from scoring.services.register_reports import register_export, statistics_of
from scoring.sources.page_address import NETWORKS
from scoring.sources.register_files import MIME_TYPES, Form
from scoring.sources.register_statistics import Tally, Way
from webadmin.context import db
from webadmin.i18n import Language, language
from webadmin.organizer.choice import needed_season, season
from webadmin.organizer.door import STAFF, Door
from webadmin.organizer.export import disposition
from webadmin.organizer.pictures import Theme, picture

WAYS: Final[dict[Way, tuple[str, str]]] = {
    "sphere": ("По сферам", "By sphere"),
    "municipality": ("По муниципалитетам", "By municipality"),
    "level": ("По уровням", "By level"),
    "network": ("По сетям", "By network"),
    "mark": ("По госметке", "By state mark"),
}
_MARKS: Final = {"yes": ("есть", "there"), "no": ("нет", "not there"), "": ("неизвестно", "not known")}
DRAWN: Final = 16
"""So many groups are in a picture; all of them are in its table."""
CROSSED: Final = 8
"""So many spheres have a column of their own in the table of spheres by municipalities."""


class RegisterStatisticsView(Door):
    """What the register holds."""

    titles = ("Статистика реестра", "Register statistics")
    station = "sources"
    address = "register-statistics"
    readers = STAFF

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """Tiles, a picture and a table a way of counting, spheres by municipalities."""
        found = season()
        if found is None:
            return self.render("panel/no_season.html")
        counted = statistics_of(db.session, found.id)
        spheres = [tally.name for tally in counted.by["sphere"]][:CROSSED]
        return self.render(
            "panel/register_statistics.html",
            counted=counted,
            ways=WAYS,
            called=called,
            drawn=DRAWN,
            height=lambda way: _height(min(len(counted.by[way]), DRAWN)),
            spheres=spheres,
            forms=tuple(MIME_TYPES),
        )

    @expose("/<any(sphere,municipality,level,network,mark):way>/<any(ru,en):lang>-<any(light,dark):theme>.svg")
    def chart(self, way: Way, lang: Language, theme: Theme) -> Response:
        """The groups of one way of counting as bars."""
        from webadmin import evidence_charts  # noqa: PLC0415  matplotlib takes half a second to import

        counted = statistics_of(db.session, needed_season().id)
        tallies = counted.by[way][:DRAWN]
        if not tallies:
            abort(404)
        groups = evidence_charts.Groups(
            tuple(_called(way, tally.name, lang) for tally in tallies),
            tuple(tally.pages for tally in tallies),
            tuple(tally.marked for tally in tallies),
        )
        svg = evidence_charts.groups_chart(groups, lang, theme)
        return picture(svg, hashlib.sha256(svg).hexdigest())

    @expose("/register.<any(xlsx,csv,docx):form>")
    def export(self, form: str) -> Response:
        """The register in its own columns."""
        name, kind, content = register_export(db.session, needed_season().id, cast("Form", form), language())
        return Response(content, mimetype=kind, headers={"Content-Disposition": disposition(name)})


def called(way: Way, tally: Tally) -> str:
    """What a group is called in the reader's language."""
    return _called(way, tally.name, language())


def _called(way: Way, name: str, lang: Language) -> str:
    if way == "mark":
        return _MARKS[name][lang == "en"]
    if way == "network":
        return next(names for network, names in NETWORKS.items() if network == name)[lang == "en"]
    return name or ("не указано" if lang == "ru" else "not said")


def _height(count: int) -> int:
    from webadmin.evidence_charts import groups_height  # noqa: PLC0415  matplotlib takes half a second to import

    return groups_height(count)
