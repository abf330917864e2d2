"""Templates cannot reach out, whatever they hold and whoever wrote them."""

import shutil
from io import BytesIO
from pathlib import Path

import pypdf
import pytest

from certificates.errors import CannotIssue
from certificates.fitting import TEMPLATES, fitted
from certificates.sheet import Printer
from tests.certificates.samples import AWARD

HTML, CSS = "certificate.html", "certificate.css"


def with_addition(tmp_path: Path, file: str, added: str) -> Path:
    """The packaged template with something put into one of its files."""
    folder = tmp_path / "own"
    shutil.copytree(TEMPLATES / "classic", folder)
    content = (folder / file).read_text(encoding="utf-8")
    whole = content.replace("<h1", f"{added}<h1") if file == HTML else content + added
    (folder / file).write_text(whole, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("file", "reach"),
    [
        (HTML, '<img alt="" src="file:///etc/passwd">'),
        (HTML, '<img alt="" src="https://pages.example/x.png">'),
        (HTML, '<p style="background: url(https://pages.example/x.png)">x</p>'),
        (HTML, '<link rel="stylesheet" href="file:///etc/hostname">'),
        (HTML, '<object data="https://pages.example/"></object>'),
        (CSS, "h1 { background: url(https://pages.example/x.png) }"),
        (CSS, "h1 { background: url(file:///etc/passwd) }"),
    ],
)
def test_a_template_that_reaches_out_is_refused(file: str, reach: str, tmp_path: Path) -> None:
    """A file or an address in a template stops the making with an error that names the address."""
    folder = with_addition(tmp_path, file, reach)
    with pytest.raises(CannotIssue, match=r"pages\.example|file:///etc"):
        Printer(folder=folder).print([fitted(AWARD)])


def test_a_file_is_not_attached(tmp_path: Path) -> None:
    """What a template wants to attach does not come along."""
    folder = with_addition(tmp_path, HTML, '<link rel="attachment" href="file:///etc/passwd">')
    sheet = Printer(folder=folder).print([fitted(AWARD)])[0]
    assert {} == dict(pypdf.PdfReader(BytesIO(sheet)).attachments)
