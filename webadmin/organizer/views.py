"""All views of the panel in the order of the menu."""

from flask_admin import BaseView

from webadmin.organizer.appeals import AppealsView
from webadmin.organizer.awards import AwardsView
from webadmin.organizer.card import CardView
from webadmin.organizer.collecting import CollectingView
from webadmin.organizer.collecting_settings import CollectingSettingsView
from webadmin.organizer.comparison import ComparisonView
from webadmin.organizer.corrections import CorrectionsView
from webadmin.organizer.coverage import CoverageView
from webadmin.organizer.decisions import DecisionsView, DeviationsView
from webadmin.organizer.decisions_influence import InfluenceView
from webadmin.organizer.document_look import DocumentLookView
from webadmin.organizer.documents import DocumentsView
from webadmin.organizer.downloads import DownloadsView
from webadmin.organizer.drafts import DraftsView
from webadmin.organizer.files import FilesView, RefusedView
from webadmin.organizer.findings import FindingsView
from webadmin.organizer.history import HistoryView
from webadmin.organizer.incidents import IncidentsView
from webadmin.organizer.jobs import JobsView
from webadmin.organizer.journal import JournalView
from webadmin.organizer.jury import JuryView
from webadmin.organizer.jury_cards import JuryCardsView
from webadmin.organizer.letters import LettersView
from webadmin.organizer.misuse import MisuseView
from webadmin.organizer.moderation import ModerationView
from webadmin.organizer.objections import ObjectionsView
from webadmin.organizer.owners import OwnersView
from webadmin.organizer.pages import PagesView
from webadmin.organizer.papers import PapersView
from webadmin.organizer.people import PeopleView
from webadmin.organizer.protocol import ProtocolView
from webadmin.organizer.register_import import RegisterImportView
from webadmin.organizer.register_statistics import RegisterStatisticsView
from webadmin.organizer.rehearsal import RehearsalView
from webadmin.organizer.results import ResultsView
from webadmin.organizer.robustness import RobustnessView
from webadmin.organizer.rulebook import RulebookView
from webadmin.organizer.runs import RunsView
from webadmin.organizer.settings import SettingsView
from webadmin.organizer.what_if import WhatIfView
from webadmin.organizer.winners import WinnersView


def make_views() -> list[BaseView]:
    """One of each; the order within a station is the order here."""
    return [
        FilesView(),
        RefusedView(),
        CollectingView(),
        CollectingSettingsView(),
        RegisterImportView(),
        RegisterStatisticsView(),
        PagesView(),
        CoverageView(),
        IncidentsView(),
        OwnersView(),
        ObjectionsView(),
        CorrectionsView(),
        ModerationView(),
        RulebookView(),
        DraftsView(),
        WhatIfView(),
        RunsView(),
        ComparisonView(),
        ResultsView(),
        HistoryView(),
        RobustnessView(),
        CardView(),
        FindingsView(),
        JuryView(),
        JuryCardsView(),
        DecisionsView(),
        DeviationsView(),
        InfluenceView(),
        ProtocolView(),
        AppealsView(),
        PapersView(),
        DocumentLookView(),
        DocumentsView(),
        AwardsView(),
        WinnersView(),
        MisuseView(),
        DownloadsView(),
        LettersView(),
        SettingsView(),
        RehearsalView(),
        JobsView(),
        PeopleView(),
        JournalView(),
    ]
