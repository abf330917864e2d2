"""The winner's page and its downloads. They open with the publication; before it only staff may look."""

from flask import Blueprint, abort, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scoring.season.course import PUBLIC
from scoring.store import showing
from scoring.store.tables import Award, Season
from webadmin import award_files
from webadmin.access import public, visitor
from webadmin.context import db, home
from webadmin.limits import limiter

blueprint = Blueprint("winner", __name__)
_often = limiter.shared_limit("120 per minute", scope="winner")


@blueprint.get("/w/<token>")
@public
@_often
def page(token: str) -> ResponseReturnValue:
    """Congratulate, and hand out the files."""
    award = showing.award_by_token(db.session, token) if token.isprintable() else None
    if award is None or not _open(award.season):
        abort(404)
    answer = make_response(
        render_template(
            "winner/page.html",
            award=award,
            kit=award_files.of_kind(award, "kit"),
            certificate=award_files.of_kind(award, "certificate"),
            picture=award_files.picture(award),
            singles=award_files.singles(award),
            title_of=award_files.title_of,
            ending=award_files.ending,
            post=_post(award),
            check_url=f"{home().public_url}{url_for('public.number', number=award.serial)}",
        )
    )
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@blueprint.get("/w/<token>/<int(max=2147483647):file_id>")
@public
@_often
def download(token: str, file_id: int) -> ResponseReturnValue:
    """One file; ``?show`` opens it in the browser. The file of another award is not found."""
    file = showing.file_of_award(db.session, token, file_id) if token.isprintable() else None
    if file is None or not _open(file.award.season):
        abort(404)
    return award_files.send(file, shown="show" in request.args)


def _open(season: Season) -> bool:
    return season.state in PUBLIC or visitor() is not None


def _post(award: Award) -> str:
    """What the winner may publish, ready to copy."""
    file = award_files.of_kind(award, "post")
    return award_files.read_text(file) if file is not None else ""
