"""Every word that works everywhere, as written in content/words.yaml, in steps of every kind."""

import os

import pytest

from bot.content.model import Content, Interrupt, Role
from bot.domain.event import TextReceived
from bot.domain.mode import Mode
from bot.engine.turn import Turn, take_turn
from tests.conversations.transcript import AT, begin, messages

SOAK = bool(os.environ.get("BERANGKAT_SOAK"))
EVERY = 25
"""Families make some twenty thousand phrases: all of them are tried in `make soak`."""

PLACES = [
    ("legal-route", "who-does-what"),
    ("danger-signs", "warning"),
    ("profile", "role"),
    ("help", "need"),
    ("menu", "choices"),
    ("about", "topics"),
]
OPENS = {
    Interrupt.MENU: Role.MENU, Interrupt.HELP: Role.HELP, Interrupt.LANGUAGE: Role.LANGUAGE, Interrupt.FORGET: Role.FORGET,
    Interrupt.LEAVE: Role.MENU,
}  # fmt: skip


def say(content: Content, place: tuple[str, str], words: str, locale: str) -> Turn:
    state = begin(content, place[0], locale, step=place[1])
    return take_turn(state, TextReceived(at=AT, text=words), content)


@pytest.mark.parametrize("place", PLACES, ids="/".join)
@pytest.mark.parametrize("locale", ["id", "en"])
def test_every_interrupt_word_works(content: Content, place: tuple[str, str], locale: str) -> None:
    for word, interrupt in content.words.interrupts.items():
        turn = say(content, place, word.upper(), locale)
        if interrupt in OPENS:
            assert turn.state.frames[-1].module == content.roles[OPENS[interrupt]], word
        if interrupt is Interrupt.STOP:
            assert turn.state.mode is Mode.STOPPED, word
        if interrupt is Interrupt.LEAVE:
            assert messages(turn)[0].hides, word
        assert messages(turn), word


@pytest.mark.parametrize("place", PLACES, ids="/".join)
@pytest.mark.parametrize("locale", ["id", "en"])
def test_every_cry_for_help_opens_the_card(content: Content, place: tuple[str, str], locale: str) -> None:
    phrases = sorted(" ".join(phrase) for phrase in content.words.danger)[:: 1 if SOAK else EVERY]
    for words in (*content.words.calls, *phrases):
        turn = say(content, place, words, locale)
        assert turn.state.frames[-1].module == content.roles[Role.EMERGENCY], words
