"""Incidents in words, in both languages."""

import pytest

from criteria.measurement import Language
from scoring.engine.incidents import KINDS, Incident, Incidents
from scoring.engine.telling_incidents import incident_notes, kinds_told, when
from tests.criteria.builders import YEAR, ZONE, moment


def incident(begins: str, ends: str, kinds: tuple[str, ...] = KINDS) -> Incident:
    """One between two local times of the year."""
    return Incident(moment(f"{YEAR}-{begins}"), moment(f"{YEAR}-{ends}"), kinds, "Сбой сети")  # type: ignore[arg-type]  # tables


@pytest.mark.parametrize(
    ("begins", "ends", "language", "told"),
    [
        ("03-03", "03-04", "ru", "3 марта"),
        ("03-03", "03-06", "ru", "с 3 по 5 марта"),
        ("03-03", "03-06", "en", "from 3 to 5 March"),
        ("03-03 10:00", "03-03 12:30", "ru", "3 марта, 10:00–12:30"),
        ("03-03 10:00", "03-04", "ru", "3 марта, 10:00–24:00"),
        ("03-03 10:00", "03-06", "ru", "3 марта 10:00 — 5 марта 24:00"),
        ("03-03 10:00", "03-05 18:30", "en", "3 March 10:00 — 5 March 18:30"),
    ],
)
def test_times_are_told_as_people_say_them(begins: str, ends: str, language: Language, told: str) -> None:
    """Whole days without hours, one day once, midnight as the end of its day."""
    assert when(incident(begins, ends), ZONE, language).replace("\u00a0", " ") == told


def test_the_evidence_is_named() -> None:
    """In the order of the tables."""
    assert kinds_told(incident("03-03", "03-04", ("checks", "posts")), "ru") == "записи, проверки оформления"


@pytest.mark.parametrize(
    ("ends", "kinds", "told"),
    [
        ("03-06", ("posts",), "неделя не учтена ни у кого: Сбой сети, с 3 по 5 марта (записи)"),
        ("03-12", ("posts",), "2 недели не учтены ни у кого: Сбой сети, с 3 по 11 марта (записи)"),
        ("03-06", ("checks",), "время сбоя не учтено ни у кого: Сбой сети, с 3 по 5 марта (проверки оформления)"),
    ],
)
def test_a_note_says_what_is_left_out(ends: str, kinds: tuple[str, ...], told: str) -> None:
    """How many weeks of the norm, and of which evidence."""
    (note,) = incident_notes(Incidents((incident("03-03", ends, kinds),)), YEAR, ZONE, "ru")
    assert note.replace("\u00a0", " ") == told
