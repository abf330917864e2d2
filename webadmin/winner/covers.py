"""The cover composer: the winner's photo or the page's present cover with the badge on it. Of the upload only the cover stays."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flask import abort, flash, make_response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from certificates import sandbox
from certificates.errors import PictureRefused
from certificates.networks import UNVERIFIED, CoverSize, networks
from certificates.pixels import MOST_BYTES
from certificates.poster import Cover, Side, overlay, plain_cover
from scoring.services.awards import award_folder
from webadmin.access import public
from webadmin.context import home
from webadmin.i18n import language, t
from webadmin.winner.door import Winner, secret, winner_of

MEGABYTES: Final = MOST_BYTES >> 20
_BODY: Final = MOST_BYTES + (64 << 10)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form holds."""

    size: CoverSize
    side: Side = "right"
    words: bool = True


@public
def form(token: str) -> ResponseReturnValue:
    """The form, and the cover that was made last for the chosen size."""
    winner = _badged(token)
    return _shown(winner, Asked(_size(request.args.get("size", ""))))


@public
def make(token: str) -> ResponseReturnValue:
    """Compose the cover and keep it; a picture that is not taken brings the form back with the reason."""
    request.max_content_length = _BODY
    winner = _badged(token)
    asked = _asked()
    photo = request.files.get("photo")
    raw = photo.stream.read(MOST_BYTES + 1) if photo is not None and photo.filename else b""
    try:
        content = _composed(winner, asked, raw)
    except PictureRefused as refusal:
        return _shown(winner, asked, refusal.ru if language() == "ru" else refusal.en), 400
    path = _path(winner, asked.size.key)
    path.parent.mkdir(parents=True, exist_ok=True)
    passing = path.with_suffix(".part")
    passing.write_bytes(content)
    passing.replace(path)
    flash(t("Обложка готова. Она войдёт и в общий архив.", "The cover is ready. It goes into the archive too."), "good")
    return redirect(url_for("winner.cover", token=token, size=asked.size.key, _anchor="made"), 303)


@public
def made(token: str, key: str) -> ResponseReturnValue:
    """The cover that was made; ``?save`` hands it out as a file, ``?phone`` shows what a telephone shows of it."""
    winner = _badged(token)
    size = networks().cover(key)
    path = _path(winner, key) if size is not None else None
    if size is None or path is None or not path.is_file():
        abort(404)
    name = t(f"Обложка {size.network} {size.width}×{size.height}.jpg", f"Cover {size.network} {size.width}×{size.height}.jpg")
    return secret(make_response(send_file(path.absolute(), as_attachment="save" in request.args, download_name=name)))


def made_covers(winner: Winner) -> dict[str, bytes]:
    """The covers that the winner has made, under the names of the ready ones."""
    found = {size.key: _path(winner, size.key) for size in networks().covers}
    return {f"cover-{key}.jpg": path.read_bytes() for key, path in found.items() if path.is_file()}


def _badged(token: str) -> Winner:
    winner = winner_of(token)
    if winner.key is None:
        abort(404)
    return winner


def _size(key: str) -> CoverSize:
    return networks().cover(key) or networks().covers[0]


def _asked() -> Asked:
    side: Side = "left" if request.form.get("side") == "left" else "right"
    return Asked(_size(request.form.get("size", "")), side, request.form.get("words") == "1")


def _composed(winner: Winner, asked: Asked, raw: bytes) -> bytes:
    """On the photo where there is one, else on our own ground."""
    if winner.key is None:
        abort(404)
    cover = Cover(asked.size, winner.order.name, asked.side, asked.words)
    if not raw:
        return plain_cover(winner.key, cover)
    return sandbox.cover(raw, overlay(winner.key, cover), (asked.size.width, asked.size.height))


def _path(winner: Winner, key: str) -> Path:
    """Where a made cover lies: in the award's own folder, under a name of ours."""
    return home().awards / award_folder(winner.order.year, winner.order.serial) / "made" / f"cover-{key}.jpg"


def _shown(winner: Winner, asked: Asked, refusal: str = "") -> str:
    path = _path(winner, asked.size.key)
    stamp = path.stat().st_mtime_ns // 1_000_000 if path.is_file() else 0
    return render_template(
        "winner/cover.html",
        award=winner.award,
        asked=asked,
        sizes=networks().covers,
        stamp=stamp,
        refusal=refusal,
        megabytes=MEGABYTES,
        unverified=asked.size.checked == UNVERIFIED,
    )
