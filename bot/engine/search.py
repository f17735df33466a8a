"""Free questions, asked where no answer was expected: looked up in what there is, never made up."""

from bot.content.model import AgencySearch, Choose, Hit, Lesson, Lookup, Role, Step, Visit
from bot.domain.event import TextReceived
from bot.engine.draft import Draft
from bot.engine.known import holds
from bot.engine.offer import LESSON_ONWARD
from bot.engine.reading import Heard

SHOWN = 3
"""Places offered for one question."""

SHORTEST = 4
"""Letters below which nothing is looked up: too little to mean anything."""


def look_up(draft: Draft, heard: Heard) -> bool:
    """Finds what fits the words and keeps it for the lookup step; whether anything was found."""
    if (
        not isinstance(heard.event, TextReceived)
        or len(heard.words) < SHORTEST
        or Role.SEARCH not in draft.content.roles
    ):
        return False
    hits = [hit for hit in draft.content.finder.find(heard.words, draft.locale) if _is_open(draft, hit)]
    found = tuple(f"{hit.module}/{hit.step}" for hit in hits[:SHOWN])
    if found:
        draft.found = found
    return bool(found)


def may_be_asked(draft: Draft, step: Step) -> bool:
    """Whether free text here is a question of the person's own: in menus, after a lesson, among results."""
    if isinstance(step, Lesson):
        return draft.frame.phase == LESSON_ONWARD
    return isinstance(step, Lookup | AgencySearch) or (isinstance(step, Choose) and not step.save)


def _is_open(draft: Draft, hit: Hit) -> bool:
    """Whether the place is still there, and not one that the menu keeps from this person."""
    if draft.content.step(hit.module, hit.step) is None:
        return False
    menu = draft.content.modules.get(draft.content.roles.get(Role.MENU, ""))
    if menu is None:
        return True
    choices = [option for step in menu.steps.values() if isinstance(step, Choose) for option in step.options]
    visits = {
        step.id for step in menu.steps.values() if isinstance(step, Visit) and step.module == hit.module
    }
    doors = [option.condition for option in choices if option.target in visits]
    return not doors or any(condition is None or holds(draft, condition) for condition in doors)
