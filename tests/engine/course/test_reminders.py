"""Reminders: asked for, one a day at the chosen hour, silent at night, stopped by one word."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.content.model import Content
from bot.domain.channel import ChannelName
from bot.domain.effect import SendMessage
from bot.domain.event import TimerFired
from tests.engine.course.student import MORNING, Student

EVENING = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
"""Six in the evening in Lombok."""


def reminded(content: Content, answers: dict[str, str] | None = None) -> Student:
    student = Student(content, answers=answers)
    student.type("menu")
    student.tap("reminders", "yes", "central", "evening")
    if (answers or {"consent": "yes"}).get("consent") == "yes":
        student.tap("no")
    return student


def pushes(student: Student) -> list[SendMessage]:
    return [effect for effect in student.effects if isinstance(effect, SendMessage) and effect.push_until]


def test_nobody_is_reminded_who_did_not_ask(content: Content) -> None:
    student = Student(content)

    student.learn("papers/passport", right=False)

    assert student.timers == {}


def test_asked_for_reminder_comes_at_the_chosen_hour(content: Content) -> None:
    student = reminded(content)

    assert student.timers == {"reminder": EVENING}
    student.wait(hours=9)

    (push,) = pushes(student)
    assert push.push_until == datetime(2026, 11, 21, 13, 0, tzinfo=UTC)  # nine in the evening there
    assert student.place == "reminder/invite"
    assert student.timers == {"reminder": EVENING + timedelta(days=1)}


def test_yes_opens_what_waits_and_later_does_not(content: Content) -> None:
    student = reminded(content)
    student.wait(hours=9)

    student.type("OK")
    assert student.place == "deciding/goal"

    student.wait(days=1)
    student.tap("later")
    assert student.place == "menu/choices"


def test_invitation_gives_nothing_away(content: Content) -> None:
    student = reminded(content, {"consent": "yes", "departed-on": "2026-11-20"})
    student.wait(hours=9)

    (push,) = pushes(student)

    assert push.message.text == "Halo. Ada pelajaran singkat untuk Anda. Mau buka sekarang?"
    student.tap("yes")
    assert student.place == "checkups/day-1"


def test_three_unanswered_reminders_are_enough(content: Content) -> None:
    student = reminded(content)
    for _ in range(3):
        student.wait(days=1)
        assert student.state.reminders
    assert student.state.reminders and student.state.reminders.unanswered == 3

    assert student.timers == {}
    student.type("menu")
    assert student.timers


def test_checks_after_departure_are_still_sent_once_each(content: Content) -> None:
    student = reminded(content, {"consent": "yes", "departed-on": "2026-11-21"})
    sent: list[str] = []
    for _ in range(220):
        before = set(student.state.done)
        student.wait(days=1)
        sent += set(student.state.done) - before

    names = ("day-1", "day-3", "day-7", "day-30", "month-3", "month-6")
    assert sent == [f"checkups/{name}" for name in names]


def test_permit_is_remembered_before_it_ends(content: Content) -> None:
    answers = {"consent": "yes", "permit-ends": "2027-03-01"}
    student = reminded(content, answers)
    opened = []
    for _ in range(101):
        student.effects = ()
        student.wait(days=1)
        if pushes(student):
            student.tap("yes")
            if student.place.startswith("checkups/"):
                opened.append((student.at.date().isoformat(), student.place))
            while student.place.startswith("checkups/"):
                student.tap("skip")
            student.type("menu")

    assert opened == [
        ("2026-12-01", "checkups/permit-90"),
        ("2026-12-31", "checkups/permit-60"),
        ("2027-01-30", "checkups/permit-30"),
    ]


@pytest.mark.parametrize(("word", "days"), [("jeda", 14), ("pause", 14), ("stop", 400)])
def test_one_word_is_enough(content: Content, word: str, days: int) -> None:
    student = reminded(content)

    student.type(word)

    for _ in range(days - 1):
        student.effects = ()
        student.wait(days=1)
        assert not pushes(student)


def test_pause_ends_by_itself(content: Content) -> None:
    student = reminded(content)
    student.type("jeda")

    assert student.timers == {"reminder": datetime(2026, 12, 5, 10, 0, tzinfo=UTC)}


def test_start_after_stop_reminds_again(content: Content) -> None:
    student = reminded(content)
    student.type("stop")
    assert student.timers == {}

    student.type("mulai")

    assert student.timers == {"reminder": EVENING}


def test_timer_that_fires_at_night_says_nothing_and_is_set_anew(content: Content) -> None:
    student = reminded(content)
    student.at = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)  # two at night in Lombok
    student.timers.clear()

    student.hear(TimerFired(at=student.at, name="reminder"))

    assert not pushes(student)
    assert student.timers == {"reminder": EVENING + timedelta(days=1)}


def test_late_timer_still_reminds_in_the_evening(content: Content) -> None:
    student = reminded(content)
    student.hear(TimerFired(at=EVENING + timedelta(hours=2), name="reminder"))

    (push,) = pushes(student)
    assert push.push_until == datetime(2026, 11, 21, 13, 0, tzinfo=UTC)


def test_nobody_is_interrupted(content: Content) -> None:
    student = reminded(content)
    student.at = EVENING - timedelta(hours=1)
    student.open("papers/passport")

    student.wait(hours=2)

    assert not pushes(student)
    assert student.place == "papers/passport"
    assert student.timers == {"reminder": EVENING + timedelta(days=1)}


@pytest.mark.parametrize("word", ["tolong", "keluar"])
def test_whoever_needed_help_or_left_quickly_is_left_alone(content: Content, word: str) -> None:
    student = reminded(content)

    student.type(word)

    assert student.timers == {"reminder": EVENING + timedelta(days=2)}


def test_lesson_that_was_left_is_kept_when_a_reminder_comes(content: Content) -> None:
    student = reminded(content)
    student.open("papers/passport")
    student.wait(hours=9)
    assert student.place == "reminder/invite"

    student.type("menu")
    student.tap("resume")

    assert student.place == "papers/passport"


def test_reminders_can_be_turned_off_and_changed(content: Content) -> None:
    student = reminded(content)
    student.type("menu")
    student.tap("reminders", "change", "korea-japan", "morning", "no")
    assert student.timers == {"reminder": datetime(2026, 11, 21, 23, 0, tzinfo=UTC)}

    student.type("menu")
    student.tap("reminders", "off")

    assert student.timers == {}
    assert "zone" not in student.state.answers
    assert "hour" not in student.state.answers


def test_turning_off_and_on_again_gives_no_second_push_that_day(content: Content) -> None:
    student = reminded(content)
    student.wait(hours=8, minutes=30)
    assert pushes(student)

    student.tap("off")
    student.type("menu")
    student.tap("reminders", "yes", "central", "evening", "no")

    assert student.timers == {"reminder": EVENING + timedelta(days=1)}


def test_somewhere_else_is_told_that_it_does_not_work(content: Content) -> None:
    student = Student(content)
    student.type("menu")

    student.tap("reminders", "yes", "skip")

    assert student.state.reminders is None
    assert "belum bisa" in student.words
    assert student.at == MORNING


def test_web_page_offers_no_reminders(content: Content) -> None:
    student = Student(content)
    student.state = replace(student.state, channel=ChannelName.WEBCHAT)

    student.type("menu")

    assert "reminders" not in [c.token.partition(".")[2] for m in student.messages for c in m.choices]


def test_check_that_was_left_quickly_waits_and_a_finished_one_does_not(content: Content) -> None:
    student = reminded(content, {"consent": "yes", "departed-on": "2026-11-20"})
    student.wait(hours=9)
    student.tap("yes")
    student.type("keluar")
    student.type("menu")

    student.tap("my-course")
    assert student.place == "my-course/due-first"
    student.tap("yes")
    while student.place.startswith("checkups/"):
        student.tap("skip")
    student.type("menu")
    student.tap("my-course")

    assert student.place != "my-course/due-first"
