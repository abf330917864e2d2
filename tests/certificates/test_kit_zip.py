"""The ZIP of one click: what lies in it, under which names, and that it is the same every time."""

import zipfile
from collections.abc import Mapping
from io import BytesIO

import pytest

from certificates.award import PlainAward
from certificates.gallery import pictures
from certificates.kit_zip import kit_zip, latin, latin_name
from certificates.press import Press
from tests.certificates.samples import AWARD, LONG_NAME, an_award

GALLERY = {name: name.encode() for name in pictures()}
BADGE_URL = "https://pages.example/b/7K3M-9QXA-B2CD-EFGH.svg"


@pytest.fixture(scope="module")
def own(press: Press) -> Mapping[str, bytes]:
    return {"certificate": press.certificates([AWARD])[0], "badge": b"<svg/>", "badge-400": b"png", "credential": b"{}"}


@pytest.fixture(scope="module")
def content(own: Mapping[str, bytes]) -> bytes:
    return kit_zip(AWARD, own, GALLERY, BADGE_URL)


def entries(content: bytes) -> dict[str, bytes]:
    """Names below the kit's own folder, and what they hold."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name.split("/", 1)[1]: archive.read(name) for name in archive.namelist()}


def test_everything_that_a_winner_needs_is_there(content: bytes) -> None:
    """Both certificates, badges, covers, overlays, posts, texts, the line for a site, the credential and the how-to."""
    wanted = [
        "1_Kak_razmestit_znak.pdf",
        "2_Diplom/Diplom_pobeditelya_2026.pdf",
        "2_Diplom/Diplom_pobeditelya_2026_dlya_tipografii.pdf",
        "3_Znak/Znak.svg",
        "3_Znak/Znak_400.png",
        "3_Znak/Znak_dlya_tyomnogo_fona.svg",
        "3_Znak/Znak_odnotsvetnyy.svg",
        "3_Znak/Znak_belyy_800.png",
        "3_Znak/Znak_120.png",
        "4_Oblozhki_i_kartinki/Oblozhka_vk.jpg",
        "4_Oblozhki_i_kartinki/Oblozhka_vk_telefon.jpg",
        "4_Oblozhki_i_kartinki/Prozrachnyy_sloy_vk.png",
        "4_Oblozhki_i_kartinki/Zapis_kvadrat.jpg",
        "4_Oblozhki_i_kartinki/Istoriya.jpg",
        "5_Tekst/Tekst_zapisi.txt",
        "5_Tekst/Opisanie_kartinki.txt",
        "5_Tekst/Kod_dlya_saita.html",
        "6_Tsifrovoe_udostoverenie/credential.json",
    ]
    assert [] == [name for name in wanted if name not in entries(content)]


def test_no_picture_is_lost(content: bytes) -> None:
    """Every shared picture has a name of its own in the archive."""
    held = set(entries(content).values())
    assert [] == [name for name, body in GALLERY.items() if body not in held]


def test_the_same_kit_has_the_same_bytes(content: bytes, own: Mapping[str, bytes]) -> None:
    """Dates of the entries are the day of issue."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        days = {entry.date_time for entry in archive.infolist()}
    assert (content, {(2026, 11, 22, 12, 0, 0)}) == (kit_zip(AWARD, own, GALLERY, BADGE_URL), days)


def test_texts_open_in_a_plain_editor(content: bytes) -> None:
    """With the mark of UTF-8, ends of lines as Windows has them, the Russian title first."""
    text = entries(content)["5_Tekst/Tekst_zapisi.txt"]
    assert (True, True, False) == (
        text.startswith("\ufeffКомплект победителя: МБДОУ".encode()),
        b"\r\n" in text,
        b"\n\n" in text,
    )


def test_the_line_for_a_site_is_one_line_of_markup(content: bytes) -> None:
    """The hosted badge, linked with the check page."""
    line = entries(content)["5_Tekst/Kod_dlya_saita.html"].decode()
    assert (1, True, True) == (line.count("\n"), f'href="{AWARD.check_url}"' in line, f'src="{BADGE_URL}"' in line)


@pytest.mark.parametrize("kind", ["thanks", "participant"])
def test_kinds_without_a_badge_have_a_small_kit(press: Press, kind: str) -> None:
    """The document twice and the text."""
    award: PlainAward = an_award(kind=kind, person="Иванова Анна")
    kit = entries(kit_zip(award, {"certificate": press.certificates([award])[0]}, {}))
    assert (3, True) == (len(kit), "5_Tekst/Tekst_zapisi.txt" in kit)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ('МБДОУ "Детский сад № 197 "Ёлочка"', "MBDOU_Detskiy_sad_No_197_Yolochka"),
        ("Щёлково", "Shchyolkovo"),
        ("../../etc/passwd", "etcpasswd"),
        ("<b>школа</b>", "bshkolab"),
        ("\u202e\x00", ""),
        ("東京", ""),
    ],
)
def test_names_become_latin(name: str, expected: str) -> None:
    """Letters, digits and underscores alone, whatever the name holds."""
    assert expected == latin(name)


@pytest.mark.parametrize("name", [LONG_NAME, "А" * 5000, "", "///", "Con"])
def test_the_kits_folder_is_safe_on_every_system(name: str) -> None:
    """Short, ASCII, without a separator, never empty."""
    found = latin_name(an_award(name=name))
    assert (True, True, False) == (found.isascii(), found.startswith("Diplom_pobeditelya_2026"), "/" in found or len(found) > 90)
