"""How a season's documents look: language, coat of arms, facsimiles. Changed as the words on them are, and written down."""

from datetime import datetime

from sqlalchemy.orm import Session

from scoring.season.course import State
from scoring.season.rights import Right
from scoring.season.settings import DocumentLook
from scoring.services.acting import Actor, require
from scoring.services.audit import record
from scoring.services.seasons import require_writable, season, settings_of
from scoring.store.seasons import Season


def set_look(session: Session, actor: Actor, season_id: int, *, version: int, look: DocumentLook, now: datetime) -> Season:
    """Put another look in; facsimiles of people who sign no more go. Documents that are made already stay as they are."""
    found = season(session, season_id, version=version)
    require_writable(found, "signers")
    require(actor, Right.EDIT_SIGNERS, State(found.state))
    before = settings_of(found)
    names = {row["name"] for row in found.signers}
    kept = look.model_copy(update={"facsimiles": {name: sha for name, sha in look.facsimiles.items() if name in names}})
    found.settings = before.model_copy(update={"look": kept}).model_dump(mode="json")
    record(
        session, actor, "season.look", found, season_id=found.id, now=now,
        before=before.look.model_dump(mode="json"), after=kept.model_dump(mode="json"),
    )  # fmt: skip
    return found
