"""Files that are named on the command line, with errors that say what to do."""

import errno
from pathlib import Path
from typing import Final

from scoring.errors import InputError, LavrError, UnreadableFile

_REASONS: Final = {
    errno.ENOENT: ("такого файла или такой папки нет. Проверьте имя", "there is no such file or folder. Check the name"),
    errno.EACCES: ("нет прав. Дайте их или назовите другое место", "permission denied. Grant it or name another place"),
    errno.EPERM: ("нет прав. Дайте их или назовите другое место", "permission denied. Grant it or name another place"),
    errno.EROFS: ("сюда нельзя писать. Назовите другое место", "this place is read-only. Name another one"),
    errno.ENOSPC: ("на диске нет места. Освободите его и повторите", "the disk is full. Free some space and try again"),
    errno.EISDIR: ("это папка, а нужен файл", "it is a folder; a file is needed"),
    errno.ENOTDIR: ("это файл, а нужна папка", "it is a file; a folder is needed"),
    errno.EEXIST: ("это файл, а нужна папка", "it is a file; a folder is needed"),
}


def require_file(path: Path) -> None:
    """Refuse what is not there before anything begins."""
    if path.is_dir():
        raise UnreadableFile(f"«{path}» — папка, а нужен файл.", f"«{path}» is a folder; a file is needed.")
    if not path.is_file():
        raise UnreadableFile(
            f"Файла «{path}» нет. Проверьте имя и папку.", f"There is no file «{path}». Check its name and folder."
        )


def read_text(path: Path) -> str:
    """A text file in UTF-8, the mark that Windows puts first taken off; or an error that says what to do."""
    require_file(path)
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unreadable(path, "это не текст в UTF-8, сохраните его так", "it is not UTF-8 text, save it as such") from error
    except OSError as error:
        raise told_by_system(error) from error


def told_by_system(error: OSError) -> LavrError:
    """What the system refused, in words, with what to do."""
    ru, en = _REASONS.get(error.errno or 0, (str(error.strerror), str(error.strerror)))
    return InputError(f"«{error.filename}»: {ru}.", f"«{error.filename}»: {en}.")


def _unreadable(path: Path, ru: str, en: str) -> LavrError:
    return UnreadableFile(f"Файл «{path}» не прочитан: {ru}.", f"The file «{path}» could not be read: {en}.")
