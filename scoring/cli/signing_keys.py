"""``lavr keys``: the organiser's keys for certificates and credentials, made, replaced, revoked, told and published."""

import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

import scoring
from scoring.cli.context import Desk, now, print_json
from scoring.cli.paths import read_text
from scoring.cli.people import pass_desk
from scoring.errors import InputError

if TYPE_CHECKING:
    from certificates.keys.ring import Ring

# pyHanko and what it brings are loaded by the commands that use them: the help comes at once.
# ruff: noqa: PLC0415

_SHORTEST: Final = 12
_FOLDER = click.option(
    "--keys", "folder", type=click.Path(path_type=Path, file_okay=False), help="Папка ключей; иначе LAVR_KEYS / Folder of keys"
)
_ROOT = click.option(
    "--root",
    "root_folder",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Папка корневого ключа, на съёмном носителе / Folder of the root key, on a medium of its own",
)
_PASSPHRASE = click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Пароль корневого ключа в файле, иначе спросим / File with the root's passphrase; asked otherwise",
)
_YEAR = click.option(
    "--year", type=click.IntRange(2020, 2100), help="Год, на который ключ; иначе этот / Year of the key; this one"
)


@click.group("keys")
def keys_group() -> None:
    """Ключи подписи дипломов и удостоверений / Keys that sign certificates and credentials."""


@keys_group.command("init")
@_FOLDER
@_ROOT
@_PASSPHRASE
@_YEAR
@click.option("--name", required=True, help="Кто выдаёт награды / Who awards")
@click.option("--site", help="Адрес сайта наград; иначе LAVR_PUBLIC_URL / Address of the awards' site")
@pass_desk
def init(
    desk: Desk,
    folder: Path | None,
    root_folder: Path,
    passphrase_file: Path | None,
    year: int | None,
    name: str,
    site: str | None,
) -> None:
    """Сделать корневой ключ, ключ года и ключ удостоверений / Make the root, the year's key and the key of credentials."""
    from certificates.keys.ring import init_ring

    place = _folder(desk, folder)
    moment = now()
    published = init_ring(
        place,
        root_folder,
        _passphrase(desk, passphrase_file, new=not (root_folder / "root.key").exists()),
        name=name,
        site=site or desk.home.public_url,
        year=year or moment.year,
        now=moment,
        randbits=secrets.randbits,
        away_from=_away_from(desk),
    )
    desk.say(f"Ключи сделаны: {place}. Корневой ключ: {root_folder}.", f"Keys are made: {place}. The root key: {root_folder}.")
    desk.say(f"Отпечаток корня (SHA-256): {published.fingerprint}", f"Fingerprint of the root (SHA-256): {published.fingerprint}")
    desk.say(
        "Дальше: уберите носитель с корневым ключом, укажите папку ключей в LAVR_KEYS у lavr work и сделайте lavr keys publish.",
        "Next: put the root key away, name the folder of keys in LAVR_KEYS for lavr work, then: lavr keys publish.",
    )


@keys_group.command("rotate")
@_FOLDER
@_ROOT
@_PASSPHRASE
@_YEAR
@pass_desk
def rotate_(desk: Desk, folder: Path | None, root_folder: Path, passphrase_file: Path | None, year: int | None) -> None:
    """Новые ключи взамен нынешних; подписанное раньше остаётся верным / New keys; what the old ones signed stays valid."""
    from certificates.keys.ring import rotate

    moment = now()
    ring = _ring(desk, folder)
    rotate(
        ring,
        root_folder,
        _passphrase(desk, passphrase_file, new=False),
        year=year or moment.year,
        now=moment,
        randbits=secrets.randbits,
    )
    desk.say(
        "Ключи сменены, старые удалены. Дальше: lavr keys publish.",
        "Keys are replaced, the old ones deleted. Next: lavr keys publish.",
    )


@keys_group.command("revoke")
@click.argument("key", metavar="КЛЮЧ")
@_FOLDER
@click.option(
    "--root", "root_folder", type=click.Path(path_type=Path, file_okay=False), help="Нужна для ключа подписи / For a signing key"
)
@_PASSPHRASE
@click.option("--yes", is_flag=True, help="Не переспрашивать / Do not ask again")
@pass_desk
def revoke(desk: Desk, key: str, folder: Path | None, root_folder: Path | None, passphrase_file: Path | None, yes: bool) -> None:
    """Отозвать ключ, который потерян или украден / Revoke a key that was lost or stolen."""
    from certificates.keys.ring import revoke_issuer_key, revoke_leaf

    ring = _ring(desk, folder)
    if not yes and not click.confirm(
        desk.t(
            f"Всё, что подписано ключом {key}, перестанет быть верным навсегда. Отозвать?",
            f"Everything signed with the key {key} becomes invalid for ever. Revoke it?",
        )
    ):
        raise click.Abort
    if key in {one.id for one in ring.published.keys}:
        revoke_issuer_key(ring, key_id=key, now=now())
    elif root_folder is None:
        raise InputError(
            "Чтобы отозвать ключ подписи, нужен корневой: добавьте --root ПАПКА.",
            "To revoke a signing key the root is needed: add --root FOLDER.",
        )
    else:
        revoke_leaf(ring, root_folder, _passphrase(desk, passphrase_file, new=False), serial=key, now=now())
    desk.say(
        f"Ключ {key} отозван. Дальше: lavr keys rotate, lavr keys publish, переиздайте награды.",
        f"The key {key} is revoked. Next: lavr keys rotate, lavr keys publish, issue the awards again.",
    )


@keys_group.command("list")
@_FOLDER
@click.option("--json", "as_json", is_flag=True, help="Для программы / For a program")
@pass_desk
def list_(desk: Desk, folder: Path | None, as_json: bool) -> None:
    """Какие ключи есть и в каком они состоянии / Which keys there are, and how they stand."""
    from certificates.keys.telling import told_keys

    ring = _ring(desk, folder)
    rows = told_keys(ring.published, ring.folder, now())
    if as_json:
        print_json(
            {"fingerprint": ring.published.fingerprint, "issuer": ring.published.issuer, "keys": [one.plain() for one in rows]}
        )
        return
    desk.say(f"Издатель {ring.published.issuer}", f"Issuer {ring.published.issuer}")
    desk.say(f"Отпечаток корня: {ring.published.fingerprint}", f"Fingerprint of the root: {ring.published.fingerprint}")
    for row in rows:
        click.echo(f"{row.id:<12} {row.told(desk.language)}")


@keys_group.command("publish")
@_FOLDER
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path, file_okay=False),
    help="Куда; иначе в папку сайта / Where to; the site's folder",
)
@pass_desk
def publish_(desk: Desk, folder: Path | None, target: Path | None) -> None:
    """Выложить открытые ключи, документ издателя и список отозванных / Publish keys, issuer's document, list of revoked."""
    from certificates.keys.ring import publish

    for path in publish(_ring(desk, folder).published, target or desk.home.published_keys):
        click.echo(str(path))


def _folder(desk: Desk, folder: Path | None) -> Path:
    found = folder or desk.home.key_folder
    if found is None:
        raise InputError(
            "Не сказано, где ключи: задайте LAVR_KEYS или --keys ПАПКА (вне папки программы и папки данных).",
            "Nothing says where the keys are: set LAVR_KEYS, or --keys FOLDER (outside of the program's and the data's folder).",
        )
    return found


def _ring(desk: Desk, folder: Path | None) -> "Ring":
    from certificates.keys.ring import open_ring

    return open_ring(_folder(desk, folder), away_from=_away_from(desk))


def _away_from(desk: Desk) -> Sequence[Path]:
    """Where keys must not lie: the program's folder, which is a repository, and the data's, which the site reads."""
    return Path(scoring.__file__).parents[1], *desk.home.without_keys


def _passphrase(desk: Desk, file: Path | None, *, new: bool) -> bytes:
    if file is not None:
        told = read_text(file).rstrip("\r\n")
    else:
        told = click.prompt(
            desk.t("Пароль корневого ключа", "Passphrase of the root key"), hide_input=True, confirmation_prompt=new, err=True
        )
    if new and len(told) < _SHORTEST:
        raise InputError(
            f"Пароль короче {_SHORTEST} знаков. Придумайте длиннее, например из четырёх слов.",
            f"The passphrase has fewer than {_SHORTEST} characters. Think of a longer one, of four words for example.",
        )
    return told.encode()
