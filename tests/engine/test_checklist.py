"""The route as a list: what can be done now, problems and expiry, the last gate, and a sheet."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.content.model import Act, Action, Checklist, Content, End, Route, RouteItem, RouteStatus, Say, Step
from bot.domain.effect import SendMessage
from bot.domain.message import Medium
from bot.domain.state import Frame, State
from bot.engine.turn import take_turn
from tests.builders import NOON, a_content, a_state, bubble, module, option, spoken, tap, text, texts


def an_item(id: str, *after: str, dated: bool = False, must: bool = True) -> RouteItem:
    fields = {"purpose": texts(f"guna {id}"), "where": texts(f"di {id}"), "refused": texts(f"ditolak {id}")}
    return RouteItem(id=id, title=texts(id), texts=fields, after=after, is_dated=dated, is_must=must)


def a_world() -> Content:
    items = [
        an_item("ask"),
        an_item("passport", "ask", dated=True),
        an_item("visa", "passport"),
        an_item("photo", must=False),
    ]
    route = Route(
        id="official",
        title=texts("Jalur resmi"),
        status=RouteStatus.OPEN,
        about=texts("tentang"),
        warning=None,
        items={item.id: item for item in items},
    )
    closed = replace(route, id="closed", status=RouteStatus.CLOSED, warning=texts("jangan"), items={})
    steps: list[Step] = [
        Checklist(
            id="list",
            options=(option("sheet", "sheet", label="Cetak"), option("leave", "finish", label="Sudah")),
            next="ready",
        ),
        Say(id="ready", bubbles=(bubble("siap"),), next="finish"),
        Act(id="sheet", action=Action.PRINT_SHEET, next="list"),
        Act(id="set-closed", action=Action.SET_ROUTE, next="list", route="closed"),
        End(id="finish"),
    ]
    content = a_content([module("papers", steps)])
    routes = {"official": route, "closed": closed}
    return replace(content, routes=routes, checklist="papers/list")


def begun(content: Content, **papers: str) -> State:
    frames = (Frame(module="menu", step="choose"), Frame(module="papers", step="list"))
    state = State(
        channel=a_state().channel, locale="id", frames=frames, route="official", papers=papers,
        answers={"consent": "no"},
    )  # fmt: skip
    return take_turn(state, text("ulang"), content).state


def offered(content: Content, state: State) -> list[str]:
    turn = take_turn(state, text("ulang"), content)
    return [
        choice.token.partition(".")[2]
        for effect in turn.effects
        if isinstance(effect, SendMessage)
        for choice in effect.message.choices
    ]


def taps(content: Content, state: State, *choices: str) -> tuple[State, list[str]]:
    said: list[str] = []
    for choice in choices:
        turn = take_turn(state, tap(f"{state.turn}.{choice}"), content)
        state, said = turn.state, spoken(turn)
    return state, said


def test_what_can_be_done_now_is_offered_first() -> None:
    content = a_world()

    assert offered(content, begun(content)) == [
        "item-ask",
        "item-photo",
        "item-passport",
        "more",
        "sheet",
        "leave",
    ]
    assert offered(content, begun(content, ask="done"))[:2] == ["item-passport", "item-photo"]


def test_the_rest_of_the_list_is_a_page_away() -> None:
    content = a_world()

    state, _ = taps(content, begun(content), "more")
    assert offered(content, state)[0] == "item-visa"
    state, _ = taps(content, state, "more")
    assert offered(content, state)[0] == "item-ask"


def test_what_somebody_has_already_can_be_marked_before_its_turn() -> None:
    content = a_world()

    state, said = taps(content, begun(content), "item-passport")
    assert "<item-first>" in said[0]
    state, _ = taps(content, state, "done")

    assert state.papers == {"passport": "done"}


def test_item_says_what_it_is_for_and_where() -> None:
    content = a_world()

    _, said = taps(content, begun(content), "item-ask")

    assert "<item-purpose>" in said[0]
    assert "<item-where>" in said[0]


def test_done_leads_to_the_next_step() -> None:
    content = a_world()

    state, said = taps(content, begun(content), "item-ask", "done")

    assert state.papers == {"ask": "done"}
    assert "<route-next>" in said[-1]


def test_paper_with_a_date_is_asked_for_it_and_may_skip() -> None:
    content = a_world()
    asked, said = taps(content, begun(content, ask="done"), "item-passport", "done")
    assert "<item-expires>" in said[-1]

    given = take_turn(asked, text("3-5-2027"), content).state
    skipped = take_turn(asked, text("0"), content).state

    assert given.papers["passport"] == "done 2027-05-03"
    assert skipped.papers["passport"] == "done"


def test_date_that_is_none_is_asked_again() -> None:
    content = a_world()
    asked, _ = taps(content, begun(content, ask="done"), "item-passport", "done")

    again = take_turn(asked, text("besok"), content)

    assert "<date-expected>" in spoken(again)[0]
    assert again.state.papers["passport"] == "done"


def test_expired_paper_is_open_again_and_closes_what_came_after() -> None:
    content = a_world()
    state = begun(content, ask="done", passport="done 2020-01-01", visa="done")

    turn = take_turn(state, text("ulang"), content)

    assert "<route-line-expired>" in spoken(turn)[-1]
    assert offered(content, state)[0] == "item-passport"
    assert "ready" not in offered(content, state)


def test_problem_brings_advice_and_a_way_to_a_person() -> None:
    content = a_world()

    state, said = taps(content, begun(content), "item-ask", "problem")
    assert said[0] == "(ditolak ask)" or said[0] == "ditolak ask"
    assert state.papers == {"ask": "problem"}

    helped, _ = taps(content, state, "help")
    assert helped.frames[-1].module == "help"
    back = take_turn(helped, tap(f"{helped.turn}.done"), content).state
    assert back.frames[-1].step == "list"


def test_problem_can_be_done_later() -> None:
    content = a_world()

    state, _ = taps(content, begun(content, ask="problem"), "item-ask", "done")

    assert state.papers == {"ask": "done"}


def test_not_yet_takes_a_mark_back() -> None:
    content = a_world()

    state, _ = taps(content, begun(content, ask="problem"), "item-ask", "not-yet")

    assert state.papers == {}


def test_gate_opens_when_the_last_must_is_done() -> None:
    content = a_world()

    _, said = taps(content, begun(content, ask="done", passport="done"), "item-visa", "done")

    assert "siap" in said


def test_sheet_is_sent_as_pdf_and_as_text() -> None:
    content = a_world()
    state = begun(content, ask="done")

    turn = take_turn(state, tap(f"{state.turn}.sheet"), content)

    sheets = [e.message.printout for e in turn.effects if isinstance(e, SendMessage) and e.message.printout]
    assert [(sheet.form, sheet.medium) for sheet in sheets] == [("checklist", Medium.PDF)]
    assert sheets[0].values["item-1-mark"] == "done"
    assert any("☑ ask" in words for words in spoken(turn))


def test_another_route_begins_anew_and_the_same_goes_on() -> None:
    content = a_world()
    frames = (Frame(module="menu", step="choose"), Frame(module="papers", step="set-closed"))
    state = replace(begun(content, ask="done"), frames=frames)

    turn = take_turn(state, text("ulang"), content)

    assert turn.state.route == "closed"
    assert turn.state.papers == {}
    assert "tentang" in spoken(turn)[0]
    assert "jangan" in spoken(turn)[-1]


def test_route_that_is_gone_is_survived() -> None:
    content = a_world()
    state = replace(begun(content), route="removed")

    turn = take_turn(state, text("ulang"), content)

    assert "<route-none>" in spoken(turn)[-1]


@pytest.mark.parametrize("words", ["", "🙏", "x" * 3000, "9", "menu", "keluar"])
def test_anything_typed_at_any_phase_is_survived(words: str) -> None:
    content = a_world()
    for path in ((), ("item-ask",), ("item-ask", "problem")):
        state, _ = taps(content, begun(content), *path)
        assert take_turn(state, text(words, timedelta(days=1)), content).state.turn == state.turn + 1
    assert NOON
