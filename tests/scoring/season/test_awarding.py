"""The life of an award as a table: ways, words of the check page, terms, days of notice."""

from datetime import date, timedelta
from enum import StrEnum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.evidence.days_off import days_off
from scoring.season import award_words
from scoring.season.awarding import (
    LIVE,
    MOVES,
    NOTICE_DAYS,
    AwardAct,
    AwardGround,
    AwardKind,
    AwardStatus,
    Verdict,
    acts_from,
    badge_shows,
    badge_term,
    notice_ends,
    verdict,
)

ENDS = (AwardStatus.SUPERSEDED, AwardStatus.REVOKED, AwardStatus.DECLINED)
TODAY = date(2026, 11, 22)


def test_ends_are_ends() -> None:
    """Nothing can be done with an award that is replaced, revoked or declined."""
    assert [()] * 3 == [acts_from(status) for status in ENDS]


@pytest.mark.parametrize("act", [act for act in AwardAct if act is not AwardAct.PUBLISH])
def test_every_act_of_two_persons_has_grounds_and_begins_where_an_award_lives(act: AwardAct) -> None:
    """So that the check page always has a reason to tell."""
    assert (True, True) == (bool(MOVES[act].grounds), bool(MOVES[act].start & LIVE))


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        (award_words.KINDS, AwardKind),
        (award_words.STATUSES, AwardStatus),
        (award_words.ACTS, AwardAct),
        (award_words.HAPPENED, AwardAct),
        (award_words.GROUNDS, AwardGround),
    ],
)
def test_everything_has_words_in_both_languages(words: award_words.Words, keys: type[StrEnum]) -> None:
    """No bare key reaches a reader."""
    assert set(keys) == set(words)
    assert all(ru and en for ru, en in words.values())


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (AwardStatus.ACTIVE, Verdict.VALID),
        (AwardStatus.SUPERSEDED, Verdict.REPLACED),
        (AwardStatus.SUSPENDED, Verdict.SUSPENDED),
        (AwardStatus.REVOKED, Verdict.REVOKED),
        (AwardStatus.DECLINED, Verdict.DECLINED),
    ],
)
def test_the_check_page_has_a_word_for_every_state(status: AwardStatus, told: Verdict) -> None:
    """What became of an award goes before its badge's term."""
    over = Verdict.TERM_OVER if told is Verdict.VALID else told
    assert (told, over) == (verdict(status, TODAY, TODAY), verdict(status, TODAY, TODAY + timedelta(days=1)))


def test_a_badge_without_a_term_is_shown_for_ever() -> None:
    """As long as the award lives."""
    assert (True, False) == (
        badge_shows(AwardStatus.ACTIVE, None, date.max),
        badge_shows(AwardStatus.REVOKED, None, TODAY),
    )


def test_the_term_of_a_leap_day_ends_on_the_28th() -> None:
    """Where the year has no 29th."""
    assert (date(2030, 2, 28), date(2028, 11, 22), None) == (
        badge_term(date(2028, 2, 29), 2),
        badge_term(TODAY, 2),
        badge_term(TODAY, 0),
    )


def test_days_of_notice_are_working_days() -> None:
    """Told on the last day before the New Year's holidays, the owner has until the middle of January."""
    off = {*days_off(2025), *days_off(2026)}
    assert date(2026, 1, 16) == notice_ends(date(2025, 12, 30), off)


@given(st.dates(date(2025, 1, 1), date(2026, 12, 31)))
@settings(max_examples=50)
def test_a_notice_holds_exactly_as_many_working_days(told: date) -> None:
    """Whenever it begins; its last day is a working one."""
    off = {*days_off(2025), *days_off(2026), *days_off(2027)}
    end = notice_ends(told, off)
    between = [told + timedelta(days=day) for day in range(1, (end - told).days + 1)]
    assert (NOTICE_DAYS, True) == (sum(day not in off for day in between), end not in off)
