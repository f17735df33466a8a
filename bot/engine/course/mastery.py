"""Which must-knows a person has shown to know. Read from their answers each time, never stored.

A must-know is shown when every lesson of it was answered right, at the first or second try, or when it
was missed and then answered right in another form (curriculum §4.3: mastery, not percentage).
"""

from collections.abc import Iterator
from enum import Enum, auto

from bot.content.model import Lesson, MustKnow, Question
from bot.engine.draft import Draft


class Standing(Enum):
    """How somebody stands with a must-know."""

    OPEN = auto()
    MISSED = auto()
    SHOWN = auto()


def must_knows(draft: Draft) -> Iterator[MustKnow]:
    """Those that count for this person, in the order of course.yaml."""
    for must_know in draft.content.course.must_knows:
        if must_know.condition is None or must_know.condition.holds(draft.answers):
            yield must_know


def standing(draft: Draft, must_know: MustKnow) -> Standing:
    """Where the person stands with it."""
    review = draft.reviews.get(must_know.id)
    if review is not None:
        return Standing.SHOWN if review.passed else Standing.MISSED
    is_shown = bool(must_know.lessons) and all(was_right(draft, place) for place in must_know.lessons)
    return Standing.SHOWN if is_shown else Standing.OPEN


def was_right(draft: Draft, place: str) -> bool:
    """Whether the lesson or question at a place was answered right."""
    given = draft.done.get(place, "").split()
    step = draft.content.at(place)
    if not given or not isinstance(step, Lesson | Question):
        return False
    return any(option.is_right for option in step.options if option.id in given)


def all_shown(draft: Draft) -> bool:
    """Whether every must-know that counts for this person was shown."""
    return all(standing(draft, must_know) is Standing.SHOWN for must_know in must_knows(draft))


def all_taught(draft: Draft) -> bool:
    """Whether every lesson of every must-know was answered, right or wrong."""
    return all(place in draft.done for must_know in must_knows(draft) for place in must_know.lessons)
