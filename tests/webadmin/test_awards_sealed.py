"""An award from the press to the public: sealed by real keys, its credential served, its file compared, its revocation listed."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from io import BytesIO
from pathlib import Path
from secrets import randbits

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from certificates.batch import make_many
from certificates.credential.status import decode, is_set
from certificates.keys.ring import init_ring, publish
from certificates.verifying.pdf import attached_credential
from criteria import loading
from scoring.chance import seeded
from scoring.cli import award_work
from scoring.cli.status_lists import publish_status_lists
from scoring.home import Home
from scoring.jobs.worker import Order, Workshop
from scoring.progress import silent
from scoring.season.awarding import AwardAct, AwardGround, AwardKind
from scoring.season.settings import SeasonSettings
from scoring.services import award_changes, seasons
from scoring.store.database import open_engine, transaction
from scoring.store.results import Award
from tests.fixtures.databases import migrate
from tests.scoring.conftest import NOW, ORGANIZER
from tests.scoring.services import awarding
from webadmin.app import create_app
from webadmin.context import db
from webadmin.limits import limiter

KEEPER = "Мария Ивановна Ёлкина"
LATER = NOW + timedelta(days=30)
WHY = "Проверка показала, что награду нужно отозвать."


@dataclass
class Sealed:
    """The application over a published season with sealed awards."""

    app: Flask
    shop: Workshop
    award: Award

    def client(self) -> FlaskClient:
        """A stranger's browser."""
        return self.app.test_client()

    def file(self, name: str) -> bytes:
        """A file of the award as it was made."""
        return (self.shop.home.awards / "2025" / self.award.serial / name).read_bytes()

    def compared(self, content: bytes) -> str:
        """What the comparison tells of a file."""
        client = self.client()
        key = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/v/").get_data(as_text=True))
        assert key is not None
        return client.post("/v/compare", data={"csrf_token": key[1], "file": (BytesIO(content), "x")}).get_data(as_text=True)


@pytest.fixture(name="sealed", scope="module")
def _sealed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sealed]:
    folder = tmp_path_factory.mktemp("sealed")
    keys = init_ring(
        folder / "keys", folder / "root", b"four words for tests", name="Оргкомитет", site="https://awards.example", year=2026,
        now=NOW, randbits=randbits,
    )  # fmt: skip
    home = Home(home=folder / "home", keys=folder / "keys", public_url="https://awards.example").make()
    publish(keys, home.published_keys)
    migrate(home.url)
    engine = open_engine(home.url)
    with transaction(engine) as session:
        season = seasons.open_season(
            session, ORGANIZER, year=2025, contest="Знак качества", region="Приозёрская область", city="Приозёрск",
            zone="Asia/Novosibirsk", rulebook=seasons.without_jury(loading.packaged_text("regional")),
            signers=[{"post": "Председатель", "name": "А. Б. Вёрстова"}], now=NOW, settings=SeasonSettings(two_keys=False),
        )  # fmt: skip
        awarding.score(session, season.id)
        awarding.sign(session, season.id)
        awarding.keeper_of(session, "Школа № 1", KEEPER)
        season_id = season.id
    shop = Workshop(engine, home, lambda: NOW, seeded(7))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("certificates.batch.make_many", lambda *given, **options: make_many(*given, **(options | {"workers": 0})))
        award_work.award(shop, Order(0, season_id, {"kinds": ["thanks", "participant"]}, ORGANIZER), silent)
    with transaction(engine) as session:
        awarding.publish(session, season_id)
        award = session.scalars(select(Award).order_by(Award.id).limit(1)).one()
    publish_status_lists(shop)
    app = create_app(home, clock=lambda: NOW)
    limiter.reset()
    yield Sealed(app, shop, award)
    with app.app_context():
        db.engine.dispose()
    engine.dispose()


def test_the_credential_in_the_certificate_is_the_published_one(sealed: Sealed) -> None:
    """At both of its addresses, for programs of any site."""
    inside = attached_credential(sealed.file("certificate.pdf"))
    answers = [
        sealed.client().get(f"/{path}")
        for path in (f"v/{sealed.award.serial}/credential.json", f"credentials/{sealed.award.serial}")
    ]
    served = [answer.data for answer in answers]
    for answer in answers:
        answer.close()
    assert [inside] * 2 == served
    assert "*" == answers[0].headers["Access-Control-Allow-Origin"]


@pytest.mark.parametrize("name", ["certificate.pdf", "badge-400.png", "badge.svg"])
def test_what_was_issued_is_genuine_by_all_its_proofs(sealed: Sealed, name: str) -> None:
    """Hash, signature and credential each have their verdict."""
    html = sealed.compared(sealed.file(name))
    assert ("Файл подлинный" in html, sealed.award.name in html) == (True, True)
    assert ("Подпись организатора верна" in html) == name.endswith(".pdf")


def test_letters_of_thanks_and_certificates_of_participation_are_sealed_too(sealed: Sealed) -> None:
    """The person thanked stands on the letter, and neither in its credential nor on the check page."""
    with transaction(sealed.shop.engine) as session:
        given = {one.kind: one for one in session.scalars(select(Award)) if one.made_at is not None}
    thanks = given[AwardKind.THANKS]
    served = sealed.client().get(f"/credentials/{thanks.serial}")
    credential, html = served.get_data(as_text=True), sealed.client().get(f"/v/{thanks.serial}").get_data(as_text=True)
    served.close()
    assert set(AwardKind) == set(given)
    assert (KEEPER, False, False) == (thanks.person, KEEPER in credential, KEEPER in html)
    assert "Благодарность" in html


def test_one_flipped_byte_of_a_certificate_is_noticed(sealed: Sealed) -> None:
    """The signature does not match."""
    content = bytearray(sealed.file("certificate.pdf"))
    content[len(content) // 2] ^= 1
    html = sealed.compared(bytes(content))
    assert ("изменён" in html, "Файл подлинный" in html) == (True, False)


def test_the_issuers_documents_are_served(sealed: Sealed) -> None:
    """The did document names the key in force; the fingerprint on the check page is the root's."""
    client = sealed.client()
    answers = {
        path: client.get(path) for path in ("/.well-known/did.json", "/keys/root.crt", "/keys/revoked.crl", "/keys/leaf.key")
    }
    did = json.loads(answers["/.well-known/did.json"].data)
    statuses = [answer.status_code for answer in answers.values()]
    for answer in answers.values():
        answer.close()
    html = client.get(f"/v/{sealed.award.serial}").get_data(as_text=True)
    assert [200, 200, 200, 404] == statuses
    assert ("did:web:awards.example", 1) == (did["id"], len(did["assertionMethod"]))
    assert "Ключ организатора" in html


def test_no_key_that_signs_lies_where_the_web_reads(sealed: Sealed) -> None:
    """The home folder, which the web's process has, holds public halves only."""
    home = sealed.shop.home.home
    private = [path for path in home.rglob("*") if path.is_file() and b"PRIVATE KEY" in path.read_bytes()]
    assert [] == private


def test_a_revocation_reaches_the_signed_list_and_the_files(sealed: Sealed) -> None:
    """The bit of this award is set and no other; its file is told to be revoked."""
    before = status_bits(sealed)
    with transaction(sealed.shop.engine) as session:
        asked = award_changes.propose(
            session, ORGANIZER, sealed.award.id, AwardAct.REVOKE, ground=AwardGround.BREACH, reason=WHY, now=NOW
        )
        award_changes.approve(session, ORGANIZER, asked.id, version=asked.version, now=LATER)
    publish_status_lists(Workshop(sealed.shop.engine, sealed.shop.home, lambda: LATER))
    after = status_bits(sealed)
    html = sealed.compared(sealed.file("certificate.pdf"))
    assert (False, True, 1) == (
        is_set(before, sealed.award.status_index),
        is_set(after, sealed.award.status_index),
        sum(byte.bit_count() for byte in after),
    )
    assert "награда отозвана" in html


def status_bits(sealed: Sealed) -> bytes:
    """The published list of revocations."""
    with sealed.client().get("/status/revocation/0") as answer:
        return decode(json.loads(answer.data)["credentialSubject"]["encodedList"])


def test_a_list_that_says_the_same_is_signed_anew_after_a_day(sealed: Sealed) -> None:
    """And not before."""
    path: Path = sealed.shop.home.published_keys / "status" / "suspension" / "0"
    moments = [datetime.fromisoformat(json.loads(path.read_bytes())["validFrom"])]
    for later in (moments[0] + timedelta(hours=23), moments[0] + timedelta(hours=25)):
        publish_status_lists(Workshop(sealed.shop.engine, sealed.shop.home, partial(_the, later)))
        moments.append(datetime.fromisoformat(json.loads(path.read_bytes())["validFrom"]))
    assert (moments[0], moments[0] + timedelta(hours=25)) == (moments[1], moments[2].astimezone(UTC))


def _the(moment: datetime) -> datetime:
    """A clock that stands."""
    return moment
