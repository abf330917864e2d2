"""The exact shape of a credential: every key that may stand in it, and of what kind its value is.

A term that no context defines is left out of what is signed, so a key that is not named here is refused, both when a
credential is made and when one is checked. The values are such that the JSON and what is signed of it say the same: addresses
are absolute (a relative one would be dropped too), moments are UTC, nothing is null.
"""

import json
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from certificates.credential.contexts import BADGES, CREDENTIALS
from certificates.errors import CredentialMalformed

LARGEST = 64 * 1024  # bytes of a credential; ours have about 2,500
_URL = r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+"
Address = Annotated[str, StringConstraints(pattern=rf"^{_URL}$", max_length=2000)]
Urn = Annotated[str, StringConstraints(pattern=r"^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
Did = Annotated[str, StringConstraints(pattern=r"^did:(web|key):[A-Za-z0-9.%:_-]+$", max_length=300)]
Method = Annotated[str, StringConstraints(pattern=r"^did:(web|key):[A-Za-z0-9.%:_-]+#[A-Za-z0-9._-]+$", max_length=600)]
Moment = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$")]


def _bakeable(text: str) -> str:
    # It would end the CDATA section that a credential lies in inside of an SVG.
    if "]]>" in text:
        msg = "holds «]]>»"
        raise ValueError(msg)
    return text


Text = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]+$", max_length=2000), AfterValidator(_bakeable)]


class _Part(BaseModel):
    """Knows its keys and no other; takes no value of another type for its own."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=True)


class Profile(_Part):
    """Who awards."""

    id: Did
    type: tuple[Literal["Profile"]] = ("Profile",)
    name: Text
    url: Address


class Narrative(_Part):
    """What it was awarded for, in words."""

    narrative: Text


class Achievement(_Part):
    """What was achieved: the same for all who hold it."""

    id: Urn
    type: tuple[Literal["Achievement"]] = ("Achievement",)
    achievement_type: Literal["Award"] = Field("Award", alias="achievementType")
    name: Text
    description: Text
    criteria: Narrative
    in_language: Literal["ru", "en"] = Field(alias="inLanguage")


class Named(_Part):
    """The institution by its name; never a person."""

    type: Literal["IdentityObject"] = "IdentityObject"
    hashed: Literal[False] = False
    identity_hash: Text = Field(alias="identityHash")
    identity_type: Literal["name"] = Field("name", alias="identityType")


class Holder(_Part):
    """The page that won, and whose page it is."""

    id: Address | None = None
    type: tuple[Literal["AchievementSubject"]] = ("AchievementSubject",)
    identifier: tuple[Named]
    achievement: Achievement


class StatusEntry(_Part):
    """Where to look whether the credential was revoked or suspended."""

    id: Address
    type: Literal["BitstringStatusListEntry"] = "BitstringStatusListEntry"
    status_purpose: Literal["revocation", "suspension"] = Field(alias="statusPurpose")
    status_list_index: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,6}$")] = Field(alias="statusListIndex")
    status_list_credential: Address = Field(alias="statusListCredential")


class Proof(_Part):
    """The one kind of proof that is made and believed."""

    type: Literal["DataIntegrityProof"] = "DataIntegrityProof"
    cryptosuite: Literal["eddsa-rdfc-2022"] = "eddsa-rdfc-2022"
    created: Moment
    verification_method: Method = Field(alias="verificationMethod")
    proof_purpose: Literal["assertionMethod"] = Field("assertionMethod", alias="proofPurpose")
    proof_value: Annotated[str, StringConstraints(pattern=r"^z[1-9A-HJ-NP-Za-km-z]{80,90}$")] = Field(alias="proofValue")


class Credential(_Part):
    """An award as an Open Badges 3.0 credential."""

    context: tuple[
        Literal["https://www.w3.org/ns/credentials/v2"],
        Literal["https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
    ] = Field((CREDENTIALS, BADGES), alias="@context")
    id: Address
    type: tuple[Literal["VerifiableCredential"], Literal["OpenBadgeCredential"]] = ("VerifiableCredential", "OpenBadgeCredential")
    issuer: Profile
    valid_from: Moment = Field(alias="validFrom")
    valid_until: Moment | None = Field(None, alias="validUntil")
    name: Text
    credential_subject: Holder = Field(alias="credentialSubject")
    credential_status: tuple[StatusEntry, StatusEntry] | None = Field(None, alias="credentialStatus")
    proof: Proof | None = None


def read(content: bytes) -> Credential:
    """The credential in JSON; ``CredentialMalformed`` unless it is of exactly this shape, each key once, nothing null."""
    if len(content) > LARGEST:
        raise _malformed(f"больше {LARGEST // 1024} КБ", f"larger than {LARGEST // 1024} KB")
    try:
        plain = json.loads(content, object_pairs_hook=once)
        credential = Credential.model_validate_json(content)
    except ValidationError as error:
        places = sorted({".".join(str(part) for part in fault["loc"]) or "JSON" for fault in error.errors()})
        named = ", ".join(place[:80] for place in places[:5])
        raise _malformed(f"не так записано: {named}", f"written otherwise: {named}") from None
    except (ValueError, RecursionError) as error:
        told = str(error)[:120]
        raise _malformed(f"это не JSON ({told})", f"this is not JSON ({told})") from None
    if written(credential) != plain:
        raise _malformed("есть пустые значения", "it holds empty values")
    return credential


def written(credential: Credential) -> dict[str, Any]:
    """The credential as plain values under the keys of the standard."""
    return credential.model_dump(mode="json", by_alias=True, exclude_none=True)


def to_json(document: dict[str, Any]) -> bytes:
    """The bytes that are published, attached and baked: compact, Russian letters as they are."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def malformed(error: ValidationError) -> CredentialMalformed:
    """What is wrong with the parts of a credential about to be made."""
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    return _malformed(f"поле {place}: {str(first['input'])[:80]!r}", f"field {place}: {str(first['input'])[:80]!r}")


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """For ``json.loads``: an object whose keys stand once each; ``ValueError`` otherwise."""
    found = dict(pairs)
    if len(found) != len(pairs):
        msg = "a key stands twice"
        raise ValueError(msg)
    return found


def _malformed(ru: str, en: str) -> CredentialMalformed:
    return CredentialMalformed(
        f"Цифровое удостоверение не того вида, который здесь подписывают: {ru}. Возьмите исходный файл.",
        f"The credential is not of the kind that is signed here: {en}. Take the original file.",
    )
