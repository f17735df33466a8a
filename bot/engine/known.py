"""What conditions may ask about: saved answers, and what follows from where the person stands.

One name, one meaning: the names of the table are those of `content/kinds.GIVEN_NAMES`; a test compares.
"""

from collections.abc import Callable, Mapping

from bot.content.model import Condition
from bot.engine.course.agenda import ItemKind, agenda, next_lessons
from bot.engine.course.days import today
from bot.engine.course.mastery import all_shown, all_taught
from bot.engine.draft import Draft
from bot.engine.notes import has_notes
from bot.engine.route import route_of
from bot.engine.weighing import level


def holds(draft: Draft, condition: Condition) -> bool:
    """Whether a condition is true of this person now."""
    given = GIVEN.get(condition.name)
    answer = given(draft) if given else draft.answer(condition.name)
    return condition.holds({condition.name: answer})


def _yes(is_true: bool) -> str:
    return "yes" if is_true else ""


def _has_due(draft: Draft) -> bool:
    """A question waits today: after departure, from a lesson, or the recall."""
    kinds = (ItemKind.CHECKUP, ItemKind.REVIEW, ItemKind.RECALL)
    return any(item.kind in kinds for item in agenda(draft, today(draft)))


def _is_finished(draft: Draft) -> bool:
    """Everything that must be known was shown, and the test after the course was taken."""
    return "post" in draft.dates and all_shown(draft)


GIVEN: Mapping[str, Callable[[Draft], str]] = {
    "can-resume": lambda draft: _yes(bool(draft.bookmark)),
    "channel": lambda draft: draft.started_from.channel.value,
    "consented": lambda draft: _yes(draft.answers.get("consent") == "yes"),
    "drawer": lambda draft: draft.answer("drawer"),
    "finished": lambda draft: _yes(_is_finished(draft)),
    "has-due": lambda draft: _yes(_has_due(draft)),
    "has-steps": lambda draft: _yes(bool((route := route_of(draft)) and route.items)),
    "has-next": lambda draft: _yes(next(next_lessons(draft), None) is not None),
    "in-group": lambda draft: _yes("group" in draft.dates),
    "joining": lambda draft: _yes(bool(draft.joining)),
    "joined": lambda draft: draft.answer("joined"),
    "level": level,
    "locale": lambda draft: draft.locale,
    "locked": lambda draft: _yes(bool(draft.lock_code)),
    "missed": lambda draft: _yes(any(not review.passed for review in draft.reviews.values())),
    "neutral": lambda draft: _yes(draft.is_neutral),
    "noted": lambda draft: _yes(has_notes(draft)),
    "post-taken": lambda draft: _yes("post" in draft.dates),
    "pre-taken": lambda draft: _yes("pre" in draft.dates),
    "recall-taken": lambda draft: _yes("recall" in draft.dates),
    "reminding": lambda draft: _yes(draft.reminders is not None and draft.reminders.is_on),
    "route": lambda draft: draft.route if draft.route in draft.content.routes else "",
    "seen": lambda draft: draft.answer("seen"),
    "shared": lambda draft: draft.answer("shared"),
    "sharing": lambda draft: draft.sharing.value,
    "taught": lambda draft: _yes(all_taught(draft)),
}
