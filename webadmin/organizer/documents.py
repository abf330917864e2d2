"""Names and documents: the longest names, what does not fit, the batch with its progress, the samples and their ticks."""

from dataclasses import dataclass

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from sqlalchemy import select

from certificates.errors import CannotIssue
from certificates.fitting import check_fits
from scoring.errors import InputError
from scoring.season.awarding import AwardKind
from scoring.season.course import State
from scoring.season.rights import Right, may
from scoring.services import award_samples, awards, queue
from scoring.services.letters import people
from scoring.store import showing, showing_awards
from scoring.store.tables import Award, AwardFile, AwardSample, Season
from scoring.store.vocabulary import JobKind
from webadmin import award_files
from webadmin.access import current_actor
from webadmin.context import db, home, now, writing
from webadmin.i18n import language, t
from webadmin.organizer import choice
from webadmin.organizer.closed import told as closed_told
from webadmin.organizer.door import STAFF, Door
from webadmin.organizer.home import told_of

_MORE = (AwardKind.THANKS, AwardKind.PARTICIPANT)


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample as it is looked at: its document, whether the tick is of this very file, where the letter goes."""

    sample: AwardSample
    file: AwardFile | None
    seen: bool
    recipients: str


class DocumentsView(Door):
    """Names and documents."""

    titles = ("Названия и документы", "Names and documents")
    station = "award"
    address = "documents"
    readers = STAFF

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """The whole screen."""
        season = choice.season()
        if season is None:
            return self.render("panel/no_season.html")
        job = showing.job_to_show(db.session, season.id)
        job = job if job is not None and job.kind == JobKind.AWARD else None
        return self.render(
            "panel/documents.html",
            job=job,
            told=told_of(job) if job is not None else None,
            progress=showing.progress(db.session, season.id),
            overflows=[(award, _fault(award)) for award in showing_awards.overflowing(db.session, season.id)],
            samples=_samples(season),
            unseen=award_samples.unseen(db.session, season.id),
            longest=showing_awards.longest_names(db.session, season.id, 20),
            may_issue=self.may_write() and may(current_actor().role, Right.ISSUE_AWARDS, State(season.state)),
            why=closed_told("awards", State(season.state)),
        )

    @expose("/make/", methods=("POST",))
    def make(self) -> ResponseReturnValue:
        """Order the batch."""
        season = choice.needed_season()
        kinds = [kind.value for kind in _MORE if request.form.get(kind.value)]
        with writing() as session:
            queue.enqueue(session, current_actor(), season_id=season.id, kind=JobKind.AWARD, params={"kinds": kinds}, now=now())
        flash(t("Документы выпускаются.", "The documents are being made."), "good")
        return redirect(url_for("documents.index"), 303)

    @expose("/sample/<int(max=2147483647):number>/", methods=("POST",))
    def tick(self, number: int) -> ResponseReturnValue:
        """Say that a sample is right, or take that back."""
        _require_mine(number)
        done = request.form.get("do", "")
        if done not in {"tick", "untick"}:
            raise InputError("Форма неполна. Обновите страницу и повторите.", "The form is incomplete. Reload and repeat.")
        act = award_samples.tick if done == "tick" else award_samples.untick
        with writing() as session:
            act(session, current_actor(), number, now=now())
        return redirect(url_for("documents.index"), 303)


def _samples(season: Season) -> list[Sample]:
    rows = award_samples.of_season(db.session, season.id)
    addresses: dict[int, list[str]] = {}
    for owner in people.owners(db.session, season.id):
        for page in owner.pages:
            addresses.setdefault(page.id, []).append(owner.email)
    found = []
    for row in rows:
        file = award_files.of_kind(row.award, award_samples.DOCUMENT)
        seen = file is not None and row.sha256 == file.sha256
        found.append(Sample(row, file, seen, ", ".join(addresses.get(row.award.page_id, ()))))
    return found


def _fault(award: Award) -> str:
    """What does not fit, in the reader's words."""
    try:
        check_fits(awards.order_of(award, public_url=home().address))
    except CannotIssue as fault:
        return fault.told(language())
    return t("Теперь помещается: выпустите документы ещё раз.", "It fits now: make the documents once more.")


def _require_mine(sample_id: int) -> None:
    """A sample of another season is not there."""
    mine = (
        select(AwardSample.id)
        .join(AwardSample.award)
        .where(AwardSample.id == sample_id, Award.season_id == choice.needed_season().id)
    )
    if db.session.scalar(mine) is None:
        raise award_samples.no_sample()
