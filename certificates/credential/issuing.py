"""Awards as signed credentials: the institution and its page, what was achieved, where to ask whether it stands. No person."""

import uuid
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import quote, urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import ValidationError

from certificates.award import Award, Kind, Tongue, tongue_of
from certificates.credential import shape
from certificates.credential.proof import sign
from certificates.credential.status import BITS, Purpose, list_address, status_list
from certificates.credential.terms import Terms
from certificates.typography import clean, typographic

TITLES: Mapping[Tongue, Mapping[Kind, str]] = {
    "ru": {"winner": "Победитель", "laureate": "Лауреат", "thanks": "Благодарность", "participant": "Участник"},
    "en": {"winner": "Winner", "laureate": "Laureate", "thanks": "Letter of thanks", "participant": "Participant"},
}
REASONS: Mapping[Tongue, Mapping[Kind, str]] = {
    "ru": {
        "winner": "Победа по итогам расчёта баллов и решения жюри",
        "laureate": "Звание лауреата по итогам расчёта баллов и решения жюри",
        "thanks": "За ведение официальной страницы",
        "participant": "Участие в конкурсе",
    },
    "en": {
        "winner": "Victory by the points counted and the jury's decision",
        "laureate": "The title of laureate by the points counted and the jury's decision",
        "thanks": "For keeping an official page",
        "participant": "Participation in the contest",
    },
}
_ACHIEVEMENTS = uuid.UUID("6f1d7a52-3c0e-5d86-9a4e-2f8b61c7d903")
_PURPOSES: tuple[Purpose, Purpose] = ("revocation", "suspension")


class Issuer:
    """The organiser as issuer of credentials, with the key in force."""

    def __init__(self, *, did: str, key_id: str, key: Ed25519PrivateKey, name: str, site: str) -> None:
        self.did, self.site = did, site
        self._method = f"{did}#{key_id}"
        self._key = key
        self._profile = shape.Profile(id=did, name=name, url=site)

    def credential(self, award: Award, terms: Terms) -> bytes:
        """The signed credential of an award; the same award and terms give the same bytes.

        ``CredentialMalformed`` when a text of the award cannot stand in a credential.
        """
        try:
            bare = self._bare(award, terms)
        except ValidationError as error:
            raise shape.malformed(error) from None
        return shape.to_json(sign(shape.written(bare), self._key, self._method, _moment(terms.at)))

    def status_lists(
        self, number: int, *, revoked: Collection[int], suspended: Collection[int], at: datetime
    ) -> Mapping[Purpose, bytes]:
        """Both signed lists of a number, as they are to be served at «…/status/revocation/0» and «…/status/suspension/0».

        ``revoked`` and ``suspended`` are places of awards, whichever list they are in.
        """
        indexes: Mapping[Purpose, Collection[int]] = {"revocation": revoked, "suspension": suspended}
        return {
            purpose: status_list(
                issuer=self.did,
                address=list_address(self.site, purpose, number),
                purpose=purpose,
                indexes=[index % BITS for index in indexes[purpose] if index // BITS == number],
                key=self._key,
                method=self._method,
                at=at,
            )
            for purpose in _PURPOSES
        }

    def _bare(self, award: Award, terms: Terms) -> shape.Credential:
        achievement = _achievement(award)
        name = shape.Named(identity_hash=_plain(award.name))
        return shape.Credential(
            id=f"{award.check_url}/credential.json",
            issuer=self._profile,
            valid_from=_moment(terms.at),
            valid_until=_end_of(terms.valid_until) if terms.valid_until is not None else None,
            name=achievement.name,
            credential_subject=shape.Holder(id=page_address(award.page_link), identifier=(name,), achievement=achievement),
            credential_status=None if terms.status_index is None else _status(self.site, terms.status_index),
        )


def page_address(link: str) -> str | None:
    """A page's address as a credential may hold it, in ASCII; None for what is no address of the web."""
    parts = urlsplit(link.strip())
    try:
        host = (parts.hostname or "").encode("idna").decode()
    except UnicodeError:
        return None
    if parts.scheme not in {"http", "https"} or not host:
        return None
    path = quote(parts.path, safe="/%:@!$&'()*+,;=~-._")
    query = f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?')}" if parts.query else ""
    return f"{parts.scheme}://{host}{path}{query}"


def _achievement(award: Award) -> shape.Achievement:
    """The same for all who won the same: its id is made of what it says."""
    tongue = tongue_of(award.language)
    nomination = _plain(award.nomination if tongue == "ru" else award.nomination_en).strip("«»“”")
    contest = _plain(award.contest).strip("«»“”")
    facts = "\n".join((contest, str(award.year), award.kind, nomination, tongue))
    head = TITLES[tongue][award.kind]
    return shape.Achievement(
        id=f"urn:uuid:{uuid.uuid5(_ACHIEVEMENTS, facts)}",
        name=f"{head} — {nomination}, {award.year}" if nomination else f"{head}, {award.year}",
        description=f"Конкурс «{contest}» {award.year} года" if tongue == "ru" else f"“{contest}”, {award.year}",
        criteria=shape.Narrative(narrative=_narrative(tongue, award.kind, nomination)),
        in_language=tongue,
    )


def _narrative(tongue: Tongue, kind: Kind, nomination: str) -> str:
    reason = REASONS[tongue][kind]
    if not nomination or kind == "thanks":
        return f"{reason}."
    return f"{reason} в номинации «{nomination}»." if tongue == "ru" else f"{reason}, category “{nomination}”."


def _status(site: str, index: int) -> tuple[shape.StatusEntry, shape.StatusEntry]:
    number, place = divmod(index, BITS)
    first, second = (
        shape.StatusEntry(
            id=f"{address}#{place}", status_purpose=purpose, status_list_index=str(place), status_list_credential=address
        )
        for purpose in _PURPOSES
        for address in [list_address(site, purpose, number)]
    )
    return first, second


def _plain(text: str) -> str:
    """As it is printed, with plain spaces."""
    return clean(typographic(text)).replace("\u00a0", " ").strip()


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _end_of(day: date) -> str:
    return _moment(datetime.combine(day, time(), UTC) + timedelta(days=1) - timedelta(seconds=1))
