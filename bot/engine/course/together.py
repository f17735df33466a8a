"""The money lesson that a worker and their relative talk over in the same week, whoever is further."""

from datetime import date

from bot.domain.sharing import Sharing
from bot.engine.draft import Draft

DAYS_A_WEEK = 7


def together(draft: Draft, on: date) -> str | None:
    """This week's lesson (`module/step`) for who shares; None for others, and where it is answered already.

    It follows from the calendar alone (weeks begin on Monday), so that both sides come to the same one.
    """
    places = draft.content.course.together
    if not places or draft.sharing not in (Sharing.WORKER, Sharing.RELATIVE):
        return None
    place = places[(on.toordinal() - 1) // DAYS_A_WEEK % len(places)]
    return None if place in draft.done else place
