"""The protocol and the speaker's cards as files: what stands on them, the same bytes every time, their marks."""

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from certificates.protocol import Count, Deviation, ProtocolPaper, Signature, Tie, protocol_pdf
from certificates.protocol_cards import CardDeck, SpeakersCard, cards_pdf

AT = datetime(2026, 10, 12, tzinfo=UTC)
SHA = "e5" * 32
NAME = "Муниципальное бюджетное учреждение «Средняя школа № 5» <b>села Ельцовка</b>"
PAPER = ProtocolPaper(
    contest="Лучшая официальная страница", region="Приозёрская область", city="Приозёрск", year=2025, pages=24,
    counts=(Count("Культура", 4, 3), Count("Спорт", 0, 0)), winners=(("Культура", ((NAME, "Ельцовка"),)),),
    deviations=(Deviation(NAME, "Культура", "победитель", "исключена", "Накрутка", "Подписчики куплены", "", "Клуб № 2"),),
    recusals=((NAME, 2),), ties=(Tie("Культура", 4, ((NAME, True), ("Клуб № 3", False))),), seals=((1, "Правила", "a1" * 32),),
    decisions=SHA, signatures=(Signature("Председатель жюри", "В. Иванова", "12 окт. 2026"), Signature("Администратор сезона")),
    signed=False, one_key=False, rehearsal=False, at=AT,
)  # fmt: skip
DECK = CardDeck(
    "Лучшая официальная страница", 2025,
    (SpeakersCard("Культура", NAME, "Ельцовка", "", "92,40", "За живой разговор"), SpeakersCard("Спорт", NAME * 4, *[""] * 4)),
    SHA, rehearsal=False, at=AT,
)  # fmt: skip


def text_of(pdf: bytes) -> str:
    """All words of a file, spaces folded."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def test_the_protocol_says_all_of_it() -> None:
    """Deviation, tie, recusal, hashes, both signature lines; markup in a name is only letters."""
    text = text_of(protocol_pdf(PAPER))
    for said in (
        "Накрутка",
        "Подписчики куплены",
        "Клуб № 2",
        "Клуб № 3",
        SHA,
        "a1" * 32,
        "В. Иванова",
        "ещё не подписано",
        "<b>",
    ):
        assert said in text


@pytest.mark.parametrize(
    ("signed", "rehearsal", "mark"),
    [(False, False, "ПРОЕКТ"), (True, False, ""), (False, True, "РЕПЕТИЦИЯ"), (True, True, "РЕПЕТИЦИЯ")],
)
def test_drafts_and_rehearsals_are_marked(signed: bool, rehearsal: bool, mark: str) -> None:
    """Across every page; a protocol that both have signed carries no mark."""
    text = text_of(protocol_pdf(replace(PAPER, signed=signed, rehearsal=rehearsal)))
    marks = [word for word in ("ПРОЕКТ", "РЕПЕТИЦИЯ") if word in text.upper()]
    assert ([mark] if mark else []) == marks


def test_two_readers_have_two_papers() -> None:
    """Before publication each page says whose copy it is, so that a photograph leads back to him."""
    papers = [
        (protocol_pdf(replace(PAPER, reader=who)), cards_pdf(replace(DECK, reader=who))) for who in ("А. Орлова", "О. Смотров")
    ]
    texts = [[text_of(one) for one in pair] for pair in papers]
    assert [True] * 4 == [
        f"Экземпляр: {who}" in one for who, pair in zip(("А. Орлова", "О. Смотров"), texts, strict=True) for one in pair
    ]
    assert (False, 2) == ("Экземпляр" in text_of(protocol_pdf(PAPER)), len({protocol for protocol, _ in papers}))


def test_the_same_values_give_the_same_bytes() -> None:
    """Of both papers."""
    assert (protocol_pdf(PAPER), cards_pdf(DECK)) == (protocol_pdf(PAPER), cards_pdf(DECK))


def test_a_card_is_a_page_with_the_seal_on_it() -> None:
    """However long the name is."""
    reader = PdfReader(BytesIO(cards_pdf(DECK)))
    assert 2 == len(reader.pages)
    assert [True, True] == [SHA in page.extract_text() for page in reader.pages]
    assert "За живой разговор" in " ".join(reader.pages[0].extract_text().split())
