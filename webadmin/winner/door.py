"""Who stands at a winner's page: the award behind the secret link, open from the publication on, before it to staff alone."""

from dataclasses import dataclass
from typing import Final

from flask import Response, abort

from certificates.badge import BadgeKey, badge_key
from scoring.season.course import PUBLIC
from scoring.services import awards
from scoring.store import showing
from scoring.store.tables import Award, Season
from scoring.store.vocabulary import AwardStatus
from webadmin.access import visitor
from webadmin.context import db, home
from webadmin.limits import limiter

often = limiter.shared_limit("120 per minute", scope="winner")
kits = limiter.shared_limit("20 per minute", scope="winner-kit")
drawn = limiter.shared_limit("12 per minute; 100 per day", scope="winner-cover")
"""Every cover costs the server a second of work."""

GIVEN: Final = frozenset({AwardStatus.CONFIRMED, AwardStatus.ACTIVE})
"""States in which the files are handed out; in the others the page says what became of the award."""


@dataclass(frozen=True, slots=True)
class Winner:
    """An award with the values that its pictures are drawn from."""

    award: Award
    order: awards.AwardOrder
    key: BadgeKey | None
    """None for letters of thanks and certificates of participation."""

    @property
    def badge_url(self) -> str:
        """Where sites take the badge from: it turns grey by itself."""
        return f"{home().address}/b/{self.award.serial}.svg"


def award_of(token: str) -> Award:
    """The award behind the link; 404 when there is none or it is not public yet."""
    award = showing.award_by_token(db.session, token) if token.isprintable() else None
    if award is None or not is_open(award.season):
        abort(404)
    return award


def winner_of(token: str) -> Winner:
    """The same with its values; 404 also when its files are not handed out."""
    award = award_of(token)
    if award.status not in GIVEN:
        abort(404)
    order = awards.order_of(award, public_url=home().address)
    return Winner(award, order, badge_key(order))


def is_open(season: Season) -> bool:
    """Whether the season's winners' pages may be seen by whoever asks."""
    return season.state in PUBLIC or visitor() is not None


def secret(answer: Response) -> Response:
    """An answer that no search engine keeps."""
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
