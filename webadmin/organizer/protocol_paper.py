"""The protocol and the speaker's cards as the press wants them: plain values in the reader's words and the season's time."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from certificates.protocol import Count, Deviation, ProtocolPaper, Signature, Tie
from certificates.protocol_cards import CardDeck, SpeakersCard
from scoring.services.decision_papers import Honoured
from scoring.services.seasons import settings_of
from scoring.store.decisions import Protocol
from scoring.store.tables import Season
from scoring.store.vocabulary import ProtocolState, SeasonKind
from webadmin import words
from webadmin.i18n import language, moment, points, t
from webadmin.organizer import decisions_words


def paper(
    season: Season, told: Mapping[str, Any], protocol: Protocol | None, *, drafted_at: datetime, reader: str
) -> ProtocolPaper:
    """The protocol out of ``Protocol.document`` and its signatures; without a protocol it is a draft of ``drafted_at``."""
    won = told["winners"]
    return ProtocolPaper(
        contest=told["contest"],
        region=told["region"],
        city=told["city"],
        year=told["year"],
        pages=told["pages"],
        counts=tuple(Count(name, count, told["laureates"].get(name, 0)) for name, count in told["counts"].items()),
        winners=tuple(
            (name, tuple((row["name"], row["municipality"]) for row in won if row["nomination"] == name))
            for name, count in told["counts"].items()
            if count
        ),
        deviations=tuple(_deviation(row) for row in told["deviations"]),
        recusals=tuple((row["name"], row["count"]) for row in told["recusals"]),
        ties=tuple(
            Tie(row["nomination"], row["place"], tuple((page["name"], page["wins"]) for page in row["pages"]))
            for row in told["ties"]
        ),
        seals=tuple((row["number"], words.word(decisions_words.SEALS, row["kind"]), row["sha256"]) for row in told["seals"]),
        decisions=told["decisions"],
        signatures=_signatures(season, protocol),
        signed=protocol is not None and protocol.state == ProtocolState.SIGNED,
        one_key=protocol is not None and protocol.state == ProtocolState.SIGNED and protocol.second_by is None,
        rehearsal=told["rehearsal"],
        at=_at(protocol, drafted_at),
        language=language(),
        reader=reader,
    )


def deck(season: Season, rows: list[Honoured], sha256: str, *, reader: str) -> CardDeck:
    """The cards of the winners in the order in which they are called; dated by the season, so that they print alike."""
    return CardDeck(
        contest=season.contest,
        year=season.year,
        cards=tuple(
            SpeakersCard(
                nomination=row.nomination,
                name=row.name,
                municipality=row.municipality,
                place=str(row.place) if row.place is not None else "",
                points=points(int(row.points.replace(".", "")) * 100),
                citation=row.citation,
            )
            for row in rows
        ),
        decisions=sha256,
        rehearsal=season.kind == SeasonKind.REHEARSAL,
        at=season.published_at or season.created_at,
        language=language(),
        reader=reader,
    )


def _deviation(row: Mapping[str, Any]) -> Deviation:
    return Deviation(
        name=row["name"],
        nomination=row["nomination"],
        automatic=words.word(decisions_words.OUTCOMES, row["automatic"]),
        final=words.word(decisions_words.OUTCOMES, row["final"]),
        code=words.word(decisions_words.REASONS, row["code"]),
        reason=row["reason"],
        votes=decisions_words.votes_text(row["votes"]),
        otherwise=row["instead_of"],
    )


def _signatures(season: Season, protocol: Protocol | None) -> tuple[Signature, Signature]:
    chair, admin = t("Председатель жюри", "Chair of the jury"), t("Администратор сезона", "Admin of the season")
    if protocol is None or protocol.first_at is None:
        return Signature(chair), Signature(admin)
    first = (protocol.first_name, moment(protocol.first_at, season.zone))
    if protocol.state == ProtocolState.SIGNED and protocol.second_by is None and not settings_of(season).two_keys:
        return Signature(admin, *first), Signature(chair)
    second = (protocol.second_name, moment(protocol.second_at, season.zone)) if protocol.second_at is not None else ()
    return Signature(chair, *first), Signature(admin, *second)


def _at(protocol: Protocol | None, drafted_at: datetime) -> datetime:
    return (protocol.second_at or protocol.first_at or protocol.made_at) if protocol is not None else drafted_at
