"""Telling the organizer that an award is used wrongly. What is written is never shown to the public."""

from typing import Final

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scoring.errors import InputError
from scoring.services import misuse
from webadmin.access import public
from webadmin.context import now, writing
from webadmin.i18n import language, t
from webadmin.public import check

_FIELDS: Final = ("number", "place", "text", "contact")


@public
def form() -> ResponseReturnValue:
    """The form, with the number of the award from whose page it was opened."""
    number = request.args.get("number", "")[:64]
    return render_template("public/misuse.html", form={"number": number if number.isprintable() else ""}, fault="")


@public
def send() -> ResponseReturnValue:
    """Take a report in."""
    typed = {name: request.form.get(name, "").replace("\r\n", "\n").replace("\0", "") for name in _FIELDS}
    try:
        with writing() as session:
            misuse.report(session, **typed, award=check.published(typed["number"]), now=now())
    except InputError as fault:
        return render_template("public/misuse.html", form=typed, fault=fault.told(language())), 400
    flash(t("Спасибо, сообщение передано организатору.", "Thank you, the organizer has your report."), "good")
    return redirect(url_for("public.check"), 303)
