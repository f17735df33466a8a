"""What was missed comes back on the right days, in another form, at growing distance."""

import pytest

from bot.content.model import Content
from bot.domain.course import Review
from bot.domain.event import TimerFired
from bot.engine.course.agenda import ItemKind, agenda
from bot.engine.draft import Draft
from tests.engine.course.student import Student

PASSPORT = "papers/passport"


def due(student: Student) -> list[str]:
    draft = Draft(student.state, TimerFired(at=student.at, name="x"), student.content)
    return [item.place for item in agenda(draft, student.at.date()) if item.kind is ItemKind.REVIEW]


def test_wrong_twice_comes_back_after_two_days(content: Content) -> None:
    student = Student(content)

    student.learn(PASSPORT, right=False)

    assert student.state.reviews == {"passport": Review(due="2026-11-23")}
    assert due(student) == []
    student.wait(days=1)
    assert due(student) == []
    student.wait(days=1)
    assert due(student) == ["repeats/passport-1"]


def test_right_at_the_second_try_is_no_miss(content: Content) -> None:
    student = Student(content)
    student.open(PASSPORT)
    wrong = next(o.id for o in content.modules["papers"].steps["passport"].options if not o.is_right)  # type: ignore[union-attr]  # a lesson

    student.tap(wrong)
    assert "passport" in student.state.reviews  # who leaves now is asked again
    student.answer()

    assert student.state.reviews == {}


def test_not_knowing_is_asked_again_too(content: Content) -> None:
    student = Student(content)
    student.open(PASSPORT)

    student.tap("unsure")

    assert student.state.reviews["passport"].due == "2026-11-23"


def test_each_right_answer_brings_another_form_further_away(content: Content) -> None:
    student = Student(content)
    student.learn(PASSPORT, right=False)
    asked = []

    for days in content.course.distances:
        student.wait(days=days)
        (place,) = due(student)
        asked.append(place)
        student.open(place)
        student.answer()
        assert due(student) == []

    assert asked == [f"repeats/passport-{n}" for n in (1, 2, 1, 2)]
    assert student.state.reviews == {"passport": Review(passed=4)}
    student.wait(days=400)
    assert due(student) == []


def test_a_new_miss_starts_over(content: Content) -> None:
    student = Student(content)
    student.learn(PASSPORT, right=False)
    student.wait(days=2)
    student.open("repeats/passport-1")
    student.answer()
    student.wait(days=5)

    student.open("repeats/passport-2")
    student.answer(right=False)

    assert student.state.reviews["passport"] == Review(due="2026-11-30")


def test_a_right_answer_before_its_day_does_not_shorten_the_distance(content: Content) -> None:
    student = Student(content)
    student.learn(PASSPORT, right=False)

    student.open("repeats/passport-1")
    student.answer()

    assert student.state.reviews["passport"] == Review(due="2026-11-23")


@pytest.mark.parametrize("test", ["post", "recall"])
def test_misses_in_a_test_come_back_and_those_before_the_course_do_not(content: Content, test: str) -> None:
    student = Student(content)
    student.pass_test("pre", right=False)
    assert student.state.reviews == {}

    student.pass_test(test, right=False)

    asked = len(student.state.reviews)
    assert asked == {"post": 10, "recall": 5}[test]
    assert {review.due for review in student.state.reviews.values()} == {"2026-11-23"}
