"""What was missed comes back in another form: after two days, then at growing distance.

A miss starts over. A right answer counts only on or after the day on which it was due, so that asking
early does not shorten the distance. `Course.distances` are the days: the first after a miss, each further
one after another right answer; after the last the must-know is not asked again.
"""

from datetime import date, timedelta

from bot.content.model import Lesson, MustKnow
from bot.domain.course import Review
from bot.engine.course.days import today
from bot.engine.draft import Draft


def miss(draft: Draft, must_know: str) -> None:
    """It was not known: asked again after the first distance."""
    course = draft.content.course
    if course.distances and any(known.id == must_know for known in course.must_knows):
        due = today(draft) + timedelta(days=course.distances[0])
        draft.reviews[must_know] = Review(due=due.isoformat())


def know(draft: Draft, must_know: str) -> None:
    """It was answered right: on to the next distance, if it was due."""
    review = draft.reviews.get(must_know)
    if review is None or not is_due(review, today(draft)):
        return
    passed, distances = review.passed + 1, draft.content.course.distances
    ahead = distances[passed] if passed < len(distances) else None
    due = (today(draft) + timedelta(days=ahead)).isoformat() if ahead else ""
    draft.reviews[must_know] = Review(passed=passed, due=due)


def is_due(review: Review, on: date) -> bool:
    """Whether it may be asked on that day."""
    return bool(review.due) and review.due <= on.isoformat()


def missed_in_lesson(draft: Draft, place: str) -> None:
    """A lesson was answered wrong, or with "I do not know": who leaves before the second try is asked again too."""
    for must_know in draft.content.course.must_knows:
        if place in must_know.lessons:
            miss(draft, must_know.id)


def found_after_all(draft: Draft, place: str) -> None:
    """The second try was right: the miss of the first is taken back, an older one stays."""
    for must_know in draft.content.course.must_knows:
        if place in must_know.lessons and _is_of_today(draft, must_know.id):
            del draft.reviews[must_know.id]


def _is_of_today(draft: Draft, must_know: str) -> bool:
    review, first = draft.reviews.get(must_know), timedelta(days=draft.content.course.distances[0])
    return review == Review(due=(today(draft) + first).isoformat())


def other_form(must_know: MustKnow, review: Review) -> str:
    """The place of the question that asks it this time: another one after each right answer."""
    return must_know.repeats[review.passed % len(must_know.repeats)]


def lessons_missed(draft: Draft) -> tuple[str, ...]:
    """The lessons of what was missed and not known since, for who wants to read them again."""
    return tuple(
        place
        for must_know in draft.content.course.must_knows
        if must_know.id in draft.reviews and not draft.reviews[must_know.id].passed
        for place in must_know.lessons
        if isinstance(draft.content.at(place), Lesson)
    )
