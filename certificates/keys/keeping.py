"""Private keys as files: written for their owner alone, and not read when anybody else could have."""

import os
import stat
from collections.abc import Sequence
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

from certificates.errors import KeysRefused

_OTHERS = 0o077


def new_folder(folder: Path, away_from: Sequence[Path]) -> None:
    """Make a folder for keys if there is none; ``KeysRefused`` as ``check_folder`` does."""
    _check_place(folder, away_from)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    check_folder(folder, away_from)


def check_folder(folder: Path, away_from: Sequence[Path]) -> None:
    """Raise ``KeysRefused`` unless the folder is there, is its user's own, closed to others, and outside of ``away_from``."""
    if not folder.is_dir():
        raise KeysRefused(
            f"Папки ключей {folder} нет. Укажите её в LAVR_KEYS или сделайте ключи: lavr keys init.",
            f"The folder of keys {folder} is not there. Name it in LAVR_KEYS, or make keys: lavr keys init.",
        )
    _check_place(folder, away_from)
    _check_closed(folder, "700")


def keep_key(path: Path, key: PrivateKeyTypes, passphrase: bytes | None = None) -> None:
    """Write a private key where none lies yet, readable by its owner alone; with a passphrase encrypted."""
    hidden: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if passphrase is not None:
        hidden = serialization.BestAvailableEncryption(passphrase)
    content = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, hidden)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def load_key(path: Path, passphrase: bytes | None = None) -> PrivateKeyTypes:
    """A private key; ``KeysRefused`` when others may read it, it is not there, broken, or the passphrase is wrong."""
    if not path.is_file():
        raise KeysRefused(
            f"Ключа {path} нет. Подключите носитель с ним или укажите другую папку.",
            f"The key {path} is not there. Connect the medium that it lies on, or name another folder.",
        )
    _check_closed(path, "600")
    try:
        return serialization.load_pem_private_key(path.read_bytes(), passphrase)
    except (ValueError, TypeError):
        raise KeysRefused(
            f"Ключ {path} не открывается: неверный пароль или файл повреждён. Попробуйте ещё раз или возьмите резервную копию.",
            f"The key {path} does not open: the passphrase is wrong or the file is broken. Try again, or take the copy.",
        ) from None


def keep_public(path: Path, content: bytes) -> None:
    """Write a file that everybody may read, whole or not at all."""
    passing = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        passing.write_bytes(content)
        passing.chmod(0o644)
        passing.replace(path)
    finally:
        passing.unlink(missing_ok=True)


def _check_place(folder: Path, away_from: Sequence[Path]) -> None:
    whole = folder.resolve()
    for place in away_from:
        if whole.is_relative_to(place.resolve()):
            raise KeysRefused(
                f"Папка ключей {folder} лежит внутри {place}, откуда читает сайт. Выберите место вне этой папки.",
                f"The folder of keys {folder} lies inside of {place}, where the site reads. Choose a place outside of it.",
            )


def _check_closed(path: Path, mode: str) -> None:
    found = path.stat()
    if stat.S_IMODE(found.st_mode) & _OTHERS or found.st_uid != os.geteuid():
        raise KeysRefused(
            f"{path} открыт другим пользователям или принадлежит не вам: ключом пользоваться нельзя. "
            f"Закройте его (chmod {mode} {path}); если его мог кто-то прочесть, отзовите ключ: lavr keys revoke.",
            f"{path} is open to other users, or is not yours: the key must not be used. "
            f"Close it (chmod {mode} {path}); if somebody may have read it, revoke the key: lavr keys revoke.",
        )
