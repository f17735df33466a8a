"""Who shares is led to the same money lesson in the same week."""

from datetime import date, timedelta

import pytest

from bot.content.model import Content
from bot.domain.event import TextReceived
from bot.domain.sharing import Sharing
from bot.domain.state import State
from bot.engine.course.together import together
from bot.engine.draft import Draft
from tests.engine.course.student import MORNING, Student

MONDAY = date(2026, 11, 16)


def a_draft(content: Content, sharing: Sharing, *done: str) -> Draft:
    before = Student(content).state
    state = State(
        channel=before.channel, locale=before.locale, sharing=sharing, done=dict.fromkeys(done, "a")
    )
    return Draft(state, TextReceived(at=MORNING, text=""), content)


@pytest.mark.parametrize("day", range(7))
def test_both_sides_have_the_same_lesson_from_monday_to_sunday(content: Content, day: int) -> None:
    on = MONDAY + timedelta(days=day)
    sides = (Sharing.WORKER, Sharing.RELATIVE)

    places = {together(a_draft(content, side), on) for side in sides}

    assert places == {together(a_draft(content, Sharing.WORKER), MONDAY)}
    assert places != {None}


def test_every_lesson_has_its_week_in_turn(content: Content) -> None:
    draft = a_draft(content, Sharing.WORKER)
    weeks = range(len(content.course.together))

    places = [together(draft, MONDAY + timedelta(weeks=week)) for week in weeks]

    assert sorted(filter(None, places)) == sorted(content.course.together)


@pytest.mark.parametrize("sharing", [Sharing.NONE, Sharing.INVITED, Sharing.ASKED])
def test_who_does_not_share_has_none(content: Content, sharing: Sharing) -> None:
    assert together(a_draft(content, sharing), MONDAY) is None


def test_lesson_that_was_answered_is_not_asked_for_again(content: Content) -> None:
    place = together(a_draft(content, Sharing.WORKER), MONDAY)
    assert place is not None

    assert together(a_draft(content, Sharing.WORKER, place), MONDAY) is None


def test_every_lesson_to_settle_together_is_in_the_money_track(content: Content) -> None:
    assert len(content.course.together) == 10
    assert all(place.startswith("money/") for place in content.course.together)
