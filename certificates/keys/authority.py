"""The organiser's own certificate authority: an offline root, a signing key for each year, a list of revoked ones. Pure values.

Elliptic curve P-256 and SHA-256 everywhere. The root signs nothing but certificates of signing keys and the list. A signing
certificate outlives the year in which its key may sign (``PrivateKeyUsagePeriod``), or a diploma would look expired a year later.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID, ObjectIdentifier

ROOT_YEARS, LEAF_YEARS, CRL_DAYS = 30, 15, 400
SIGNING_DAYS = 400
"""How long a key of one year may sign: the year and the weeks in which its awards are still handed out."""
DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")
_DAY, _YEAR = timedelta(days=1), timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Pair:
    """A private key and its certificate."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate


def make_root(organisation: str, *, now: datetime, serial: int) -> Pair:
    """A root that signs itself. ``serial`` is random, below 2^159."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(organisation, "корневой ключ")
    builder = _builder(name, name, key, _start(now.year, now), now + ROOT_YEARS * _YEAR, serial)
    certificate = (
        builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage("key_cert_sign", "crl_sign"), critical=True)
        .sign(key, hashes.SHA256())
    )
    return Pair(key, certificate)


def make_leaf(root: Pair, organisation: str, year: int, *, now: datetime, serial: int) -> Pair:
    """The year's key for certificates, signed by the root."""
    key = ec.generate_private_key(ec.SECP256R1())
    since = _start(year, now)
    builder = _builder(
        _name(organisation, f"дипломы {year}"), root.certificate.subject, key, since, now + LEAF_YEARS * _YEAR, serial
    )
    period = x509.PrivateKeyUsagePeriod(since, now + SIGNING_DAYS * _DAY)
    certificate = (
        builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage("digital_signature", "content_commitment"), critical=True)
        .add_extension(x509.ExtendedKeyUsage([DOCUMENT_SIGNING]), critical=False)
        .add_extension(period, critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root.key.public_key()), critical=False)
        .sign(root.key, hashes.SHA256())
    )
    return Pair(key, certificate)


def make_crl(root: Pair, revoked: Mapping[int, datetime], *, now: datetime, number: int) -> x509.CertificateRevocationList:
    """The list of revoked signing certificates, by serial; it is made anew before ``CRL_DAYS`` are over."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(root.certificate.subject)
        .last_update(now - timedelta(minutes=1))
        .next_update(now + CRL_DAYS * _DAY)
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root.key.public_key()), critical=False)
    )
    for serial, moment in sorted(revoked.items()):
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(moment)
        entry = entry.add_extension(x509.CRLReason(x509.ReasonFlags.key_compromise), critical=False)
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(root.key, hashes.SHA256())


def may_sign_until(certificate: x509.Certificate) -> datetime:
    """The moment at which the certificate's key stops to sign."""
    period = certificate.extensions.get_extension_for_class(x509.PrivateKeyUsagePeriod).value
    if period.not_after is None:
        return certificate.not_valid_after_utc
    return period.not_after.replace(tzinfo=certificate.not_valid_after_utc.tzinfo)


def _start(year: int, now: datetime) -> datetime:
    """From when on a certificate is good: the year's beginning, so that a batch begun under the last key can be finished."""
    return min(now - _DAY, datetime(year, 1, 1, tzinfo=UTC))


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, since: datetime, until: datetime, serial: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _name(organisation: str, role: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "RU"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _cut(organisation, 64)),
            x509.NameAttribute(NameOID.COMMON_NAME, _cut(f"{role[0].upper()}{role[1:]}: {organisation}", 64)),
        ]
    )


def _cut(text: str, most: int) -> str:
    """At most so many bytes in UTF-8, cut at a word: X.509 names are short, the whole name is published beside them."""
    while len(text.encode()) > most:
        text = text.rsplit(" ", 1)[0] if " " in text else text[:-1]
    return text


def _usage(*names: str) -> x509.KeyUsage:
    every: Iterable[str] = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign",
        "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: name in names for name in every})
