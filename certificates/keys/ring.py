"""The folder of keys: what is published lies in ``published.json``, the private keys beside it, each for its owner's eyes alone.

    published.json              every certificate and key that ever signed, and the list of revoked ones
    leaf-<serial>.key           the year's key for signatures of certificates, EC P-256
    issuer-<id>.key             the key for credentials and status lists, Ed25519

The root's key lies in a folder of its own, encrypted with a passphrase, which is put away after use.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding

from certificates.credential.did import did_web, multikey
from certificates.credential.issuing import Issuer
from certificates.errors import KeysRefused
from certificates.keys.authority import Pair, make_crl, make_leaf, make_root
from certificates.keys.keeping import check_folder, keep_key, keep_public, load_key, new_folder
from certificates.keys.published import IssuerKey, Published, published_file

if TYPE_CHECKING:
    from certificates.signing import Signer

PUBLISHED, ROOT_KEY, ROOT_CERTIFICATE = "published.json", "root.key", "root.crt"
Random = Callable[[int], int]
"""So many random bits as a number: ``secrets.randbits``."""


@dataclass(frozen=True, slots=True)
class Ring:
    """An opened folder of keys."""

    folder: Path
    published: Published

    def signer(self) -> "Signer":
        """The newest signing key that was not revoked; ``KeysRefused`` when there is none."""
        from certificates.signing import Signer  # noqa: PLC0415 - pyHanko loads slowly

        root = _certificate(self.published.root)
        crl = x509.load_pem_x509_crl(self.published.crl.encode())
        for pem in reversed(self.published.leaves):
            leaf = _certificate(pem)
            path = self.folder / leaf_file(leaf)
            if crl.get_revoked_certificate_by_serial_number(leaf.serial_number) is None and path.exists():
                key = load_key(path)
                if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != leaf.public_key():
                    raise _mixed_up(path)
                return Signer(key, leaf, root)
        raise _none_left(self.folder)

    def issuer(self) -> Issuer:
        """The newest key for credentials that is in force; ``KeysRefused`` when there is none."""
        for key in reversed(self.published.keys):
            path = self.folder / issuer_file(key.id)
            if key.retired is None and key.revoked is None and path.exists():
                private = load_key(path)
                if not isinstance(private, Ed25519PrivateKey) or multikey(private.public_key()) != key.multikey:
                    raise _mixed_up(path)
                told = self.published
                return Issuer(did=told.issuer, key_id=key.id, key=private, name=told.name, site=told.site)
        raise _none_left(self.folder)


def open_ring(folder: Path, *, away_from: Sequence[Path] = ()) -> Ring:
    """The keys in a folder; ``KeysRefused`` when it is open to others, lies inside of one of ``away_from``, or holds no keys."""
    check_folder(folder, away_from)
    path = folder / PUBLISHED
    if not path.is_file():
        raise KeysRefused(
            f"В папке {folder} нет ключей. Сделайте их: lavr keys init.",
            f"The folder {folder} holds no keys. Make them: lavr keys init.",
        )
    return Ring(folder, published_file(path))


def init_ring(
    folder: Path,
    root_folder: Path,
    passphrase: bytes,
    *,
    name: str,
    site: str,
    year: int,
    now: datetime,
    randbits: Random,
    away_from: Sequence[Path] = (),
) -> Published:
    """Make a root (or take the one that lies in ``root_folder``), the year's signing key and the key for credentials."""
    try:
        did = did_web(site)
    except ValueError:
        raise KeysRefused(
            f"Адрес сайта «{site}» должен быть вида https://nagrada.example, без пути: по нему ищут ключи организатора.",
            f"The site's address “{site}” must look like https://award.example, without a path: there the keys are found.",
        ) from None
    for place in (folder, root_folder):
        new_folder(place, away_from)
    if (folder / PUBLISHED).exists():
        raise KeysRefused(
            f"В папке {folder} ключи уже есть. Сменить их: lavr keys rotate.",
            f"There are keys in {folder} already. To replace them: lavr keys rotate.",
        )
    root = _open_root(root_folder, passphrase) if (root_folder / ROOT_KEY).exists() else None
    if root is None:
        root = make_root(name, now=now, serial=randbits(159))
        keep_key(root_folder / ROOT_KEY, root.key, passphrase)
        keep_public(root_folder / ROOT_CERTIFICATE, root.certificate.public_bytes(Encoding.PEM))
    leaf = _new_leaf(folder, root, name, year, now, randbits)
    published = Published(
        issuer=did,
        name=name,
        site=site.rstrip("/"),
        root=_pem(root.certificate),
        leaves=(leaf,),
        crl=_pem(make_crl(root, {}, now=now, number=1)),
        keys=(_new_issuer_key(folder, year, (), now),),
    )
    keep_public(folder / PUBLISHED, published.to_json())
    return published


def rotate(ring: Ring, root_folder: Path, passphrase: bytes, *, year: int, now: datetime, randbits: Random) -> Published:
    """New keys for signatures and credentials and a fresh list of revoked ones; the old private keys are deleted.

    What the old keys signed stays valid: their certificates and public keys stay published.
    """
    root = _root_of(ring, root_folder, passphrase)
    told = ring.published
    leaf = _new_leaf(ring.folder, root, told.name, year, now, randbits)
    key = _new_issuer_key(ring.folder, year, told.keys, now)
    retired = tuple(one if one.retired or one.revoked else one.model_copy(update={"retired": now.date()}) for one in told.keys)
    published = told.model_copy(
        update={"leaves": (*told.leaves, leaf), "keys": (*retired, key), "crl": _pem(_next_crl(told, root, {}, now))}
    )
    keep_public(ring.folder / PUBLISHED, published.to_json())
    for pem in told.leaves:
        (ring.folder / leaf_file(_certificate(pem))).unlink(missing_ok=True)
    for one in told.keys:
        (ring.folder / issuer_file(one.id)).unlink(missing_ok=True)
    return published


def revoke_leaf(ring: Ring, root_folder: Path, passphrase: bytes, *, serial: str, now: datetime) -> Published:
    """Put a signing certificate on the list of revoked ones: nothing it signed is valid any more. ``serial`` in hexadecimal."""
    root = _root_of(ring, root_folder, passphrase)
    told = ring.published
    found = next((leaf for leaf in map(_certificate, told.leaves) if leaf_id(leaf) == serial.lower()), None)
    if found is None:
        raise _unknown(serial)
    published = told.model_copy(update={"crl": _pem(_next_crl(told, root, {found.serial_number: now}, now))})
    keep_public(ring.folder / PUBLISHED, published.to_json())
    (ring.folder / leaf_file(found)).unlink(missing_ok=True)
    return published


def revoke_issuer_key(ring: Ring, *, key_id: str, now: datetime) -> Published:
    """Take a key for credentials out of trust, and everything that it signed with it; the root is not needed for that."""
    told = ring.published
    if key_id not in {key.id for key in told.keys}:
        raise _unknown(key_id)
    day = {"revoked": now.date()}
    keys = tuple(key.model_copy(update=day) if key.id == key_id and key.revoked is None else key for key in told.keys)
    published = told.model_copy(update={"keys": keys})
    keep_public(ring.folder / PUBLISHED, published.to_json())
    (ring.folder / issuer_file(key_id)).unlink(missing_ok=True)
    return published


def publish(published: Published, target: Path) -> list[Path]:
    """Write what everybody may see into a folder: published.json, did.json, root.crt, revoked.crl. Tells the files."""
    target.mkdir(parents=True, exist_ok=True)
    crl = x509.load_pem_x509_crl(published.crl.encode()).public_bytes(Encoding.DER)
    files = {
        PUBLISHED: published.to_json(),
        "did.json": published.did_document(),
        ROOT_CERTIFICATE: published.root.encode(),
        "revoked.crl": crl,
    }
    for name, content in files.items():
        keep_public(target / name, content)
    return [target / name for name in files]


def leaf_id(leaf: x509.Certificate) -> str:
    """By which a signing key is named: the last ten digits of its certificate's serial, in hexadecimal."""
    return f"{leaf.serial_number:040x}"[-10:]


def leaf_file(leaf: x509.Certificate) -> str:
    """Where the private key of a signing certificate lies."""
    return f"leaf-{leaf_id(leaf)}.key"


def issuer_file(key_id: str) -> str:
    """Where the private key of an issuer's key lies."""
    return f"issuer-{key_id}.key"


def _new_leaf(folder: Path, root: Pair, name: str, year: int, now: datetime, randbits: Random) -> str:
    pair = make_leaf(root, name, year, now=now, serial=randbits(159))
    keep_key(folder / leaf_file(pair.certificate), pair.key)
    return _pem(pair.certificate)


def _new_issuer_key(folder: Path, year: int, there: Sequence[IssuerKey], now: datetime) -> IssuerKey:
    count = sum(key.id.startswith(f"{year}-") for key in there) + 1
    key, name = Ed25519PrivateKey.generate(), f"{year}-{count}"
    (folder / issuer_file(name)).unlink(missing_ok=True)  # left by a command that broke off before it was published
    keep_key(folder / issuer_file(name), key)
    return IssuerKey(id=name, multikey=multikey(key.public_key()), since=now.date())


def _next_crl(told: Published, root: Pair, more: dict[int, datetime], now: datetime) -> x509.CertificateRevocationList:
    before = x509.load_pem_x509_crl(told.crl.encode())
    number = before.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number + 1
    return make_crl(root, {**more, **{one.serial_number: one.revocation_date_utc for one in before}}, now=now, number=number)


def _root_of(ring: Ring, root_folder: Path, passphrase: bytes) -> Pair:
    check_folder(root_folder, ())
    root = _open_root(root_folder, passphrase)
    if root.certificate != _certificate(ring.published.root):
        raise KeysRefused(
            f"В папке {root_folder} лежит другой корневой ключ. Укажите папку с ключом, отпечаток которого "
            f"{ring.published.fingerprint[:23]}…",
            f"Another root key lies in {root_folder}. Name the folder of the one whose fingerprint is "
            f"{ring.published.fingerprint[:23]}…",
        )
    return root


def _open_root(folder: Path, passphrase: bytes) -> Pair:
    key = load_key(folder / ROOT_KEY, passphrase)
    certificate = _certificate((folder / ROOT_CERTIFICATE).read_text(encoding="ascii"))
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
        raise _mixed_up(folder / ROOT_KEY)
    return Pair(key, certificate)


def _certificate(pem: str) -> x509.Certificate:
    return x509.load_pem_x509_certificate(pem.encode())


def _pem(one: x509.Certificate | x509.CertificateRevocationList) -> str:
    return one.public_bytes(Encoding.PEM).decode()


def _mixed_up(path: Path) -> KeysRefused:
    return KeysRefused(
        f"Ключ {path} не подходит к своему сертификату. Верните файл из резервной копии или смените ключ: lavr keys rotate.",
        f"The key {path} does not belong to its certificate. Restore the file from a copy, or replace it: lavr keys rotate.",
    )


def _none_left(folder: Path) -> KeysRefused:
    return KeysRefused(
        f"В папке {folder} не осталось действующего ключа. Сделайте новый: lavr keys rotate.",
        f"No key in force is left in {folder}. Make a new one: lavr keys rotate.",
    )


def _unknown(key: str) -> KeysRefused:
    return KeysRefused(
        f"Ключа «{key}» нет. Какие есть: lavr keys list.", f"There is no key “{key}”. Which there are: lavr keys list."
    )
