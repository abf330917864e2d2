"""The winner's folder and ZIP: file names in Russian, the text of the post, writing that is whole or not at all."""

import hashlib
import json
import os
import re
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path

from certificates.award import Award, bare_link, plain
from certificates.badge import SIZES, badge_key, badge_words
from certificates.typography import clean, typographic

MANIFEST = "manifest.json"
VERSION = 1  # of what is drawn; a new one makes finished kits be made again
KINDS = ("certificate", "badge", *(f"badge-{size}" for size in SIZES), "post", "kit")
PATHS = {
    "certificate": "certificate.pdf",
    "badge": "badge.svg",
    **{f"badge-{size}": f"badge-{size}.png" for size in SIZES},
    "post": "post.txt",
    "kit": "kit.zip",
}


@dataclass(frozen=True, slots=True)
class Made:
    """One written file: what it is, its name in the folder, its name for the person who downloads it, bytes, SHA-256 in hex."""

    kind: str
    path: str
    name: str
    size: int
    sha256: str


def download_names(award: Award) -> Mapping[str, str]:
    """Names in Russian by kind of file, safe on every system and free of anything that steers a path."""
    who = {"winner": "победителя", "laureate": "лауреата"}[award.kind]
    short = safe_name(typographic(award.name), 60)
    year = award.year
    return {
        "certificate": f"Диплом {who} {year}.pdf",
        "badge": f"Знак {who} {year}.svg",
        **{f"badge-{size}": f"Знак {who} {year}, {size} пикселей.png" for size in SIZES},
        "post": f"Текст публикации {year}.txt",
        "kit": f"Комплект {who} {year}, {short}.zip" if short else f"Комплект {who} {year}.zip",
    }


def safe_name(text: str, most: int) -> str:
    """A part of a file's name: letters, digits, spaces and a few signs, at most ``most`` of them, cut at a word."""
    kept = re.sub(r"[^\w №(),-]", "", clean(text).replace("\u00a0", " "))
    kept = re.sub(r" {2,}", " ", kept).strip(" .,-")
    if len(kept) > most:
        kept = kept[:most].rsplit(" ", 1)[0].rstrip(" .,-")
    return kept


def post_text(award: Award) -> str:
    """A post ready to be published and the words for those who do not see the pictures, in the award's language."""
    key = badge_key(award)
    _, picture = badge_words(key)
    contest, name = typographic(award.contest), typographic(award.name)
    place = f", {award.place}-е место" if award.place is not None else ""
    link = bare_link(award.page_link)
    if award.language == "ru":
        who = "победителем" if award.kind == "winner" else "лауреатом"
        category = f"в номинации «{key.nomination.strip('«»')}»{place}"
        lines = [
            f"Наша страница стала {who} конкурса «{contest.strip('«»')}» {award.year} года {category}!",
            f"{name} благодарит всех, кто читает нас, задаёт вопросы и помогает становиться лучше.",
            f"Подлинность диплома можно проверить: {award.check_url}",
            f"Наша страница: {link}" if link else "",
            "———\nОписание изображения (для незрячих читателей, вставьте в поле «Описание фото»):",
            picture,
        ]
    else:
        who = "a winner" if award.kind == "winner" else "a laureate"
        lines = [
            f"Our page is {who} of the {award.year} contest “{contest.strip('«»')}” in the category “{key.nomination}”!",
            f"{name} thanks everybody who reads us, asks questions and helps us to become better.",
            f"Check the certificate: {award.check_url}",
            f"Our page: {link}" if link else "",
            "———\nDescription of the picture (put it into the field «alternative text»):",
            picture,
        ]
    return "\n\n".join(line for line in lines if line) + "\n"


def zip_bytes(award: Award, contents: Mapping[str, bytes]) -> bytes:
    """The kit: files in a fixed order, dated by the day of issue, PDF and PNG stored as they are, names in UTF-8."""
    names = download_names(award)
    day = award.issued_on
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for kind in KINDS[:-1]:
            entry = zipfile.ZipInfo(names[kind], (max(day.year, 1980), day.month, day.day, 12, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED if kind in {"badge", "post"} else zipfile.ZIP_STORED
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            archive.writestr(entry, contents[kind], compresslevel=1)
    return buffer.getvalue()


def write_kit(award: Award, folder: Path, contents: Mapping[str, bytes]) -> tuple[Made, ...]:
    """Write every file under a passing name and then in its place, the ZIP after them and the manifest last."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MANIFEST).unlink(missing_ok=True)
    whole = {**contents, "kit": zip_bytes(award, contents)}
    for kind in KINDS:
        _write(folder / PATHS[kind], whole[kind])
    names = download_names(award)
    made = tuple(
        Made(kind, PATHS[kind], names[kind], len(whole[kind]), hashlib.sha256(whole[kind]).hexdigest()) for kind in KINDS
    )
    manifest = {
        "award": fingerprint(award),
        "files": [{"kind": m.kind, "path": m.path, "name": m.name, "size": m.size, "sha256": m.sha256} for m in made],
    }
    _write(folder / MANIFEST, (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode())
    return made


def finished(award: Award, folder: Path) -> tuple[Made, ...] | None:
    """The kit of this very award if it lies there whole: every file of the manifest with its size and SHA-256; else None."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        if manifest["award"] != fingerprint(award):
            return None
        made = tuple(Made(f["kind"], f["path"], f["name"], f["size"], f["sha256"]) for f in manifest["files"])
        whole = [m.kind for m in made] == list(KINDS) and all(_same(m, folder) for m in made)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return made if whole else None


def fingerprint(award: Award) -> str:
    """SHA-256 of everything that a kit is made of."""
    facts = json.dumps([VERSION, asdict(plain(award))], ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(facts.encode()).hexdigest()


def _same(made: Made, folder: Path) -> bool:
    path = folder / PATHS[made.kind]
    if made.path != path.name or path.stat().st_size != made.size:
        return False
    return hashlib.sha256(path.read_bytes()).hexdigest() == made.sha256


def _write(path: Path, content: bytes) -> None:
    passing = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with passing.open("wb") as file:
            file.write(content)
        passing.replace(path)
    finally:
        passing.unlink(missing_ok=True)
