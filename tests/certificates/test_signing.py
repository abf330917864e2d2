"""The signature of certificates, as poppler judges it, and when a key refuses to sign."""

import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from certificates.errors import KeysRefused
from certificates.keys.ring import open_ring
from certificates.press import Press
from certificates.signing import Signer
from tests.certificates.samples import AWARD, NOW, TERMS, an_award


@pytest.fixture(scope="module")
def signer(keys_home: Path) -> Signer:
    return open_ring(keys_home / "keys").signer()


@pytest.fixture(scope="module")
def pdf(press: Press) -> bytes:
    return press.certificates([AWARD])[0]


def judged(pdf: bytes, folder: Path) -> dict[str, str]:
    """What pdfsig says, by question."""
    path = folder / "a.pdf"
    path.write_bytes(pdf)
    said = subprocess.run(["pdfsig", str(path)], capture_output=True, text=True, check=False).stdout
    lines = [line.strip().removeprefix("- ").split(": ", 1) for line in said.splitlines()]
    return {parts[0]: parts[1] if len(parts) == 2 else "yes" for parts in lines}


def test_poppler_finds_the_signature_valid(sealed: Path, tmp_path: Path) -> None:
    """One PAdES signature over the whole document, of the moment of issue."""
    said = judged((sealed / "certificate.pdf").read_bytes(), tmp_path)
    wanted = ("Signature is Valid.", "ETSI.CAdES.detached", "yes", "issuer")
    found = tuple(
        said.get(question)
        for question in ("Signature Validation", "Signature Type", "Total document signed", "Signature Field Name")
    )
    assert wanted == found


def test_one_flipped_byte_breaks_it(sealed: Path, tmp_path: Path) -> None:
    """A single changed byte of the page is a digest mismatch."""
    content = bytearray((sealed / "certificate.pdf").read_bytes())
    content[len(content) // 2] ^= 1
    assert "Digest Mismatch." == judged(bytes(content), tmp_path)["Signature Validation"]


def test_the_same_moment_gives_the_same_bytes(signer: Signer, pdf: bytes, keys_home: Path) -> None:
    """Signed again, by the same signer and by one that has just been opened, the file is equal."""
    first = signer.sign(pdf, at=NOW)
    assert (first, first) == (signer.sign(pdf, at=NOW), open_ring(keys_home / "keys").signer().sign(pdf, at=NOW))


def test_a_copied_signature_is_the_one_that_pyhanko_writes(signer: Signer, pdf: bytes, keys_home: Path) -> None:
    """A later document of a signer, for which only digest and signature are exchanged, equals the first one of a fresh signer."""
    signer.sign(pdf, at=NOW)
    later = NOW + timedelta(hours=1)
    assert open_ring(keys_home / "keys").signer().sign(pdf, at=later) == signer.sign(pdf, at=later)


def test_another_moment_gives_other_bytes(signer: Signer, pdf: bytes) -> None:
    """The moment is part of what is signed."""
    assert signer.sign(pdf, at=NOW) != signer.sign(pdf, at=NOW + timedelta(seconds=1))


def test_the_document_itself_is_left_as_it_was(signer: Signer, pdf: bytes) -> None:
    """The signature only adds: the file begins with the unsigned one."""
    assert signer.sign(pdf, at=NOW).startswith(pdf)


@pytest.mark.parametrize("days", [-400, 500])
def test_a_key_signs_in_its_own_time_only(signer: Signer, pdf: bytes, days: int) -> None:
    """Before the year of the key and after the weeks that follow it, the key refuses and says what to do."""
    with pytest.raises(KeysRefused) as told:
        signer.sign(pdf, at=NOW + timedelta(days=days))
    assert "lavr keys rotate" in told.value.ru


def test_a_rehearsal_is_not_signed(press: Press, tmp_path: Path) -> None:
    """What is only tried carries neither signature nor credential."""
    made = press.make(an_award(rehearsal=True), tmp_path, TERMS)
    content = (tmp_path / "certificate.pdf").read_bytes()
    assert (False, False) == (b"/ByteRange" in content, "credential" in {one.kind for one in made})
