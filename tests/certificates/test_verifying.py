"""Files that somebody brings: what is said of the genuine one, and of every way to forge it."""

import json
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certificates.credential import shape
from certificates.credential.baking import bake_png, bake_svg
from certificates.credential.issuing import Issuer
from certificates.credential.status import BITS
from certificates.credential.terms import Terms
from certificates.errors import FileRefused
from certificates.keys.published import Published
from certificates.keys.ring import init_ring, open_ring, revoke_issuer_key, revoke_leaf
from certificates.keys.telling import told_keys
from certificates.press import Press
from certificates.sealing import open_sealer
from certificates.verifying.files import LARGEST, verify_file
from certificates.verifying.verdict import FileVerdict
from tests.certificates.samples import AWARD, NOW, ORGANISER, PASSPHRASE, SITE, TERMS, an_award

FILES = ("certificate.pdf", "badge.svg", "badge-400.png", "credential.json")


@pytest.fixture(scope="module")
def files(sealed: Path) -> dict[str, bytes]:
    return {name: (sealed / name).read_bytes() for name in FILES}


def answers(verdict: FileVerdict) -> dict[str, str]:
    """Of each question the reason, which says more than the answer."""
    return {name: f"{found.answer}: {found.reason}" for name, found in verdict.findings()}


def asked(content: bytes, published: Published | None, **more: Any) -> FileVerdict:
    return verify_file(content, published, **{"at": NOW, **more})


def lists_of(issuer: Issuer, *, revoked: set[int] = set(), suspended: set[int] = set()) -> list[bytes]:  # noqa: B006 - never changed
    return list(issuer.status_lists(0, revoked=revoked, suspended=suspended, at=NOW).values())


@pytest.mark.parametrize("name", FILES)
def test_a_genuine_file_is_genuine_in_every_way(files: dict[str, bytes], published: Published, issuer: Issuer, name: str) -> None:
    """Known to the register, vouched for, the same as published, standing; a PDF signed too."""
    there = files["credential.json"]
    verdict = asked(
        files[name], published, known=lambda _: True, credential_of=lambda _: there, lists=lists_of(issuer, revoked={1, 2})
    )
    wanted = {
        "known": "valid: valid",
        "signature": "valid: valid" if name.endswith("pdf") else "absent: not-pdf",
        "credential": "valid: valid",
        "same": "valid: valid",
        "standing": "valid: valid",
    }
    assert (True, wanted) == (verdict.genuine, answers(verdict))


def test_a_valid_credential_tells_what_it_claims(files: dict[str, bytes], published: Published) -> None:
    """Serial, institution and achievement come out of the credential."""
    claims = asked(files["badge.svg"], published).claims
    assert claims is not None
    assert (AWARD.serial, "МБДОУ «Детский сад № 197 «Ёлочка»", AWARD.issued_on) == (
        claims.serial,
        claims.institution,
        claims.issued_on,
    )


@pytest.mark.parametrize("at", [0.01, 0.3, 0.6, 0.9])
def test_one_flipped_byte_of_a_pdf_breaks_the_signature(files: dict[str, bytes], published: Published, at: float) -> None:
    """Wherever a byte of the signed part is changed, the signature does not hold, and nothing of the file is believed."""
    content = bytearray(files["certificate.pdf"])
    content[int(len(content) * at)] ^= 1
    try:
        verdict = asked(bytes(content), published)
    except FileRefused:
        return  # so broken that it does not open
    assert (False, "invalid: changed") == (verdict.genuine, answers(verdict)["signature"])


def test_what_is_added_behind_a_signature_breaks_it(files: dict[str, bytes], published: Published) -> None:
    """A later revision, which a reader would show, is not covered by the signature."""
    verdict = asked(files["certificate.pdf"] + b"\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n", published)
    assert (False, "invalid: changed") == (verdict.genuine, answers(verdict)["signature"])


def test_a_genuine_credential_does_not_vouch_for_another_page(
    files: dict[str, bytes], press: Press, published: Published
) -> None:
    """Put into a page that nobody signed, the credential stays valid and the file is not genuine."""
    forged = pikepdf.open(BytesIO(press.certificates([an_award(name="Другая школа")])[0]))
    forged.attachments["credential.json"] = files["credential.json"]
    out = BytesIO()
    forged.save(out)
    verdict = asked(out.getvalue(), published)
    assert (False, "absent: absent", "valid: valid") == (
        verdict.genuine,
        answers(verdict)["signature"],
        answers(verdict)["credential"],
    )


def test_a_genuine_credential_does_not_vouch_for_another_picture(files: dict[str, bytes], published: Published) -> None:
    """Of a picture that the register does not know, only the credential in it is genuine, and the summary says so."""
    verdict = asked(bake_svg(b'<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>', files["credential.json"]), published)
    assert (False, True) == (verdict.genuine, "картинка ничем не закреплена" in verdict.summary("ru"))


def test_a_file_that_the_register_does_not_hold_is_said_to_be_unknown(files: dict[str, bytes], published: Published) -> None:
    """The caller looks the hash up; without him nothing is claimed."""
    found = [answers(asked(files["certificate.pdf"], published, known=known))["known"] for known in (None, lambda _: False)]
    assert ["unknown: not-asked", "absent: unknown"] == found


@pytest.mark.parametrize("name", FILES)
def test_without_published_keys_nothing_is_judged(files: dict[str, bytes], name: str) -> None:
    """Neither signature nor credential is called valid or forged when there is nothing to check them with."""
    verdict = asked(files[name], None)
    assert (False, "unknown: no-keys", None) == (verdict.genuine, answers(verdict)["credential"], verdict.claims)


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Somebody who makes keys of his own under the organiser's name and address."""
    folder = tmp_path_factory.mktemp("stranger")
    init_ring(
        folder / "keys", folder / "root", PASSPHRASE, name=ORGANISER, site=SITE, year=2026, now=NOW, randbits=lambda _: 12345
    )
    Press(sealer=open_sealer(folder / "keys")).make(AWARD, folder / "made", TERMS)
    return folder


@pytest.mark.parametrize(
    ("name", "expected"),
    [("certificate.pdf", ("invalid: foreign", "invalid: changed")), ("badge.svg", ("absent: not-pdf", "invalid: changed"))],
)
def test_a_strangers_keys_under_our_name_are_not_believed(
    stranger: Path, published: Published, name: str, expected: tuple[str, str]
) -> None:
    """His signature is foreign and his credential's proof does not hold with our key of that name."""
    found = answers(asked((stranger / "made" / name).read_bytes(), published))
    assert expected == (found["signature"], found["credential"])


def test_another_issuer_is_foreign(published: Published) -> None:
    """A credential of somebody else is not ours, however well it is signed."""
    key = Ed25519PrivateKey.generate()
    other = Issuer(did="did:web:elsewhere.example", key_id="2026-1", key=key, name="Другие", site="https://elsewhere.example")
    assert "invalid: foreign" == answers(asked(other.credential(AWARD, TERMS), published))["credential"]


def changed(content: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    plain = json.loads(content)
    change(plain)
    return shape.to_json(plain)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda told: told["credentialSubject"]["identifier"][0].update(identityHash="Другая школа"), "changed"),
        (lambda told: told.update(validFrom="2025-11-22T09:00:00Z"), "changed"),
        (lambda told: told["credentialStatus"][0].update(statusListIndex="778"), "changed"),
        (lambda told: told.pop("credentialStatus"), "changed"),
        (lambda told: told["proof"].update(created="2025-11-22T09:00:00Z"), "changed"),
        (lambda told: told["proof"].update(verificationMethod="did:web:pages.example#2025-1"), "foreign"),
        (lambda told: told.update(extra="a term that the proof does not cover"), "malformed"),
        (lambda told: told.pop("proof"), "unproven"),
        (lambda told: told.update(proof=[told["proof"], told["proof"]]), "malformed"),
    ],
    ids=["name", "date", "place", "no status", "moment", "other key", "extra term", "no proof", "two proofs"],
)
def test_a_changed_credential_is_refused(
    files: dict[str, bytes], published: Published, change: Callable[[dict[str, Any]], object], expected: str
) -> None:
    """Whatever is changed, added or taken away, the credential is not valid and tells nothing."""
    verdict = asked(changed(files["credential.json"], change), published)
    assert (f"invalid: {expected}", None) == (answers(verdict)["credential"], verdict.claims)


@pytest.mark.parametrize("what", ["revoked", "suspended"])
def test_an_award_on_a_list_stands_no_more(files: dict[str, bytes], published: Published, issuer: Issuer, what: str) -> None:
    """A signed list with the award's bit set turns every file of it."""
    verdict = asked(files["certificate.pdf"], published, known=lambda _: True, lists=lists_of(issuer, **{what: {777}}))
    assert (False, f"invalid: {what}") == (verdict.genuine, answers(verdict)["standing"])


def test_one_list_of_two_is_not_enough(files: dict[str, bytes], published: Published, issuer: Issuer) -> None:
    """With the list of revocations alone nobody knows whether the award was suspended."""
    assert "unknown: not-asked" == answers(asked(files["badge.svg"], published, lists=lists_of(issuer)[:1]))["standing"]


def test_awards_beyond_the_first_list_look_themselves_up_in_the_next(published: Published, issuer: Issuer) -> None:
    """Place 131,072 + 5 is place 5 of list 1."""
    content = issuer.credential(AWARD, Terms(NOW, status_index=BITS + 5))
    lists = list(issuer.status_lists(1, revoked={BITS + 5}, suspended={6}, at=NOW).values())
    assert "invalid: revoked" == answers(asked(content, published, lists=lists))["standing"]


def test_a_badge_whose_term_is_over_still_stands(published: Published, issuer: Issuer) -> None:
    """The term of the badge ends, the award lasts."""
    content = issuer.credential(AWARD, Terms(NOW, status_index=7, valid_until=NOW.date()))
    verdict = asked(content, published, at=NOW + timedelta(days=3), lists=lists_of(issuer))
    assert (True, "valid: term-over") == (verdict.genuine, answers(verdict)["standing"])


@pytest.mark.parametrize(
    "spoil", [lambda _: b"{}", lambda content: content.replace(b"did:web:pages", b"did:web:other"), lambda _: b"[" * 9000]
)
def test_a_list_that_is_not_ours_tells_nothing(
    files: dict[str, bytes], published: Published, issuer: Issuer, spoil: Callable[[bytes], bytes]
) -> None:
    """A list that this organiser did not sign leaves the standing unknown, in words, and the rest is judged all the same."""
    lists = [spoil(content) for content in lists_of(issuer, revoked={777})]
    verdict = asked(files["certificate.pdf"], published, lists=lists)
    assert (True, "unknown: bad-list") == (verdict.genuine, answers(verdict)["standing"])


def test_the_published_credential_is_compared(files: dict[str, bytes], published: Published, issuer: Issuer) -> None:
    """A credential other than the one under its serial, or under a serial that nobody published, is told apart."""
    other = issuer.credential(an_award(name="Другая школа"), TERMS)
    found = [
        answers(asked(files["badge.svg"], published, credential_of=there))["same"] for there in (lambda _: other, lambda _: None)
    ]
    assert ["invalid: other", "invalid: unpublished"] == found


def test_a_revoked_signing_key_is_believed_no_more(tmp_path: Path, press: Press) -> None:
    """Once its certificate is on the list, what the key signed is invalid, whatever day stands there."""
    made = init_ring(
        tmp_path / "keys", tmp_path / "root", PASSPHRASE, name=ORGANISER, site=SITE, year=2026, now=NOW, randbits=lambda _: 99
    )
    ring = open_ring(tmp_path / "keys")
    signed = ring.signer().sign(press.certificates([AWARD])[0], at=NOW)
    after = revoke_leaf(
        ring, tmp_path / "root", PASSPHRASE, serial=told_keys(made, ring.folder, NOW)[0].id, now=NOW + timedelta(days=9)
    )
    found = [answers(asked(signed, keys))["signature"] for keys in (made, after)]
    assert ["valid: valid", "invalid: revoked-key"] == found


def test_a_revoked_issuer_key_is_believed_no_more(tmp_path: Path) -> None:
    """Credentials of a key that was taken out of trust are invalid."""
    init_ring(
        tmp_path / "keys", tmp_path / "root", PASSPHRASE, name=ORGANISER, site=SITE, year=2026, now=NOW, randbits=lambda _: 98
    )
    ring = open_ring(tmp_path / "keys")
    content = ring.issuer().credential(AWARD, TERMS)
    after = revoke_issuer_key(ring, key_id="2026-1", now=NOW)
    assert "invalid: revoked-key" == answers(asked(content, after))["credential"]


@pytest.mark.parametrize(
    ("days", "expected"), [(0, "valid: valid"), (450, "valid: stale-list"), (15 * 365 + 30, "unknown: expired")]
)
def test_the_passing_of_time_is_told(files: dict[str, bytes], published: Published, days: int, expected: str) -> None:
    """An old list of revoked keys is mentioned; after the certificate's term the signature proves nothing more."""
    found = answers(asked(files["certificate.pdf"], published, at=NOW + timedelta(days=days)))["signature"]
    assert expected == found


ZIP = b"PK\x05\x06" + bytes(18)


@pytest.mark.parametrize(
    "build",
    [
        lambda files: files["certificate.pdf"] + ZIP,
        lambda files: files["badge-400.png"] + files["certificate.pdf"],
        lambda files: files["badge.svg"] + ZIP,
        lambda files: b"\0" + files["certificate.pdf"],
        lambda files: b"GIF89a" + files["certificate.pdf"],
        lambda files: files["certificate.pdf"][:-7] + b"<script>alert(1)</script>",
        lambda _: bytes(LARGEST + 1),
        lambda _: b"",
        lambda _: b"<html><body></body></html>",
        lambda _: b"%PDF-1.7 rubbish %%EOF",
        lambda _: b"<!---->" * 20_000 + b"<html/>",
        lambda _: b"%PDF-1.7 " + b"/ByteRange [0 1 2 3]" * 20_000 + b"%%EOF",
    ],
    ids=[
        "pdf+zip",
        "png+pdf",
        "svg+zip",
        "byte before",
        "gif before",
        "script behind",
        "too large",
        "empty",
        "html",
        "rubbish",
        "comments",
        "ranges",
    ],
)
def test_files_of_two_kinds_or_of_none_are_refused(
    files: dict[str, bytes], published: Published, build: Callable[[dict[str, bytes]], bytes]
) -> None:
    """Polyglots, files that are too large, and files of other kinds are not looked at."""
    with pytest.raises(FileRefused):
        asked(build(files), published)


def test_a_picture_with_rubbish_for_a_credential_is_told_so(files: dict[str, bytes], published: Published) -> None:
    """What lies in the credential's place and is none makes the picture invalid."""
    verdict = asked(bake_png(files["badge-400.png"], b"not json"), published)
    assert "invalid: malformed" == answers(verdict)["credential"]


def test_a_bomb_attached_to_a_pdf_is_not_unpacked(press: Press, published: Published) -> None:
    """An attachment that would unpack to twenty megabytes is read no further than a credential may be long."""
    document = pikepdf.open(BytesIO(press.certificates([AWARD])[0]))
    document.attachments["credential.json"] = bytes(20_000_000)
    out = BytesIO()
    document.save(out)
    assert "invalid: malformed" == answers(asked(out.getvalue(), published))["credential"]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_everything_is_told_in_both_languages(files: dict[str, bytes], published: Published, language: Any) -> None:
    """Each question has a sentence that ends, in the reader's language."""
    verdict = asked(files["certificate.pdf"], published)
    told = [verdict.summary(language), *(found.told(language) for _, found in verdict.findings())]
    assert [] == [sentence for sentence in told if not sentence.endswith((".", ")"))]
