"""The files of an award: which is which, and how one is sent."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from flask import Response, send_from_directory
from werkzeug.security import safe_join

from scoring.store.tables import Award, AwardFile
from scoring.store.vocabulary import AwardKind
from webadmin.context import home
from webadmin.i18n import t

_KINDS: Final = {
    "certificate": ("Диплом, A4 для экрана и принтера", "Certificate, A4 for screen and printer"),
    "badge": ("Знак качества, любой размер", "Quality badge, any size"),
    "post": ("Текст публикации и описание картинки", "Text of the post and of the picture"),
    "credential": ("Цифровое удостоверение для кошельков", "Digital credential for wallets"),
}
_DOCUMENTS: Final = {
    AwardKind.THANKS: ("Благодарственное письмо, A4", "Letter of thanks, A4"),
    AwardKind.PARTICIPANT: ("Сертификат участника, A4", "Certificate of participation, A4"),
}


def title_of(file: AwardFile) -> str:
    """What a file is, for people."""
    kind, _, pixels = file.kind.partition("-")
    if pixels:
        return t(f"Знак качества, {pixels} × {pixels} точек", f"Quality badge, {pixels} × {pixels} pixels")
    if kind == "certificate" and file.award.kind in _DOCUMENTS:
        return t(*_DOCUMENTS[file.award.kind])
    return t(*_KINDS[kind]) if kind in _KINDS else file.name


def ending(file: AwardFile) -> str:
    """The file's kind as people call it: PDF, PNG, SVG, ZIP."""
    return file.path.rpartition(".")[2].upper()


def of_kind(award: Award, kind: str) -> AwardFile | None:
    """The award's file of a kind: certificate, badge, post, credential."""
    return next((file for file in award.files if file.kind == kind), None)


def picture(award: Award, *, pixels: int = 400) -> AwardFile | None:
    """The badge as a picture for a page: the smallest one at least so wide, twice what is shown so that it is sharp."""
    sized = sorted(
        ((int(file.kind.partition("-")[2]), file) for file in award.files if file.kind.partition("-")[2].isdecimal()),
        key=lambda one: one[0],
    )
    large = (file for width, file in sized if width >= pixels)
    return next(large, sized[-1][1] if sized else None)


def singles(award: Award) -> Sequence[AwardFile]:
    """All files but the ZIP."""
    return [file for file in award.files if file.kind != "kit"]


def read_text(file: AwardFile) -> str:
    """The words of a text file; empty where it is gone."""
    path = safe_join(str(home().awards.absolute()), file.path)
    return Path(path).read_text("utf-8") if path is not None and Path(path).is_file() else ""


def send(file: AwardFile, *, shown: bool = False) -> Response:
    """The file under the name it is downloaded by; ``shown`` opens it in the browser instead. 404 where it is gone."""
    answer = send_from_directory(
        home().awards.absolute(), file.path, as_attachment=not shown, download_name=file.name, etag=file.sha256, max_age=0
    )
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def folder_name(text: str) -> str:
    """A name that is safe as a folder's on every system."""
    kept = "".join(letter if letter.isalnum() or letter in " -№()," else " " for letter in text)
    return " ".join(kept.split())[:60].rstrip(" .,-") or "—"
