"""The second way in: a code that is posted on the page and found there by the collector."""

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from scoring.errors import Conflict, InputError
from scoring.services import claims
from scoring.store import showing_owners
from webadmin.access import public
from webadmin.context import db, now, writing
from webadmin.i18n import language, t
from webadmin.limits import limiter
from webadmin.organizer.forms import typed
from webadmin.owner import door
from webadmin.owner.pages import blueprint, often

_CLAIM = "owner_claim"
_CODE = "owner_code"
_LONGEST_ADDRESS = 200


@blueprint.get("/my/claim")
@public
@often
def claim() -> ResponseReturnValue:
    """Where this browser's claim stands; without one, the form that asks for a code, for the page that a link names."""
    key, named = session.get(_CLAIM), request.args.get("page", "")[:_LONGEST_ADDRESS]
    found = claims.claim_of(db.session, key) if isinstance(key, str) else None
    if found is None or found.entered_at is not None or named:
        return _form({"page": named, "who": ""}, by_link=bool(named))
    moment = now()
    return render_template(
        "owner/claim.html",
        claim=found,
        code=session.get(_CODE, "") if claims.is_read(found.page) else "",
        may_enter=claims.is_open(found, moment),
        expired=found.seen_at is None and found.expires_at <= moment,
    )


@blueprint.post("/my/claim")
@public
@limiter.limit("5 per minute;30 per hour")
def ask() -> ResponseReturnValue:
    """Give out a code for the page that the form names."""
    form = {"page": typed("page"), "who": typed("who")}
    page = showing_owners.page_by_address(db.session, form["page"])
    if page is None:
        fault = t(
            "Такой страницы нет в реестре текущего сезона. Проверьте адрес: он должен быть как в адресной строке.",
            "The register of the season has no such page. Check the address: it should be as in the browser's line.",
        )
        return _form(form, {"page": fault}), 400
    try:
        with writing() as database:
            asked = claims.ask(database, page_id=page.id, who=form["who"], now=now())
    except (InputError, Conflict) as error:
        return _form(form, {"who": error.told(language())}), 400 if isinstance(error, InputError) else 409
    session[_CLAIM], session[_CODE] = asked.key, asked.code
    return redirect(url_for("owner.claim"), 303)


@blueprint.post("/my/claim/enter")
@public
@limiter.limit("10 per minute")
def enter_claim() -> ResponseReturnValue:
    """Come in by the claim of this browser."""
    with writing() as database:
        access = claims.enter(database, str(session.get(_CLAIM, "")), now=now())
    _forget()
    door.hold(access)
    return redirect(url_for("owner.page", page_id=access.page_id), 303)


@blueprint.post("/my/claim/forget")
@public
@limiter.limit("20 per minute")
def forget_claim() -> ResponseReturnValue:
    """Begin anew: this browser forgets its claim."""
    _forget()
    return redirect(url_for("owner.claim"), 303)


@blueprint.post("/my/<int(max=2147483647):page_id>/claims/<int(max=2147483647):number>/deny")
@public
@limiter.limit("20 per minute")
def deny(page_id: int, number: int) -> ResponseReturnValue:
    """The owner says that somebody else's claim is a stranger's."""
    access = door.access_to(page_id)
    with writing() as database:
        claims.deny(database, access, number, now=now())
    return redirect(url_for("owner.page", page_id=page_id), 303)


def _forget() -> None:
    session.pop(_CLAIM, None)
    session.pop(_CODE, None)


def _form(form: dict[str, str], wrong: dict[str, str] | None = None, *, by_link: bool = False) -> str:
    return render_template("owner/claim_new.html", form=form, wrong=wrong or {}, by_link=by_link)
