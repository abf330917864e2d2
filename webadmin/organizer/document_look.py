"""The look of documents: language, coat of arms, facsimiles; a preview on the shortest and the longest name of the register."""

import threading
from typing import Final

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from sqlalchemy import func, select

from certificates.award import Kind, PlainAward
from certificates.coat import read_outline
from certificates.errors import CannotIssue, PictureRefused
from certificates.fitting import fits
from certificates.look import Look, kept, look_of
from certificates.networks import networks
from certificates.pixels import MOST_BYTES
from certificates.press import Press
from certificates.preview import extremes, picture
from certificates.sandbox import facsimile, safe_picture
from scoring.errors import Conflict
from scoring.season.course import State
from scoring.season.rights import Right, may
from scoring.season.settings import DocumentLook
from scoring.services import document_look, seasons
from scoring.store.tables import Page, Season
from webadmin.access import current_actor
from webadmin.context import db, home, now, writing
from webadmin.i18n import language, t
from webadmin.organizer import choice, forms
from webadmin.organizer.door import STAFF, Door
from webadmin.organizer.stale import Side, beside

_KINDS: Final[tuple[Kind, ...]] = ("winner", "laureate", "thanks", "participant")
_WORDINGS: Final = ("ru", "en", "bilingual")
_SERIAL: Final = "0000-0000-0000-0000"
"""Of a document that is only looked at: no award has it."""
_CANDIDATES: Final = 20
_DPI: Final = 70
_printing = threading.Lock()  # one preview at a time: the page asks for two at once


class DocumentLookView(Door):
    """The look of documents."""

    titles = ("Вид документов", "Look of documents")
    station = "award"
    address = "document-look"
    readers = STAFF

    @expose("/", methods=("GET", "POST"))
    def index(self) -> ResponseReturnValue:
        """Show the look with its previews; change it."""
        found = choice.season()
        if found is None:
            return self.render("panel/no_season.html")
        if request.method == "GET":
            return self._page(found)
        version = forms.version()
        try:
            look = _typed(found)
        except PictureRefused as refusal:
            return self._page(found, fault=refusal.told(language()), version=version), 400
        try:
            with writing() as session:
                document_look.set_look(session, current_actor(), found.id, version=version, look=look, now=now())
        except Conflict as error:
            return beside(self, error, _sides(look, found), version=found.version, back=url_for("document-look.index"))
        flash(t("Сохранено. Посмотрите, как это выглядит.", "Saved. See how it looks."), "good")
        return redirect(url_for("document-look.index"), 303)

    @expose("/<any(winner,laureate,thanks,participant):kind>-<any(shortest,longest):which>.png")
    def preview(self, kind: Kind, which: str) -> ResponseReturnValue:
        """A document of this kind as a real row of the register would have it; nothing of it is kept."""
        season = choice.needed_season()
        rows = _rows(season, kind)
        if not rows:
            abort(404)
        award = rows[0] if which == "shortest" else rows[-1]
        if fits(award):
            abort(404)
        look = _look(season)
        try:
            with _printing:
                drawn = picture(Press(look).certificates([award])[0], _DPI)
        except CannotIssue:
            abort(404)
        return Response(drawn, mimetype="image/png")

    def _page(self, found: Season, *, fault: str = "", version: int | None = None) -> str:
        kind: Kind = next((one for one in _KINDS if one == request.args.get("kind")), "winner")
        rows = _rows(found, kind)
        shown = {"shortest": rows[0], "longest": rows[-1]} if rows else {}
        return self.render(
            "panel/document_look.html",
            look=seasons.settings_of(found).look,
            outline=request.form.get("outline", seasons.settings_of(found).look.outline),
            signers=found.signers,
            kind=kind,
            kinds=_KINDS,
            shown={
                which: (award.name, [one.ru if language() == "ru" else one.en for one in fits(award)])
                for which, award in shown.items()
            },
            editable=may(current_actor().role, Right.EDIT_SIGNERS, State(found.state)),
            fault=fault,
            version=found.version if version is None else version,
            megabytes=MOST_BYTES >> 20,
            networks=networks(),
        )


def _sides(look: DocumentLook, found: Season) -> list[Side]:
    """Both looks by what their parts are called."""
    stands = seasons.settings_of(found).look
    there = {True: t("есть", "there"), False: t("нет", "none")}
    return [
        Side(t("Язык слов на документах", "Language of the documents' words"), look.wording, stands.wording),
        Side(t("Герб", "Coat of arms"), look.coat[:12] or there[False], stands.coat[:12] or there[False]),
        Side(t("Герб контуром", "Coat of arms as an outline"), look.outline, stands.outline),
        Side(t("Факсимиле", "Facsimiles"), ", ".join(sorted(look.facsimiles)), ", ".join(sorted(stands.facsimiles))),
    ]


def _typed(found: Season) -> DocumentLook:
    """The look that the form asks for; its pictures are opened in the sandbox and kept under their hashes."""
    before = seasons.settings_of(found).look
    wording = next((one for one in _WORDINGS if one == request.form.get("wording")), before.wording)
    coat = "" if request.form.get("drop_coat") else before.coat
    if raw := _upload("coat"):
        coat = kept(home().look, safe_picture(raw))
    if outline := forms.typed_lines("outline").strip():
        read_outline(outline)
    facsimiles = dict(before.facsimiles)
    for number, signer in enumerate(found.signers):
        if request.form.get(f"drop_{number}"):
            facsimiles.pop(signer["name"], None)
        if raw := _upload(f"facsimile_{number}"):
            facsimiles[signer["name"]] = kept(home().look, facsimile(raw))
    return DocumentLook(wording=wording, coat=coat, outline=outline, facsimiles=facsimiles)


def _upload(name: str) -> bytes:
    file = request.files.get(name)
    return file.stream.read(MOST_BYTES + 1) if file is not None and file.filename else b""


def _look(found: Season) -> Look:
    said = seasons.settings_of(found).look
    signers = [(row["post"], row["name"]) for row in found.signers]
    return look_of(home().look, coat=said.coat, outline=said.outline, signers=signers, facsimiles=said.facsimiles)


def _rows(found: Season, kind: Kind) -> tuple[PlainAward, ...]:
    """The narrowest and the widest name of the register as documents, by measure among those of fewest and most letters."""
    length = func.length(Page.name)
    pages = [
        page
        for order in (length.asc(), length.desc())
        for page in db.session.scalars(select(Page).where(Page.season_id == found.id).order_by(order, Page.id).limit(_CANDIDATES))
    ]
    by_name = {page.name: _award(found, page, kind) for page in pages}
    return tuple(award for award in extremes(list(by_name.values())) if isinstance(award, PlainAward))


def _award(found: Season, page: Page, kind: Kind) -> PlainAward:
    signers = tuple((row["post"], row["name"]) for row in found.signers) or (("Должность", "И. О. Фамилия"),)
    return PlainAward(
        serial=_SERIAL,
        kind=kind,
        year=found.year,
        place=1 if kind == "winner" else None,
        nomination=page.sphere,
        nomination_en=page.sphere,
        name=page.name,
        municipality=page.municipality,
        region=found.region,
        contest=found.contest,
        points="99,99",
        issued_on=now().date(),
        check_url=f"{home().address}/v/{_SERIAL}",
        page_link=page.link,
        signers=signers,
        city=found.city,
        language=seasons.settings_of(found).look.wording,
        person="Константинопольская Александра Владиславовна",
        rehearsal=False,
    )
