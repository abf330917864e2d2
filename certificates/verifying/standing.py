"""Whether an award still stands, by the status lists that the organiser signs."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from certificates.credential import proof
from certificates.credential.did import from_multikey
from certificates.credential.shape import Address, Credential, Did, Moment, Proof, once
from certificates.credential.status import decode, is_set
from certificates.errors import CredentialMalformed
from certificates.keys.published import Published
from certificates.verifying.verdict import Answer, Finding

LARGEST = 64 * 1024  # bytes of a list; a full one of 131,072 random bits has about 23,000
_WORDS = {
    "revocation": ("revoked", "Награда отозвана организатором.", "The organiser revoked the award."),
    "suspension": ("suspended", "Награда приостановлена организатором.", "The organiser suspended the award."),
}


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Bits(_Part):
    id: Address
    type: Literal["BitstringStatusList"]
    status_purpose: Literal["revocation", "suspension"] = Field(alias="statusPurpose")
    encoded_list: Annotated[str, StringConstraints(pattern=r"^u[A-Za-z0-9_-]+$")] = Field(alias="encodedList")


class _List(_Part):
    context: tuple[Literal["https://www.w3.org/ns/credentials/v2"]] = Field(alias="@context")
    id: Address
    type: tuple[Literal["VerifiableCredential"], Literal["BitstringStatusListCredential"]]
    issuer: Did
    valid_from: Moment = Field(alias="validFrom")
    credential_subject: _Bits = Field(alias="credentialSubject")
    proof: Proof


def standing_of(credential: Credential | None, published: Published | None, lists: Sequence[bytes], *, at: datetime) -> Finding:
    """Revoked, suspended, over its term, or standing; unknown without a list that speaks of the credential."""
    if credential is None or published is None:
        return _unknown(
            "Состояние награды неизвестно: судить не по чему.", "The award's standing is unknown: nothing tells of it."
        )
    try:
        return _standing(credential, published, lists, at)
    except CredentialMalformed as fault:
        return Finding(Answer.UNKNOWN, "bad-list", fault.ru, fault.en)


def _standing(credential: Credential, published: Published, lists: Sequence[bytes], at: datetime) -> Finding:
    wanted = {entry.status_list_credential: entry for entry in credential.credential_status or ()}
    heard = set()
    for content in lists:
        told = _parsed(content)
        entry = wanted.get(told.id)
        if entry is None or entry.status_purpose != told.credential_subject.status_purpose:
            continue  # of another season: to check its proof would be for nothing
        _require_ours(told, content, published)
        heard.add(told.id)
        if is_set(decode(told.credential_subject.encoded_list), int(entry.status_list_index)):
            reason, ru, en = _WORDS[entry.status_purpose]
            day = told.valid_from[:10]
            return Finding(Answer.INVALID, reason, f"{ru} (по списку от {day})", f"{en} (by the list of {day})")
    if not heard or heard != set(wanted):
        return _unknown(
            "Список состояний не дан: отозвана ли награда, видно на странице проверки.",
            "No status list was given: the check page shows whether the award was revoked.",
        )
    if credential.valid_until is not None and at > datetime.fromisoformat(credential.valid_until):
        return Finding(
            Answer.VALID,
            "term-over",
            f"Награда не отозвана; срок знака вышел {credential.valid_until[:10]}.",
            f"The award was not revoked; the badge's term ended on {credential.valid_until[:10]}.",
        )
    return Finding(
        Answer.VALID, "valid", "Награда не отозвана и не приостановлена.", "The award was neither revoked nor suspended."
    )


def _parsed(content: bytes) -> _List:
    """A status list by its form; ``CredentialMalformed`` for anything else."""
    try:
        if len(content) > LARGEST:
            raise ValueError
        json.loads(content, object_pairs_hook=once)
        return _List.model_validate_json(content)
    except (ValidationError, ValueError, RecursionError):
        raise _not_ours() from None


def _require_ours(told: _List, content: bytes, published: Published) -> None:
    """Raise ``CredentialMalformed`` unless this issuer signed the list with a key that is trusted."""
    keys = {f"{published.issuer}#{key.id}": key for key in published.keys if key.revoked is None}
    key = keys.get(told.proof.verification_method)
    plain: dict[str, Any] = json.loads(content)
    if told.issuer != published.issuer or key is None or not proof.holds(plain, from_multikey(key.multikey)):
        raise _not_ours()


def _not_ours() -> CredentialMalformed:
    return CredentialMalformed(
        "Список состояний подписан не этим организатором или изменён. Скачайте его заново с сайта организатора.",
        "The status list is not signed by this organiser, or was changed. Download it again from the organiser's site.",
    )


def _unknown(ru: str, en: str) -> Finding:
    return Finding(Answer.UNKNOWN, "not-asked", ru, en)
