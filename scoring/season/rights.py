"""Who may do what and when: one table, role x right x state. Every door and every service asks it, and nothing else decides.

What a right says of whose things it is (his own page, a card that was dealt to him, a page without a conflict) is asked by
the query or the service beside it; the table tells what no such question may widen.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from scoring.season.course import WRITABLE, State
from scoring.season.roles import Role


class Right(StrEnum):
    """What somebody may do."""

    SEE_SEASON = "see_season"
    SEE_DATA = "see_data"
    SEE_RANKING = "see_ranking"
    SEE_CARDS = "see_cards"
    SEE_VOTES = "see_votes"
    SEE_JOURNAL = "see_journal"
    SEE_PEOPLE = "see_people"
    EDIT_RULES = "edit_rules"
    EDIT_REGISTER = "edit_register"
    IMPORT_ACTIVITY = "import_activity"
    EDIT_INCIDENTS = "edit_incidents"
    EDIT_FINDINGS = "edit_findings"
    DECIDE_OBJECTIONS = "decide_objections"
    DECIDE_APPEALS = "decide_appeals"
    COMPUTE = "compute"
    EDIT_PEOPLE = "edit_people"
    EDIT_JURY = "edit_jury"
    DECLARE_CONFLICTS = "declare_conflicts"
    ADD_CONFLICT = "add_conflict"
    REMOVE_CONFLICT = "remove_conflict"
    ANSWER_CARDS = "answer_cards"
    CHANGE_OUTCOME = "change_outcome"
    SIGN_AS_CHAIR = "sign_as_chair"
    SIGN_AS_ADMIN = "sign_as_admin"
    WRITE_LETTERS = "write_letters"
    APPROVE_LETTERS = "approve_letters"
    EDIT_SIGNERS = "edit_signers"
    ISSUE_AWARDS = "issue_awards"
    PROPOSE_AWARD_CHANGE = "propose_award_change"
    APPROVE_AWARD_CHANGE = "approve_award_change"
    ADVANCE = "advance"
    BE_A_KEY = "be_a_key"


_ALWAYS: Final = frozenset(State)
_DRAFT: Final = frozenset({State.DRAFT})
_BEFORE_FREEZE: Final = frozenset({State.DRAFT, State.ANNOUNCED, State.COLLECTING, State.OBJECTIONS})
_COLLECTING: Final = frozenset({State.DRAFT, State.ANNOUNCED, State.COLLECTING})
_COMPUTING: Final = frozenset({State.FROZEN, State.SCORED})
_JURY: Final = frozenset({State.JURY_OPEN})
_BEFORE_JURY_CLOSES: Final = _BEFORE_FREEZE | _COMPUTING | _JURY
_FROM_PROPOSED: Final = frozenset({State.PROPOSED, State.SIGNED, State.PUBLISHED, State.CLOSED, State.ARCHIVED})
_FROM_SCORED: Final = _FROM_PROPOSED | {State.SCORED, State.JURY_OPEN, State.JURY_CLOSED}
_BEFORE_PUBLICATION: Final = _ALWAYS - {State.PUBLISHED, State.CLOSED, State.ARCHIVED, State.CANCELLED}
_PUBLIC: Final = frozenset({State.PUBLISHED, State.CLOSED, State.ARCHIVED})
_STAFF: Final = (Role.ADMIN, Role.ORGANIZER)
_ALL_STAFF: Final = (Role.ADMIN, Role.ORGANIZER, Role.OBSERVER)

RIGHTS: Final[Mapping[Right, Mapping[Role, frozenset[State]]]] = MappingProxyType(
    {
        Right.SEE_SEASON: dict.fromkeys(Role, _ALWAYS),
        Right.SEE_DATA: dict.fromkeys(_ALL_STAFF, _ALWAYS),
        Right.SEE_RANKING: {
            Role.ADMIN: _FROM_SCORED,
            Role.OBSERVER: _ALWAYS,
            Role.ORGANIZER: _PUBLIC,
            Role.CHAIR: _FROM_PROPOSED,
            Role.JUROR: _PUBLIC,
        },
        Right.SEE_CARDS: {
            Role.ADMIN: _FROM_SCORED,
            Role.ORGANIZER: _FROM_SCORED,
            Role.OBSERVER: _FROM_SCORED,
            Role.CHAIR: _FROM_SCORED,
            Role.JUROR: _JURY,
        },
        Right.SEE_VOTES: {Role.OBSERVER: _FROM_PROPOSED},
        Right.SEE_JOURNAL: {Role.ADMIN: _ALWAYS, Role.OBSERVER: _ALWAYS},
        Right.SEE_PEOPLE: {Role.ADMIN: _ALWAYS, Role.OBSERVER: _ALWAYS, Role.ORGANIZER: _ALWAYS},
        Right.EDIT_RULES: {Role.ADMIN: _DRAFT},
        Right.EDIT_REGISTER: dict.fromkeys(_STAFF, _COLLECTING),
        Right.IMPORT_ACTIVITY: dict.fromkeys(_STAFF, frozenset({State.COLLECTING})),
        Right.EDIT_INCIDENTS: dict.fromkeys(_STAFF, _BEFORE_FREEZE | _COMPUTING),
        Right.EDIT_FINDINGS: dict.fromkeys(_STAFF, _COMPUTING),
        Right.DECIDE_OBJECTIONS: dict.fromkeys(_STAFF, frozenset({State.COLLECTING, State.OBJECTIONS}) | _COMPUTING),
        Right.DECIDE_APPEALS: dict.fromkeys(_STAFF, WRITABLE["appeals"]),
        Right.COMPUTE: dict.fromkeys(_STAFF, _COMPUTING),
        Right.EDIT_PEOPLE: {Role.ADMIN: _ALWAYS},
        Right.EDIT_JURY: dict.fromkeys(_STAFF, _BEFORE_JURY_CLOSES),
        Right.DECLARE_CONFLICTS: {Role.JUROR: _BEFORE_JURY_CLOSES},
        Right.ADD_CONFLICT: dict.fromkeys(Role, _BEFORE_PUBLICATION),
        Right.REMOVE_CONFLICT: dict.fromkeys((Role.ADMIN, Role.CHAIR), _BEFORE_JURY_CLOSES),
        Right.ANSWER_CARDS: {Role.JUROR: _JURY},
        Right.CHANGE_OUTCOME: {Role.CHAIR: frozenset({State.PROPOSED})},
        Right.SIGN_AS_CHAIR: {Role.CHAIR: frozenset({State.PROPOSED})},
        Right.SIGN_AS_ADMIN: {Role.ADMIN: frozenset({State.PROPOSED})},
        Right.WRITE_LETTERS: dict.fromkeys(_STAFF, _ALWAYS - {State.ARCHIVED, State.CANCELLED}),
        Right.APPROVE_LETTERS: {Role.ADMIN: _ALWAYS - {State.ARCHIVED, State.CANCELLED}},
        Right.EDIT_SIGNERS: {Role.ADMIN: _BEFORE_PUBLICATION - {State.SIGNED}},
        Right.ISSUE_AWARDS: dict.fromkeys(_STAFF, frozenset({State.SIGNED})),
        Right.PROPOSE_AWARD_CHANGE: dict.fromkeys(_STAFF, _PUBLIC),
        Right.APPROVE_AWARD_CHANGE: {Role.ADMIN: _PUBLIC},
        Right.ADVANCE: {Role.ADMIN: _ALWAYS - {State.ARCHIVED, State.CANCELLED}},
        Right.BE_A_KEY: dict.fromkeys((Role.ADMIN, Role.ORGANIZER, Role.CHAIR), _BEFORE_PUBLICATION),
    }
)
"""Right -> role -> the states in which the role has it. What is not here nobody may."""


def may(role: Role | None, right: Right, state: State) -> bool:
    """Whether a role has a right in a state; without a role there is none."""
    return role is not None and state in RIGHTS[right].get(role, frozenset())
