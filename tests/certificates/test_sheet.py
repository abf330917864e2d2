"""Templates cannot reach out, whatever they hold."""

import shutil
from pathlib import Path

import pytest

from certificates import sheet
from certificates.errors import CannotIssue
from certificates.fitting import TEMPLATES, fitted
from certificates.sheet import Printer
from tests.certificates.samples import AWARD


@pytest.mark.parametrize(
    "reach",
    [
        '<img alt="" src="file:///etc/passwd">',
        '<img alt="" src="https://pages.example/x.png">',
        '<p style="background: url(https://pages.example/x.png)">x</p>',
        '<link rel="stylesheet" href="file:///etc/hostname">',
    ],
)
def test_a_template_that_reaches_out_is_refused(reach: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A file or an address in a template stops the making with an error that names the address."""
    shutil.copytree(TEMPLATES / "classic", tmp_path / "classic")
    page = tmp_path / "classic" / "certificate.html"
    page.write_text(page.read_text(encoding="utf-8").replace("<h1>", f"{reach}<h1>"), encoding="utf-8")
    monkeypatch.setattr(sheet, "TEMPLATES", tmp_path)
    with pytest.raises(CannotIssue, match=r"pages\.example|file:///etc"):
        Printer().print([fitted(AWARD)])
