"""Who people are in a season. A person has one role in one season; a chair may be a juror beside it."""

from enum import StrEnum


class Role(StrEnum):
    """An admin (администратор сезона) may all that an organizer may, and takes the steps of the season.

    An organizer (организатор) keeps register, incidents, letters. An observer (аудитор, наблюдатель) sees and writes nothing. A
    juror (член жюри) answers cards; the chair (председатель) leads the meeting and signs.
    """

    ADMIN = "admin"
    ORGANIZER = "organizer"
    OBSERVER = "observer"
    JUROR = "juror"
    CHAIR = "chair"
