"""`ask`: bubbles, then something typed or sent.

| phase | answer   | what follows                  |
|-------|----------|-------------------------------|
| 0     | Given    | saved, on to the next step    |
| 0     | Skipped  | on to the next step           |
| 0     | Unclear  | asked again (see `again.py`)  |
"""

from collections.abc import Callable, Mapping

from bot.content.model import Ask
from bot.engine.again import Unclear, ask_better
from bot.engine.draft import Draft
from bot.engine.moves import Go, Move, Wait
from bot.engine.offer import pose
from bot.engine.reading import Heard
from bot.engine.steps.expected import Given, Skipped, read_expected

Reading = Given | Skipped | Unclear


def enter(draft: Draft, step: Ask) -> Move:
    """Asks."""
    draft.wait()
    pose(draft, step.bubbles)
    return Wait()


def ask_again(draft: Draft, step: Ask, *, is_short: bool = False) -> None:
    """The same question once more."""
    pose(draft, step.bubbles, is_short=is_short)


def read(draft: Draft, step: Ask, heard: Heard) -> Reading:
    """What was given, or why it does not fit."""
    if step.is_optional and heard.words == "0":
        return Skipped()
    return read_expected(step, heard, draft.content)


def answer(draft: Draft, step: Ask, reading: Reading) -> Move:
    """Looks up the table."""
    return TABLE[draft.frame.phase, type(reading)](draft, step, reading)


def _given(draft: Draft, step: Ask, reading: Reading) -> Move:
    assert isinstance(reading, Given)
    draft.leave_trail()
    (draft.note if step.is_passing else draft.save)(step.save, reading.value)
    return Go(step.next)


def _skipped(draft: Draft, step: Ask, reading: Reading) -> Move:
    draft.leave_trail()
    if step.is_passing:
        draft.note(step.save, "")  # who went back and skips takes an earlier answer back
    return Go(step.next)


def _unclear(draft: Draft, step: Ask, reading: Reading) -> Move:
    assert isinstance(reading, Unclear)
    return ask_better(draft, reading, lambda is_short: ask_again(draft, step, is_short=is_short))


TABLE: Mapping[tuple[int, type[Reading]], Callable[[Draft, Ask, Reading], Move]] = {
    (0, Given): _given,
    (0, Skipped): _skipped,
    (0, Unclear): _unclear,
}
