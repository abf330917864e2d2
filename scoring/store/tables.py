"""Every table at one address, so that migrations and doors see the whole schema."""

from scoring.store.appeals import Appeal, AppealFile
from scoring.store.awards import AwardChange, AwardChecks, AwardEvent, AwardSample, MisuseCase
from scoring.store.base import Base
from scoring.store.checks import NightlyCheck
from scoring.store.collecting import CollectionPlan
from scoring.store.corrections import PageCorrection
from scoring.store.covers import PageCover
from scoring.store.decisions import Decision, Protocol, SecondKey
from scoring.store.incidents import SeasonIncident
from scoring.store.jury import Conflict, Deal, Juror, JuryCard, JuryRound, Verdict
from scoring.store.letters import Letter, LetterChoice
from scoring.store.owners import (
    Objection,
    ObjectionFile,
    ObjectionWindow,
    OwnerAccess,
    OwnerContact,
    OwnerInvitation,
    PageClaim,
)
from scoring.store.people import (
    Installation,
    KnownDevice,
    Membership,
    Passkey,
    RecoveryCode,
    SecondFactor,
    SignInCode,
    SignInLink,
    User,
)
from scoring.store.register import ColumnMapping, RegisterImport
from scoring.store.results import Award, AwardFile, RobustnessReport, Score, ScoreRun
from scoring.store.rules import PageFinding, PageSuccession, RulebookDraft
from scoring.store.sealing import Seal, SeasonTransition
from scoring.store.seasons import ImportedFile, Page, RefusedRow, Season
from scoring.store.work import AuditEvent, AuditHead, Job

__all__ = [
    "Appeal",
    "AppealFile",
    "AuditEvent",
    "AuditHead",
    "Award",
    "AwardChange",
    "AwardChecks",
    "AwardEvent",
    "AwardFile",
    "AwardSample",
    "Base",
    "CollectionPlan",
    "ColumnMapping",
    "Conflict",
    "Deal",
    "Decision",
    "ImportedFile",
    "Installation",
    "Job",
    "Juror",
    "JuryCard",
    "JuryRound",
    "KnownDevice",
    "Letter",
    "LetterChoice",
    "Membership",
    "MisuseCase",
    "NightlyCheck",
    "Objection",
    "ObjectionFile",
    "ObjectionWindow",
    "OwnerAccess",
    "OwnerContact",
    "OwnerInvitation",
    "Page",
    "PageClaim",
    "PageCorrection",
    "PageCover",
    "PageFinding",
    "PageSuccession",
    "Passkey",
    "Protocol",
    "RecoveryCode",
    "RefusedRow",
    "RegisterImport",
    "RobustnessReport",
    "RulebookDraft",
    "Score",
    "ScoreRun",
    "Seal",
    "Season",
    "SeasonIncident",
    "SeasonTransition",
    "SecondFactor",
    "SecondKey",
    "SignInCode",
    "SignInLink",
    "User",
    "Verdict",
]
