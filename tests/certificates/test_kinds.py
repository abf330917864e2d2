"""Kinds, languages, signers and pictures of the documents, read off the printed sheets."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import page as validation
import pypdf
import pypdfium2
import pytest
from PIL import Image

from certificates.award import PlainAward
from certificates.coat import read_outline
from certificates.decoration import HEIGHT
from certificates.fitting import fits, fitted
from certificates.fonts import face
from certificates.layer import compiled
from certificates.look import Coat, Look, Picture, Signer
from certificates.pixels import png
from certificates.places import PLACES
from certificates.press import Press
from certificates.preview import extremes, picture, previews
from certificates.wording import view
from tests.certificates.samples import AWARD, LONG_NAME, an_award
from tests.certificates.test_certificate import text_of

PERSON = "Иванова Анна Петровна"
THREE = (*AWARD.signers, ("Министр цифрового развития", "А. П. Долгоруков"))
AWARDS: Mapping[str, PlainAward] = {
    "thanks": an_award(kind="thanks", person=PERSON, name=LONG_NAME),
    "participant": an_award(kind="participant", points="", signers=AWARD.signers[:1]),
    "three": an_award(signers=THREE),
    "bilingual": an_award(language="bilingual", name=LONG_NAME),
    "english thanks": an_award(kind="thanks", person=PERSON, language="en"),
}


@pytest.fixture(scope="module")
def texts(press: Press) -> dict[str, str]:
    """What poppler reads on each sheet."""
    return {name: text_of(press.certificates([award])[0]) for name, award in AWARDS.items()}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("thanks", ["БЛАГОДАРСТВЕННОЕ ПИСЬМО", "награждается", PERSON, "администратора", LONG_NAME, "добросовестный труд"]),
        ("participant", ["СЕРТИФИКАТ", "УЧАСТНИКА", "подтверждает участие", "Ёлочка", "Социальная защита", "регламенту"]),
        (
            "bilingual",
            ["ДИПЛОМ", "Diploma of the winner", "is awarded to", "1st place", "Social protection", "Final score: 92.40"],
        ),
        ("english thanks", ["LETTER OF THANKS", "is given to", PERSON, "for keeping the official page of", "Ёлочка"]),
    ],
)
def test_every_kind_says_its_words_in_their_order(texts: dict[str, str], name: str, words: list[str]) -> None:
    """Title, whom, what for: as they are read from top to bottom."""
    at = [texts[name].find(" ".join(word.replace("\u00a0", " ").split())) for word in words]
    assert (sorted(at), True) == (at, min(at) >= 0)


def test_three_signers_are_printed(texts: dict[str, str]) -> None:
    """All three stand there, each with the post before the name."""
    assert [] == [part for signer in THREE for part in signer if part not in texts["three"]]


def test_points_are_no_business_of_a_letter_of_thanks(texts: dict[str, str]) -> None:
    """A person is thanked, not scored."""
    assert "92,40" not in texts["thanks"]


def test_everything_that_does_not_fit_is_told_at_once() -> None:
    """The panel hears of all faults of a row, not only of the first."""
    bad = an_award(name="", nomination="Слово" * 40, city="Город " * 30)
    assert {"name", "nomination", "city"} <= {overflow.field for overflow in fits(bad)}


def test_a_row_that_fits_has_no_faults() -> None:
    """Nothing is told of the usual award."""
    assert [[]] * len(AWARDS) == [fits(award) for award in AWARDS.values()]


def test_a_letter_of_thanks_needs_a_person() -> None:
    """Without a name it is not issued."""
    assert ["person"] == [overflow.field for overflow in fits(an_award(kind="thanks", person=" "))]


def a_picture(colour: str, size: tuple[int, int] = (60, 40)) -> Picture:
    return Picture(*size, png(Image.new("RGBA", size, colour)))


@pytest.fixture(scope="module")
def adorned() -> bytes:
    """A sheet with a coat of arms and one facsimile."""
    signers = (Signer(*AWARD.signers[0], a_picture("#1a2a80a0")),)
    return Press(Look(coat=Coat(a_picture("#ff0000")), signers=signers)).certificates([AWARD])[0]


def test_coat_and_facsimile_are_on_the_sheet(adorned: bytes) -> None:
    """The coat takes the emblem's place, the signature stands over its line."""
    with Image.open(BytesIO(picture(adorned, 72))) as sheet:
        coat, signature = sheet.getpixel((298, 114)), sheet.getpixel((150, 676))
    assert ((255, 0, 0), True) == (coat, isinstance(signature, tuple) and signature[2] > signature[0] + 40)


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("language", ["ru", "bilingual"])
def test_a_facsimile_touches_no_word(count: int, language: Any) -> None:
    """However long posts and names are, no letter's ink lies in the box of a signature's picture; each box has its picture."""
    post, name = "Заместитель председателя Правительства области — министр", "Ю. Ё. Ёжикова-Преображенская"
    signers = tuple((f"{post} № {number}", name) for number in range(count))
    award = an_award(signers=signers, language=language)
    look = Look(signers=tuple(Signer(*one, a_picture("#1a2a80a0", (300, 120))) for one in signers))
    with pypdfium2.PdfDocument(Press(look).certificates([award])[0]) as document:
        words = document[0].get_textpage()
        letters = [words.get_charbox(i) for i in range(words.count_chars())]
    boxes = [one.box for one in compiled(award, look).pictures]
    touched = [
        (x, y)
        for x, y, width, height in boxes
        for left, low, right, high in letters
        if right > left and x < right and left < x + width and y < HEIGHT - low and HEIGHT - high < y + height
    ]
    assert (count, []) == (len(boxes), touched)


@pytest.mark.parametrize("kind", ["winner", "laureate", "thanks", "participant"])
@pytest.mark.parametrize("language", ["ru", "en", "bilingual"])
def test_fixed_words_keep_to_their_width(kind: Any, language: Any) -> None:
    """The lines that the template itself brings fit in every kind and language."""
    shown: Any = view(fitted(an_award(kind=kind, language=language, person=PERSON)))
    lines = {"given": [shown["given"]], "in_nomination": [shown["in_nomination"]]}
    texts = {key: [" · ".join(filter(None, (one["own"], one["other"]))) for one in found] for key, found in lines.items()}
    sizes = {"given": shown["given"]["size"], "in_nomination": shown["in_nomination"]["size"], "reason": shown["reason_size"]}
    texts["reason"] = shown["reason"]
    wide = {
        text: face(PLACES[field].face).width(text, sizes[field], PLACES[field].spacing)
        for field, found in texts.items()
        for text in found
        if face(PLACES[field].face).width(text, sizes[field], PLACES[field].spacing) > PLACES[field].width
    }
    assert {} == wide


def test_a_name_breaks_beside_the_surname() -> None:
    """First name and patronymic stay on one line, whichever end the surname is at."""
    lines = [
        fitted(an_award(kind="thanks", person=name)).texts["name"].lines
        for name in ("Светлоярская-Берестова Валентина Александровна", "Валентина Александровна Светлоярская-Берестова")
    ]
    first = "Валентина\u00a0Александровна"
    assert [("Светлоярская-Берестова", first), (first, "Светлоярская-Берестова")] == lines


def test_a_sheet_with_pictures_is_still_archival(adorned: bytes, tmp_path: object) -> None:
    """PDF/A-3a and PDF/UA-1 hold with pictures and their transparency."""
    path = f"{tmp_path}/a.pdf"
    with open(path, "wb") as file:  # noqa: PTH123 - the validator wants a plain path
        file.write(adorned)
    assert [True, True] == [validation.validate_pdf(path, profile=profile).is_compliant for profile in ("3a", "ua1")]


def test_a_drawn_coat_is_painted_in_the_ink() -> None:
    """An outline becomes part of the drawing, in the colour of the kind."""
    sheet = Press(Look(coat=read_outline("M0 0H10V10H0Z"))).certificates([an_award(kind="participant")])[0]
    with Image.open(BytesIO(picture(sheet, 72))) as drawn:
        assert (39, 66, 75) == drawn.getpixel((298, 114))


def test_the_preview_shows_the_shortest_and_the_longest_name() -> None:
    """By measured width, not by count of letters."""
    rows = [an_award(name=name) for name in ("Школа № 5", "ШШШШШШШШШШ", "iiiiiiiiiiii", LONG_NAME)]
    assert ["iiiiiiiiiiii", LONG_NAME] == [award.name for award in extremes(rows)]


def test_previews_are_pictures_of_the_rows_that_fit() -> None:
    """A row that does not fit is left out; its faults are told elsewhere."""
    shown = previews([AWARD, an_award(name="Ш" * 400)], dpi=30)
    assert [(AWARD.name, b"\x89PNG")] == [(award.name, content[:4]) for award, content in shown]


def test_equal_names_give_sheets_that_differ_in_their_numbers(press: Press) -> None:
    """Two institutions of one name are told apart by serial and place."""
    twin = an_award(serial="0000-0000-0000-0001", municipality="город Бор")
    first, second = press.certificates([AWARD, twin])
    assert (True, True) == (first != second, "город Бор" in text_of(second))


def test_the_title_of_a_letter_names_its_person(press: Press) -> None:
    """Readers show the document's kind and whom it is for."""
    info = pypdf.PdfReader(BytesIO(press.certificates([AWARDS["thanks"]])[0])).metadata
    assert info is not None
    assert f"Благодарственное письмо — {PERSON}" == info.title
