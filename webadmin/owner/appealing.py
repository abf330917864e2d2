"""An owner's appeal: what it would change before it is sent, the form, its page with questions and the answer, taking it back."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from scoring.errors import Conflict, InputError
from scoring.season import appeal_words
from scoring.season.appealing import UNDECIDED, AppealGround
from scoring.services import appeal_effects, appeals, attachments, owner_figures, owner_words
from scoring.services.appeal_effects import Claimed
from scoring.services.appeals import Complaint
from scoring.services.owner_figures import Seen
from scoring.store import showing_appeals
from scoring.store.tables import Appeal, OwnerAccess, Page
from webadmin.access import public
from webadmin.appeal_telling import at_of, outcome_word
from webadmin.context import db, home, now, writing
from webadmin.i18n import language, t
from webadmin.limits import limiter
from webadmin.organizer import forms
from webadmin.owner import attaching, door, evidence
from webadmin.owner.pages import blueprint, often


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form, as it was typed."""

    form: str
    ground: str = ""
    criterion: str = ""
    words: str = ""
    link: str = ""
    contact: str = ""
    sphere: str = ""
    percent: str = ""
    rows: Sequence[str] = field(default=())


@blueprint.get("/my/<int(max=2147483647):page_id>/appeal")
@public
@often
def appeal_form(page_id: int) -> ResponseReturnValue:
    """The form; the address may name the figure and the ground."""
    access = door.access_to(page_id)
    ground, criterion = request.args.get("ground", "")[:20], request.args.get("figure", "")[:8]
    return _form(access, Typed(secrets.token_hex(16), ground or (AppealGround.WRONG_DATA if criterion else ""), criterion), {})


@blueprint.post("/my/<int(max=2147483647):page_id>/appeal")
@public
@limiter.limit("20 per minute")
def send_appeal(page_id: int) -> ResponseReturnValue:
    """Compute what it would change, or write it down; a fault leaves what was typed in its place."""
    access = door.access_to(page_id)
    given = _typed()
    claim, wrong = _claim(given)
    if request.form.get("do") == "compute":
        return _form(access, given, wrong, claim=claim), 400 if wrong else 200
    wrong = _wrong(access, given, attached=attaching.is_chosen()) | wrong
    kept = attaching.keep(wrong)
    if wrong:
        return _form(access, given, wrong, claim=claim), 400
    said = Complaint(AppealGround(given.ground), given.criterion, given.words, given.link, given.contact, given.rows, claim)
    try:
        with attaching.forgotten_on_error(kept), writing() as session:
            made = appeals.make_appeal(session, access, said, form=given.form, attachment=kept, now=now())
    except Conflict as error:
        return _form(access, given, {"ground": error.told(language())}, claim=claim), 409
    attaching.forget_unused(kept, made.file)
    flash(
        t(
            f"Апелляция № {made.id} принята. Решение и вопросы появятся на этой странице.",
            f"Appeal № {made.id} is received. Questions and the decision will appear on this page.",
        ),
        "good",
    )
    return redirect(url_for("owner.appeal", page_id=page_id, number=made.id), 303)


@blueprint.get("/my/<int(max=2147483647):page_id>/appeals/<int(max=2147483647):number>")
@public
@often
def appeal(page_id: int, number: int) -> ResponseReturnValue:
    """Where one appeal stands."""
    return _standing(door.access_to(page_id), number)


@blueprint.post("/my/<int(max=2147483647):page_id>/appeals/<int(max=2147483647):number>/reply")
@public
@limiter.limit("20 per minute")
def reply(page_id: int, number: int) -> ResponseReturnValue:
    """Answer a question, or add what was forgotten."""
    access = door.access_to(page_id)
    try:
        with writing() as session:
            appeals.reply(session, access, number, forms.typed_lines("text"), now=now())
    except InputError as error:
        return _standing(access, number, fault=error.told(language())), 400
    flash(t("Ответ добавлен.", "Your words are added."), "good")
    return redirect(url_for("owner.appeal", page_id=page_id, number=number), 303)


@blueprint.post("/my/<int(max=2147483647):page_id>/appeals/<int(max=2147483647):number>/withdraw")
@public
@limiter.limit("20 per minute")
def withdraw_appeal(page_id: int, number: int) -> ResponseReturnValue:
    """Take one's own appeal back for good."""
    access = door.access_to(page_id)
    with writing() as session:
        appeals.withdraw(session, access, number, now=now())
    flash(t(f"Апелляция № {number} отозвана.", f"Appeal № {number} is withdrawn."), "good")
    return redirect(url_for("owner.appeal", page_id=page_id, number=number), 303)


def _typed() -> Typed:
    keys = [key for key in request.form.getlist("row") if len(key) < 40]
    return Typed(
        form=request.form.get("form", "")[:32],
        ground=request.form.get("ground", "")[:20],
        criterion=request.form.get("criterion", "")[:8],
        words=forms.typed_lines("words"),
        link=forms.typed_lines("link").strip(),
        contact=forms.typed_lines("contact").strip(),
        sphere=forms.typed("sphere"),
        percent=forms.typed("percent"),
        rows=list(dict.fromkeys(keys)),
    )


def _claim(given: Typed) -> tuple[dict[str, Any], dict[str, str]]:
    """What can be computed with, and what is wrong with it."""
    try:
        return appeal_effects.claim_of(given.ground, sphere=given.sphere, percent=given.percent), {}
    except InputError as error:
        return {}, {"percent": error.told(language())}


def _wrong(access: OwnerAccess, given: Typed, *, attached: bool) -> dict[str, str]:
    found = appeals.faults(
        ground=given.ground,
        criterion=given.criterion,
        words=given.words,
        link=given.link,
        contact=given.contact,
        rows=given.rows,
        attached=attached,
        codes=evidence.titles(access.page.season),
    )
    return {name: error.told(language()) for name, error in found.items()}


def _form(access: OwnerAccess, given: Typed, wrong: dict[str, str], *, claim: Mapping[str, Any] | None = None) -> str:
    page, season = access.page, access.page.season
    known = owner_figures.seen(db.session, home(), page)
    used = {one.ground for one in showing_appeals.appeals_of(db.session, page.id)}
    return render_template(
        "owner/appeal_form.html",
        page=page,
        window=appeals.window_of(season),
        may_appeal=appeals.may_appeal(season, now()),
        form=given,
        wrong=wrong,
        grounds=[(str(key), t(*pair)) for key, pair in appeal_words.GROUNDS.items() if key not in used],
        figures=[("", t("не о показателе", "about no figure")), *evidence.titles(season).items()],
        rows=evidence.offered(known.found, page, given.criterion) if known is not None else [],
        share=appeal_effects.share_of(known.found, given.criterion) if known is not None else None,
        spheres=[("", "—"), *((one, one) for one in _spheres(page))],
        computed=None if claim is None else _claimed(page, given, claim, known),
        asked=claim is not None,
        most=owner_words.LONGEST_WORDS,
        megabytes=attachments.LARGEST >> 20,
        allowed=attaching.ALLOWED,
    )


def _claimed(page: Page, given: Typed, claim: Mapping[str, Any], known: Seen | None) -> Claimed | None:
    if known is None or not appeals.may_appeal(page.season, now()):
        return None
    return appeal_effects.claimed(db.session, home(), page, given.criterion, claim)


def _spheres(page: Page) -> list[str]:
    found = db.session.scalars(select(Page.sphere).where(Page.season_id == page.season_id, Page.sphere != page.sphere).distinct())
    return sorted(sphere for sphere in found if sphere)


def _standing(access: OwnerAccess, number: int, *, fault: str = "") -> str:
    page = access.page
    found = next((one for one in showing_appeals.appeals_of(db.session, page.id) if one.id == number), None)
    if found is None:
        raise appeals.no_appeal()
    return render_template("owner/appeal.html", page=page, appeal=found, fault=fault, **told(found))


def told(found: Appeal) -> dict[str, Any]:
    """What the templates need to tell where an appeal stands."""
    return {
        "aw": appeal_words,
        "outcome_word": outcome_word,
        "at_of": at_of,
        "waits": found.state in UNDECIDED,
        "decided": found.decided_at is not None,
        "figure": evidence.titles(found.season).get(found.criterion, found.criterion),
        "typed": forms.typed_lines("text") if request.method == "POST" else "",
    }
