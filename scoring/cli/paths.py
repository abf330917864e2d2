"""Files that are named on the command line, with errors that say what to do."""

from pathlib import Path

from scoring.errors import LavrError, UnreadableFile


def require_file(path: Path) -> None:
    """Refuse what is not there before anything begins."""
    if not path.is_file():
        raise UnreadableFile(
            f"Файла «{path}» нет. Проверьте имя и папку.", f"There is no file «{path}». Check its name and folder."
        )


def read_text(path: Path) -> str:
    """A text file in UTF-8, or an error that says what to do."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise _unreadable(path, "такого файла нет", "there is no such file") from error
    except UnicodeDecodeError as error:
        raise _unreadable(path, "это не текст в UTF-8", "it is not UTF-8 text") from error
    except OSError as error:
        raise _unreadable(path, str(error.strerror), str(error.strerror)) from error


def _unreadable(path: Path, ru: str, en: str) -> LavrError:
    return UnreadableFile(f"Файл «{path}» не прочитан: {ru}.", f"The file «{path}» could not be read: {en}.")
