"""Files that strangers hand in: only documents and pictures, told by their content, written anew, kept under random names.

A picture is drawn again, a PDF is put together again without scripts and embedded files, so that nothing of what came is kept
but what was meant to be seen.
"""

import hashlib
import io
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

import pikepdf
from PIL import Image, ImageOps

from scoring.errors import InputError
from scoring.home import Home
from scoring.services.uploads import safe_name

LARGEST: Final = 10 << 20
"""Bytes of a file as it comes."""
_MOST_PIXELS: Final = 50_000_000
_MOST_PAGES: Final = 200
_NAME: Final = re.compile(r"[0-9a-f]{32}\.(?:pdf|png|jpg|webp)")
_PICTURES: Final = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp"}
_SIGNS: Final = ((b"\x89PNG\r\n\x1a\n", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"RIFF", "WEBP"))
MIMETYPES: Final = {"pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}
_RUNS: Final = ("/OpenAction", "/AA", "/AcroForm", "/Collection")
"""What of a PDF's catalogue acts by itself or carries other files."""
_NAMED: Final = ("/JavaScript", "/EmbeddedFiles")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A kept file: the name it came under, its kind, the name it lies under, size and SHA-256 of what is kept."""

    name: str
    kind: str
    stored: str
    size: int
    sha256: str


def keep_attachment(home: Home, stream: BinaryIO, name: str) -> Attachment:
    """Check ``stream``, write it anew and keep it; InputError where it is not what may come, and then nothing is kept."""
    content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise InputError(
            f"Файл больше {LARGEST >> 20} МБ. Уменьшите его или дайте ссылку.",
            f"The file is larger than {LARGEST >> 20} MB. Make it smaller or give a link.",
        )
    kind, clean = cleaned(content)
    stored = f"{secrets.token_hex(16)}.{kind}"
    folder = folder_of(home)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / stored).write_bytes(clean)
    stem = safe_name(name).rsplit(".", 1)[0] or "file"
    return Attachment(f"{stem[:100]}.{kind}", kind, stored, len(clean), hashlib.sha256(clean).hexdigest())


def attachment_path(home: Home, stored: str) -> Path:
    """Where a kept file lies."""
    if not _NAME.fullmatch(stored):
        raise InputError("Неверное имя приложенного файла.", "A wrong name of an attached file.")
    return folder_of(home) / stored


def forget_attachment(home: Home, stored: str) -> None:
    """Remove a kept file that was written down nowhere."""
    attachment_path(home, stored).unlink(missing_ok=True)


def cleaned(content: bytes) -> tuple[str, bytes]:
    """Kind and new bytes of a file whose content may be taken; InputError for everything else."""
    if content.startswith(b"%PDF-"):
        return "pdf", _document(content)
    sign = next((form for first, form in _SIGNS if content.startswith(first)), None)
    if sign is None or (sign == "WEBP" and content[8:12] != b"WEBP"):
        raise InputError(
            "Такой файл не принимается: нужен PDF, PNG, JPEG или WEBP. Сохраните его в одном из этих видов или дайте ссылку.",
            "Such a file is not taken: a PDF, PNG, JPEG or WEBP is needed. Save it as one of these or give a link.",
        )
    return _PICTURES[sign], _picture(content, sign)


def _picture(content: bytes, form: str) -> bytes:
    try:
        with Image.open(io.BytesIO(content), formats=(form,)) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise InputError(
                    "Картинка слишком велика: больше 50 мегапикселей. Уменьшите её и повторите.",
                    "The picture is too large: over 50 megapixels. Make it smaller and repeat.",
                )
            upright = ImageOps.exif_transpose(image)
            drawn = upright.convert("RGB" if form == "JPEG" else "RGBA")
            fresh = Image.new(drawn.mode, drawn.size)
            fresh.paste(drawn)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _unreadable() from error
    target = io.BytesIO()
    fresh.save(target, form, **({"quality": 90} if form != "PNG" else {}))
    return target.getvalue()


def _document(content: bytes) -> bytes:
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            if len(document.pages) > _MOST_PAGES:
                raise InputError(
                    f"В документе больше {_MOST_PAGES} страниц. Оставьте нужные и повторите.",
                    f"The document has more than {_MOST_PAGES} pages. Keep those that matter and repeat.",
                )
            _disarm(document)
            target = io.BytesIO()
            document.save(target)
    except pikepdf.PasswordError as error:
        raise InputError(
            "Документ закрыт паролем. Сохраните его без пароля и повторите.",
            "The document is locked by a password. Save it without one and repeat.",
        ) from error
    except (pikepdf.PdfError, ValueError, RecursionError) as error:
        raise _unreadable() from error
    return target.getvalue()


def _disarm(document: pikepdf.Pdf) -> None:
    """Take out what acts by itself."""
    for key in _RUNS:
        if key in document.Root:
            del document.Root[key]
    names = document.Root.get("/Names")
    if isinstance(names, pikepdf.Dictionary):
        for key in _NAMED:
            if key in names:
                del names[key]
    for page in document.pages:
        for key in ("/AA", "/Annots"):
            if key in page.obj:
                del page.obj[key]


def folder_of(home: Home) -> Path:
    """Where they lie."""
    return home.home / "objections"


def _unreadable() -> InputError:
    return InputError(
        "Файл повреждён: его не удалось открыть. Сохраните его заново или дайте ссылку.",
        "The file is damaged: it could not be opened. Save it again or give a link.",
    )
