"""The window of objections, whose page is whose, and what becomes of a claim: rules without a database."""

from datetime import UTC, date, datetime, timedelta

import pytest

from scoring.season.objecting import CONTEST_WAIT, ClaimState, Grant, claim_after_seen, owns
from scoring.season.windows import Window

NOW = datetime(2026, 9, 10, 12, 0, tzinfo=UTC)
WINDOW = Window(date(2026, 9, 5), date(2026, 9, 18), "Asia/Novosibirsk")


@pytest.mark.parametrize(
    ("moment", "open_"),
    [
        (datetime(2026, 9, 4, 16, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 9, 4, 17, 0, tzinfo=UTC), True),
        (datetime(2026, 9, 18, 16, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 9, 18, 17, 0, tzinfo=UTC), False),
    ],
)
def test_the_window_begins_and_ends_at_local_midnight(moment: datetime, open_: bool) -> None:
    """Both days are included, by the clock of the region."""
    assert open_ == WINDOW.is_open(moment)


@pytest.mark.parametrize(
    ("grant", "mine"),
    [
        (Grant(7, NOW + timedelta(seconds=1), revoked=False), True),
        (Grant(7, NOW, revoked=False), False),
        (Grant(7, NOW + timedelta(days=1), revoked=True), False),
        (Grant(8, NOW + timedelta(days=1), revoked=False), False),
    ],
)
def test_a_page_is_its_owners_while_the_grant_holds(grant: Grant, mine: bool) -> None:
    """Another page, an ended grant and one taken back open nothing."""
    assert mine == owns([grant], 7, NOW)


def test_nobody_owns_a_page_without_a_grant() -> None:
    """Whether it exists or not."""
    assert (False, False) == (owns([], 7, NOW), owns([], 10**9, NOW))


@pytest.mark.parametrize(
    ("owned", "frozen", "expected"),
    [
        (False, False, (ClaimState.APPROVED, None)),
        (True, False, (ClaimState.CONTESTED, CONTEST_WAIT)),
        (False, True, (ClaimState.CONTESTED, None)),
        (True, True, (ClaimState.CONTESTED, None)),
    ],
)
def test_a_claim_of_a_page_with_an_owner_waits(owned: bool, frozen: bool, expected: tuple[ClaimState, timedelta | None]) -> None:
    """Two days where somebody could object, for an organizer where the evidence is frozen."""
    assert expected == claim_after_seen(owned=owned, frozen=frozen)
