"""PAdES signatures of certificates by pyHanko: a key that is loaded once, a moment that is given, bytes that repeat.

The signature is an author's one that allows no change (DocMDP 1), in a field outside of the page. ECDSA is made with the nonce of
RFC 6979 and the file's second identifier is drawn from its bytes, so that the same document, signed at the same moment, gives the
same file: a batch that was killed goes on to equal bytes.
"""

import hashlib
from datetime import UTC, datetime
from io import BytesIO

from asn1crypto import cms
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import BuildProps, SignatureObject
from pyhanko.sign.signers.pdf_cms import Signer as CmsSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from certificates.coroutines import finished
from certificates.errors import KeysRefused
from certificates.keys.authority import may_sign_until

FIELD = "issuer"
READABLE = {"ru": "Электронная подпись организатора", "en": "The organiser's electronic signature"}
RESERVED = 8192
"""Hexadecimal digits kept for the signature; to measure them, pyHanko would sign everything twice."""
DIGEST = "sha256"


class Signer:
    """A signing key with its certificates, ready for any number of documents."""

    def __init__(self, key: ec.EllipticCurvePrivateKey, leaf: x509.Certificate, root: x509.Certificate) -> None:
        self._cms = _CachedKey(key, leaf, root)
        self._since, self._until = leaf.not_valid_before_utc, may_sign_until(leaf)

    @property
    def until(self) -> datetime:
        """The last moment at which the key may sign."""
        return self._until

    def sign(self, pdf: bytes, *, at: datetime, language: str = "ru") -> bytes:
        """The document with one invisible signature dated ``at``; ``KeysRefused`` when the key may not sign at that moment."""
        if not self._since <= at <= self._until:
            raise KeysRefused(
                f"Ключ подписи действует с {self._since:%d.%m.%Y} по {self._until:%d.%m.%Y}, а подписать нужно "
                f"{at:%d.%m.%Y}. Сделайте ключ этого года: lavr keys rotate.",
                f"The signing key is good from {self._since:%Y-%m-%d} to {self._until:%Y-%m-%d}, and the signature is to be "
                f"dated {at:%Y-%m-%d}. Make this year's key: lavr keys rotate.",
            )
        writer = _Untouched(BytesIO(pdf))
        steps = PdfCMSEmbedder(new_field_spec=_field(READABLE[language])).write_cms(FIELD, writer)
        next(steps)
        placeholder = SignatureObject(
            timestamp=at.astimezone(UTC),
            subfilter=SigSeedSubFilter.PADES,
            app_build_props=BuildProps(name="Lavr"),
            bytes_reserved=RESERVED,
        )
        changes = SigMDPSetup(md_algorithm=DIGEST, certify=True, docmdp_perms=MDPPerm.NO_CHANGES)
        steps.send(SigObjSetup(sig_placeholder=placeholder, mdp_setup=changes))
        digest, output = steps.send(SigIOSetup(md_algorithm=DIGEST, output=BytesIO()))
        steps.send(self._cms.container(digest.document_digest))
        signed: bytes = output.getvalue()
        return signed


class _CachedKey(CmsSigner):
    """Signs with a key object that lives as long as the process."""

    def __init__(self, key: ec.EllipticCurvePrivateKey, leaf: x509.Certificate, root: x509.Certificate) -> None:
        store = SimpleCertificateStore()
        store.register_multiple(asn1.Certificate.load(one.public_bytes(Encoding.DER)) for one in (leaf, root))
        super().__init__(signing_cert=asn1.Certificate.load(leaf.public_bytes(Encoding.DER)), cert_registry=store)
        self._key = key
        self._model: bytes | None = None

    def container(self, digest: bytes) -> cms.ContentInfo:
        """The CMS signature of a document's digest.

        pyHanko writes the first one; of the others nothing but the digest and the signature differs, so that these are exchanged
        in a copy: to write all of it, with the certificates, takes three times as long.
        """
        if self._model is None:
            whole = finished(self.async_sign(digest, DIGEST, use_pades=True))
            self._model = whole.dump()
            return whole
        copy = cms.ContentInfo.load(self._model)
        signer = copy["content"]["signer_infos"][0]
        told = signer["signed_attrs"]
        next(one for one in told if one["type"].native == "message_digest")["values"] = [digest]
        signer["signature"] = self._signed(told.untag().dump())
        return copy

    def _signed(self, data: bytes) -> bytes:
        return self._key.sign(data, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: ARG002, FBT - pyHanko's
        return self._signed(data)


class _Untouched(IncrementalPdfFileWriter):
    """Adds to a document without rewriting its XMP, which would lose the extension schema that PDF/UA needs in PDF/A."""

    def _update_meta(self) -> None:
        pass

    @classmethod
    def _handle_id(cls, prev: PdfFileReader) -> generic.ArrayObject:
        prev.stream.seek(0)
        second = hashlib.sha256(prev.stream.read()).digest()[:16]
        first = prev.trailer["/ID"][0]  # every archival document has one
        original = first.original_bytes if isinstance(first, generic.TextStringObject) else bytes(first)
        return generic.ArrayObject([generic.ByteStringObject(original), generic.ByteStringObject(second)])


def _field(readable: str) -> SigFieldSpec:
    outside = InvisSigSettings(box_out_of_bounds=True)
    return SigFieldSpec(FIELD, on_page=0, invis_sig_settings=outside, readable_field_name=readable)
