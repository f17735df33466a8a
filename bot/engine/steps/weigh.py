"""`weigh`: one question of an assessment; what it weighs is only said in the result.

| phase | answer   | what follows                                             |
|-------|----------|----------------------------------------------------------|
| 0     | Picked   | noted until the module is left, on to the next question  |
| 0     | Enough   | straight to the result                                   |
| 0     | Unclear  | asked again (see `again.py`)                             |
"""

from collections.abc import Callable, Mapping, Sequence

from bot.content.model import Assess, Weigh
from bot.engine.again import Unclear, ask_better
from bot.engine.draft import Draft
from bot.engine.moves import Go, Move, Wait
from bot.engine.offer import ENOUGH, Offer, pose_text
from bot.engine.reading import Heard, near_offer

Reading = Offer | Unclear


def enter(draft: Draft, step: Weigh) -> Move:
    """Asks."""
    draft.wait()
    ask_again(draft, step)
    return Wait()


def ask_again(draft: Draft, step: Weigh, *, is_short: bool = False) -> None:
    """The same question once more, with its place among the others."""
    ids = [id for id, other in draft.module.steps.items() if isinstance(other, Weigh)]
    count = draft.phrase("question-count", number=str(ids.index(step.id) + 1), total=str(len(ids)))
    pose_text(draft, f"{count}\n{draft.read(step.question.text)}")


def read(draft: Draft, step: Weigh, heard: Heard, offers: Sequence[Offer]) -> Reading:
    """The choice that was clearly meant, or why none was; called when none was hit exactly."""
    return near_offer(heard, offers, draft.content) or Unclear()


def answer(draft: Draft, step: Weigh, reading: Reading) -> Move:
    """Looks up the table."""
    return TABLE[draft.frame.phase, type(reading)](draft, step, reading)


def _picked(draft: Draft, step: Weigh, reading: Reading) -> Move:
    assert isinstance(reading, Offer)
    draft.leave_trail()
    if reading.id == ENOUGH:
        return Go(next(id for id, other in draft.module.steps.items() if isinstance(other, Assess)))
    draft.note(step.id, reading.id)
    return Go(step.next)


def _unclear(draft: Draft, step: Weigh, reading: Reading) -> Move:
    assert isinstance(reading, Unclear)
    return ask_better(draft, reading, lambda is_short: ask_again(draft, step, is_short=is_short))


TABLE: Mapping[tuple[int, type[Reading]], Callable[[Draft, Weigh, Reading], Move]] = {
    (0, Offer): _picked,
    (0, Unclear): _unclear,
}
