"""The winner's page and its downloads. They open with the publication; before it only staff may look."""

from typing import NamedTuple

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from certificates.gallery import pictures
from certificates.howto import how_to
from certificates.kit import kit_name
from certificates.networks import networks
from certificates.post import picture_words, post_text, site_line
from scoring.store import showing, showing_awards
from webadmin import award_files
from webadmin.access import public
from webadmin.context import db, home
from webadmin.i18n import language, t
from webadmin.winner import covers, files
from webadmin.winner.door import GIVEN, award_of, drawn, is_open, kits, often, secret, winner_of

blueprint = Blueprint("winner", __name__)


class Shared(NamedTuple):
    """A picture that all winners of a badge share: its file, what it is, its size."""

    name: str
    title: str
    pixels: str


@public
def page(token: str) -> ResponseReturnValue:
    """Congratulate, and hand out the files; a replaced award leads to the new one, others say what became of them."""
    award = award_of(token)
    if award.status not in GIVEN:
        heir = showing_awards.successor(db.session, award)
        if heir is not None and heir.status in GIVEN:
            return secret(make_response(redirect(url_for("winner.page", token=heir.token), 303)))
        return secret(make_response(render_template("winner/gone.html", award=award)))
    winner = winner_of(token)
    ready = award.made_at is not None
    return secret(
        make_response(
            render_template(
                "winner/page.html",
                award=award,
                order=winner.order,
                certificate=award_files.of_kind(award, "certificate"),
                picture=award_files.picture(award),
                singles=award_files.singles(award),
                shared=_shared() if ready and winner.key else (),
                title_of=award_files.title_of,
                ending=award_files.ending,
                zip_name=kit_name(winner.order),
                post=post_text(winner.order) if ready else "",
                described=picture_words(winner.order),
                code=site_line(winner.order, winner.badge_url),
                networks=how_to(language()) if winner.key else (),
                badged=winner.key is not None,
                check_url=f"{home().address}/v/{award.serial}",
            )
        )
    )


@public
def download(token: str, file_id: int) -> ResponseReturnValue:
    """One file; ``?show`` opens it in the browser. The file of another award is not found."""
    file = showing.file_of_award(db.session, token, file_id) if token.isprintable() else None
    if file is None or not is_open(file.award.season) or file.award.status not in GIVEN:
        abort(404)
    return award_files.send(file, shown="show" in request.args)


def _shared() -> list[Shared]:
    """The gallery's pictures with their titles, in the kit's order."""
    table = networks()
    titled: dict[str, Shared] = {}
    for badge in table.badges:
        titled[f"{badge.key}.png"] = Shared(f"{badge.key}.png", t(badge.ru, badge.en), f"{badge.px} × {badge.px}")
    for size in (*table.covers, *table.pictures):
        titled[f"{size.key}.jpg"] = Shared(
            f"{size.key}.jpg", f"{size.network}: {t(size.ru, size.en)}", f"{size.width} × {size.height}"
        )
    for size in table.covers:
        titled[f"cover-{size.key}.jpg"] = titled.pop(f"{size.key}.jpg")._replace(name=f"cover-{size.key}.jpg")
        titled[f"overlay-{size.key}.png"] = Shared(
            f"overlay-{size.key}.png",
            t(f"{size.network}: прозрачный слой со знаком", f"{size.network}: clear layer with the badge"),
            f"{size.width} × {size.height}",
        )
    return [titled[name] for name in pictures() if name in titled]


def add_routes() -> None:
    """All addresses below the secret link."""
    rules = (
        ("", "page", often(page), ("GET",)),
        ("/<int(max=2147483647):file_id>", "download", often(download), ("GET",)),
        ("/kit.zip", "kit", kits(files.kit), ("GET",)),
        ("/print.pdf", "print_version", kits(files.print_pdf), ("GET",)),
        ("/certificate.png", "certificate_picture", often(files.certificate_picture), ("GET",)),
        ("/picture/<name>", "shared_picture", often(files.shared_picture), ("GET",)),
        ("/cover", "cover", often(covers.form), ("GET",)),
        ("/cover", "make_cover", drawn(covers.make), ("POST",)),
        ("/cover/<key>.jpg", "made_cover", often(covers.made), ("GET",)),
    )
    for path, name, view, methods in rules:
        blueprint.add_url_rule(f"/w/<token>{path}", name, view, methods=methods)


add_routes()
