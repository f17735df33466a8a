"""What a group counts of one person: a handful of whole numbers, and nothing they wrote."""

from collections.abc import Mapping

from bot.content.model import UNSURE, Lesson, ModuleKind, Question
from bot.domain.course import TESTS
from bot.engine.course.mastery import Standing, must_knows, standing, was_right
from bot.engine.draft import Draft


def figures(draft: Draft) -> Mapping[str, int]:
    """The person's progress by the names of `domain/course.FIGURES`; a test that was not taken is absent."""
    found = {
        "lessons": sum(_is_lesson(draft, place) for place in draft.done),
        "mastered": sum(standing(draft, must_know) is Standing.SHOWN for must_know in must_knows(draft)),
    }
    for test in TESTS:
        if test in draft.dates and test in draft.content.course.tests:
            places = test_places(draft, test)
            found[f"{test}_right"] = sum(was_right(draft, place) for place in places)
            found[f"{test}_unsure"] = sum(draft.done.get(place) == UNSURE for place in places)
    return found


def test_places(draft: Draft, test: str) -> tuple[str, ...]:
    """The questions of a test, in order."""
    module = draft.content.modules[draft.content.course.tests[test]]
    return tuple(f"{module.id}/{step.id}" for step in module.steps.values() if isinstance(step, Question))


def _is_lesson(draft: Draft, place: str) -> bool:
    module = draft.content.modules.get(place.partition("/")[0])
    is_course = module is not None and module.kind is ModuleKind.COURSE
    return is_course and isinstance(draft.content.at(place), Lesson)
