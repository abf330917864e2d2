"""The certificate for archives: PDF/A-3a and PDF/UA-1 at once, as other programs judge it, signed and not."""

import json
import subprocess
from pathlib import Path

import page
import pikepdf
import pytest

from certificates.archive import packed
from certificates.attachment import CREDENTIAL_NAME
from certificates.press import Press
from tests.certificates.samples import AWARD, an_award


@pytest.fixture(scope="module", params=["signed", "unsigned"])
def pdf(request: pytest.FixtureRequest, press: Press, sealed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate with everything, and a bare one."""
    if request.param == "signed":
        return sealed / "certificate.pdf"
    bare = tmp_path_factory.mktemp("bare") / "certificate.pdf"
    bare.write_bytes(press.certificates([AWARD])[0])
    return bare


@pytest.mark.parametrize("profile", ["3a", "ua1"])
def test_the_validator_finds_no_fault(pdf: Path, profile: str) -> None:
    """The same file passes as PDF/A-3a and as PDF/UA-1."""
    report = page.validate_pdf(pdf, profile=page.ValidationProfile(profile))
    assert [] == [(failure.rule_id, failure.message) for failure in report.failures]


@pytest.mark.parametrize(("kind", "language"), [("thanks", "bilingual"), ("participant", "en"), ("laureate", "bilingual")])
def test_every_kind_of_sheet_is_archival(press: Press, kind: str, language: str) -> None:
    """Other kinds and wordings, laid out otherwise, pass both profiles too."""
    award = an_award(kind=kind, language=language, place=None, person="Анна Петрова" if kind == "thanks" else "")
    pdf = press.certificates([award])[0]
    reports = [page.validate_pdf_bytes(pdf, profile=page.ValidationProfile(profile)) for profile in ("3a", "ua1")]
    assert [] == [failure.message for report in reports for failure in report.failures]


def test_qpdf_finds_no_fault(pdf: Path) -> None:
    """The file's structure is whole."""
    checked = subprocess.run(["qpdf", "--check", str(pdf)], capture_output=True, text=True, check=False)
    assert (0, "") == (checked.returncode, checked.stderr)


def test_the_metadata_can_be_read_without_unpacking(pdf: Path) -> None:
    """Both standards are named in plain XMP, which the signature has left as it was."""
    content = pdf.read_bytes()
    assert [1, 1, 1] == [content.count(mark) for mark in (b'pdfaid:part="3"', b'pdfuaid:part="1"', b"<pdfaSchema:prefix>pdfuaid")]


def test_no_stream_ends_in_a_carriage_return(press: Press) -> None:
    """Of many certificates none holds «CR LF endstream», where a stream would look a byte too short."""
    awards = [an_award(name=f"Школа № {i}") for i in range(12)]
    assert [] == [pdf for pdf in press.certificates(awards) if b"\r\nendstream" in pdf]


def test_what_is_packed_never_ends_in_a_carriage_return() -> None:
    """Contents whose deflated form would end so are packed otherwise."""
    assert [] == [i for i in range(2000) if packed(str(i).encode() * 3).endswith(b"\r")]


def test_the_credential_lies_inside(sealed: Path) -> None:
    """Taken out of the PDF, it is the published one to the last byte, and marked as data of the moment of issue."""
    with pikepdf.open(sealed / "certificate.pdf") as opened:
        spec = opened.attachments[CREDENTIAL_NAME]
        told = (spec.get_file().read_bytes(), str(spec.obj.AFRelationship), str(spec.obj.EF.F.Params.ModDate))
    assert ((sealed / "credential.json").read_bytes(), "/Data", "D:20261122090000Z") == told


def test_another_program_takes_the_credential_out(sealed: Path, tmp_path: Path) -> None:
    """Pdfdetach gets the same JSON."""
    target = tmp_path / "out.json"
    subprocess.run(["pdfdetach", "-save", "1", "-o", str(target), str(sealed / "certificate.pdf")], check=True)
    assert json.loads((sealed / "credential.json").read_bytes()) == json.loads(target.read_bytes())
