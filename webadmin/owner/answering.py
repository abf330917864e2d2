"""The owner's answer to an organizer who means to revoke his award."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from scoring.errors import Conflict, InputError
from scoring.services import award_answers
from webadmin.access import public
from webadmin.context import now, writing
from webadmin.i18n import language, t
from webadmin.limits import limiter
from webadmin.organizer import forms
from webadmin.owner import door
from webadmin.owner.pages import blueprint, shown


@blueprint.post("/my/<int(max=2147483647):page_id>/notice/<int(max=2147483647):number>")
@public
@limiter.limit("20 per minute")
def answer_notice(page_id: int, number: int) -> ResponseReturnValue:
    """Write the answer down; a fault leaves what was typed in its place."""
    access = door.access_to(page_id)
    words = forms.typed_lines("answer")
    try:
        with writing() as session:
            award_answers.answer(session, access, number, words, version=forms.version(), now=now())
    except (InputError, Conflict) as fault:
        asked = {"number": number, "words": words, "fault": fault.told(language())}
        page = render_template("owner/page.html", **shown(access), asked=asked)
        return page, 409 if isinstance(fault, Conflict) else 400
    flash(t("Ответ записан: его прочтут до решения.", "The answer is written down: it is read before the decision."), "good")
    return redirect(url_for("owner.page", page_id=page_id, _anchor=f"notice-{number}"), 303)
