"""Every table at one address, so that migrations and doors see the whole schema."""

from scoring.store.base import Base
from scoring.store.collecting import CollectionPlan
from scoring.store.corrections import PageCorrection
from scoring.store.people import SignInLink, User
from scoring.store.results import Award, AwardFile, RobustnessReport, Score, ScoreRun
from scoring.store.rules import PageFinding, PageSuccession, RulebookDraft
from scoring.store.seasons import ImportedFile, Page, RefusedRow, Season
from scoring.store.work import AuditEvent, Job

__all__ = [
    "AuditEvent",
    "Award",
    "AwardFile",
    "Base",
    "CollectionPlan",
    "ImportedFile",
    "Job",
    "Page",
    "PageCorrection",
    "PageFinding",
    "PageSuccession",
    "RefusedRow",
    "RobustnessReport",
    "RulebookDraft",
    "Score",
    "ScoreRun",
    "Season",
    "SignInLink",
    "User",
]
