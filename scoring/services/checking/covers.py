"""The rule over covers: each picture that the jury is shown lies in its folder as it was seen."""

from collections.abc import Iterator

from scoring.season.course import State
from scoring.services import covers
from scoring.services.checking.look import Look, Violation


def covers_are_there(look: Look) -> Iterator[Violation]:
    """Every cover's file is there and has the bytes that name it; from the archive the pictures are gone."""
    if look.season.state == State.ARCHIVED:
        return
    for key in covers.damaged(look.session, look.home, look.season.id):
        yield Violation(
            "covers_are_there",
            "page_cover",
            key,
            f"Картинки обложки страницы {key} нет в папке covers, или она изменена. Верните файл из резервной копии.",
            f"The picture of the cover of {key} is not in the folder covers, or was changed. Restore the file from a backup.",
        )
