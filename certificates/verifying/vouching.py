"""What a credential is worth: of the right shape, issued by this organiser, unchanged, with a key that is still trusted."""

from datetime import UTC, date, datetime

from certificates.credential import proof, shape
from certificates.credential.did import from_multikey
from certificates.errors import CredentialMalformed
from certificates.keys.published import IssuerKey, Published
from certificates.serials import SERIAL
from certificates.verifying.verdict import Answer, Claims, Finding


def judge(inside: bytes | None, published: Published | None) -> tuple[Finding, shape.Credential | None]:
    """The verdict on a credential, and the credential if it is of the right shape, valid or not."""
    if inside is None:
        return Finding(Answer.ABSENT, "absent", "Цифрового удостоверения в файле нет.", "The file carries no credential."), None
    try:
        credential = shape.read(inside)
    except CredentialMalformed as error:
        return Finding(Answer.INVALID, "malformed", error.ru, error.en), None
    if credential.proof is None:
        return invalid(
            "unproven",
            "Цифровое удостоверение не подписано: верить ему нельзя.",
            "The credential is not signed: do not trust it.",
        ), credential
    if published is None:
        return Finding(
            Answer.UNKNOWN,
            "no-keys",
            "Цифровое удостоверение есть, но проверить его нечем: открытые ключи организатора не даны.",
            "There is a credential, but nothing to check it with: the organiser's published keys were not given.",
        ), credential
    return _judged(credential, credential.proof.verification_method, published), credential


def _judged(credential: shape.Credential, method: str, published: Published) -> Finding:
    key = next((key for key in published.keys if method == f"{published.issuer}#{key.id}"), None)
    if credential.issuer.id != published.issuer or key is None:
        return invalid(
            "foreign",
            "Цифровое удостоверение выдал не этот организатор: его ключа среди открытых нет.",
            "The credential was not issued by this organiser: its key is not among the published ones.",
        )
    if not proof.holds(shape.written(credential), from_multikey(key.multikey)):
        return invalid(
            "changed",
            "Цифровое удостоверение изменено или подделано: подпись не сходится.",
            "The credential was changed or forged: its proof does not hold.",
        )
    return _of_key(key, published)


def _of_key(key: IssuerKey, published: Published) -> Finding:
    if key.revoked is not None:
        return invalid(
            "revoked-key",
            f"Ключ, которым подписано цифровое удостоверение, отозван {key.revoked:%d.%m.%Y}. "
            "Попросите организатора переиздать его.",
            f"The key that signed the credential was revoked on {key.revoked:%Y-%m-%d}. Ask the organiser to issue it again.",
        )
    return Finding(
        Answer.VALID,
        "valid",
        f"Цифровое удостоверение подписано организатором ({published.name}) и не изменено.",
        f"The credential is signed by the organiser ({published.name}) and unchanged.",
    )


def serial_in(credential: shape.Credential) -> str | None:
    """The serial in a credential's address, «…/v/XXXX-XXXX-XXXX-XXXX/credential.json»."""
    parts = credential.id.rsplit("/", 2)
    return parts[-2] if len(parts) == 3 and SERIAL.fullmatch(parts[-2]) else None


def claims_of(credential: shape.Credential, serial: str) -> Claims:
    """What a valid credential says, for people."""
    subject = credential.credential_subject
    return Claims(
        serial=serial,
        institution=subject.identifier[0].identity_hash,
        page=subject.id or "",
        achievement=subject.achievement.name,
        contest=subject.achievement.description,
        issuer=credential.issuer.name,
        issued_on=_day(credential.valid_from),
        valid_until=_day(credential.valid_until) if credential.valid_until else None,
    )


def invalid(reason: str, ru: str, en: str) -> Finding:
    """A finding against the file."""
    return Finding(Answer.INVALID, reason, ru, en)


def _day(moment: str) -> date:
    return datetime.fromisoformat(moment).astimezone(UTC).date()
