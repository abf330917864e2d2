"""Winners and laureates with their badges, certificates and links, and all files as one ZIP."""

from collections.abc import Iterator
from typing import Final

from flask import Response, abort, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from scoring.errors import NotFound
from scoring.store import showing, showing_awards
from webadmin import award_files, words
from webadmin.archive import Entry, streamed_zip
from webadmin.asked import asked_page, asked_text, sheet_url, sheets
from webadmin.context import db, home
from webadmin.i18n import t
from webadmin.organizer import choice
from webadmin.organizer.door import STAFF, Door
from webadmin.organizer.export import disposition

SHEET: Final = 60


class WinnersView(Door):
    """The awards as cards, to be handed out."""

    titles = ("Победители", "Winners")
    station = "check"
    address = "winners"
    readers = STAFF

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """Show the cards of one sphere or of all."""
        season = choice.season()
        if season is None:
            return self.render("panel/winners.html", cards=(), spheres=(), count=0)
        sphere, asked = asked_text("sphere"), asked_text("q")
        count = showing.count_awards(db.session, season.id, nomination=sphere, words=asked)
        pages = sheets(count, SHEET)
        page = asked_page(pages)
        found = showing.awards(db.session, season.id, nomination=sphere, words=asked, offset=page * SHEET, limit=SHEET)
        return self.render(
            "panel/winners.html",
            cards=[
                {
                    "award": award,
                    "picture": award_files.picture(award, pixels=200),
                    "certificate": award_files.of_kind(award, "certificate"),
                    "kit": award_files.of_kind(award, "certificate") is not None,
                    "link": f"{home().public_url}{url_for('winner.page', token=award.token)}",
                }
                for award in found
            ],
            spheres=showing.awarded_nominations(db.session, season.id),
            sphere=sphere,
            asked=asked,
            count=count,
            page=page,
            pages=pages,
            sheet_url=sheet_url,
            word=words.word,
            outcomes=words.OUTCOMES,
            tones=words.TONES,
        )

    @expose("/file/<int:number>")
    def file(self, number: int) -> ResponseReturnValue:
        """One file of one of this season's awards, opened in the browser."""
        found = showing.file_of_season(db.session, choice.needed_season().id, number) if number < 1 << 31 else None
        if found is None:
            abort(404)
        return award_files.send(found, shown=True)

    @expose("/all.zip")
    def everything(self) -> ResponseReturnValue:
        """Every file of every award as one ZIP, a folder a sphere and in it a folder an award; sent as it is packed."""
        season = choice.needed_season()
        entries = list(_entries(season.id))
        if not entries:
            raise NotFound(
                "Документы ещё не выпущены: архива нет. Сначала выпустите награды.",
                "No documents are made yet, so there is no archive. Make the awards first.",
            )
        answer = Response(streamed_zip(entries), mimetype="application/zip")
        answer.headers["Content-Disposition"] = disposition(f"{t('Награды', 'Awards')} {season.year}.zip")
        return answer


def _entries(season_id: int) -> Iterator[Entry]:
    root = home().awards.absolute()
    for award in showing_awards.standing(db.session, season_id):
        place = f"{award.place:03d}" if award.place is not None else words.award_kind(award.kind)
        folder = f"{award_files.folder_name(award.nomination)}/{place} {award_files.folder_name(award.name)}"
        for file in award_files.singles(award):
            path = root / file.path
            if path.is_file():
                yield Entry(f"{folder} {award.serial[-4:]}/{file.name}", path, award.issued_on)
