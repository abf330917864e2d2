"""The file of an owner's form: kept when the rest is right, and forgotten again where nothing comes of the form."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

from flask import request

from scoring.errors import InputError
from scoring.services import attachments
from scoring.services.attachments import Attachment
from scoring.store.owners import Attached
from webadmin.context import home
from webadmin.i18n import language

ALLOWED = ".pdf,.png,.jpg,.jpeg,.webp"


def is_chosen() -> bool:
    """Whether a file comes along."""
    file = request.files.get("file")
    return file is not None and bool(file.filename)


def keep(wrong: dict[str, str]) -> Attachment | None:
    """Check the file and keep it, where nothing else is wrong; what is wrong with it joins the rest."""
    file = request.files.get("file")
    if file is None or not file.filename or wrong:
        return None
    try:
        return attachments.keep_attachment(home(), cast("BinaryIO", file.stream), file.filename)
    except InputError as error:
        wrong["file"] = error.told(language())
        return None


@contextmanager
def forgotten_on_error(kept: Attachment | None) -> Iterator[None]:
    """Forget the kept file where writing down fails."""
    try:
        yield
    except BaseException:
        if kept is not None:
            attachments.forget_attachment(home(), kept.stored)
        raise


def forget_unused(kept: Attachment | None, named: Attached | None) -> None:
    """Forget a file that the written row does not name: the form was sent twice."""
    if kept is not None and (named is None or named.stored != kept.stored):
        attachments.forget_attachment(home(), kept.stored)
