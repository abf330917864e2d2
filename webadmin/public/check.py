"""Checking an award by its number, without scripts: what became of it, in one big word; anything else is unknown."""

from dataclasses import dataclass
from datetime import date

from flask import abort, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from certificates import serials
from scoring.season import award_words
from scoring.season.awarding import AwardStatus, Verdict, badge_shows, verdict
from scoring.services.award_changes import local_day
from scoring.store import showing, showing_awards
from scoring.store.tables import Award, AwardFile
from webadmin import award_files
from webadmin.access import public, visitor
from webadmin.asked import asked_text
from webadmin.context import db, now
from webadmin.i18n import t
from webadmin.public import counting
from webadmin.public.keys import fingerprint


@dataclass(frozen=True, slots=True)
class Checked:
    """What is told of an award: the word, when and why it came to it, what took its place."""

    award: Award
    verdict: Verdict
    on: date | None
    ground: str
    successor: Award | None
    certificate: AwardFile | None
    picture: AwardFile | None
    fingerprint: str | None


@public
def check() -> ResponseReturnValue:
    """The form; a number that comes from it is answered at its own address."""
    typed = asked_text("number")
    if not typed:
        return render_template("public/check.html", found=None, unknown=False)
    return redirect(url_for("public.number", number=serials.normalise(typed) or "-"), 303)


@public
def number(number: str) -> ResponseReturnValue:
    """What is known of the award with this number. An unknown and a mistyped number answer alike."""
    award = published(number)
    if award is None:
        return make_response(render_template("public/check.html", found=None, unknown=True), 404)
    if visitor() is None:
        counting.note(award.id, local_day(award.season, now()))
    return render_template("public/check.html", found=checked(award), unknown=False)


@public
def badge(number: str) -> ResponseReturnValue:
    """The badge of a published award as a picture, as it was made."""
    award = published(number)
    picture = award_files.picture(award) if award is not None else None
    if picture is None:
        abort(404)
    return award_files.send(picture, shown=True)


def published(number: str) -> Award | None:
    """The published award that a person means by what he typed; the database is asked whatever it was."""
    return showing.award_by_serial(db.session, serials.normalise(number) or "")


def checked(award: Award) -> Checked:
    """Everything that the page tells of an award."""
    status, today = AwardStatus(award.status), local_day(award.season, now())
    told = verdict(status, award.badge_valid_to, today)
    event = showing_awards.last_event(db.session, award) if told not in {Verdict.VALID, Verdict.TERM_OVER} else None
    ground = award_words.GROUNDS.get(event.ground) if event is not None else None
    return Checked(
        award=award,
        verdict=told,
        on=event.effective_on if event is not None else award.badge_valid_to if told is Verdict.TERM_OVER else None,
        ground=t(*ground) if ground is not None else "",
        successor=showing_awards.successor(db.session, award) if told is Verdict.REPLACED else None,
        certificate=award_files.of_kind(award, "certificate"),
        picture=award_files.picture(award) if badge_shows(status, award.badge_valid_to, today) else None,
        fingerprint=fingerprint(),
    )
