"""A template that reaches beyond itself is refused, whoever wrote it."""

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
    (folder / file).write_text(content.replace("</section>", f"{added}</section>") if file == HTML else content + added)
    return folder


def test_a_file_is_not_attached(tmp_path: Path) -> None:
    """What a template wants to attach does not come along."""
    folder = with_addition(tmp_path, HTML, '<link rel="attachment" href="file:///etc/passwd">')
    sheet = Printer(folder=folder).print([fitted(AWARD)])[0]
    assert {} == dict(pypdf.PdfReader(BytesIO(sheet)).attachments)


@pytest.mark.parametrize(
    ("file", "added"),
    [
        (HTML, '<img src="http://127.0.0.1:9/x.png" alt="">'),
        (HTML, '<img src="file:///etc/passwd" alt="">'),
        (HTML, '<object data="http://127.0.0.1:9/"></object>'),
        (CSS, "h1 { background: url(http://127.0.0.1:9/x.png) }"),
        (CSS, "h1 { background: url(file:///etc/passwd) }"),
    ],
)
def test_nothing_is_fetched(file: str, added: str, tmp_path: Path) -> None:
    """The refusal names the address; neither a file nor the network is touched."""
    folder = with_addition(tmp_path, file, added)
    with pytest.raises(CannotIssue, match=r"127\.0\.0\.1|passwd"):
        Printer(folder=folder).print([fitted(AWARD)])
