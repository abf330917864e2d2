"""The winner's folder: which files it holds, names for people, writing that is whole or not at all."""

import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from certificates.award import Award, Kind, plain
from certificates.badge import SIZES
from certificates.credential.terms import Terms
from certificates.look import PLAIN, Look
from certificates.typography import clean, typographic

MANIFEST = "manifest.json"
VERSION = 4  # of what is drawn; a new one makes finished kits be made again
PATHS = {
    "certificate": "certificate.pdf",
    "badge": "badge.svg",
    **{f"badge-{size}": f"badge-{size}.png" for size in SIZES},
    "post": "post.txt",
    "credential": "credential.json",
}
KINDS = tuple(PATHS)
"""In the order in which files are listed; an award has those that its kind calls for."""

_WHOSE: Mapping[Kind, tuple[str, str]] = {
    "winner": ("Диплом победителя", "Знак победителя"),
    "laureate": ("Диплом лауреата", "Знак лауреата"),
    "thanks": ("Благодарственное письмо", ""),
    "participant": ("Сертификат участника", ""),
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
    document, badge = _WHOSE[award.kind]
    year = award.year
    return {
        "certificate": f"{document} {year}.pdf",
        "badge": f"{badge} {year}.svg",
        **{f"badge-{size}": f"{badge} {year}, {size} пикселей.png" for size in SIZES},
        "post": f"Текст публикации {year}.txt",
        "credential": f"Цифровое удостоверение {year}.json",
    }


def kit_name(award: Award) -> str:
    """What the ZIP of everything is called when it is downloaded."""
    short = safe_name(typographic(award.name), 60)
    head = f"Комплект: {_WHOSE[award.kind][0].lower()} {award.year}".replace(":", " —")
    return f"{head}, {short}.zip" if short else f"{head}.zip"


def safe_name(text: str, most: int) -> str:
    """A part of a file's name: letters, digits, spaces and a few signs, at most ``most`` of them, cut at a word."""
    kept = re.sub(r"[^\w №(),-]", "", clean(text).replace("\u00a0", " "))
    kept = re.sub(r" {2,}", " ", kept).strip(" .,-")
    if len(kept) > most:
        kept = kept[:most].rsplit(" ", 1)[0].rstrip(" .,-")
    return kept


def write_kit(
    award: Award, folder: Path, contents: Mapping[str, bytes], look: Look = PLAIN, terms: Terms | None = None
) -> tuple[Made, ...]:
    """Write every file under a passing name and then in its place, the manifest last. ``terms`` are those it was sealed with."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MANIFEST).unlink(missing_ok=True)
    kinds = [kind for kind in KINDS if kind in contents]
    for kind in kinds:
        _write(folder / PATHS[kind], contents[kind])
    names = download_names(award)
    made = tuple(
        Made(kind, PATHS[kind], names[kind], len(contents[kind]), hashlib.sha256(contents[kind]).hexdigest()) for kind in kinds
    )
    manifest = {
        "award": fingerprint(award, look, terms),
        "files": [{"kind": m.kind, "path": m.path, "name": m.name, "size": m.size, "sha256": m.sha256} for m in made],
    }
    _write(folder / MANIFEST, (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode())
    return made


def finished(award: Award, folder: Path, look: Look = PLAIN, terms: Terms | None = None) -> tuple[Made, ...] | None:
    """The kit of this very award if it lies there whole: every file of the manifest with its size and SHA-256; else None."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        if manifest["award"] != fingerprint(award, look, terms):
            return None
        made = tuple(Made(f["kind"], f["path"], f["name"], f["size"], f["sha256"]) for f in manifest["files"])
        whole = bool(made) and all(_same(m, folder) for m in made)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return made if whole else None


def fingerprint(award: Award, look: Look = PLAIN, terms: Terms | None = None) -> str:
    """SHA-256 of everything that a kit is made of, but for the keys: what one key sealed, the next one does not seal again."""
    sealed = None if terms is None else asdict(terms)
    facts = [VERSION, look.fingerprint(), asdict(plain(award)), sealed]
    written = json.dumps(facts, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(written.encode()).hexdigest()


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
