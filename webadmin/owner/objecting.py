"""An owner's objection: the form about one figure, its file, and taking it back."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scoring.errors import Conflict, InputError, NotFound
from scoring.season.objecting import Ground
from scoring.services import attachments, objections, owner_figures, owner_words
from scoring.services.attachments import Attachment
from scoring.store.tables import Objection, OwnerAccess
from webadmin import words
from webadmin.access import public
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
    words: str = ""
    link: str = ""
    rows: Sequence[str] = field(default=())


@blueprint.get("/my/<int(max=2147483647):page_id>/object/<code>")
@public
@often
def form(page_id: int, code: str) -> ResponseReturnValue:
    """The form about one figure; the address may name rows."""
    access = door.access_to(page_id)
    _require_figure(access, code)
    picked = [key for key in request.args.getlist("row")[: owner_words.MOST_ROWS] if len(key) < 40]
    return _form(access, code, Typed(secrets.token_hex(16), request.args.get("ground", "")[:20], rows=picked), {})


@blueprint.post("/my/<int(max=2147483647):page_id>/object/<code>")
@public
@limiter.limit("20 per minute")
def send(page_id: int, code: str) -> ResponseReturnValue:
    """Write the objection down; a fault leaves what was typed in its place."""
    access = door.access_to(page_id)
    _require_figure(access, code)
    given = _typed()
    wrong = _wrong(access, code, given, attached=attaching.is_chosen())
    kept = attaching.keep(wrong)
    if wrong:
        return _form(access, code, given, wrong), 400
    try:
        with attaching.forgotten_on_error(kept):
            made = _raise(access, code, given, kept)
    except Conflict as error:
        return _form(access, code, given, {"ground": error.told(language())}), 409
    attaching.forget_unused(kept, made.file)
    flash(
        t(
            f"Возражение № {made.id} принято к рассмотрению. Ответ появится на этой странице.",
            f"Objection № {made.id} is received. The answer will appear on this page.",
        ),
        "good",
    )
    return redirect(url_for("owner.page", page_id=page_id, _anchor="objections"), 303)


@blueprint.post("/my/<int(max=2147483647):page_id>/objections/<int(max=2147483647):number>/withdraw")
@public
@limiter.limit("20 per minute")
def withdraw(page_id: int, number: int) -> ResponseReturnValue:
    """Take one's own objection back."""
    access = door.access_to(page_id)
    with writing() as session:
        objections.withdraw(session, access, number, now=now())
    flash(t(f"Возражение № {number} отозвано.", f"Objection № {number} is withdrawn."), "good")
    return redirect(url_for("owner.page", page_id=page_id, _anchor="objections"), 303)


def _require_figure(access: OwnerAccess, code: str) -> None:
    if code not in evidence.titles(access.page.season):
        raise NotFound("Такого показателя нет. Вернитесь к своей странице.", "There is no such figure. Go back to your page.")


def _typed() -> Typed:
    keys = [key for key in request.form.getlist("row") if len(key) < 40]
    return Typed(
        request.form.get("form", "")[:32],
        request.form.get("ground", "")[:20],
        forms.typed_lines("words"),
        forms.typed_lines("link").strip(),
        list(dict.fromkeys(keys)),
    )


def _wrong(access: OwnerAccess, code: str, given: Typed, *, attached: bool) -> dict[str, str]:
    faults = objections.faults(
        criterion=code,
        ground=given.ground,
        words=given.words,
        link=given.link,
        rows=given.rows,
        attached=attached,
        codes=evidence.titles(access.page.season),
    )
    known = owner_figures.seen(db.session, home(), access.page)
    keys = evidence.known_keys(known.found) if known is not None else frozenset()
    if "rows" not in faults and not keys.issuperset(given.rows):
        faults["rows"] = InputError(
            "Данные изменились, отмеченных строк больше нет. Отметьте их заново.",
            "The data have changed, the ticked rows are gone. Tick them anew.",
        )
    return {name: error.told(language()) for name, error in faults.items()}


def _raise(access: OwnerAccess, code: str, given: Typed, kept: Attachment | None) -> Objection:
    with writing() as session:
        return objections.raise_objection(
            session,
            access,
            form=given.form,
            criterion=code,
            ground=Ground(given.ground),
            words=given.words,
            link=given.link,
            rows=given.rows,
            attachment=kept,
            now=now(),
        )


def _form(access: OwnerAccess, code: str, given: Typed, wrong: dict[str, str]) -> str:
    page, season = access.page, access.page.season
    window = objections.window_of(db.session, season)
    known = owner_figures.seen(db.session, home(), page)
    figures = owner_figures.figures(known.found, language()) if known is not None else []
    figure = next((one for one in figures if one.code == code), None)
    offered = evidence.offered(known.found, page, code) if known is not None else []
    there = {one.key for one in offered}
    picked = [key for key in given.rows if key not in there]
    rows = [*(evidence.named(known.found, page, picked) if known is not None else []), *offered]
    return render_template(
        "owner/object.html",
        page=page,
        access=access,
        code=code,
        title=evidence.titles(season)[code],
        sentence=figure.sentence if figure is not None else "",
        register=evidence.register_rows(page) if code == owner_figures.REGISTER else [],
        rows=rows,
        form=given,
        wrong=wrong,
        window=window,
        may_object=objections.may_object(season, window, now()),
        grounds=[(str(key), t(*pair)) for key, pair in words.OBJECTION_GROUNDS.items()],
        most=owner_words.LONGEST_WORDS,
        megabytes=attachments.LARGEST >> 20,
        allowed=attaching.ALLOWED,
    )
