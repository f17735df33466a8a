"""A class is joined by its code, after being asked, and counted in whole numbers."""

import pytest

from bot.content.model import Content
from bot.domain.channel import ChannelName
from bot.domain.effect import CountInGroup, JoinGroup, LeaveGroup
from bot.domain.event import GroupAnswered, Started
from bot.domain.state import State
from bot.engine.turn import take_turn
from tests.engine.course.student import MORNING, Student


def effects(student: Student, kind: type) -> list[object]:
    return [effect for effect in student.effects if isinstance(effect, kind)]


def joined(content: Content) -> Student:
    student = Student(content)
    student.type("gabung mangga 4827")
    student.tap("yes")
    student.hear(GroupAnswered(at=student.at, is_joined=True))
    return student


@pytest.mark.parametrize(
    "words", ["gabung mangga 4827", "GABUNG MANGGA4827!", "ikut mangga-4827", "join mangga 4827"]
)
def test_code_is_asked_about_before_anybody_is_counted(content: Content, words: str) -> None:
    student = Student(content)

    student.type(words)
    assert student.place == "group/ask"
    assert effects(student, JoinGroup) == []

    student.tap("yes")
    assert effects(student, JoinGroup) == [JoinGroup(code="mangga4827")]


def test_refusing_joins_nothing(content: Content) -> None:
    student = Student(content)
    student.type("gabung mangga 4827")

    student.tap("no")

    assert effects(student, JoinGroup) == []
    assert "group" not in student.state.dates


def test_unknown_code_is_said_kindly_and_goes_on(content: Content) -> None:
    student = Student(content)
    student.type("gabung mangga 4827")
    student.tap("yes")

    student.hear(GroupAnswered(at=student.at, is_joined=False))

    assert "tidak kami kenal" in student.words
    assert student.place == "menu/choices"
    assert "group" not in student.state.dates


def test_code_with_a_slip_in_its_digits_is_no_code(content: Content) -> None:
    student = Student(content)

    student.type("gabung mangga 4837")

    assert student.place != "group/ask"


def test_newcomer_by_a_link_is_welcomed_first(content: Content) -> None:
    first = take_turn(
        State(channel=ChannelName.TELEGRAM, locale="id"), Started(at=MORNING, payload="g-mangga4827"), content
    )
    student = Student(content)
    student.state, student.effects = first.state, first.effects
    student.tap("id", "no")

    assert student.place == "group/ask"


def test_progress_is_counted_whenever_it_changes(content: Content) -> None:
    student = joined(content)

    student.learn("papers/passport")

    counted = [e for e in student.effects if isinstance(e, CountInGroup)]
    assert counted == []  # the last turn, "go on", changed nothing
    student.open("papers/copies")
    student.tap("unsure")
    (latest,) = [e for e in student.effects if isinstance(e, CountInGroup)]
    assert latest.figures == {"lessons": 2, "mastered": 1}


def test_tests_are_counted_when_they_are_finished(content: Content) -> None:
    student = joined(content)

    student.pass_test("pre", right=False)

    (latest,) = [e for e in student.effects if isinstance(e, CountInGroup)]
    assert latest.figures == {"lessons": 0, "mastered": 0, "pre_right": 0, "pre_unsure": 0}


def test_member_can_leave(content: Content) -> None:
    student = joined(content)
    student.type("menu")
    student.tap("progress", "group", "leave")

    assert effects(student, LeaveGroup) == [LeaveGroup()]
    student.learn("papers/passport")
    assert effects(student, CountInGroup) == []


def test_late_answer_about_a_group_changes_nothing(content: Content) -> None:
    student = Student(content)

    student.hear(GroupAnswered(at=student.at, is_joined=True))

    assert student.messages == []
    assert student.place == "menu/choices"


def test_impatient_words_while_the_code_is_looked_up_are_survived(content: Content) -> None:
    student = Student(content)
    student.type("gabung mangga 4827")
    student.tap("yes")

    student.type("halo?")
    student.hear(GroupAnswered(at=student.at, is_joined=True))
    student.hear(GroupAnswered(at=student.at, is_joined=True))

    assert student.place == "menu/choices"
    assert "group" in student.state.dates
