"""One phone, several people in turn: each gets their own notes back, and nobody sees those of another."""

import pytest

from bot.content.model import Content
from bot.domain.drawers import DRAWERS
from tests.engine.phone import Phone


@pytest.fixture
def phone(content: Content) -> Phone:
    phone = Phone(content)
    phone.begin()
    phone.learn("papers/passport")
    return phone


def hand_over(phone: Phone) -> None:
    phone.open("lock")
    phone.tap("next", "yes")


def test_code_is_made_and_shown_once(phone: Phone) -> None:
    hand_over(phone)

    assert phone.place == "lock/write-down"
    assert phone.words.count("MANGGA KUDA") == 1
    phone.tap("written")
    assert "MANGGA" not in phone.words
    assert phone.messages[0].hides


def test_next_person_begins_with_the_welcome(phone: Phone) -> None:
    hand_over(phone)

    phone.tap("written")

    assert phone.place == "welcome/language"
    assert (phone.state.done, phone.state.answers, phone.state.lock_code) == ({}, {}, "")


def test_two_people_in_turn_get_their_own_progress_back(phone: Phone) -> None:
    hand_over(phone)
    phone.tap("written")
    phone.tap("id", "no")
    phone.learn("papers/copies")
    hand_over(phone)
    assert "APEL MEJA" in phone.words
    phone.tap("written")

    phone.type("buka mangga kuda")
    assert set(phone.state.done) == {"papers/passport"}
    phone.type("buka apel meja")
    assert set(phone.state.done) == {"papers/copies"}
    phone.type("keluar")

    assert set(phone.drawers) == {"manggakuda", "apelmeja"}


def test_switching_puts_the_present_person_away(phone: Phone) -> None:
    hand_over(phone)
    phone.tap("written")
    phone.begin()
    phone.learn("papers/copies")
    phone.lock("bunga melati")
    phone.type("buka bunga melati")

    phone.type("buka mangga kuda")

    assert list(phone.drawers) == ["bungamelati"]
    assert phone.state.lock_code == "manggakuda"


def test_who_has_a_code_word_keeps_it(phone: Phone) -> None:
    phone.lock("bunga melati")
    phone.type("buka bunga melati")

    hand_over(phone)

    assert phone.place == "welcome/language"
    assert list(phone.drawers) == ["bungamelati"]


def test_empty_chat_needs_no_code(content: Content) -> None:
    phone = Phone(content)
    phone.begin()

    hand_over(phone)

    assert phone.place == "welcome/language"
    assert phone.drawers == {}


def test_turn_that_cannot_be_put_away_is_not_ended(phone: Phone) -> None:
    phone.drawers = {f"laci{number}": "" for number in range(DRAWERS)}

    hand_over(phone)

    assert phone.place == "lock/full"
    assert set(phone.state.done) == {"papers/passport"}


def test_quick_exit_before_the_code_is_confirmed_keeps_the_notes(phone: Phone) -> None:
    hand_over(phone)

    phone.type("keluar")
    phone.type("buka mangga kuda")

    assert set(phone.state.done) == {"papers/passport"}
