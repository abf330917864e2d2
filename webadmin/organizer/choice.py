"""The season in question: the one the reader chose, the newest otherwise; read once a request.

A form belongs to the season that was on the screen when it was drawn, whatever was chosen in another window since.
"""

from scoring.errors import NotFound
from scoring.store.tables import Season
from webadmin.visiting import forget as forget  # noqa: PLC0414  the panel's views ask here for all that has to do with it
from webadmin.visiting import season_at_hand, season_of_the_form
from webadmin.visiting import seasons as seasons  # noqa: PLC0414  likewise


def season() -> Season | None:
    """The season in question, or None where the person here has none."""
    return season_at_hand()


def needed_season() -> Season:
    """The season in question; raises ``NotFound`` where there is none yet, or none that the sent form was drawn for."""
    found = season()
    if found is None:
        raise NotFound(
            "Сезона ещё нет. Откройте первый: «Новый сезон».", "There is no season yet. Open the first one: «New season»."
        )
    if season_of_the_form() not in ("", str(found.id)):
        raise NotFound("Такого сезона нет. Выберите другой.", "There is no such season. Choose another.")
    return found
