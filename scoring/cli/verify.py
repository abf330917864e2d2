"""``lavr verify``: files of awards checked without the network, by the keys that the organiser published."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from scoring.cli.context import Desk, now, print_json
from scoring.cli.paths import require_file
from scoring.cli.people import pass_desk

if TYPE_CHECKING:
    from certificates.keys.published import Published
    from certificates.verifying.verdict import FileVerdict

_NAMES: Final = {
    "known": ("Файл", "File"),
    "signature": ("Подпись", "Signature"),
    "credential": ("Удостоверение", "Credential"),
    "same": ("Сверка", "Comparison"),
    "standing": ("Состояние", "Standing"),
}
_FILE = click.Path(path_type=Path)


@click.command("verify")
@click.argument("files", type=_FILE, nargs=-1, required=True, metavar="ФАЙЛ…")
@click.option("--keys", type=_FILE, help="Открытые ключи организатора, published.json / The organiser's published keys")
@click.option("--status", "lists", type=_FILE, multiple=True, help="Списки состояний с сайта / Status lists from the site")
@click.option("--json", "as_json", is_flag=True, help="Для программы / For a program")
@pass_desk
def verify(desk: Desk, files: tuple[Path, ...], keys: Path | None, lists: tuple[Path, ...], as_json: bool) -> None:
    """Проверить дипломы, знаки и удостоверения без сети / Check certificates, badges and credentials off-line."""
    from certificates.errors import FileRefused  # noqa: PLC0415  loads cryptography, which other commands do without

    published, told_lists = _published(desk, keys), [_content(path) for path in lists]
    verdicts: dict[str, dict[str, Any]] = {}
    genuine = True
    for path in files:
        try:
            verdict = _verdict(path, published, told_lists)
        except FileRefused as refused:
            genuine = False
            verdicts[str(path)] = {"genuine": False, "refused": refused.told(desk.language)}
        else:
            genuine = genuine and verdict.genuine
            verdicts[str(path)] = _plain(desk, verdict)
    if as_json:
        print_json(verdicts)
    else:
        for name, told in verdicts.items():
            _tell(desk, name, told)
    sys.exit(0 if genuine else 1)


def _published(desk: Desk, keys: Path | None) -> "Published | None":
    from certificates.keys.published import published_file  # noqa: PLC0415  likewise

    if keys is not None:
        require_file(keys)
        return published_file(keys)
    own = desk.home.published_keys / "published.json"
    return published_file(own) if own.is_file() else None


def _verdict(path: Path, published: "Published | None", lists: list[bytes]) -> "FileVerdict":
    from certificates.verifying.files import verify_file  # noqa: PLC0415  likewise

    return verify_file(_content(path), published, at=now(), lists=lists)


def _content(path: Path) -> bytes:
    """The file; one that is too large is not even read."""
    from certificates.verifying.files import LARGEST, too_large  # noqa: PLC0415  likewise

    require_file(path)
    if path.stat().st_size > LARGEST:
        raise too_large()
    return path.read_bytes()


def _plain(desk: Desk, verdict: "FileVerdict") -> dict[str, Any]:
    claims = verdict.claims
    return {
        "genuine": verdict.genuine,
        "summary": verdict.summary(desk.language),
        "kind": verdict.kind,
        "sha256": verdict.sha256,
        "serial": verdict.serial,
        "claims": None
        if claims is None
        else {
            "institution": claims.institution,
            "achievement": claims.achievement,
            "contest": claims.contest,
            "page": claims.page,
            "issuer": claims.issuer,
            "issued_on": claims.issued_on.isoformat(),
            "valid_until": claims.valid_until.isoformat() if claims.valid_until else None,
        },
        "findings": {
            name: {"answer": found.answer, "reason": found.reason, "told": found.told(desk.language)}
            for name, found in verdict.findings()
        },
    }


def _tell(desk: Desk, name: str, told: dict[str, Any]) -> None:
    click.echo(f"{name}: {told.get('refused') or told['summary']}")
    if "refused" in told:
        return
    if told["claims"] is not None:
        claims = told["claims"]
        click.echo(f"  {told['serial']}: {claims['institution']} — {claims['achievement']}; {claims['contest']}")
    for question, found in told["findings"].items():
        click.echo(f"  {desk.t(*_NAMES[question])}: {found['told']}")
