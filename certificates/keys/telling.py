"""How each key stands, in words."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from cryptography import x509

from certificates.award import Tongue
from certificates.keys.authority import may_sign_until
from certificates.keys.published import IssuerKey, Published
from certificates.keys.ring import issuer_file, leaf_file, leaf_id

State = Literal["active", "retired", "expired", "revoked", "absent"]
_STATES: dict[State, tuple[str, str]] = {
    "active": ("действует", "in force"),
    "retired": ("сменён, подписанное им верно", "replaced, what it signed is valid"),
    "expired": ("срок вышел, подписанное им верно", "its term is over, what it signed is valid"),
    "revoked": ("отозван, подписанное им неверно", "revoked, what it signed is invalid"),
    "absent": ("закрытой части в папке нет", "its private half is not in the folder"),
}
_KINDS = {"signature": ("подпись дипломов", "signs certificates"), "credential": ("удостоверения", "signs credentials")}


@dataclass(frozen=True, slots=True)
class ToldKey:
    """One key of the ring."""

    id: str
    kind: Literal["signature", "credential"]
    state: State
    since: date
    until: date | None
    """Last day on which it may sign, or the day on which it was replaced or revoked."""

    def told(self, language: Tongue) -> str:
        """One line about it."""
        at = 0 if language == "ru" else 1
        until = "" if self.until is None else f" – {self.until:%d.%m.%Y}"
        return f"{_KINDS[self.kind][at]}, {self.since:%d.%m.%Y}{until}: {_STATES[self.state][at]}"

    def plain(self) -> dict[str, Any]:
        """For a program."""
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(self).items()}


def told_keys(published: Published, folder: Path, now: datetime) -> list[ToldKey]:
    """Every key that ever signed, signing keys first, from the oldest."""
    crl = x509.load_pem_x509_crl(published.crl.encode())
    leaves = [x509.load_pem_x509_certificate(pem.encode()) for pem in published.leaves]
    return [
        *(_leaf(leaf, crl, folder, now, newest=leaf is leaves[-1]) for leaf in leaves),
        *(_issuer_key(key, folder) for key in published.keys),
    ]


def _leaf(leaf: x509.Certificate, crl: x509.CertificateRevocationList, folder: Path, now: datetime, *, newest: bool) -> ToldKey:
    entry = crl.get_revoked_certificate_by_serial_number(leaf.serial_number)
    until = may_sign_until(leaf)
    state: State = "active"
    if entry is not None:
        state, until = "revoked", entry.revocation_date_utc
    elif not newest:
        state = "retired"
    elif now > until:
        state = "expired"
    elif not (folder / leaf_file(leaf)).exists():
        state = "absent"
    return ToldKey(leaf_id(leaf), "signature", state, leaf.not_valid_before_utc.date(), until.date())


def _issuer_key(key: IssuerKey, folder: Path) -> ToldKey:
    state: State = "active"
    if key.revoked is not None:
        state = "revoked"
    elif key.retired is not None:
        state = "retired"
    elif not (folder / issuer_file(key.id)).exists():
        state = "absent"
    return ToldKey(key.id, "credential", state, key.since, key.revoked or key.retired)
