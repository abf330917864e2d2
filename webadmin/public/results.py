"""The public results of a season: winners and laureates by sphere, only after publication."""

from itertools import groupby

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from scoring.season.course import PUBLIC
from scoring.services.seasons import settings_of
from scoring.store import showing
from scoring.store.tables import Award, Season
from scoring.store.vocabulary import AwardKind
from webadmin.access import public
from webadmin.asked import asked_page, asked_text, sheet_url, sheets
from webadmin.context import db

SHEET = 300
"""Awards on one page: a region's season fits, a country's is paged."""


@public
def start() -> ResponseReturnValue:
    """The results of the newest published season; before the first one, what there will be."""
    years = showing.published_years(db.session)
    if not years:
        return render_template("public/start.html")
    return _results(years[0], years)


@public
def results(year: int) -> ResponseReturnValue:
    """The results of a year; a year that is not published is no different from one that never was."""
    return _results(year, showing.published_years(db.session))


def _results(year: int, years: tuple[int, ...]) -> ResponseReturnValue:
    season = showing.season_of(db.session, year)
    if season is None or season.state not in PUBLIC:
        abort(404)
    words, sphere = asked_text("q"), asked_text("sphere")
    count = showing.count_awards(db.session, season.id, nomination=sphere, words=words)
    page = asked_page(sheets(count, SHEET))
    places = settings_of(season).places_public
    found = showing.awards(
        db.session, season.id, nomination=sphere, words=words, by_name=not places, offset=page * SHEET, limit=SHEET
    )
    return render_template(
        "public/results.html",
        shown=season,
        years=years,
        spheres=showing.awarded_nominations(db.session, season.id),
        sphere=sphere,
        words=words,
        groups=_groups(list(found)),
        places=places,
        count=count,
        page=page,
        pages=sheets(count, SHEET),
        totals=_totals(season),
        sheet_url=sheet_url,
    )


def _groups(found: list[Award]) -> list[tuple[str, list[tuple[str, list[Award]]]]]:
    """Awards that are sorted already, by sphere and in it by kind."""
    return [
        (sphere, [(kind, list(of_kind)) for kind, of_kind in groupby(of_sphere, key=lambda award: award.kind)])
        for sphere, of_sphere in ((name, list(rows)) for name, rows in groupby(found, key=lambda award: award.nomination))
    ]


def _totals(season: Season) -> dict[str, int]:
    """How many pages took part, in how many spheres, by the official run; how many won, by the awards that stand."""
    run = showing.official_run(db.session, season.id)
    cuts = run.cuts if run is not None else []
    return {
        "pages": sum(int(cut["eligible"]) for cut in cuts),
        "spheres": len(cuts),
        "winners": showing.count_awards(db.session, season.id, kinds=(AwardKind.WINNER,)),
        "laureates": showing.count_awards(db.session, season.id, kinds=(AwardKind.LAUREATE,)),
    }
