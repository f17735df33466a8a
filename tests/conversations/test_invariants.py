"""What must hold of the real content wherever a person is, apart from the words."""

import json

import pytest

from bot.content.model import Ask, Choose, Content, Lesson, Role
from bot.content.normalise import normalise
from bot.domain.channel import ChannelName
from bot.domain.state import Frame, State, read_state, write_state
from bot.engine.turn import take_turn
from tests.builders import tap, text
from tests.conversations.test_golden import LOCALES, NAMES
from tests.conversations.transcript import begin, messages, play

pytestmark = pytest.mark.parametrize("locale", LOCALES)


def waiting(content: Content, name: str) -> list[str]:
    return [s.id for s in content.modules[name].steps.values() if isinstance(s, Choose | Ask | Lesson)]


def at(content: Content, name: str, step: str, locale: str, phase: int = 0) -> State:
    state = begin(content, name, locale, step=step)
    return State(
        channel=ChannelName.WEBCHAT, locale=locale, turn=5, answers=state.answers,
        frames=(*state.frames[:-1], Frame(module=name, step=step, phase=phase)),
    )  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_every_answer_of_every_lesson_shows_its_reason(content: Content, name: str, locale: str) -> None:
    for step in content.modules[name].steps.values():
        if isinstance(step, Lesson):
            for option in step.options:
                assert option.reason is not None
                asked = take_turn(at(content, name, step.id, locale), text("ulang"), content)
                turn = take_turn(asked.state, tap(f"{asked.state.turn}.{option.id}"), content)
                assert messages(turn)[0].text == option.reason[locale].render({}, text("").at.date())


@pytest.mark.parametrize("name", NAMES)
def test_every_choice_may_be_typed_by_number_and_by_label(content: Content, name: str, locale: str) -> None:
    for step in waiting(content, name):
        asked = take_turn(at(content, name, step, locale), text("ulang"), content)
        for choice in messages(asked)[-1].choices:
            tapped = take_turn(asked.state, tap(choice.token), content)
            assert take_turn(asked.state, text(str(choice.number)), content) == tapped
            assert take_turn(asked.state, text(f" {choice.label.upper()}! "), content) == tapped


@pytest.mark.parametrize("name", NAMES)
def test_every_step_resumes_after_it_was_stored(content: Content, name: str, locale: str) -> None:
    for step in waiting(content, name):
        asked = take_turn(at(content, name, step, locale), text("ulang"), content)
        stored = read_state(json.loads(json.dumps(write_state(asked.state))))
        assert stored == asked.state
        assert stored.frames[-1].step == step


@pytest.mark.parametrize("name", NAMES)
def test_menu_and_a_person_are_two_taps_away_from_every_step(
    content: Content, name: str, locale: str
) -> None:
    for step in waiting(content, name):
        asked = take_turn(at(content, name, step, locale), text("ulang"), content)
        question = messages(asked)[-1]
        roles = {content.roles[Role.MENU]: ":menu", content.roles[Role.HELP]: ":help"}
        offered = {way.token for way in question.ways}
        for module, token in roles.items():
            assert token in offered or name == module
            assert take_turn(asked.state, tap(token), content).state.frames[-1].module == module
        assert normalise("MENU") in normalise(question.hint)


@pytest.mark.parametrize("name", NAMES)
def test_danger_is_answered_in_every_step(content: Content, name: str, locale: str) -> None:
    card = content.roles[Role.EMERGENCY]
    for step in waiting(content, name):
        for words in ("tolong", "sy disekap", "SOS", "i want to die", "bos pukul sy"):
            turn = take_turn(at(content, name, step, locale), text(words), content)
            assert turn.state.frames[-1].module == card, (step, words)


def test_card_says_two_ways_and_that_nobody_reads(content: Content, locale: str) -> None:
    *_, (_, turn) = play(content, begin(content, content.roles[Role.MENU], locale), ["tolong"])
    words = "\n".join(message.text for message in messages(turn))

    assert "999" in words
    assert "110" in words
    assert {"id": "Belum ada petugas", "en": "o staff"}[locale] in words
