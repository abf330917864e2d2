"""Credentials: what stands in them, what is refused, and what an independent verifier says of them."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from openbadgeslib import baking
from openbadgeslib.ob3.ldp import OB3LdpVerifier, verify_data_integrity_proof
from openbadgeslib.ob3.verifier import OB3VerificationError
from pyld.jsonld import JsonLdError

from certificates.credential import contexts, proof, shape
from certificates.credential.did import did_key, from_multikey, multikey
from certificates.credential.issuing import Issuer, page_address
from certificates.credential.terms import Terms
from certificates.errors import ContextsMissing, CredentialMalformed
from certificates.keys.published import Published
from tests.certificates.samples import AWARD, NOW, SITE, TERMS, an_award


def pem_of(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


KEY = Ed25519PrivateKey.from_private_bytes(b"a key that only tests have seen.")
PEM = pem_of(KEY.public_key())
ALONE = did_key(KEY.public_key())
RUSSIAN = "https://xn--80atdl2c.xn--p1ai/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8?%D0%B3%D0%BE%D0%B4=2026"


@pytest.fixture(scope="module")
def selfmade() -> Issuer:
    """An issuer that is its key, so that a stranger's program can check what it signs without asking anybody."""
    return Issuer(did=ALONE, key_id=multikey(KEY.public_key()), key=KEY, name="Организатор", site=SITE)


@pytest.fixture(scope="module")
def credential(issuer: Issuer) -> bytes:
    return issuer.credential(AWARD, TERMS)


def lists(issuer: Issuer, revoked: set[int], suspended: set[int]) -> Callable[[str], bytes]:
    """What the issuer's site would answer."""
    made = issuer.status_lists(0, revoked=revoked, suspended=suspended, at=NOW)
    pages = {f"{SITE}/status/{purpose}/0": content for purpose, content in made.items()}
    return pages.__getitem__


def verified(content: bytes, issuer: Issuer, revoked: set[int], suspended: set[int]) -> Any:
    """What openbadgeslib makes of a credential and of these lists, whose own proofs it reads in another test."""
    return OB3LdpVerifier().verify(
        content, check_status=True, download=lists(issuer, revoked, suspended), verify_status_list=False
    )


def test_it_says_what_was_won_by_whom(credential: bytes) -> None:
    """Institution, page, achievement, contest and moment stand in their places."""
    told = json.loads(credential)
    subject = told["credentialSubject"]
    found = (subject["identifier"][0]["identityHash"], subject["id"], subject["achievement"]["name"], told["validFrom"])
    wanted = (
        "МБДОУ «Детский сад № 197 «Ёлочка»",
        "https://vk.com/detsad197_dzr",
        "Победитель — Социальная защита, 2026",
        "2026-11-22T09:00:00Z",
    )
    assert wanted == found


def test_no_person_is_named(issuer: Issuer) -> None:
    """A letter of thanks names the institution; the person on the paper and those who sign stay on the paper."""
    award = an_award(kind="thanks", place=None, person="Петрова Анна Сергеевна")
    told = issuer.credential(award, TERMS).decode()
    assert [] == [word for word in ("Петрова", "Ларионова", "Щербаков") if word in told]


def test_equal_awards_give_equal_bytes(issuer: Issuer, credential: bytes) -> None:
    """The same award on the same terms is the same credential."""
    assert credential == issuer.credential(AWARD, TERMS)


def test_winners_of_the_same_share_an_achievement(issuer: Issuer) -> None:
    """The achievement's id is of what was won, not of who won it."""
    ids = [
        json.loads(issuer.credential(award, TERMS))["credentialSubject"]["achievement"]["id"]
        for award in (AWARD, an_award(name="Школа № 1"), an_award(nomination="Культура"))
    ]
    assert (True, False) == (ids[0] == ids[1], ids[0] == ids[2])


def test_the_badges_term_ends_with_its_last_day(issuer: Issuer) -> None:
    """The last day counts to its end."""
    told = json.loads(issuer.credential(AWARD, Terms(NOW, valid_until=date(2028, 2, 29))))
    assert "2028-02-29T23:59:59Z" == told["validUntil"]


@pytest.mark.parametrize("language", ["ru", "en", "bilingual"])
@pytest.mark.parametrize("kind", ["winner", "laureate", "thanks", "participant"])
def test_every_kind_in_every_wording_can_be_issued(issuer: Issuer, kind: str, language: str) -> None:
    """What is issued is of the shape that is read back."""
    award = an_award(kind=kind, language=language, person="Анна Петрова" if kind == "thanks" else "")
    content = issuer.credential(award, TERMS)
    assert content == shape.to_json(shape.written(shape.read(content)))


@pytest.mark.parametrize(
    "changes", [{"name": "Школа ]]> № 1"}, {"name": ""}, {"check_url": "javascript:alert(1)"}, {"name": "Ш" * 3000}]
)
def test_what_cannot_stand_in_a_credential_is_refused(issuer: Issuer, changes: dict[str, Any]) -> None:
    """An end of CDATA, an empty name, an address that is none, and a text without end are refused in words."""
    with pytest.raises(CredentialMalformed):
        issuer.credential(an_award(**changes), TERMS)


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://vk.com/school", "https://vk.com/school"),
        ("https://школа.рф/новости?год=2026", RUSSIAN),
        ("vk.com/school", None),
        ("javascript:alert(1)", None),
        ("", None),
    ],
)
def test_addresses_of_pages_are_ascii_or_none(link: str, expected: str | None) -> None:
    """Russian hosts and paths are written as URLs; what is no address of the web is left out."""
    assert expected == page_address(link)


def test_an_independent_verifier_accepts_the_json(selfmade: Issuer) -> None:
    """The peer finds the proof valid and the status good, having asked nothing but our two lists."""
    content = selfmade.credential(AWARD, TERMS)
    told = verified(content, selfmade, {5}, set())
    assert ALONE == told.issuer.id


@pytest.mark.parametrize("purpose", ["revocation", "suspension"])
def test_an_independent_verifier_accepts_the_lists(selfmade: Issuer, purpose: str) -> None:
    """The proof of a status list holds by openbadgeslib's own code."""
    told = json.loads(lists(selfmade, {1, 2}, {3})(f"{SITE}/status/{purpose}/0"))
    verify_data_integrity_proof(told, PEM)
    with pytest.raises(OB3VerificationError):
        verify_data_integrity_proof({**told, "validFrom": "2026-11-23T09:00:00Z"}, PEM)


@pytest.mark.parametrize("file", ["badge.svg", "badge-400.png"])
def test_an_independent_verifier_accepts_the_pictures(sealed: Path, published: Published, file: str) -> None:
    """The peer takes the credential out of PNG and SVG by its own code, and the published key verifies it."""
    picture = (sealed / file).read_bytes()
    if file.endswith("png"):
        text = baking.extract_png(picture, keyword=baking.ITXT_KEYWORD_OB3)
    else:
        text = baking.extract_svg(picture, element=baking.SVG_ELEMENT_OB3, text_fallback=True)
    told = OB3LdpVerifier(pem_of(from_multikey(published.keys[0].multikey))).verify(text or "")
    assert "did:web:pages.example" == told.issuer.id


@pytest.mark.parametrize(("revoked", "suspended"), [({777}, set()), (set(), {777})])
def test_an_independent_verifier_sees_revocation(selfmade: Issuer, revoked: set[int], suspended: set[int]) -> None:
    """An award on either list is refused by openbadgeslib."""
    with pytest.raises(OB3VerificationError, match="is set at index 777"):
        verified(selfmade.credential(AWARD, TERMS), selfmade, revoked, suspended)


def test_an_independent_verifier_sees_a_changed_name(selfmade: Issuer) -> None:
    """A name exchanged after signing is refused by openbadgeslib as it is here."""
    spoilt = selfmade.credential(AWARD, TERMS).replace("Детский сад".encode(), "Детский ряд".encode())
    with pytest.raises(OB3VerificationError):
        OB3LdpVerifier().verify(spoilt)


def changed(content: bytes, **changes: Any) -> bytes:
    return shape.to_json({**json.loads(content), **changes})


@pytest.mark.parametrize(
    "changes",
    [
        {"extra": "not signed"},
        {"validUntil": None},
        {"type": ["VerifiableCredential"]},
        {"@context": ["https://www.w3.org/ns/credentials/v2", "https://elsewhere.example/context"]},
        {"@context": ["https://www.w3.org/ns/credentials/v2", {"extra": "https://elsewhere.example/#extra"}]},
        {"id": "credential.json"},
        {"validFrom": "2026-11-22"},
        {"name": 5},
    ],
)
def test_a_term_that_is_not_ours_is_refused(credential: bytes, changes: dict[str, Any]) -> None:
    """Unknown keys, which the proof would not cover, foreign contexts and values of another form are not read."""
    with pytest.raises(CredentialMalformed):
        shape.read(changed(credential, **changes))


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"null", b"\xff\xfe", b"{" * 5000, b'{"id": "\\ud800"}', b" " * 70_000])
def test_what_is_no_credential_is_refused(content: bytes) -> None:
    """Rubbish of every kind ends in the same error."""
    with pytest.raises(CredentialMalformed):
        shape.read(content)


def test_a_key_that_stands_twice_is_refused(credential: bytes) -> None:
    """Programs differ in which of two they take, so neither is taken."""
    with pytest.raises(CredentialMalformed):
        shape.read(credential.replace(b'{"@context"', b'{"name":"x","@context"', 1))


def test_the_loader_serves_its_two_contexts_and_nothing_else(credential: bytes) -> None:
    """Whatever other address a document names, nothing is fetched."""
    with pytest.raises((KeyError, JsonLdError)):
        proof.canonical({**json.loads(credential), "@context": ["https://www.w3.org/ns/did/v1"]})


def test_a_context_with_other_bytes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A package whose context file differs from the one that credentials are signed with is not used."""
    monkeypatch.setitem(contexts.FILES, contexts.BADGES, (contexts.FILES[contexts.BADGES][0], "0" * 64))
    contexts.context.cache_clear()
    with pytest.raises(ContextsMissing):
        contexts.context(contexts.BADGES)
    monkeypatch.undo()
    contexts.context.cache_clear()


def test_proofs_agree_with_the_standards_example() -> None:
    """The hash that is signed is SHA-256 of the options' canonical form, then of the document's: a proof made by hand holds."""
    document = {"@context": [contexts.CREDENTIALS], "id": f"{SITE}/1", "type": ["VerifiableCredential"], "issuer": ALONE}
    signed = proof.sign(document, KEY, f"{ALONE}#key", "2026-11-22T09:00:00Z")
    assert (True, False) == (
        proof.holds(signed, KEY.public_key()),
        proof.holds({**signed, "issuer": "did:key:other"}, KEY.public_key()),
    )
