"""Comparing a file with what was issued: hash, signature and credential, each with its verdict. Nothing of it is kept.

Whatever opens the file does so in ``certificates.sandbox``: in this process its bytes are only counted and handed on.
"""

from typing import Final

from flask import Flask, make_response, render_template, request
from flask.typing import ResponseReturnValue

from certificates import sandbox
from certificates.errors import CannotIssue
from scoring.errors import LavrError
from scoring.store import showing, showing_awards
from scoring.store.tables import Award
from webadmin import award_files
from webadmin.access import public
from webadmin.context import db, home, now
from webadmin.i18n import language, t
from webadmin.public import check
from webadmin.public.keys import published, status_lists

LARGEST: Final = 16 << 20
"""Bytes of a file; a certificate has about 300,000."""
_PREFIX: Final = "/v/"


def set_up(app: Flask) -> None:
    """Bound what these pages read; before the check of forms, which reads the whole body."""
    app.before_request(_bound)


@public
def compare() -> ResponseReturnValue:
    """What a file is worth: the same page whether an award was being looked at or not."""
    from certificates.verifying.files import compared, kind_of  # noqa: PLC0415  loads cryptography, which other pages do without

    upload = request.files.get("file")
    content = upload.read(LARGEST + 1) if upload is not None else b""
    if not content:
        return _again(t("Выберите файл: диплом в PDF или знак в PNG или SVG.", "Choose a file: a PDF, or a badge as PNG or SVG."))
    try:
        kind_of(content)  # what is neither certificate nor badge needs no process of its own
        looked = sandbox.look(content, published(), at=now(), lists=status_lists())
    except (CannotIssue, LavrError) as refused:
        return _again(refused.told(language()))
    found = compared(looked, known=_known, credential_of=_credential)
    file = showing_awards.public_file(db.session, found.sha256)
    award = showing.award_by_serial(db.session, file.award.serial) if file is not None else None
    award = award or (check.published(found.serial) if found.serial else None)
    other = _other_number(award)
    return render_template(
        "public/compared.html", verdict=found, checked=check.checked(award) if award is not None else None, other=other
    )


def _other_number(award: Award | None) -> str:
    """The number that was being looked at, where the file belongs to another award."""
    asked = check.published(request.form.get("number", "")[:64])
    return asked.serial if asked is not None and (award is None or asked.id != award.id) else ""


def _again(fault: str) -> ResponseReturnValue:
    return make_response(render_template("public/check.html", found=None, unknown=False, fault=fault), 400)


def _known(sha256: str) -> bool:
    return showing_awards.public_file(db.session, sha256) is not None


def _credential(serial: str) -> bytes | None:
    """The credential as it was published."""
    award = check.published(serial)
    file = award_files.of_kind(award, "credential") if award is not None else None
    path = home().awards / file.path if file is not None else None
    return path.read_bytes() if path is not None and path.is_file() else None


def _bound() -> None:
    if request.method == "POST" and request.path.startswith(_PREFIX):
        request.max_content_length = LARGEST + (1 << 20)
