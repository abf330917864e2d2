"""What stands at an award's own addresses for programs: its credential, and its badge, which fades when it may not be shown."""

from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Final, Literal
from zoneinfo import ZoneInfo

from flask import Response, abort, send_from_directory

from scoring.season.awarding import AwardStatus, Verdict, verdict
from scoring.services.award_changes import local_day
from scoring.store import showing_awards
from scoring.store.tables import Award
from webadmin import award_files
from webadmin.access import public
from webadmin.context import db, home, now
from webadmin.public import check
from webadmin.public.keys import shared

Form = Literal["svg", "png"]
PIXELS: Final = 400
LONGEST: Final = 3600
"""Seconds for which a hosted badge may be kept: no longer does a revoked one live on."""
_PICTURE: Final = {"svg": "image/svg+xml", "png": "image/png"}


@public
def credential(number: str) -> Response:
    """The credential as it was issued; of a revoked award too, since the status list says so."""
    award = check.published(number)
    file = award_files.of_kind(award, "credential") if award is not None else None
    if file is None:
        abort(404)
    answer = send_from_directory(
        home().awards.absolute(), file.path, mimetype="application/vc", max_age=LONGEST, etag=file.sha256
    )
    return shared(answer, LONGEST)


@public
def badge(number: str, form: Form) -> Response:
    """The badge for other sites. A replaced award shows the badge of the one that took its place."""
    award = check.published(number)
    if award is not None and award.status == AwardStatus.SUPERSEDED:
        award = showing_awards.successor(db.session, award) or award
    if award is None:
        abort(404)
    told = verdict(AwardStatus(award.status), award.badge_valid_to, local_day(award.season, now()))
    if told is not Verdict.VALID:
        over = told is Verdict.TERM_OVER
        answer = Response(_faded(award.season.contest, form, over=over), mimetype=_PICTURE[form])
        return shared(answer, LONGEST)
    file = award_files.of_kind(award, "badge") if form == "svg" else award_files.picture(award, pixels=PIXELS)
    if file is None:
        abort(404)
    seconds = _fresh_for(award)
    answer = send_from_directory(
        home().awards.absolute(), file.path, mimetype=_PICTURE[form], max_age=seconds, etag=file.sha256, conditional=True
    )
    return shared(answer, seconds)


def _fresh_for(award: Award) -> int:
    """Seconds until the badge may look different, an hour at most: its term ends at midnight after its last day."""
    if award.badge_valid_to is None:
        return LONGEST
    end = datetime.combine(award.badge_valid_to + timedelta(days=1), time(), ZoneInfo(award.season.zone))
    return max(0, min(LONGEST, int((end - now()).total_seconds())))


@lru_cache(maxsize=32)
def _faded(contest: str, form: Form, *, over: bool) -> bytes:
    """The grey picture, drawn once."""
    from certificates.badge import faded_svg, svg_png  # noqa: PLC0415  draws letters: only where it is asked for

    svg = faded_svg(contest, "over" if over else "withdrawn")
    return svg.encode() if form == "svg" else svg_png(svg, PIXELS)
