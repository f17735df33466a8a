"""`lookup`: lessons that belong here now, as choices, before the step's own: what was found for a free
question, what comes next in the course, or what was missed.

| phase | answer   | what follows                                     |
|-------|----------|--------------------------------------------------|
| 0     | Picked   | the lesson that was found, or the choice's step  |
| 0     | Unclear  | looked up anew, else asked again (`again.py`)    |
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice

from bot.content.model import Lesson, Lookup, LookupKind
from bot.engine.again import Unclear, ask_better
from bot.engine.course.agenda import next_lessons
from bot.engine.course.reviews import lessons_missed
from bot.engine.draft import Draft
from bot.engine.moves import Go, Move, Open, Wait
from bot.engine.offer import Offer, pose
from bot.engine.reading import Heard, near_offer
from bot.engine.search import SHOWN, look_up

Reading = Offer | Unclear

_PLACES: Mapping[LookupKind, Callable[[Draft], Iterable[str]]] = {
    LookupKind.NEXT: next_lessons,
    LookupKind.MISSED: lessons_missed,
}


def enter(draft: Draft, step: Lookup) -> Move:
    """Shows everything that belongs here; for a free question the best passage first."""
    draft.wait()
    ask_again(draft, step)
    return Wait()


def ask_again(draft: Draft, step: Lookup, *, is_short: bool = False) -> None:
    """The same once more; where it has changed meanwhile, earlier buttons are old."""
    if step.of is LookupKind.FOUND:
        if not is_short:
            _show_best(draft)
    elif (now := tuple(islice(_PLACES[step.of](draft), SHOWN))) != draft.found:
        draft.found = now
        draft.wait()
    pose(draft, step.bubbles, is_short=is_short)


def _show_best(draft: Draft) -> None:
    best = draft.content.at(draft.found[0]) if draft.found else None
    if isinstance(best, Lesson):
        draft.say(f"**{draft.read(best.title)}**\n\n{draft.read(best.bubbles[0].text)}")


def read(draft: Draft, step: Lookup, heard: Heard, offers: Sequence[Offer]) -> Reading:
    """The choice that was clearly meant, or why none was; called when none was hit exactly."""
    return near_offer(heard, offers, draft.content) or Unclear(heard=heard)


def answer(draft: Draft, step: Lookup, reading: Reading) -> Move:
    """Looks up the table."""
    return TABLE[draft.frame.phase, type(reading)](draft, step, reading)


def _picked(draft: Draft, step: Lookup, reading: Reading) -> Move:
    assert isinstance(reading, Offer)
    draft.leave_trail()
    if reading.option is not None:
        return Go(reading.option.target)
    return Open(*draft.found[reading.number - 1].split("/", 1))


def _unclear(draft: Draft, step: Lookup, reading: Reading) -> Move:
    assert isinstance(reading, Unclear)
    if step.of is LookupKind.FOUND and reading.heard is not None and look_up(draft, reading.heard):
        return enter(draft, step)
    return ask_better(draft, reading, lambda is_short: ask_again(draft, step, is_short=True))


TABLE: Mapping[tuple[int, type[Reading]], Callable[[Draft, Lookup, Reading], Move]] = {
    (0, Offer): _picked,
    (0, Unclear): _unclear,
}
