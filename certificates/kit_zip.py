"""The ZIP of one click: everything a winner needs, in numbered folders, with names in Latin letters; equal input, equal bytes."""

import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Final

from certificates.award import Award, tongue_of
from certificates.kit import PATHS, safe_name
from certificates.post import picture_words, post_text, site_line
from certificates.print_version import print_version
from certificates.typography import typographic

_LETTERS: Final = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "yo", "ж": "zh", "з": "z", "и": "i", "й": "y", "к": "k",
    "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts",
    "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya", "№": "No",
}  # fmt: skip
_DOCUMENT: Final = {
    "winner": "Diplom_pobeditelya",
    "laureate": "Diplom_laureata",
    "thanks": "Blagodarstvennoe_pismo",
    "participant": "Sertifikat_uchastnika",
}
_GALLERY: Final = {
    "badge": ("3_Znak", "Znak"),
    "cover": ("4_Oblozhki_i_kartinki", "Oblozhka"),
    "overlay": ("4_Oblozhki_i_kartinki", "Prozrachnyy_sloy"),
    "post": ("4_Oblozhki_i_kartinki", "Zapis"),
    "story": ("4_Oblozhki_i_kartinki", "Istoriya"),
}
_WORDS: Final = {
    "square": "kvadrat", "wide": "shirokaya", "dark": "dlya_tyomnogo_fona", "mono": "odnotsvetnyy", "white": "belyy",
    "small": "malenkiy", "phone": "telefon",
}  # fmt: skip


def latin(text: str) -> str:
    """Russian letters in Latin ones, spaces as underscores; what is neither letter nor digit is left out."""
    out = []
    for letter in typographic(text).replace("\u00a0", " "):
        plain = _LETTERS.get(letter.lower(), letter)
        out.append(plain.capitalize() if letter.isupper() and plain else plain)
    kept = safe_name("".join(out), 60)
    return "_".join("".join(c if c.isascii() and (c.isalnum() or c in "-_") else " " for c in kept).split())


def latin_name(award: Award) -> str:
    """What the ZIP's own folder is called: the kind, the year and the institution."""
    return "_".join(part for part in (_DOCUMENT[award.kind], str(award.year), latin(award.name)) if part)[:90].rstrip("_-")


def kit_zip(award: Award, own: Mapping[str, bytes], gallery: Mapping[str, bytes], badge_url: str = "") -> bytes:
    """The archive's bytes. ``own``: the award's files by kind as ``kit`` writes them; ``gallery``: pictures by file name.

    Covers that the winner has made go in under the name of the ready ones. The print version is made here.
    """
    top = latin_name(award)
    entries = {f"{top}/{path}": content for path, content in _entries(award, own, gallery, badge_url).items()}
    day = award.issued_on
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, content in entries.items():
            entry = zipfile.ZipInfo(path, (max(day.year, 1980), day.month, day.day, 12, 0, 0))
            packs = path.endswith((".svg", ".txt", ".json", ".html"))
            entry.compress_type = zipfile.ZIP_DEFLATED if packs else zipfile.ZIP_STORED
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            archive.writestr(entry, content, compresslevel=6)
    return buffer.getvalue()


def _entries(award: Award, own: Mapping[str, bytes], gallery: Mapping[str, bytes], badge_url: str) -> dict[str, bytes]:
    out: dict[str, bytes] = {}
    if "howto.pdf" in gallery:
        out["1_Kak_razmestit_znak.pdf"] = gallery["howto.pdf"]
    document = f"{_DOCUMENT[award.kind]}_{award.year}"
    out[f"2_Diplom/{document}.pdf"] = own["certificate"]
    out[f"2_Diplom/{document}_dlya_tipografii.pdf"] = print_version(own["certificate"], award.kind)
    for kind, content in own.items():
        if kind.startswith("badge"):
            out[f"3_Znak/Znak{kind.removeprefix('badge').replace('-', '_')}.{PATHS[kind].rpartition('.')[2]}"] = content
    for name, content in gallery.items():
        if name != "howto.pdf":
            out[_picture_path(name)] = content
    out["5_Tekst/Tekst_zapisi.txt"] = _text(post_text(award), award)
    if described := picture_words(award):
        out["5_Tekst/Opisanie_kartinki.txt"] = _text(described + "\n", award)
    if line := site_line(award, badge_url) if badge_url else "":
        out["5_Tekst/Kod_dlya_saita.html"] = line.encode()
    if "credential" in own:
        out[f"6_Tsifrovoe_udostoverenie/{PATHS['credential']}"] = own["credential"]
    return out


def _picture_path(name: str) -> str:
    stem, _, ending = name.partition(".")
    head, *rest = stem.split("-")
    folder, title = _GALLERY[head]
    return f"{folder}/{'_'.join([title, *(_WORDS.get(part, part) for part in rest)])}.{ending}"


def _text(words: str, award: Award) -> bytes:
    """Plain text as Windows' editor shows it too: with its mark, and its title as the first line."""
    title = "Комплект победителя" if tongue_of(award.language) == "ru" else "The winner's kit"
    if award.kind not in {"winner", "laureate"}:
        return ("\ufeff" + words).encode()
    return f"\ufeff{title}: {typographic(award.name)}\n\n{words}".replace("\n", "\r\n").encode()
