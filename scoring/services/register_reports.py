"""The register told and handed out: its statistics, and itself as a file in its own columns."""

from sqlalchemy.orm import Session

from criteria.measurement import Language
from scoring.services.register import register_rows
from scoring.services.seasons import season
from scoring.sources.register_files import MIME_TYPES, Form, register_file
from scoring.sources.register_statistics import RegisterStatistics, register_statistics


def statistics_of(session: Session, season_id: int) -> RegisterStatistics:
    """What the season's register holds, counted."""
    return register_statistics(register_rows(session, season_id))


def register_export(session: Session, season_id: int, form: Form, language: Language) -> tuple[str, str, bytes]:
    """Name, MIME type and bytes of the season's register as a file; reading it again changes nothing."""
    year = season(session, season_id).year
    stem = f"Реестр страниц {year}" if language == "ru" else f"Register of pages {year}"
    return f"{stem}.{form}", MIME_TYPES[form], register_file(register_rows(session, season_id), form, stem)
