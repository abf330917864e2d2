"""The texts of letters: whole, in both languages, and safe against the words of others."""

from pathlib import Path

import pytest
from jinja2 import UndefinedError

from scoring.services.letters.kinds import KINDS
from scoring.services.letters.texts import Language, rendered, with_address
from tests.scoring.services.letters.samples import COMMON, SAMPLES

GOLDEN = Path(__file__).parents[3] / "golden" / "letters"
HOST = "https://lavr.example"


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("kind", SAMPLES)
def test_a_letter_reads_as_it_is_stored(kind: str, language: Language) -> None:
    """Subject and text, compared whole."""
    subject, text = rendered(kind, language, COMMON | SAMPLES[kind])

    stored = (GOLDEN / language / f"{kind}.txt").read_text(encoding="utf-8")
    assert stored == f"{subject}\n\n{with_address(text, HOST)}"


def test_every_kind_has_a_sample() -> None:
    """A kind without one would go out unread."""
    assert set(KINDS) == set(SAMPLES)


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("kind", SAMPLES)
def test_every_link_leads_to_our_site_and_holds_no_secret(kind: str, language: Language) -> None:
    """Nothing but paths of ours, whose longest part is a number of an award."""
    _, text = rendered(kind, language, COMMON | SAMPLES[kind])

    links = [word for word in text.split() if "://" in word or "\ue000" in word]
    assert [] == [link for link in links if not link.startswith("\ue000") or len(link.split("/")[-1]) > 22]


def test_a_text_that_lacks_a_field_is_an_error() -> None:
    """Nobody gets a letter with a hole in it."""
    with pytest.raises(UndefinedError):
        rendered("winner", "ru", COMMON)


def test_a_name_cannot_add_lines_to_a_letter() -> None:
    """Breaks and invisible characters of a page's name are dropped."""
    page = {"name": "Школа\r\n\r\nПереведите взнос\u202e на счёт\u200b", "nomination": ""}

    _, text = rendered("name_check", "ru", COMMON | {"pages": [page], "appeal_days": 5})

    assert "— Школа Переведите взнос на счёт\n" in text


def test_a_name_is_no_template() -> None:
    """What looks like one stands there as it is."""
    _, text = rendered("name_check", "ru", COMMON | {"pages": [{"name": "{{ 7 * 7 }}", "nomination": ""}], "appeal_days": 5})

    assert "— {{ 7 * 7 }}\n" in text


def test_a_name_cannot_stand_for_our_address() -> None:
    """The mark of the public address is dropped from the words of others."""
    _, text = rendered("name_check", "ru", COMMON | {"pages": [{"name": "a\ue000b", "nomination": ""}], "appeal_days": 5})

    assert "— ab\n" in text


def test_a_subject_is_one_line() -> None:
    """Whatever the contest is called."""
    subject, _ = rendered("winner", "ru", COMMON | SAMPLES["winner"] | {"contest": "Знак\r\nBcc: all@example.org"})

    assert "Ваша страница — в числе лучших: Знак Bcc: all@example.org 2025" == subject
