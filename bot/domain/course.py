"""What is remembered of somebody's course besides their answers: what is to be asked again, and reminders."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

FIGURES: Mapping[str, str] = MappingProxyType(
    {
        "lessons": "lessons answered",
        "mastered": "must-knows shown to be known",
        "pre_right": "right answers in the test before",
        "pre_unsure": "answers 'I do not know' in the test before",
        "post_right": "right answers in the test after",
        "post_unsure": "answers 'I do not know' in the test after",
        "recall_right": "right answers in the recall",
        "recall_unsure": "answers 'I do not know' in the recall",
    }
)
"""What a group counts of one person, and what each figure says."""

TESTS = ("pre", "post", "recall")
"""The three tests, as figures name them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A must-know that was missed: how often it was answered since, and when it comes back (YYYY-MM-DD).

    `passed` is 0 after a miss; an empty `due` means that it was answered at every distance.
    """

    passed: int = 0
    due: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminders:
    """How somebody wants to be reminded, and what was sent last.

    `zone` is a key of the zones in course.yaml and `hour` one of their day. `next_at` is the moment the
    timer is set to, in seconds since 1970 (0: none); `pushed_on` the person's date of the last push,
    `unanswered` how many went out since their last word. `paused_until` is a date; it stays off when
    `is_on` is false.
    """

    zone: str
    hour: int
    is_on: bool = True
    next_at: int = 0
    pushed_on: str = ""
    unanswered: int = 0
    paused_until: str = ""
