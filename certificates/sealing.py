"""What makes an award's files provable: the credential attached and baked in, the certificate signed."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from certificates.attachment import Attached
from certificates.award import Award, tongue_of
from certificates.credential.baking import SIGNATURE, bake_png, bake_svg
from certificates.credential.terms import Terms

if TYPE_CHECKING:
    from certificates.credential.issuing import Issuer
    from certificates.signing import Signer

_DESCRIPTIONS = {
    "ru": "Цифровое удостоверение Open Badges 3.0",
    "en": "Open Badges 3.0 credential",
}


@dataclass(frozen=True, slots=True)
class Sealer:
    """The keys of a process that makes awards; either may be missing."""

    signer: "Signer | None" = None
    issuer: "Issuer | None" = None

    def credential(self, award: Award, terms: Terms) -> bytes | None:
        """The award's credential; none without a key, and none in a rehearsal: what is only tried proves nothing."""
        return None if self.issuer is None or award.rehearsal else self.issuer.credential(award, terms)

    def signed(self, award: Award, pdf: bytes, terms: Terms) -> bytes:
        """The certificate with a signature; as it is without a key, and in a rehearsal."""
        if self.signer is None or award.rehearsal:
            return pdf
        return self.signer.sign(pdf, at=terms.at, language=tongue_of(award.language))


OPEN = Sealer()
"""Without keys: certificates are archival and tagged, but neither signed nor vouched for."""


def attached(award: Award, credential: bytes | None, terms: Terms | None) -> Attached | None:
    """The credential as a file inside of the certificate."""
    if credential is None or terms is None:
        return None
    return Attached(credential, terms.at, _DESCRIPTIONS[tongue_of(award.language)])


def baked(pictures: Mapping[str, bytes], credential: bytes | None) -> Mapping[str, bytes]:
    """Pictures of a badge with the credential in each."""
    if credential is None:
        return pictures
    return {
        kind: bake_png(content, credential) if content.startswith(SIGNATURE) else bake_svg(content, credential)
        for kind, content in pictures.items()
    }


def open_sealer(folder: Path | None) -> Sealer:
    """The keys in a folder; without a folder none. ``KeysRefused`` when they are there and cannot be used."""
    if folder is None:
        return OPEN
    from certificates.keys.ring import open_ring  # noqa: PLC0415 - with pyHanko, only where there are keys

    ring = open_ring(folder)
    return Sealer(ring.signer(), ring.issuer())
