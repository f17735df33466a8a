"""Free questions where no answer was expected."""

from dataclasses import replace

import pytest

from bot.content.model import Choose, Condition
from bot.domain.channel import ChannelName
from bot.domain.event import MediaKind, MediaReceived
from bot.domain.state import Frame, State
from bot.engine.turn import Turn, take_turn
from tests.builders import NOON, a_content, said, spoken, tap, text

CONTENT = a_content()
IN_MENU = State(
    channel=ChannelName.WEBCHAT, locale="id", turn=3, frames=(Frame(module="menu", step="choose"),)
)
AFTER_LESSON = State(
    channel=ChannelName.WEBCHAT, locale="id", turn=3,
    frames=(Frame(module="menu", step="go-course"), Frame(module="course", step="l1", phase=1)),
)  # fmt: skip


def ask(words: str, state: State = IN_MENU) -> Turn:
    return take_turn(state, text(words), CONTENT)


def place(turn: Turn) -> tuple[str, str]:
    return turn.state.frames[-1].module, turn.state.frames[-1].step


def test_question_in_the_menu_shows_the_best_passage_and_its_lessons() -> None:
    turn = ask("soal l1 dan l2")

    assert spoken(turn) == ["**Judul l1**\n\nl1 satu", "Mungkin ini"]
    assert [c.label for c in said(turn)[-1].choices] == ["Judul l1", "Judul l2", "Tanya orang", "Kembali"]


@pytest.mark.parametrize("typed", ["2", "judul l2", "[found-2]"])
def test_found_lesson_is_opened(typed: str) -> None:
    results = ask("soal l1 dan l2")
    event = tap(f"{results.state.turn}.{typed[1:-1]}") if typed.startswith("[") else text(typed)
    turn = take_turn(results.state, event, CONTENT)

    assert place(turn) == ("course", "l2")
    assert [f.module for f in turn.state.frames] == ["menu", "course"]


def test_question_among_results_is_looked_up_anew() -> None:
    turn = ask("sekarang l2 saja", ask("soal l1").state)

    assert turn.state.found == ("course/l2",)


def test_way_to_a_person_stands_among_the_results() -> None:
    assert place(ask("2", ask("soal l1").state)) == ("help", "need")


def test_nothing_found_asks_again() -> None:
    assert spoken(ask("apa saja boleh")) == ["<not-understood>", "Menu utama"]


def test_question_after_a_lesson_keeps_the_place() -> None:
    turn = ask("1", ask("bagaimana l2", AFTER_LESSON).state)

    assert place(turn) == ("course", "l2")
    assert turn.state.bookmark[0].step == "l1"


def test_question_inside_a_lesson_question_is_only_a_wrong_answer() -> None:
    state = State(
        channel=ChannelName.WEBCHAT, locale="id", turn=3, frames=(Frame(module="course", step="l1"),)
    )

    assert spoken(ask("soal l2", state)) == ["<not-understood>", "l1 tanya"]


def test_question_that_is_saved_is_no_search() -> None:
    state = State(
        channel=ChannelName.WEBCHAT, locale="id", turn=3, frames=(Frame(module="welcome", step="role"),)
    )

    assert spoken(ask("soal l2", state))[0] == "<not-understood>"


def test_danger_comes_before_any_search() -> None:
    assert place(ask("soal l1 sy dipukul")) == ("emergency", "card")


def test_step_that_is_gone_is_not_offered() -> None:
    assert spoken(ask("gone apa"))[0] == "<not-understood>"


def test_picture_among_results_gets_a_kind_word() -> None:
    results = ask("soal l1")
    turn = take_turn(results.state, MediaReceived(at=NOON, kind=MediaKind.PICTURE, reference="p"), CONTENT)

    assert spoken(turn)[0] == "<media-not-here>"


def test_door_that_the_menu_keeps_from_a_person_is_not_offered() -> None:
    menu = CONTENT.modules["menu"]
    choose = menu.steps["choose"]
    assert isinstance(choose, Choose)
    kept = Condition(name="consented", values=("yes",))
    hidden = replace(choose, options=tuple(replace(o, condition=kept) for o in choose.options))
    content = replace(
        CONTENT, modules={**CONTENT.modules, "menu": replace(menu, steps={**menu.steps, "choose": hidden})}
    )

    assert place(take_turn(IN_MENU, text("soal l1"), content)) == ("menu", "choose")
    assert (
        place(take_turn(replace(IN_MENU, answers={"consent": "yes"}), text("soal l1"), content))[0]
        == "search"
    )
