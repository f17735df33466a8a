"""An assessment: weights from content, a level, the reasons of what weighed, and nothing kept."""

import pytest

from bot.content.model import (
    Act,
    Action,
    Assess,
    Branch,
    Condition,
    Content,
    End,
    ModuleKind,
    Say,
    Step,
    Weigh,
)
from bot.domain.state import Frame, State
from bot.engine.turn import take_turn
from tests.builders import a_content, a_state, bubble, module, option, spoken, tap, text


def a_weigh(id: str, next: str, **weights: int) -> Weigh:
    return Weigh(
        id=id,
        question=bubble(f"{id}?"),
        options=(option("yes", label="Ya", reason=f"karena {id}"), option("no", label="Tidak")),
        weights=weights,
        next=next,
    )


def an_assessment() -> Content:
    steps: list[Step] = [
        a_weigh("fee", "boat", yes=3),
        a_weigh("boat", "visa", yes=5),
        a_weigh("visa", "result", yes=8),
        Assess(
            id="result",
            levels={"ask": 1, "worry": 4, "stop": 8},
            texts={name: bubble(f"tingkat {name}", name) for name in ("calm", "ask", "worry", "stop")},
            next="after",
        ),
        Branch(id="after", rules=((Condition(name="level", values=("stop",)), "halt"),), otherwise="finish"),
        Say(id="halt", bubbles=(bubble("Jangan berangkat dulu"),), next="forget"),
        Act(id="forget", action=Action.FORGET_ANSWERS, next="finish"),
        End(id="finish"),
    ]
    return a_content([module("check", steps, kind=ModuleKind.SYSTEM)])


def begun(content: Content) -> State:
    frames = (Frame(module="menu", step="choose"), Frame(module="check", step="fee"))
    state = State(channel=a_state().channel, locale="id", frames=frames, answers={"consent": "no"})
    return take_turn(state, text("ulang"), content).state


def play(content: Content, *choices: str) -> tuple[State, list[str]]:
    state, said = begun(content), list[str]()
    for choice in choices:
        turn = take_turn(state, tap(f"{state.turn}.{choice}"), content)
        state, said = turn.state, spoken(turn)
    return state, said


@pytest.mark.parametrize(
    ("answers", "level"),
    [
        (("no", "no", "no"), "calm"),
        (("yes", "no", "no"), "ask"),
        (("no", "yes", "no"), "worry"),
        (("yes", "yes", "no"), "stop"),
        (("no", "no", "yes"), "stop"),
    ],
)
def test_sum_of_weights_reaches_its_level(answers: tuple[str, ...], level: str) -> None:
    _, said = play(an_assessment(), *answers)

    assert f"tingkat {level}" in said
    assert ("Jangan berangkat dulu" in said) is (level == "stop")


def test_reasons_are_lines_heaviest_first() -> None:
    _, said = play(an_assessment(), "yes", "yes", "no")

    assert "• karena boat\n• karena fee" in said


def test_calm_gives_no_reasons() -> None:
    _, said = play(an_assessment(), "no", "no", "no")

    assert not any("karena" in line for line in said)


def test_result_can_be_asked_for_after_the_first_answer() -> None:
    content = an_assessment()
    state = begun(content)
    first = take_turn(state, tap(f"{state.turn}.yes"), content)

    result = take_turn(first.state, tap(f"{first.state.turn}.enough"), content)

    assert "tingkat ask" in spoken(result)


def test_there_is_no_result_before_the_first_answer() -> None:
    content = an_assessment()
    state = begun(content)

    asked = take_turn(state, text("3"), content)

    assert asked.state.frames[-1].step == "fee"


@pytest.mark.parametrize("word", ["menu", "cuaca", "hapus data", "berhenti"])
def test_answers_are_forgotten_however_the_module_is_left(word: str) -> None:
    content = an_assessment()
    state, _ = play(content, "yes", "yes")
    assert state.passing

    left = take_turn(state, text(word), content).state
    left = take_turn(left, text("menu"), content).state

    assert left.passing == {} or left.frames[-1].module == "check"
    assert "yes" not in left.done.values()


def test_answers_are_kept_while_help_is_looked_at() -> None:
    content = an_assessment()
    state, _ = play(content, "yes")

    away = take_turn(state, text("bantuan"), content).state
    back = take_turn(away, tap(f"{away.turn}.done"), content).state

    assert back.passing == {"check/fee": "yes"}
    assert back.frames[-1].step == "boat"


def test_forgetting_is_at_once() -> None:
    state, _ = play(an_assessment(), "no", "no", "yes")

    assert state.passing == {}
