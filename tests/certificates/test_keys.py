"""The organiser's keys: made, kept closed, replaced, revoked, published."""

import json
import os
import stat
from datetime import timedelta
from pathlib import Path
from secrets import randbits

import pytest
from cryptography import x509

from certificates.errors import KeysRefused
from certificates.keys.published import Published, read_published
from certificates.keys.ring import init_ring, open_ring, publish, revoke_issuer_key, revoke_leaf, rotate
from certificates.keys.telling import told_keys
from certificates.sealing import open_sealer
from tests.certificates.samples import NOW, ORGANISER, PASSPHRASE, SITE


def make(folder: Path, *, site: str = SITE, away_from: tuple[Path, ...] = ()) -> Published:
    return init_ring(
        folder / "keys",
        folder / "root",
        PASSPHRASE,
        name=ORGANISER,
        site=site,
        year=2026,
        now=NOW,
        randbits=randbits,
        away_from=away_from,
    )


def change(folder: Path, *, year: int = 2026) -> Published:
    ring = open_ring(folder / "keys")
    return rotate(ring, folder / "root", PASSPHRASE, year=year, now=NOW, randbits=randbits)


def states(folder: Path) -> dict[str, str]:
    ring = open_ring(folder / "keys")
    return {f"{key.kind} {key.since:%Y} {at}": key.state for at, key in enumerate(told_keys(ring.published, ring.folder, NOW))}


def test_private_keys_are_for_their_owner_alone(tmp_path: Path) -> None:
    """Folders and private keys are closed to everybody else from the first moment."""
    make(tmp_path)
    closed = [tmp_path / "keys", tmp_path / "root", *tmp_path.glob("*/*.key")]
    assert (5, []) == (len(closed), [path for path in closed if stat.S_IMODE(path.stat().st_mode) & 0o077])


def test_the_root_lies_encrypted(tmp_path: Path) -> None:
    """The root's key cannot be read without its passphrase."""
    make(tmp_path)
    assert b"BEGIN ENCRYPTED PRIVATE KEY" in (tmp_path / "root" / "root.key").read_bytes()


def test_the_signing_certificate_is_signed_by_the_root(tmp_path: Path) -> None:
    """The leaf's issuer is the root, and the list of revoked certificates is the root's too."""
    told = make(tmp_path)
    root, leaf = (x509.load_pem_x509_certificate(pem.encode()) for pem in (told.root, told.leaves[0]))
    leaf.verify_directly_issued_by(root)
    assert x509.load_pem_x509_crl(told.crl.encode()).is_signature_valid(root.public_key())  # type: ignore[arg-type] # EC


@pytest.mark.parametrize("name", ["keys", "keys/leaf", "keys/issuer"])
def test_a_key_open_to_others_is_refused(tmp_path: Path, name: str) -> None:
    """With wrong rights on the folder or a key nothing is signed; the error names the file and the command that mends it."""
    make(tmp_path)
    path = tmp_path / "keys" if name == "keys" else next((tmp_path / "keys").glob(f"{name[5:]}-*.key"))
    path.chmod(0o750 if name == "keys" else 0o640)
    with pytest.raises(KeysRefused) as told:
        open_sealer(tmp_path / "keys")
    assert (True, True) == (str(path) in told.value.ru, "chmod" in told.value.en)


def test_keys_inside_of_a_forbidden_place_are_refused(tmp_path: Path) -> None:
    """A folder within the program's or the site's is refused before anything is written, through a link too."""
    (tmp_path / "site").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "site")
    with pytest.raises(KeysRefused):
        make(tmp_path / "link", away_from=(tmp_path / "site",))
    assert [] == list((tmp_path / "site").iterdir())


@pytest.mark.parametrize(
    "site", ["pages.example", "https://pages.example/awards", "ftp://pages.example", "https://a:b@pages.example"]
)
def test_a_site_must_be_a_host(tmp_path: Path, site: str) -> None:
    """The issuer is named after the host, so anything else is refused."""
    with pytest.raises(KeysRefused):
        make(tmp_path, site=site)


def test_keys_are_not_made_over_others(tmp_path: Path) -> None:
    """A second init changes nothing."""
    told = make(tmp_path)
    with pytest.raises(KeysRefused):
        make(tmp_path)
    assert told == open_ring(tmp_path / "keys").published


def test_a_wrong_passphrase_opens_nothing(tmp_path: Path) -> None:
    """The root stays closed, and the ring as it was."""
    told = make(tmp_path)
    with pytest.raises(KeysRefused):
        rotate(open_ring(tmp_path / "keys"), tmp_path / "root", b"wrong", year=2027, now=NOW, randbits=randbits)
    assert told == open_ring(tmp_path / "keys").published


def test_the_root_of_another_ring_is_refused(tmp_path: Path) -> None:
    """A root that did not sign this ring cannot give it a new key."""
    make(tmp_path)
    make(tmp_path / "other")
    with pytest.raises(KeysRefused):
        rotate(
            open_ring(tmp_path / "keys"),
            tmp_path / "other" / "root",
            PASSPHRASE,
            year=2027,
            now=NOW,
            randbits=randbits,
        )


def test_replaced_keys_stay_published_and_leave_the_disk(tmp_path: Path) -> None:
    """After a rotation the new keys sign, the old ones are retired and their private halves are gone."""
    make(tmp_path)
    change(tmp_path)
    wanted = {
        "signature 2026 0": "retired",
        "signature 2026 1": "active",
        "credential 2026 2": "retired",
        "credential 2026 3": "active",
    }
    assert (wanted, 2) == (states(tmp_path), len(list((tmp_path / "keys").glob("*.key"))))


def test_a_revoked_signing_key_is_on_the_list(tmp_path: Path) -> None:
    """The root puts it on a list with the next number, and no key is left to sign with."""
    make(tmp_path)
    ring = open_ring(tmp_path / "keys")
    key = told_keys(ring.published, ring.folder, NOW)[0].id
    told = revoke_leaf(ring, tmp_path / "root", PASSPHRASE, serial=key, now=NOW)
    crl = x509.load_pem_x509_crl(told.crl.encode())
    with pytest.raises(KeysRefused):
        open_ring(tmp_path / "keys").signer()
    number = crl.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number
    assert (2, 1, "revoked") == (number, len(list(crl)), states(tmp_path)["signature 2026 0"])


def test_revocations_outlive_a_rotation(tmp_path: Path) -> None:
    """The list that a rotation makes still holds what was revoked before."""
    make(tmp_path)
    ring = open_ring(tmp_path / "keys")
    revoke_leaf(ring, tmp_path / "root", PASSPHRASE, serial=told_keys(ring.published, ring.folder, NOW)[0].id, now=NOW)
    assert 1 == len(list(x509.load_pem_x509_crl(change(tmp_path).crl.encode())))


def test_a_revoked_issuer_key_asserts_no_more(tmp_path: Path) -> None:
    """The issuer's document keeps it, dated, and does not let it assert."""
    make(tmp_path)
    told = revoke_issuer_key(open_ring(tmp_path / "keys"), key_id="2026-1", now=NOW)
    document = json.loads(told.did_document())
    assert ("2026-11-22T00:00:00Z", []) == (document["verificationMethod"][0]["revoked"], document["assertionMethod"])


def test_a_replaced_issuer_key_still_asserts(tmp_path: Path) -> None:
    """Credentials of last year verify by the document of this one."""
    make(tmp_path)
    document = json.loads(change(tmp_path, year=2027).did_document())
    assert ["did:web:pages.example#2026-1", "did:web:pages.example#2027-1"] == document["assertionMethod"]


@pytest.mark.parametrize("key", ["2026-9", "ffffffffff", "../root"])
def test_an_unknown_key_cannot_be_revoked(tmp_path: Path, key: str) -> None:
    """The error says how to see which there are."""
    make(tmp_path)
    with pytest.raises(KeysRefused, match="lavr keys list"):
        revoke_leaf(open_ring(tmp_path / "keys"), tmp_path / "root", PASSPHRASE, serial=key, now=NOW)


def test_what_is_published_can_be_read_back(tmp_path: Path) -> None:
    """published.json says the same again, and no private key lies beside it."""
    told = make(tmp_path)
    files = publish(told, tmp_path / "site")
    assert (told, []) == (
        read_published(files[0].read_bytes()),
        [path for path in files if b"PRIVATE" in path.read_bytes()],
    )


@pytest.mark.parametrize("spoilt", [b"", b"[]", b"{}", b"\xff", b'{"lavr": 1}'])
def test_a_broken_file_of_published_keys_is_refused(spoilt: bytes) -> None:
    """The error names the file and the command that makes it."""
    with pytest.raises(KeysRefused, match="lavr keys publish"):
        read_published(spoilt)


def test_a_list_of_revoked_keys_has_its_term(tmp_path: Path) -> None:
    """It is good for longer than a year, so that a yearly rotation renews it in time."""
    crl = x509.load_pem_x509_crl(make(tmp_path).crl.encode())
    assert crl.next_update_utc == NOW + timedelta(days=400)


def test_a_key_of_another_user_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys that belong to somebody else than who runs the program are not used."""
    make(tmp_path)
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    with pytest.raises(KeysRefused):
        open_ring(tmp_path / "keys")
