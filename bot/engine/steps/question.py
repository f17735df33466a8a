"""`question`: one question with a reason for every answer, and on.

| phase | answer   | what follows                                               |
|-------|----------|------------------------------------------------------------|
| 0     | Picked   | kept (the last answer counts), the reason, on to the next  |
| 0     | Unclear  | asked again (see `again.py`)                               |

In a test the question says which one it is. A silent question gives no reason and is no miss.
"""

from collections.abc import Callable, Mapping, Sequence

from bot.content.model import Question
from bot.engine.again import Unclear, ask_better
from bot.engine.course.figures import test_places
from bot.engine.course.reviews import know, miss
from bot.engine.draft import Draft
from bot.engine.media import play, show
from bot.engine.moves import Go, Move, Wait
from bot.engine.offer import Offer, pose_text
from bot.engine.reading import Heard, near_offer

Reading = Offer | Unclear


def enter(draft: Draft, step: Question) -> Move:
    """Asks."""
    draft.wait()
    ask_again(draft, step)
    return Wait()


def ask_again(draft: Draft, step: Question, *, is_short: bool = False) -> None:
    """The same question once more."""
    text = draft.read(step.question.text)
    if not is_short:
        show(draft, step.picture, step.picture_text or step.question.text)
        play(draft, step.audio.get(draft.locale, ""), text)
    pose_text(draft, f"{_place(draft, step)}{text}")


def read(draft: Draft, step: Question, heard: Heard, offers: Sequence[Offer]) -> Reading:
    """The choice that was clearly meant, or why none was; called when none was hit exactly."""
    return near_offer(heard, offers, draft.content) or Unclear()


def answer(draft: Draft, step: Question, reading: Reading) -> Move:
    """Looks up the table."""
    return TABLE[draft.frame.phase, type(reading)](draft, step, reading)


def _picked(draft: Draft, step: Question, reading: Reading) -> Move:
    assert isinstance(reading, Offer) and reading.option is not None
    draft.leave_trail()
    draft.done[f"{draft.frame.module}/{step.id}"] = reading.id
    if not step.is_silent:
        assert reading.option.reason is not None
        draft.say(draft.read(reading.option.reason))
        (know if reading.option.is_right else miss)(draft, step.must_know)
    return Go(step.next)


def _unclear(draft: Draft, step: Question, reading: Reading) -> Move:
    assert isinstance(reading, Unclear)
    return ask_better(draft, reading, lambda is_short: ask_again(draft, step, is_short=True))


def _place(draft: Draft, step: Question) -> str:
    """Which question of how many, where they are counted."""
    for test, module in draft.content.course.tests.items():
        if module == draft.frame.module:
            places = test_places(draft, test)
            number = places.index(f"{module}/{step.id}") + 1
            return draft.phrase("question-count", number=str(number), total=str(len(places))) + "\n"
    return ""


TABLE: Mapping[tuple[int, type[Reading]], Callable[[Draft, Question, Reading], Move]] = {
    (0, Offer): _picked,
    (0, Unclear): _unclear,
}
