"""`lesson`: bubbles, a question, the reason for the answer, then "go on?".

| phase    | answer   | what follows                                                       |
|----------|----------|--------------------------------------------------------------------|
| question | Picked   | the reason; a wrong one may be tried again, else the action, "go on?" |
| question | Unclear  | asked again (see `again.py`)                                       |
| again    | Picked   | the reason, the action, then "go on?"                              |
| again    | Unclear  | asked again                                                        |
| onward   | Picked   | on to the next step                                                |
| onward   | Unclear  | "go on?" again                                                     |

"I do not know" is an answer, not a try: it gets its reason and goes on.
"""

from collections.abc import Callable, Mapping, Sequence

from bot.content.model import UNSURE, Lesson, Option
from bot.engine.again import Unclear, ask_better
from bot.engine.course.reviews import found_after_all, missed_in_lesson
from bot.engine.draft import Draft
from bot.engine.media import play, show
from bot.engine.moves import Go, Move, Wait
from bot.engine.offer import LESSON_AGAIN, LESSON_ONWARD, LESSON_QUESTION, Offer, pose, pose_text
from bot.engine.reading import Heard, near_offer

Reading = Offer | Unclear

KEPT_ANSWERS = 2


def enter(draft: Draft, step: Lesson) -> Move:
    """Teaches, then asks."""
    draft.wait(LESSON_QUESTION)
    ask_again(draft, step)
    return Wait()


def ask_again(draft: Draft, step: Lesson, *, is_short: bool = False) -> None:
    """The present question once more; the whole lesson with it, unless it is to be short."""
    if draft.frame.phase == LESSON_ONWARD:
        pose_text(draft, draft.phrase("onward"))
        return
    if not is_short:
        _teach(draft, step)
    pose(draft, (step.question,), is_short=is_short)


def _teach(draft: Draft, step: Lesson) -> None:
    title = draft.read(step.title)
    if step.picture:
        show(draft, step.picture, step.picture_text or step.title, f"**{title}**")
    else:
        draft.say(f"**{title}**\n\n{draft.read(step.bubbles[0].text)}")
    draft.say_bubbles(step.bubbles if step.picture else step.bubbles[1:])
    play(draft, step.audio.get(draft.locale, ""), title)


def read(draft: Draft, step: Lesson, heard: Heard, offers: Sequence[Offer]) -> Reading:
    """The choice that was clearly meant, or why none was; called when none was hit exactly."""
    if draft.frame.phase == LESSON_ONWARD and heard.words in draft.content.words.yes:
        return offers[0]
    return near_offer(heard, offers, draft.content) or Unclear()


def answer(draft: Draft, step: Lesson, reading: Reading) -> Move:
    """Looks up the table."""
    return TABLE[draft.frame.phase, type(reading)](draft, step, reading)


def _answered(draft: Draft, step: Lesson, reading: Reading) -> Move:
    option = _chosen(draft, step, reading)
    if option.is_right:
        return _lead_on(draft, step)
    missed_in_lesson(draft, f"{draft.frame.module}/{step.id}")
    if option.id == UNSURE:
        return _lead_on(draft, step)
    draft.wait(LESSON_AGAIN)
    pose_text(draft, draft.phrase("try-again"))
    return Wait()


def _answered_again(draft: Draft, step: Lesson, reading: Reading) -> Move:
    if _chosen(draft, step, reading).is_right:
        found_after_all(draft, f"{draft.frame.module}/{step.id}")
    return _lead_on(draft, step)


def _chosen(draft: Draft, step: Lesson, reading: Reading) -> Option:
    """Shows the reason, and keeps the first two answers ever given."""
    assert isinstance(reading, Offer) and reading.option is not None and reading.option.reason is not None
    draft.leave_trail()
    key = f"{draft.frame.module}/{step.id}"
    given = draft.done.get(key, "").split()
    if len(given) < KEPT_ANSWERS:
        draft.done[key] = " ".join([*given, reading.id])
    draft.say(draft.read(reading.option.reason))
    return reading.option


def _lead_on(draft: Draft, step: Lesson) -> Move:
    if step.action:
        draft.say(draft.read(step.action.text))
    draft.wait(LESSON_ONWARD)
    pose_text(draft, draft.phrase("onward"))
    return Wait()


def _onward(draft: Draft, step: Lesson, reading: Reading) -> Move:
    draft.leave_trail()
    return Go(step.next)


def _unclear(draft: Draft, step: Lesson, reading: Reading) -> Move:
    assert isinstance(reading, Unclear)
    # What was taught is still on the screen: only the question comes again.
    return ask_better(draft, reading, lambda is_short: ask_again(draft, step, is_short=True))


TABLE: Mapping[tuple[int, type[Reading]], Callable[[Draft, Lesson, Reading], Move]] = {
    (LESSON_QUESTION, Offer): _answered,
    (LESSON_QUESTION, Unclear): _unclear,
    (LESSON_AGAIN, Offer): _answered_again,
    (LESSON_AGAIN, Unclear): _unclear,
    (LESSON_ONWARD, Offer): _onward,
    (LESSON_ONWARD, Unclear): _unclear,
}
