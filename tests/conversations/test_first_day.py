"""From "hello" to the end of a lesson, and back days later, with the real content in both languages."""

import json
from datetime import timedelta

import pytest

from bot.content.model import Content
from bot.domain.channel import ChannelName
from bot.domain.event import Started
from bot.domain.state import State, read_state, write_state
from bot.engine.turn import take_turn
from tests.builders import text
from tests.conversations.transcript import AT, messages, play

FIRST_DAY = {
    "id": ["1", "ya", "1", "1", "1", "1", "1", "1", "1"],
    "en": ["English", "yes", "1", "1", "1", "1", "1", "1", "1"],
}


@pytest.mark.parametrize("locale", ["id", "en"])
def test_hello_leads_to_the_menu(content: Content, locale: str) -> None:
    first = take_turn(State(channel=ChannelName.WEBCHAT, locale="id"), Started(at=AT), content)
    states = [turn.state for _, turn in play(content, first.state, FIRST_DAY[locale])]

    in_menu = next(state for state in states if state.frames[0].module == "menu")
    assert in_menu.locale == locale
    assert in_menu.answers["consent"] == "yes"


@pytest.mark.parametrize("locale", ["id", "en"])
def test_lesson_resumes_days_later_at_the_same_step(content: Content, locale: str) -> None:
    state = State(channel=ChannelName.WEBCHAT, locale=locale, turn=9, frames=())
    *_, (_, turn) = play(
        content,
        take_turn(state, Started(at=AT, locale_hint=locale), content).state,
        ["menu", "[courses]", "[before]", "[legal-route]", "[who-does-what]"],
    )
    stored = read_state(json.loads(json.dumps(write_state(turn.state))))
    later = take_turn(stored, text("halo", timedelta(days=9)), content)

    assert later.state.frames[-1].step == "who-does-what"
    assert messages(later)[-1].choices
    assert [c.label for c in messages(later)[-1].choices] == [c.label for c in messages(turn)[-1].choices]
