"""The certificate as PDF: read as text, seen as a picture, taken apart."""

import subprocess
from pathlib import Path
from typing import Any

import pypdf
import pytest
import zxingcpp
from PIL import Image

from certificates.award import PlainAward
from certificates.fitting import fitted
from certificates.press import Press
from certificates.wording import english_ordinal
from tests.certificates.samples import AWARD, LONG_NAME, an_award, some_awards


def text_of(pdf: bytes) -> str:
    """The text as poppler reads it, all spaces made plain."""
    read = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return " ".join(read.split())


def picture_of(pdf: bytes, folder: Path, dpi: int) -> Image.Image:
    """The page as poppler draws it."""
    (folder / "page.pdf").write_bytes(pdf)
    target = folder / "page"
    subprocess.run(["pdftoppm", "-r", str(dpi), "-png", "-singlefile", str(folder / "page.pdf"), str(target)], check=True)
    return Image.open(target.with_suffix(".png")).convert("RGB")


def printed(press: Press, **changes: Any) -> str:
    return text_of(press.certificates([an_award(**changes)])[0])


@pytest.fixture(scope="session")
def pdf(press: Press) -> bytes:
    return press.certificates([AWARD])[0]


def test_it_is_one_page_of_a4(pdf: bytes, tmp_path: Path) -> None:
    """One page of 210 by 297 millimetres."""
    (tmp_path / "a.pdf").write_bytes(pdf)
    pages = pypdf.PdfReader(tmp_path / "a.pdf").pages
    assert [(595.28, 841.89)] == [(round(float(p.mediabox.width), 2), round(float(p.mediabox.height), 2)) for p in pages]


def test_words_are_read_in_their_order(pdf: bytes) -> None:
    """Contest, title, name, place, nomination, points, signers, address, serial, city and date follow one another."""
    words = [
        "ЛУЧШАЯ ОФИЦИАЛЬНАЯ СТРАНИЦА", "ДИПЛОМ", "ПОБЕДИТЕЛЯ", "награждается", "МБДОУ «Детский сад № 197 «Ёлочка»",
        "городской округ город Дзержинск, Нижегородская область", "vk.com/detsad197_dzr", "1-е место в номинации",
        "«Социальная защита»", "по итогам 2026 года", "92,40 балла", AWARD.check_url, AWARD.serial,
        "г. Нижний Новгород", "22 ноября 2026 г.",
    ]  # fmt: skip
    text = text_of(pdf)
    at = [text.find(word) for word in words]
    assert (sorted(at), True) == (at, min(at) >= 0)


def test_signers_are_printed(pdf: bytes) -> None:
    """Both signers stand there with their posts."""
    text = text_of(pdf)
    assert [] == [part for signer in AWARD.signers for part in signer if part not in text]


def test_a_long_name_is_printed_whole(press: Press) -> None:
    """Every letter of a name of 230 letters can be taken out of the file."""
    assert " ".join(LONG_NAME.split()) in printed(press, name=LONG_NAME)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"kind": "laureate"}, "ДИПЛОМ ЛАУРЕАТА"),
        ({"place": None}, "в номинации"),
        ({"language": "en"}, "DIPLOMA OF THE WINNER is awarded to"),
        ({"language": "en"}, "1st place in the category “Social protection”"),
        ({"language": "en"}, "Final score: 92.40 points."),
        ({"language": "en"}, "22 November 2026"),
    ],
)
def test_kinds_and_languages(press: Press, changes: dict[str, Any], expected: str) -> None:
    """Laureates, awards without a place and certificates in English have words of their own."""
    assert expected in printed(press, **changes)


def test_the_code_leads_to_the_check_page(pdf: bytes, tmp_path: Path) -> None:
    """The QR code, read off a picture of 150 dots an inch, is the check address."""
    codes = zxingcpp.read_barcodes(picture_of(pdf, tmp_path, 150))
    assert [AWARD.check_url] == [code.text for code in codes]


@pytest.mark.parametrize("kind", ["winner", "laureate"])
def test_the_frame_is_drawn_and_the_paper_is_tinted(press: Press, kind: str, tmp_path: Path) -> None:
    """The edge is paper, the frame a dark line, the seal enamel: the layer under the words is there."""
    picture = picture_of(press.certificates([an_award(kind=kind)])[0], tmp_path, 72)
    brightness = [sum(picture.getpixel(at)) for at in ((8, 400), (24, 400), (298, 690))]  # type: ignore[arg-type] # three bands
    assert [True, True, True] == [brightness[0] > 740, brightness[1] < 560, brightness[2] < 500]


def test_equal_awards_give_equal_bytes(pdf: bytes, press: Press) -> None:
    """The same award gives the same file again, from the same press and from a fresh one."""
    assert (pdf, pdf) == (press.certificates([AWARD])[0], Press().certificates([AWARD])[0])


def test_company_in_a_chunk_changes_no_byte(pdf: bytes, press: Press) -> None:
    """An award laid out among others gives the file it gives alone."""
    others = some_awards(3)
    assert pdf == press.certificates([*others[:2], AWARD, others[2]])[2]


def test_metadata_come_from_the_award(pdf: bytes, tmp_path: Path) -> None:
    """Title, language, tags and dates are set, the dates from the day of issue."""
    (tmp_path / "a.pdf").write_bytes(pdf)
    reader = pypdf.PdfReader(tmp_path / "a.pdf")
    info = reader.metadata
    root: Any = reader.trailer["/Root"]
    assert info is not None
    told: tuple[Any, ...] = (info.title, info["/CreationDate"], root["/Lang"], bool(root["/MarkInfo"]["/Marked"]))
    assert ("Диплом победителя — МБДОУ «Детский сад №\u00a0197 «Ёлочка»", "D:20261122", "ru", True) == told


def test_only_our_typefaces_are_embedded(pdf: bytes, tmp_path: Path) -> None:
    """Every font in the file is a subset of PT Serif or PT Sans."""
    (tmp_path / "a.pdf").write_bytes(pdf)
    listed = subprocess.run(["pdffonts", str(tmp_path / "a.pdf")], capture_output=True, text=True, check=True).stdout
    names = [line.split()[0].split("+")[-1] for line in listed.splitlines()[2:]]
    assert (True, []) == (bool(names), [name for name in names if not name.startswith(("PT-Serif", "PT-Sans"))])


@pytest.mark.parametrize(
    "name",
    [
        "Школа <img src=file:///etc/passwd>",
        "Школа <link rel=attachment href=file:///etc/passwd>",
        "Школа {{7*7}} {% raw %}",
        "Школа <style>p{display:none}</style>",
        "Школа &lt;b&gt; &amp; Ко",
    ],
)
def test_a_name_is_text_and_nothing_else(press: Press, name: str, tmp_path: Path) -> None:
    """Markup in a name is printed letter by letter; nothing is fetched or attached."""
    pdf = press.certificates([an_award(name=name)])[0]
    (tmp_path / "a.pdf").write_bytes(pdf)
    attached = pypdf.PdfReader(tmp_path / "a.pdf").attachments
    assert (True, {}) == (name in text_of(pdf), dict(attached))


def test_invisible_characters_are_not_printed(press: Press) -> None:
    """NUL and bidi overrides leave the name before it is set."""
    assert "Школа тест" in printed(press, name="Шко\x00ла \u202eтест\u2066")


def test_an_english_sheet_sets_every_text() -> None:
    """No text of an English certificate is empty."""
    award: PlainAward = an_award(language="en")
    assert [] == [field for field, text in fitted(award).texts.items() if not text.lines]


@pytest.mark.parametrize(
    ("number", "expected"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (21, "21st"), (113, "113th")],
)
def test_english_ordinals(number: int, expected: str) -> None:
    """Eleven to thirteen end in th, in every hundred."""
    assert expected == english_ordinal(number)
