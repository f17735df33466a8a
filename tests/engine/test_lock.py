"""What was put away under a code word is nowhere on the screen and comes back with the word alone."""

from dataclasses import replace
from itertools import product

import pytest

from bot.content.model import Content
from bot.domain.course import Reminders
from bot.domain.drawers import DRAWERS, EASY_WORDS, DrawerResult
from bot.domain.effect import CancelTimer, PutAway, TakeOut
from bot.domain.event import DrawerOpened, DrawerPutAway, TextReceived, TimerFired
from bot.domain.mode import Mode
from bot.domain.state import State, write_state
from bot.engine.course import reminding
from bot.engine.drawers import MOST_TRIES
from bot.engine.reading import Danger, find_danger, find_interrupt, hear
from tests.engine.phone import Phone

CODE = "bunga melati"
KEPT = "bungamelati"


@pytest.fixture
def phone(content: Content) -> Phone:
    """Somebody with a lesson behind them, in the menu."""
    phone = Phone(content)
    phone.begin()
    phone.learn("papers/passport")
    phone.type("menu")
    return phone


def notes(state: State) -> dict[str, object]:
    """All that a person would miss."""
    raw = write_state(state)
    return {name: raw.get(name) for name in ("answers", "done", "reviews", "dates", "route", "papers")}


def a_stranger(phone: Phone) -> State:
    """As somebody's who never wrote, but for what is the chat's own: language, turn, tries, that it has drawers."""
    blank = State(channel=phone.state.channel, locale=phone.state.locale, turn=phone.state.turn)
    return replace(blank, tries=phone.state.tries, heard_at=phone.state.heard_at, has_drawers=True)


def test_locked_chat_is_a_stranger_to_whoever_writes(phone: Phone) -> None:
    phone.lock(CODE)

    assert phone.state == a_stranger(phone)
    assert [(message.hides, message.keeps_way) for message in phone.messages] == [(True, True)]
    assert "apa kabar" in phone.words
    phone.type("menu")
    assert phone.place == "welcome/language"


def test_code_brings_everything_back_at_the_menu(phone: Phone) -> None:
    before = notes(phone.state)
    phone.lock(CODE)

    phone.type("Buka bunga MELATI!")

    assert notes(phone.state) == before
    assert phone.place == "menu/choices"
    assert phone.messages[0].hides, "the code stands on the screen"
    assert phone.drawers == {}


def test_code_opens_from_the_module_too(phone: Phone) -> None:
    before = notes(phone.state)
    phone.lock(CODE)
    phone.begin()
    phone.open("lock")

    phone.tap("open")
    phone.type("bunga melati")

    assert notes(phone.state) == before


@pytest.mark.parametrize("typed", ["abc", "12345", "bunga 7", "satu dua tiga empat", "x" * 31, "👍👍👍👍"])
def test_what_can_be_no_code_word_is_asked_again(phone: Phone, typed: str) -> None:
    phone.open("lock")
    phone.tap("lock")

    phone.type(typed)

    assert phone.place == "lock/first"
    assert phone.drawers == {}


@pytest.mark.parametrize("word", ["menu", "keluar", "hapus data", "tolong", "bos pukul saya"])
def test_words_that_mean_something_are_no_code_words(phone: Phone, word: str) -> None:
    phone.open("lock")
    phone.tap("lock")

    phone.type(word)

    assert not phone.state.frames or phone.place not in ("lock/again", "lock/first")
    assert phone.drawers == {}


def test_interrupt_in_pieces_is_no_code_word(phone: Phone) -> None:
    phone.open("lock")
    phone.tap("lock")

    phone.type("ke luar")

    assert phone.place == "lock/first"


def test_two_different_words_lock_nothing(phone: Phone) -> None:
    phone.lock(CODE, "bunga mawar")

    assert phone.place == "lock/differs"
    assert phone.drawers == {}


def test_code_word_is_forgotten_when_the_module_is_left_half_way(phone: Phone) -> None:
    phone.open("lock")
    phone.tap("lock")
    phone.type(CODE)

    phone.type("menu")

    assert KEPT not in str(write_state(phone.state))


def test_voice_is_no_code_word_and_no_way_to_open(phone: Phone) -> None:
    phone.lock(CODE)

    phone.type("buka")

    assert phone.place == "welcome/language"


def test_quick_exit_locks_by_itself_while_a_code_is_set(phone: Phone) -> None:
    phone.lock(CODE)
    phone.type(f"buka {CODE}")
    phone.learn("papers/copies")
    before = notes(phone.state)

    phone.type("keluar")

    assert phone.state == a_stranger(phone)
    assert "Good morning" in phone.words
    phone.type(f"buka {CODE}")
    assert notes(phone.state) == before


def test_closing_from_the_menu_locks_as_well(phone: Phone) -> None:
    phone.lock(CODE)
    phone.type(f"buka {CODE}")

    phone.tap("close")

    assert phone.state == a_stranger(phone)


def test_lesson_that_was_left_is_offered_again_after_opening(phone: Phone) -> None:
    phone.lock(CODE)
    phone.type(f"buka {CODE}")
    phone.open("papers/copies")

    phone.type("keluar")
    phone.type(f"buka {CODE}")

    assert "resume" in [choice.token.partition(".")[2] for choice in phone.messages[-1].choices]


def test_wrong_code_says_that_it_does_not_fit_and_nothing_else(phone: Phone) -> None:
    phone.lock(CODE)

    phone.type("buka bunga mawar")

    assert phone.words == phone.content.phrases["drawer-wrong"]["id"].wordings[0]
    assert phone.state.frames == ()


def test_chat_without_drawers_answers_a_code_like_one_with_drawers(content: Content, phone: Phone) -> None:
    phone.lock(CODE)
    empty = Phone(content)

    phone.type("buka bunga mawar")
    empty.type("buka bunga mawar")

    assert empty.messages == phone.messages
    assert empty.asked["TakeOut"] == phone.asked["TakeOut"] == 1


def test_sixth_wrong_code_is_not_even_looked_up(phone: Phone) -> None:
    phone.lock(CODE)
    phone.state = replace(phone.state, tries=())
    for word in ("satu", "duadua", "tiga", "empat", "lima"):
        phone.type(f"buka {word}")
        assert "tidak cocok" in phone.words

    phone.type("buka enam")
    assert phone.words == "Coba lagi nanti."
    phone.type(f"buka {CODE}")

    assert phone.words == "Coba lagi nanti."
    assert phone.asked["TakeOut"] == MOST_TRIES
    assert list(phone.drawers) == [KEPT]


def test_right_code_opens_when_the_hour_is_over(phone: Phone) -> None:
    before = notes(phone.state)
    phone.lock(CODE)
    for _ in range(MOST_TRIES + 2):
        phone.type("buka salah sekali")

    phone.wait(minutes=61)
    phone.type(f"buka {CODE}")

    assert notes(phone.state) == before


def test_own_drawer_gives_no_new_tries(phone: Phone) -> None:
    phone.lock(CODE)
    for _ in range(4):  # to choose the code was a try, too
        phone.type("buka bunga mawar")

    phone.type(f"buka {CODE}")
    assert phone.words == "Coba lagi nanti."
    phone.wait(minutes=61)
    for _ in range(4):
        phone.type("buka bunga mawar")
    phone.type(f"buka {CODE}")
    phone.type("keluar")
    phone.type("buka bunga mawar")
    phone.type("buka bunga mawar")

    assert phone.words == "Coba lagi nanti."


def test_choosing_codes_is_no_way_to_guess_them(phone: Phone) -> None:
    phone.lock(CODE)
    phone.begin()
    for word in ("satu", "duadua", "tiga", "empat"):
        phone.lock(word)
        phone.begin()

    phone.lock(CODE)

    assert phone.asked["PutAway"] == 2 * MOST_TRIES, "each once to choose, once to close"
    assert "Coba lagi nanti" in phone.words


def test_taken_code_is_refused_like_an_unfit_one(phone: Phone) -> None:
    before = phone.state.done
    phone.lock(CODE)
    phone.begin()
    phone.learn("papers/copies")

    phone.lock(CODE)

    assert phone.place == "lock/taken"
    phone.tap("leave")
    phone.wait(hours=2)
    phone.lock("bunga mawar")
    phone.type(f"buka {CODE}")
    assert phone.state.done == before


def test_changed_code_word_replaces_the_old_one(phone: Phone) -> None:
    phone.lock(CODE)
    phone.type(f"buka {CODE}")

    phone.lock("bunga mawar")

    assert list(phone.drawers) == ["bungamawar"]


def test_twenty_first_drawer_is_not_begun(phone: Phone) -> None:
    phone.drawers = {f"laci{number}": "" for number in range(DRAWERS)}

    phone.lock(CODE)

    assert phone.place == "lock/full"
    assert notes(phone.state)["done"]


def test_locked_person_gets_no_reminder(phone: Phone) -> None:
    plan = Reminders(zone="west", hour=18)
    phone.state = replace(phone.state, reminders=plan)
    phone.type("menu")
    assert reminding.TIMER in phone.timers

    phone.lock(CODE)

    assert CancelTimer(name=reminding.TIMER) in phone.effects
    phone.hear(TimerFired(at=phone.at, name=reminding.TIMER))
    assert phone.messages == []
    phone.type(f"buka {CODE}")
    assert phone.state.reminders is not None
    assert reminding.TIMER in phone.timers


def test_stop_holds_over_the_lock(phone: Phone) -> None:
    phone.lock(CODE)
    phone.type(f"buka {CODE}")
    phone.type("berhenti")

    phone.type("keluar")
    assert phone.state == a_stranger(phone)
    phone.type(f"buka {CODE}")

    assert phone.state.mode is Mode.STOPPED
    assert "MULAI" in phone.messages[-1].text


def test_place_that_closes_by_itself_on_a_shared_phone_is_locked(phone: Phone) -> None:
    phone.lock(CODE)
    phone.type(f"buka {CODE}")
    phone.state = replace(phone.state, is_neutral=True)
    phone.type("menu")

    phone.wait(minutes=11)

    assert phone.state == a_stranger(phone)
    phone.type(f"buka {CODE}")
    assert phone.state.is_neutral


def test_danger_word_beside_a_code_is_heard_first(phone: Phone) -> None:
    phone.lock(CODE)

    phone.type("buka pintu tolong saya dipukul")

    assert phone.asked["TakeOut"] == 0
    assert phone.state.frames[-1].module == "emergency"


def test_question_that_begins_with_open_is_answered(phone: Phone) -> None:
    phone.type("buka rekening bank")

    assert phone.asked["TakeOut"] == 0
    assert phone.place == "search/results"


def test_notes_without_a_code_are_not_lost_to_a_typed_code(phone: Phone) -> None:
    phone.lock(CODE)
    phone.begin()
    phone.learn("papers/copies")

    phone.type(f"buka {CODE}")

    assert phone.asked["TakeOut"] == 0
    assert set(phone.state.done) == {"papers/copies"}


def test_notes_without_a_code_are_given_up_only_when_asked(phone: Phone) -> None:
    before = notes(phone.state)
    phone.lock(CODE)
    phone.begin()
    phone.learn("papers/copies")
    phone.open("lock")
    phone.tap("open")
    assert phone.place == "lock/occupied"

    phone.tap("open")
    phone.type(CODE)

    assert notes(phone.state) == before


# Answers that come when nobody waits for them any more


def test_lock_that_comes_late_locks_what_was_done_since(content: Content, phone: Phone) -> None:
    phone.learn("papers/copies")
    before = notes(phone.state)

    phone.hear(DrawerPutAway(at=phone.at, result=DrawerResult.DONE, code=KEPT, is_drawn=False))

    assert phone.state == a_stranger(phone)
    phone.type(f"buka {CODE}")
    assert notes(phone.state) == before


def test_refusal_that_comes_late_changes_nothing(phone: Phone) -> None:
    before = notes(phone.state)

    phone.hear(DrawerPutAway(at=phone.at, result=DrawerResult.TAKEN, code=KEPT, is_drawn=False))

    assert (notes(phone.state), phone.messages) == (before, [])


def test_second_answer_to_impatient_words_leaves_the_drawer_alone(phone: Phone) -> None:
    phone.lock(CODE)
    kept = dict(phone.drawers)

    phone.hear(DrawerPutAway(at=phone.at, result=DrawerResult.DONE, code=KEPT, is_drawn=False))

    assert phone.drawers == kept
    assert phone.messages == []


def test_opened_drawer_is_taken_wherever_the_chat_stands(phone: Phone) -> None:
    back = replace(phone.state, frames=(), done={"papers/copies": "a"}, lock_code=KEPT)
    phone.learn("papers/passport")

    phone.hear(DrawerOpened(at=phone.at, state=back))

    assert phone.state.done == {"papers/copies": "a"}


def test_impatient_word_while_it_is_locked_asks_for_nothing_twice(phone: Phone) -> None:
    phone.open("lock")
    phone.tap("lock")
    phone.type(CODE)
    asked = super(Phone, phone).hear(TextReceived(at=phone.at, text=CODE))

    again = super(Phone, phone).hear(TextReceived(at=phone.at, text="halo?"))

    assert sum(isinstance(effect, PutAway) for effect in asked.effects) == 1
    assert not any(isinstance(effect, PutAway | TakeOut) for effect in again.effects)


# Codes of the program


def test_no_pair_of_easy_words_means_anything_else(content: Content, phone: Phone) -> None:
    sample = EASY_WORDS[::7]
    for first, second in product(sample, repeat=2):
        heard = hear(TextReceived(at=phone.at, text=f"{first} {second}"), content)
        assert find_interrupt(heard, content) is None
        assert find_danger(heard, content) is Danger.NONE, heard.words


def test_easy_words_are_each_there_once() -> None:
    assert len(set(EASY_WORDS)) == len(EASY_WORDS)
    assert all(word.isalpha() and word.islower() for word in EASY_WORDS)
