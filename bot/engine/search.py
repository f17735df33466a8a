"""Free questions, asked where no answer was expected: looked up in what there is, never made up."""

from bot.content.model import AgencySearch, Choose, Lesson, Lookup, Role, Step
from bot.domain.event import TextReceived
from bot.engine.draft import Draft
from bot.engine.offer import LESSON_ONWARD
from bot.engine.reading import Heard

SHOWN = 3
"""Lessons offered for one question."""

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
    hits = draft.content.finder.find(heard.words, draft.locale)[:SHOWN]
    found = tuple(f"{hit.module}/{hit.step}" for hit in hits if draft.content.step(hit.module, hit.step))
    if found:
        draft.found = found
    return bool(found)


def may_be_asked(draft: Draft, step: Step) -> bool:
    """Whether free text here is a question of the person's own: in menus, after a lesson, among results."""
    if isinstance(step, Lesson):
        return draft.frame.phase == LESSON_ONWARD
    return isinstance(step, Lookup | AgencySearch) or (isinstance(step, Choose) and not step.save)
