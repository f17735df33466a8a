"""`choose`: bubbles, then a choice.

| phase | answer   | what follows                    |
|-------|----------|---------------------------------|
| 0     | Picked   | saved, on to the choice's step  |
| 0     | Unclear  | asked again (see `again.py`)    |
"""

from collections.abc import Callable, Mapping, Sequence

from bot.content.model import Choose
from bot.domain.effect import RecordConsent
from bot.engine.again import Unclear, ask_better
from bot.engine.draft import Draft
from bot.engine.moves import Go, Move, Wait
from bot.engine.offer import Offer, pose
from bot.engine.reading import Heard, near_offer

Reading = Offer | Unclear


def enter(draft: Draft, step: Choose) -> Move:
    """Asks."""
    draft.wait()
    pose(draft, step.bubbles)
    return Wait()


def ask_again(draft: Draft, step: Choose, *, is_short: bool = False) -> None:
    """The same question once more."""
    pose(draft, step.bubbles, is_short=is_short)


def read(draft: Draft, step: Choose, heard: Heard, offers: Sequence[Offer]) -> Reading:
    """The choice that was clearly meant, or why none was; called when none was hit exactly."""
    return near_offer(heard, offers, draft.content) or Unclear()


def answer(draft: Draft, step: Choose, reading: Reading) -> Move:
    """Looks up the table."""
    return TABLE[draft.frame.phase, type(reading)](draft, step, reading)


def _picked(draft: Draft, step: Choose, reading: Reading) -> Move:
    assert isinstance(reading, Offer) and reading.option is not None
    draft.leave_trail()
    _keep(draft, step, reading.id)
    return Go(reading.option.target)


def _keep(draft: Draft, step: Choose, choice: str) -> None:
    if step.save == "locale" and choice in draft.content.locales:
        draft.locale = choice
    if step.save == "consent":
        draft.effects.append(RecordConsent(kind="keeping", version=step.version, is_given=choice == "yes"))
    if choice != "skip" and step.save:
        (draft.note if step.is_passing else draft.save)(step.save, choice)


def _unclear(draft: Draft, step: Choose, reading: Reading) -> Move:
    assert isinstance(reading, Unclear)
    return ask_better(draft, reading, lambda is_short: ask_again(draft, step, is_short=is_short))


TABLE: Mapping[tuple[int, type[Reading]], Callable[[Draft, Choose, Reading], Move]] = {
    (0, Offer): _picked,
    (0, Unclear): _unclear,
}
