"""Every route of the application by who may open it: what ``test_access`` holds the program to."""

from collections.abc import Mapping
from typing import Any, Final

from scoring.store.vocabulary import Role
from tests.webadmin import seeding

IN: Final = 303
"""A stranger is sent to the page that tells how to get in; an act that was done leads on to the next page."""

ROLES: Final = (None, Role.OBSERVER, Role.ORGANIZER, Role.ADMIN, Role.CHAIR, Role.JUROR)
Statuses = tuple[int, ...]
"""Status of the answer for each of the roles."""

ARGUMENTS: Mapping[str, Mapping[str, Any]] = {
    "admin.turn": {"number": 1},
    "awards.details_view": {"id": 3},
    "awards.decide": {"number": 1},
    "awards.propose": {"number": 3},
    "awards.register": {"form": "csv"},
    "card.index": {"page_id": 9},
    "card.chart": {"page_id": 9, "what": "weeks", "lang": "ru", "theme": "light"},
    "corrections.details_view": {"id": 2},
    "decisions.effect": {"number": 1},
    "document-look.preview": {"kind": "winner", "which": "shortest"},
    "documents.tick": {"number": 1},
    "downloads.ranking": {"form": "csv"},
    "drafts.delete": {"number": 2},
    "drafts.download": {"number": 1},
    "drafts.edit": {"number": 1},
    "drafts.live": {"number": 1},
    "drafts.restore": {"number": 1},
    "files.details_view": {"id": 2},
    "files.report": {"number": 2},
    "findings.details_view": {"id": 2},
    "findings.refused_rows": {"sha256": "0" * 64},
    "history.chart": {"number": 0, "lang": "ru", "theme": "light"},
    "coverage.chart": {"kind": "posts", "lang": "ru", "theme": "light"},
    "history.unsay": {"number": 2},
    "incidents.remove": {"number": 2},
    "register-statistics.chart": {"way": "sphere", "lang": "ru", "theme": "light"},
    "register-statistics.export": {"form": "csv"},
    "jobs.cancel": {"number": 2},
    "jobs.details_view": {"id": 2},
    "jobs.retry": {"number": 2},
    "journal.details_view": {"id": 2},
    "jury-desk.amend": {"number": 1},
    "jury-desk.link": {"number": 1},
    "jury-desk.remove": {"number": 1},
    "jury.again": {"public_id": "none"},
    "jury.answer": {"public_id": "none"},
    "jury.aside": {"public_id": "none"},
    "jury.deal": {"public_id": "none"},
    "jury.recuse": {"public_id": "none"},
    "jury.undo": {"public_id": "none"},
    "jury.put": {"public_id": "none"},
    "objections.answer": {"number": 1},
    "objections.details_view": {"id": 1},
    "objections.file": {"number": 1},
    "owner.chart": {"page_id": 9, "what": "weeks", "lang": "ru", "theme": "light"},
    "owner.deny": {"page_id": 9, "number": 1},
    "owner.form": {"page_id": 9, "code": "A1"},
    "owner.open_link": {"secret": "none"},
    "owner.page": {"page_id": 9},
    "owner.send": {"page_id": 9, "code": "A1"},
    "owner.use_link": {"secret": "none"},
    "owner.withdraw": {"page_id": 9, "number": 1},
    "owners.claim": {"number": 1},
    "owners.end": {"number": 1},
    "owners.link": {"number": 9},
    "owners.remove": {"number": 1},
    "letters.again": {"number": 1},
    "letters.approve": {"kind": "winner"},
    "letters.decline": {"kind": "winner"},
    "letters.details_view": {"id": 1},
    "letters.disarm": {"kind": "winner"},
    "letters.hold": {"kind": "winner"},
    "letters.kind": {"kind": "winner"},
    "letters.settle": {"number": 1},
    "moderation.label": {"page_id": 9},
    "misuse.close": {"number": 1},
    "misuse.details_view": {"id": 1},
    "moderation.page": {"page_id": 9},
    "moderation.undo": {"page_id": 9},
    "pages.details_view": {"id": 9},
    "people.active": {"number": 2},
    "people.link": {"number": 2},
    "people.person": {"number": 2},
    "people.reset": {"number": 2},
    "people.role": {"number": 2},
    "people.sessions": {"number": 2},
    "public.badge": {"number": seeding.serial(2025, 0)},
    "public.credential": {"number": seeding.serial(2025, 0)},
    "public.credential_by_number": {"number": seeding.serial(2025, 0)},
    "public.hosted_badge": {"number": seeding.serial(2025, 0), "form": "svg"},
    "public.published": {"name": "root.crt"},
    "public.status": {"purpose": "revocation", "number": 0},
    "protocol.cards": {"number": 1},
    "protocol.press": {"form": "csv"},
    "public.diary": {"year": 2025},
    "public.number": {"number": seeding.serial(2025, 0)},
    "public.results": {"year": 2025},
    "public.results_file": {"year": 2025},
    "public.seal": {"year": 2025, "number": 1},
    "register-import.changes": {"sha256": "0" * 64},
    "register-import.columns": {"sha256": "0" * 64},
    "register-import.forget": {"number": 2},
    "register-import.table": {"sha256": "0" * 64},
    "results.chart": {"number": 0, "lang": "ru", "theme": "light"},
    "robustness.chart": {"number": 0, "lang": "ru", "theme": "light"},
    "runs.details_view": {"id": 2},
    "signing_in.open_link": {"secret": "none"},
    "signing_in.remove_passkey": {"number": 1},
    "signing_in.rename_passkey": {"number": 1},
    "signing_in.use_link": {"secret": "none"},
    "static": {"filename": "lavr.css"},
    "winner.certificate_picture": {"token": "none"},
    "winner.cover": {"token": f"2025-0-{'t' * 30}"},
    "winner.download": {"token": f"2025-0-{'t' * 30}", "file_id": 1},
    "winner.kit": {"token": "none"},
    "winner.make_cover": {"token": "none"},
    "winner.made_cover": {"token": "none", "key": "vk"},
    "winner.page": {"token": f"2025-0-{'t' * 30}"},
    "winner.print_version": {"token": "none"},
    "winner.shared_picture": {"token": "none", "name": "badge-120.png"},
    "winners.file": {"number": 3},
}
"""What stands in the address of a route: rows of the season 2026, and public things of 2025."""

SEEN: Final[Statuses] = (IN, 200, 200, 200, 403, 403)
"""Who sees a season's data."""
MET: Final[Statuses] = (IN, 200, 200, 200, 200, 403)
"""The chair as well: the decision's meeting."""
PLACES: Final[Statuses] = (IN, 200, 403, 200, 403, 403)
"""Places and lines: not for organizers before publication."""
PLACES_NOT_THERE: Final[Statuses] = (IN, 404, 403, 404, 403, 403)
"""Places of nothing that was sown."""
NOT_THERE: Final[Statuses] = (IN, 404, 404, 404, 403, 403)
"""Nothing of the kind was sown."""
OWN_ACTS: Final[Statuses] = (IN, 200, 404, 200, 404, 403)
"""An entry of somebody else's act, which only those who see the whole journal find."""
KEEPING: Final[Statuses] = (IN, 403, 403, 200, 403, 403)
"""Accounts are the admin's."""
FORM: Final[Statuses] = (IN, 403, 200, 200, 403, 403)
"""A form to write with."""
SHUT: Final[Statuses] = (IN, 403, 403, 403, 403, 403)
"""Not in this state."""
OPEN: Final[Statuses] = (200,) * 6
"""Everybody."""
VOTES: Final[Statuses] = (IN, 200, 403, 403, 200, 403)
"""How much each juror moved: for whoever observes, and the chair."""
WATCHED: Final[Statuses] = (IN, 200, 403, 200, 403, 403)
"""The journal is the admin's and the observer's."""
FORM_NOT_THERE: Final[Statuses] = (IN, 403, 404, 404, 403, 403)
"""For those who write, but nothing was sown."""
DESK: Final[Statuses] = (IN, 404, 404, 404, 404, 404)
"""A juror's own desk: whoever is no juror finds nothing."""
NOWHERE: Final[Statuses] = (404,) * 6
"""Nobody finds it here."""
RANKED: Final[Statuses] = (IN, 404, 403, 404, 404, 403)
"""Who wins: not for organizers before publication; nothing is signed here."""
ONCE_IN: Final[Statuses] = (200, IN, IN, IN, IN, IN)
"""Who is in is led on."""
DONE: Final[Statuses] = (403, 403, IN, IN, 403, 403)
"""Those who write."""
STEP: Final[Statuses] = (403, 403, 400, 400, 400, 403)
"""Also the chair takes steps."""
KEY: Final[Statuses] = (403, 403, 404, 404, 404, 403)
"""Also the chair is a second key."""
ASKED: Final[Statuses] = (403, 403, 400, 400, 403, 403)
"""Those who write are told what is missing."""
LATE: Final[Statuses] = (403, 403, 409, 409, 403, 403)
"""The state forbids it."""
KEPT_ASKED: Final[Statuses] = (403, 403, 403, 400, 403, 403)
"""The admin is told what is missing."""
KEPT_SHOWN: Final[Statuses] = (403, 403, 403, 200, 403, 403)
"""Shown once to the admin."""
KEPT_DONE: Final[Statuses] = (403, 403, 403, IN, 403, 403)
"""The admin alone."""
KEPT_NO_ROW: Final[Statuses] = (403, 403, 403, 404, 403, 403)
"""The admin alone, and no such row."""
OWN_ASKED: Final[Statuses] = (403, 400, 400, 400, 400, 400)
"""Everybody about his own account, who is told what is missing."""
OWN_SHOWN: Final[Statuses] = (403, 200, 200, 200, 200, 200)
"""Everybody about his own account."""
OWN_ROW: Final[Statuses] = (403, 404, 404, 404, 404, 404)
"""Everybody about his own account, where there is nothing of the kind."""
NO_ROW: Final[Statuses] = (403, 403, 404, 404, 403, 403)
"""No such row."""
REFUSED: Final[Statuses] = (403,) * 6
"""No role has the right in this state."""
DESK_ACT: Final[Statuses] = (403, 404, 404, 404, 404, 404)
"""A juror's own desk."""
MENDED: Final[Statuses] = (400,) * 6
"""Everybody is told what is missing."""
ANYBODY: Final[Statuses] = (IN,) * 6
"""Everybody."""
SHOWN: Final[Statuses] = (403, 403, 200, 200, 403, 403)
"""Shown once to those who write."""
SIGNING: Final[Statuses] = (403, 403, 403, 409, 409, 403)
"""The chair and the admin sign, and here it is late."""
MEMBER: Final[Statuses] = (403, IN, IN, IN, IN, IN)
"""Whoever is in."""

OWN_PAGE: Final[Statuses] = (IN, 200, 200, 200, 200, 200)
"""Everybody's own account."""
MEMBER_LED: Final[Statuses] = (IN,) * 6
"""Everybody is led on: there is nothing under way."""

ENTERED: Final[Statuses] = (403, 409, 409, 409, 409, 403)
"""All who keep, observe or chair a season enter its rehearsal; here is none."""

READING: Mapping[str, Statuses] = {
    "admin.index": MET,
    "admin.progress": MET,
    "awards.details_view": SEEN,
    "awards.export": SEEN,
    "awards.index_view": SEEN,
    "awards.register": SEEN,
    "card.chart": NOT_THERE,  # the sown season has no snapshot on disk
    "card.index": SEEN,
    "collecting-settings.index": SEEN,
    "collecting.index": SEEN,
    "collecting.pages": NOT_THERE,  # nothing is collected
    "collecting.progress": SEEN,
    "comparison.index": PLACES,
    "comparison.table": PLACES,
    "corrections.details_view": SEEN,
    "corrections.export": SEEN,
    "corrections.index_view": SEEN,
    "corrections.new": FORM,
    "coverage.chart": NOT_THERE,  # the sown season has no snapshot
    "coverage.index": SEEN,
    "decisions.effect": SHUT,
    "decisions.index": MET,
    "deviations.index": MET,
    "document-look.index": SEEN,
    "document-look.preview": SEEN,
    "documents.index": SEEN,
    "downloads.index": SEEN,
    "downloads.ranking": PLACES,
    "drafts.download": SEEN,
    "drafts.edit": SEEN,
    "drafts.index": SEEN,
    "files.details_view": SEEN,
    "files.export": SEEN,
    "files.index_view": SEEN,
    "files.report": NOT_THERE,  # the sown file has no report on disk
    "files.upload": FORM,
    "findings.details_view": SEEN,
    "findings.export": SEEN,
    "findings.index_view": SEEN,
    "findings.new": FORM,
    "findings.refused_rows": NOT_THERE,  # nobody has handed such a file in
    "findings.take_file": FORM,
    "healthz": OPEN,
    "history.chart": PLACES,
    "history.index": PLACES,
    "history.table": PLACES,
    "incidents.index": SEEN,
    "incidents.remove": NOT_THERE,  # nobody has announced one
    "influence.index": VOTES,
    "jobs.details_view": SEEN,
    "jobs.index_view": SEEN,
    "jobs.state": SEEN,
    "journal.chain": WATCHED,
    "journal.details_view": OWN_ACTS,
    "journal.export": MET,
    "journal.index_view": MET,
    "jury-desk.amend": FORM_NOT_THERE,  # nobody sits on the jury here
    "jury-desk.index": SEEN,
    "jury-desk.new": FORM,
    "jury.agreement": DESK,
    "jury.answers": DESK,
    "jury.conflicts": DESK,
    "jury.deal": DESK,
    "jury.end": DESK,
    "jury.home": DESK,
    "jury.receipt": DESK,
    "jury.rules": DESK,
    "misuse.details_view": NOT_THERE,  # nobody has reported one
    "misuse.export": SEEN,
    "misuse.index_view": SEEN,
    "letters.details_view": NOT_THERE,  # no letter was written
    "letters.export": SEEN,
    "letters.index_view": SEEN,
    "letters.kind": NOT_THERE,
    "moderation.index": FORM,  # words of citizens are for organizers only
    "moderation.page": FORM_NOT_THERE,  # the sown season has no snapshot on disk
    "objections.details_view": NOT_THERE,  # nobody has objected
    "objections.export": SEEN,
    "objections.file": FORM_NOT_THERE,
    "objections.index_view": SEEN,
    "owner.chart": NOWHERE,  # the page is nobody's here
    "owner.claim": OPEN,
    "owner.code": ANYBODY,
    "owner.form": NOWHERE,
    "owner.open_link": OPEN,
    "owner.page": NOWHERE,
    "owner.start": OPEN,
    "owners.index_view": SEEN,
    "owners.take_file": FORM,
    "pages.details_view": SEEN,
    "pages.export": SEEN,
    "pages.index_view": SEEN,
    "people.index_view": SEEN,
    "people.new": KEEPING,
    "people.person": SEEN,
    "protocol.cards": RANKED,
    "protocol.index": MET,
    "protocol.pdf": RANKED,
    "protocol.press": RANKED,
    "public.badge": NOWHERE,  # the sown awards have no badge
    "public.check": OPEN,
    "public.credential": NOWHERE,  # nothing is signed here
    "public.credential_by_number": NOWHERE,
    "public.diary": OPEN,
    "public.did": NOWHERE,  # there are no keys
    "public.hosted_badge": NOWHERE,  # the sown awards have no badge
    "public.misuse": OPEN,
    "public.number": OPEN,
    "public.published": NOWHERE,
    "public.results": OPEN,
    "public.results_file": NOWHERE,
    "public.schema": OPEN,
    "public.seal": NOWHERE,
    "public.start": OPEN,
    "public.status": NOWHERE,
    "refused.export": SEEN,
    "refused.index_view": SEEN,
    "register-import.changes": NOT_THERE,  # nobody has handed such a file in
    "register-import.columns": NOT_THERE,
    "register-import.index": SEEN,
    "register-import.table": NOT_THERE,
    "register-statistics.chart": SEEN,
    "register-statistics.export": SEEN,
    "register-statistics.index": SEEN,
    "results.chart": PLACES,
    "results.index": PLACES,
    "robustness.chart": PLACES_NOT_THERE,  # the sown run is not checked
    "robustness.index": PLACES,
    "robustness.table": PLACES_NOT_THERE,
    "rulebook.download": SEEN,
    "rulebook.index": SEEN,
    "runs.details_view": PLACES,
    "runs.export": PLACES,
    "runs.index_view": PLACES,
    "settings.index": SEEN,
    "settings.new": FORM,
    "signing_in.account": OWN_PAGE,
    "rehearsal.index": MET,
    "signing_in.code": ANYBODY,
    "signing_in.new_app": MEMBER_LED,
    "signing_in.open_link": OPEN,
    "signing_in.second": ANYBODY,
    "signing_in.set_up": ANYBODY,
    "signing_in.sign_in": ONCE_IN,
    "static": OPEN,
    "what-if.changes": NOT_THERE,  # the sown seasons have no snapshot on disk
    "what-if.index": SEEN,
    "winner.certificate_picture": NOWHERE,
    "winner.cover": OPEN,
    "winner.download": OPEN,
    "winner.kit": NOWHERE,
    "winner.made_cover": NOWHERE,
    "winner.page": OPEN,
    "winner.print_version": NOWHERE,
    "winner.shared_picture": NOWHERE,
    "winners.everything": SEEN,
    "winners.file": SEEN,
    "winners.index": SEEN,
}

WRITING: Mapping[str, Statuses] = {
    "admin.again": DONE,
    "admin.back": STEP,
    "admin.key": STEP,
    "admin.next": STEP,
    "admin.turn": KEY,
    "awards.decide": NO_ROW,
    "awards.propose": ASKED,
    "collecting-settings.check": ASKED,
    "collecting-settings.remove": DONE,
    "collecting-settings.schedule": ASKED,
    "collecting-settings.token": ASKED,
    "collecting.evidence": LATE,
    "collecting.forget": DONE,
    "collecting.start": ASKED,
    "collecting.stop": LATE,
    "corrections.new": ASKED,
    "corrections.withdraw": NO_ROW,
    "decisions.effect": REFUSED,
    "document-look.index": ASKED,
    "documents.make": LATE,  # the home page's button has ordered it already
    "documents.tick": NO_ROW,
    "drafts.delete": DONE,
    "drafts.edit": ASKED,
    "drafts.index": NO_ROW,
    "drafts.live": ASKED,
    "drafts.rehearse": DONE,
    "rehearsal.clock": ASKED,
    "rehearsal.drop": ASKED,
    "rehearsal.enter": ENTERED,
    "rehearsal.index": ASKED,
    "rehearsal.vote": LATE,
    "drafts.restore": NO_ROW,
    "files.upload": ASKED,
    "findings.decide": ASKED,
    "findings.new": ASKED,
    "findings.take_file": ASKED,
    "history.say": KEPT_ASKED,
    "history.unsay": KEPT_NO_ROW,
    "incidents.index": ASKED,
    "incidents.remove": NO_ROW,
    "jobs.cancel": LATE,
    "jobs.retry": LATE,
    "jury-desk.amend": NO_ROW,
    "jury-desk.cards": REFUSED,
    "jury-desk.link": NO_ROW,
    "jury-desk.new": ASKED,
    "jury-desk.remove": NO_ROW,
    "jury.again": DESK_ACT,
    "jury.agree": DESK_ACT,
    "jury.answer": DESK_ACT,
    "jury.aside": DESK_ACT,
    "jury.begin": DESK_ACT,
    "jury.check": DESK_ACT,
    "jury.declare": DESK_ACT,
    "jury.hand": DESK_ACT,
    "jury.recuse": DESK_ACT,
    "jury.undo": DESK_ACT,
    "misuse.close": NO_ROW,
    "letters.again": NO_ROW,
    "letters.approve": NO_ROW,
    "letters.decline": NO_ROW,
    "letters.disarm": NO_ROW,
    "letters.hold": NO_ROW,
    "letters.settle": NO_ROW,
    "moderation.label": NO_ROW,
    "moderation.undo": NO_ROW,
    "objections.answer": NO_ROW,
    "objections.window": ASKED,
    "owner.ask": MENDED,
    "owner.deny": NOWHERE,
    "owner.enter_claim": NOWHERE,
    "owner.forget_claim": ANYBODY,
    "owner.leave": ANYBODY,
    "owner.send": NOWHERE,
    "owner.sign_in": MENDED,
    "owner.try_code": ANYBODY,
    "owner.use_link": NOWHERE,
    "owner.withdraw": NOWHERE,
    "owners.claim": ASKED,
    "owners.contact": ASKED,
    "owners.end": NO_ROW,
    "owners.link": SHOWN,
    "owners.links": DONE,
    "owners.remove": NO_ROW,
    "owners.revoke": DONE,
    "owners.take_file": ASKED,
    "people.active": KEPT_ASKED,
    "people.link": KEPT_SHOWN,
    "people.new": KEPT_ASKED,
    "people.reset": KEPT_ASKED,
    "people.role": KEPT_ASKED,
    "people.sessions": KEPT_DONE,
    "protocol.sign": SIGNING,
    "public.compare": MENDED,
    "public.send_misuse": MENDED,
    "register-import.changes": NO_ROW,
    "register-import.columns": NO_ROW,
    "register-import.forget": NO_ROW,
    "register-import.index": LATE,
    "register-import.undo": ASKED,
    "robustness.check": KEPT_DONE,
    "rulebook.index": ASKED,
    "settings.course": ASKED,
    "settings.index": ASKED,
    "settings.new": ASKED,
    "signing_in.add_passkey": OWN_ASKED,
    "signing_in.ask_code": MENDED,
    "signing_in.begin_app": MEMBER,
    "signing_in.finish_app": MEMBER,
    "signing_in.finish_set_up": ANYBODY,
    "signing_in.new_passkey_options": OWN_SHOWN,
    "signing_in.passkey_options": OPEN,
    "signing_in.remove_passkey": OWN_ROW,
    "signing_in.rename_passkey": OWN_ROW,
    "signing_in.renew_codes": OWN_ASKED,
    "signing_in.show_second": ANYBODY,
    "signing_in.sign_out": MEMBER,
    "signing_in.sign_out_everywhere": MEMBER,
    "signing_in.try_code": ANYBODY,
    "signing_in.use_link": NOWHERE,
    "signing_in.use_passkey": REFUSED,
    "switches.choose_language": MENDED,
    "switches.choose_season": DESK_ACT,
    "switches.choose_theme": MENDED,
    "winner.make_cover": NOWHERE,
}
"""The same for POST with a key but an empty form."""
