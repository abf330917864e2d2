"""The print version: a sheet with bleed and marks, nothing lost and nothing kept that would lie."""

from io import BytesIO
from typing import Any

import page as validation
import pypdf
import pytest
from PIL import Image

from certificates.errors import CannotIssue
from certificates.press import Press
from certificates.preview import picture
from certificates.print_version import BLEED, MARGIN, print_version
from tests.certificates.samples import AWARD
from tests.certificates.test_certificate import text_of


@pytest.fixture(scope="module")
def screen(press: Press) -> bytes:
    return press.certificates([AWARD])[0]


@pytest.fixture(scope="module")
def printed(screen: bytes) -> bytes:
    return print_version(screen, "winner")


def test_boxes_say_where_to_cut(printed: bytes) -> None:
    """The trim is A4, the bleed 3 mm beyond it on every side, the sheet larger than both."""
    page = pypdf.PdfReader(BytesIO(printed)).pages[0]
    trim, bleed, sheet = page.trimbox, page.bleedbox, page.mediabox
    sides = [round(float(v), 1) for v in (trim.width, trim.height, trim.left - bleed.left, bleed.top - trim.top, trim.left)]
    assert ([595.3, 841.9, round(BLEED, 1), round(BLEED, 1), round(MARGIN, 1)], True) == (sides, sheet.width > bleed.width)


def test_paper_reaches_over_the_cut_and_the_marks_do_not_touch_it(printed: bytes) -> None:
    """Between cut and bleed lies paper; beyond the bleed white with a black line."""
    with Image.open(BytesIO(picture(printed, 144))) as sheet:
        within = sheet.getpixel((round((MARGIN - BLEED / 2) * 2), 900))
        corner = sheet.crop((0, round(MARGIN * 2) - 2, round((MARGIN - BLEED) * 2), round(MARGIN * 2) + 2)).convert("L")
    darkest, lightest = corner.getextrema()
    assert ((253, 251, 244), True, 255) == (within, darkest < 200, lightest)  # type: ignore[operator]  # one band


def test_the_words_stay(screen: bytes, printed: bytes) -> None:
    """What is read is what is read on the screen version."""
    assert text_of(screen) == text_of(printed)


def test_the_same_sheet_gives_the_same_bytes(screen: bytes, printed: bytes) -> None:
    """No date and no chance is in the file."""
    assert printed == print_version(screen, "winner")


def test_it_stays_archival(printed: bytes, tmp_path: Any) -> None:
    """PDF/A-3a and PDF/UA-1 hold for the print version too."""
    path = tmp_path / "a.pdf"
    path.write_bytes(printed)
    assert [True, True] == [validation.validate_pdf(str(path), profile=profile).is_compliant for profile in ("3a", "ua1")]


def test_what_is_no_document_is_refused() -> None:
    """A damaged file is told in words."""
    with pytest.raises(CannotIssue, match="damaged"):
        print_version(b"%PDF-1.7 and no more", "winner")
