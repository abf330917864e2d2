"""The kit and the pictures that are made when somebody asks for them, and kept where they are the same for many."""

from pathlib import Path

from flask import Response, abort, make_response, render_template, send_file
from flask.typing import ResponseReturnValue
from werkzeug.security import safe_join

from certificates import preview
from certificates.errors import CannotIssue
from certificates.gallery import Ahead, gallery_file, pictures
from certificates.kit import download_names, kit_name
from certificates.kit_zip import kit_zip
from certificates.print_version import print_version
from scoring.store.tables import Award, AwardFile
from webadmin import award_files
from webadmin.access import public
from webadmin.context import home
from webadmin.organizer.export import disposition
from webadmin.winner.covers import made_covers
from webadmin.winner.door import Winner, award_of, secret, winner_of

_PICTURE_DPI = 100
_AGAIN = "2"
"""Seconds after which a browser asks again for a kit whose pictures are being drawn."""
_ahead = Ahead()


@public
def kit(token: str) -> ResponseReturnValue:
    """Everything as one ZIP: the award's own files, the shared pictures, the covers that the winner has made.

    Whoever comes before the pictures are drawn sees how many there are, and gets the ZIP as soon as there are all.
    """
    winner = winner_of(token)
    own = {file.kind: content for file in winner.award.files if (content := bytes_of(file)) is not None}
    if "certificate" not in own:
        abort(404)
    missing, of = _ahead.missing(home().awards, winner.key) if winner.key is not None else (0, 0)
    if missing:
        waiting = make_response(render_template("winner/waiting.html", award=winner.award, done=of - missing, of=of), 202)
        waiting.headers["Refresh"] = _AGAIN
        return secret(waiting)
    answer = Response(kit_zip(winner.order, own, _gallery(winner), winner.badge_url), mimetype="application/zip")
    answer.headers["Content-Disposition"] = disposition(kit_name(winner.order))
    return secret(answer)


@public
def print_pdf(token: str) -> ResponseReturnValue:
    """The certificate with bleed and crop marks."""
    winner = winner_of(token)
    content = _certificate(winner.award)
    try:
        answer = Response(print_version(content, winner.order.kind), mimetype="application/pdf")
    except CannotIssue:
        abort(404)
    name = download_names(winner.order)["certificate"].replace(".pdf", ", для типографии.pdf")
    answer.headers["Content-Disposition"] = disposition(name)
    return secret(answer)


@public
def certificate_picture(token: str) -> ResponseReturnValue:
    """The certificate as it looks, for the page; drawn once and kept beside the document."""
    award = award_of(token)
    file = award_files.of_kind(award, "certificate")
    path = _path(file) if file is not None else None
    if file is None or path is None or not path.is_file():
        abort(404)
    drawn = path.with_name(f"picture-{file.sha256[:16]}.png")
    if not drawn.is_file():
        try:
            content = preview.picture(path.read_bytes(), _PICTURE_DPI)
        except CannotIssue:
            abort(404)
        passing = drawn.with_suffix(".part")
        passing.write_bytes(content)
        passing.replace(drawn)
    return secret(make_response(send_file(drawn.absolute(), mimetype="image/png")))


@public
def shared_picture(token: str, name: str) -> ResponseReturnValue:
    """One picture of the gallery, under a name that says what it is."""
    winner = winner_of(token)
    if winner.key is None or name not in pictures():
        abort(404)
    path = gallery_file(home().awards, winner.key, name)
    return secret(make_response(send_file(path.absolute(), as_attachment=True, download_name=name)))


def bytes_of(file: AwardFile) -> bytes | None:
    """The file's content, None where it is gone."""
    path = _path(file)
    return path.read_bytes() if path is not None and path.is_file() else None


def _certificate(award: Award) -> bytes:
    file = award_files.of_kind(award, "certificate")
    content = bytes_of(file) if file is not None else None
    if content is None:
        abort(404)
    return content


def _path(file: AwardFile) -> Path | None:
    joined = safe_join(str(home().awards.absolute()), file.path)
    return Path(joined) if joined is not None else None


def _gallery(winner: Winner) -> dict[str, bytes]:
    """The shared pictures by name; covers of the winner's own take the place of ready ones."""
    if winner.key is None:
        return {}
    ready = {name: gallery_file(home().awards, winner.key, name).read_bytes() for name in pictures()}
    return {**ready, **made_covers(winner)}
