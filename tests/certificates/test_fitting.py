"""What fits on the sheet and the badge, and what is refused before anything is written."""

import pickle
from pathlib import Path
from typing import Any

import pytest

from certificates.errors import AwardMalformed, CannotIssue, NameDoesNotFit
from certificates.fitting import check_fits, fitted
from certificates.places import PLACES
from certificates.press import Press
from tests.certificates.samples import AWARD, LONG_NAME, an_award


def test_a_short_name_takes_the_largest_step() -> None:
    """One word is set as large as the ladder goes."""
    assert PLACES["name"].steps[0].size == fitted(an_award(name="Школа")).texts["name"].size


def test_the_longest_realistic_name_fits() -> None:
    """A name of 230 letters is set in at most five lines of at least 13 points."""
    name = fitted(an_award(name=LONG_NAME)).texts["name"]
    assert (True, True, True) == (len(LONG_NAME) >= 230, name.size >= 13, len(name.lines) <= 5)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"name": "Щ" * 5000}, "5000"),
        ({"name": "Ш" * 60}, "не помещается"),
        ({"name": "школа " * 150}, "не помещается"),
        ({"name": ""}, "пусто"),
        ({"name": "\u202e\x00 \u200b"}, "пусто"),
        ({"name": "Школа 🎓"}, "U+1F393"),
        ({"nomination": ""}, "пусто"),
        ({"nomination": "Н" * 200}, "номинация"),
        ({"contest": "Лучшая страница " * 12}, "название конкурса"),
        ({"municipality": "очень длинный округ " * 12}, "муниципалитет"),
        ({"page_link": "https://vk.com/" + "x" * 300}, "адрес страницы"),
        ({"signers": (("Председатель " * 20, "М. В. Ларионова"),)}, "должность"),
        ({"points": "девяносто два с лишним"}, "баллы"),
        ({"check_url": "https://pages.example/" + "v" * 400}, "адрес проверки"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(changes: dict[str, Any], word: str) -> None:
    """The refusal names the award's serial and what is wrong with which text."""
    with pytest.raises(NameDoesNotFit) as caught:
        check_fits(an_award(**changes))
    assert (True, True) == (AWARD.serial in caught.value.ru, word in caught.value.ru)


@pytest.mark.parametrize(
    "changes",
    [
        {"serial": "../../etc/passwd"},
        {"serial": "7k3m-9qxa-b2cd-efgh"},
        {"check_url": "javascript:alert(1)"},
        {"check_url": "https://страницы.рф/v/1"},
        {"signers": ()},
        {"signers": (("а", "б"),) * 4},
    ],
)
def test_malformed_fields_are_refused(changes: dict[str, Any]) -> None:
    """A serial that could steer a path, an address that is none, too few or too many signers."""
    with pytest.raises(AwardMalformed):
        check_fits(an_award(**changes))


def test_a_refused_award_writes_nothing(press: Press, tmp_path: Path) -> None:
    """The folder of an award that does not fit is not even made."""
    with pytest.raises(NameDoesNotFit):
        press.make(an_award(name="Щ" * 5000), tmp_path / "award")
    assert [] == list(tmp_path.iterdir())


def test_the_nomination_is_never_larger_than_the_name() -> None:
    """Under a long name in small letters the nomination is set no larger."""
    texts = fitted(an_award(name=LONG_NAME)).texts
    assert texts["nomination"].size <= texts["name"].size


def test_an_error_survives_the_way_between_processes() -> None:
    """A pickled refusal comes back with both of its sentences."""
    error = NameDoesNotFit("по-русски", "in English")
    back: CannotIssue = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert (NameDoesNotFit, "по-русски", "in English") == (type(back), back.ru, back.en)
