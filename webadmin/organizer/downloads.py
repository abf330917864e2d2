"""Downloads: the ranking in three formats, the refused rows, the archive of all awards."""

from typing import Literal

from flask import Response
from flask.typing import ResponseReturnValue
from flask_admin import expose
from sqlalchemy import func, select

from scoring.errors import NotAllowed, NotFound
from scoring.services.results import ranking_file
from scoring.store.tables import Award, AwardFile, ImportedFile, ScoreRun
from webadmin.context import db
from webadmin.i18n import language
from webadmin.organizer.choice import needed_season, season
from webadmin.organizer.door import STAFF, Door
from webadmin.organizer.export import disposition
from webadmin.visiting import knows_ranking


class DownloadsView(Door):
    """What the season gives as files."""

    titles = ("Файлы сезона", "Downloads")
    station = "check"
    address = "downloads"
    readers = STAFF

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """What there is to take."""
        found = season()
        if found is None:
            return self.render("panel/no_season.html")
        refused = db.session.scalar(
            select(func.coalesce(func.sum(ImportedFile.refused), 0)).where(ImportedFile.season_id == found.id)
        )
        made = db.session.execute(
            select(func.count(AwardFile.id), func.coalesce(func.sum(AwardFile.size), 0))
            .join(AwardFile.award)
            .where(Award.season_id == found.id)
        ).one()
        return self.render("panel/downloads.html", run=_official(found.id), refused=refused, files=made[0], octets=made[1])

    @expose("/ranking.<any(csv,xlsx,json):form>")
    def ranking(self, form: Literal["csv", "xlsx", "json"]) -> Response:
        """The ranking of the official run, for those who may know it."""
        if not knows_ranking():
            raise NotAllowed("Рейтинг откроется вам после публикации.", "The ranking opens to you after publication.")
        run = _official(needed_season().id)
        if run is None:
            raise NotFound("Рейтинга ещё нет: посчитайте баллы.", "There is no ranking yet: compute the points.")
        name, mimetype, body = ranking_file(db.session, run, form, language())
        return Response(body, mimetype=mimetype, headers={"Content-Disposition": disposition(name)})


def _official(season_id: int) -> ScoreRun | None:
    return db.session.scalar(select(ScoreRun).where(ScoreRun.season_id == season_id, ScoreRun.official))
