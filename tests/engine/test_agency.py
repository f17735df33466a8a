"""A company's name is looked up, and what the list says is told with its day and no verdict."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.model import AgencySearch, Content, Text, Values
from bot.content.phrases import PHRASE_VALUES, REQUIRED_PHRASES
from bot.domain.agency import Agency, AgencyStatus
from bot.domain.channel import ChannelName
from bot.domain.effect import LookUpAgency
from bot.domain.event import AgenciesFound, InboundEvent, MediaKind, MediaReceived
from bot.domain.message import Message
from bot.domain.mode import Mode
from bot.domain.state import Frame, State, read_state, write_state
from bot.engine.again import Unclear
from bot.engine.offer import AGENCY_ASK, AGENCY_FOUND, AGENCY_LOOK_UP, Offer
from bot.engine.steps.agency import TABLE
from bot.engine.steps.expected import Given
from bot.engine.turn import Turn, take_turn
from tests.builders import NOON, a_content, bubble, module, option, said, spoken, tap, text

SEARCH = AgencySearch(
    id="search",
    bubbles=(bubble("Tentang daftar"), bubble("Apa namanya?")),
    options=(option("again", "search", label="Cek nama lain"), option("done", "end", label="Lanjut")),
)
AGENCY = Agency(
    name="PT Sinar Contoh",
    licence="REKAAN-1",
    status=AgencyStatus.ACTIVE,
    office="Mataram",
    valid_until="2028-01-31",
    source="Rekaan",
    as_of="2026-11-01",
    is_invented=True,
)


def worded() -> Content:
    """Phrases that show what they were given."""
    content = a_content([module("check", [SEARCH, a_content().modules["help"].steps["end"]])])
    phrases = dict(content.phrases)
    for name in REQUIRED_PHRASES:
        values = PHRASE_VALUES.get(name, frozenset())
        if name.startswith("agency-") and values:
            phrases[name] = {locale: _showing(name, sorted(values)) for locale in content.locales}
    return replace(content, phrases=phrases)


def _showing(name: str, values: list[str]) -> Text:
    def wording(given: Values) -> str:
        return f"<{name} {' '.join(given[value] for value in values)}>"

    return Text(key=name, wordings=(wording,))


CONTENT = worded()
ASKED = State(
    channel=ChannelName.WEBCHAT,
    locale="id",
    turn=3,
    frames=(Frame(module="menu", step="choose"), Frame(module="check", step="search", since=3)),
)


def turn(event: InboundEvent, state: State = ASKED) -> Turn:
    return take_turn(state, event, CONTENT)


def found(*matches: Agency, name: str = "sinar contoh", as_of: str = "2026-11-01") -> AgenciesFound:
    return AgenciesFound(at=NOON, name=name, as_of=as_of, matches=matches)


def looked_up(name: str = "sinar contoh") -> State:
    return turn(text(name)).state


def told(answer: AgenciesFound) -> Turn:
    return turn(answer, looked_up(answer.name))


def lookups(result: Turn) -> list[str]:
    return [effect.name for effect in result.effects if isinstance(effect, LookUpAgency)]


def place(result: Turn) -> tuple[str, str, int]:
    frame = result.state.frames[-1]
    return frame.module, frame.step, frame.phase


def labels(message: Message) -> list[str]:
    return [choice.label for choice in message.choices]


def test_every_phase_has_every_answer() -> None:
    unclear_or_name = {(phase, kind) for phase in (AGENCY_ASK, AGENCY_LOOK_UP) for kind in (Given, Unclear)}

    assert set(TABLE) == unclear_or_name | {(AGENCY_FOUND, kind) for kind in (Given, Unclear, Offer)}


def test_name_is_asked_for_without_choices() -> None:
    state = replace(
        ASKED, frames=(Frame(module="menu", step="choose"), Frame(module="check", step="search", phase=2))
    )

    again = turn(
        tap("3.again"), replace(state, frames=(*state.frames[:-1], replace(state.frames[-1], since=3)))
    )

    assert spoken(again) == ["Tentang daftar", "Apa namanya?"]
    assert labels(said(again)[-1]) == []
    assert place(again) == ("check", "search", AGENCY_ASK)


def test_typed_name_is_looked_up_and_waited_for() -> None:
    result = turn(text("  PT   Sinar\n*Contoh* "))

    assert lookups(result) == ["PT Sinar Contoh"]
    assert place(result) == ("check", "search", AGENCY_LOOK_UP)


@pytest.mark.parametrize("words", ["pt", "..", "apa itu P3MI?", "x" * 81])
def test_what_is_no_name_is_asked_again(words: str) -> None:
    result = turn(text(words))

    assert lookups(result) == []
    assert spoken(result)[-1] == "Apa namanya?"
    assert place(result)[:2] == ("check", "search")


def test_voice_is_asked_for_in_words() -> None:
    voice = MediaReceived(at=NOON, kind=MediaKind.VOICE, reference="f")

    assert spoken(turn(voice))[0] == "<voice-not-here>"


def test_free_question_is_answered_from_the_lessons() -> None:
    result = turn(text("soal l1 apa ya?"))

    assert lookups(result) == []
    assert place(result)[:2] == ("search", "results")


def test_found_company_is_shown_with_all_the_list_says() -> None:
    result = told(found(AGENCY))

    assert spoken(result)[0].split("\n") == [
        "<agency-found sinar contoh 2026-11-01>",
        "",
        "**PT Sinar Contoh**",
        "<agency-invented>",
        "<agency-active>",
        "<agency-licence REKAAN-1>",
        "<agency-valid 2028-01-31>",
        "<agency-office Mataram>",
        "<agency-source 2026-11-01 Rekaan>",
    ]
    assert spoken(result)[1] == "<agency-proof>\n\n<agency-next>"
    assert labels(said(result)[1]) == ["Cek nama lain", "Lanjut"]


def test_company_of_a_real_list_is_not_called_invented() -> None:
    assert "<agency-invented>" not in spoken(told(found(replace(AGENCY, is_invented=False))))[0]


def test_name_that_is_only_like_it_is_said_to_be_so() -> None:
    result = told(found(AGENCY, name="sinar conto"))

    assert spoken(result)[0].startswith("<agency-near sinar conto 2026-11-01>")


@pytest.mark.parametrize(("day", "phrase"), [("2026-11-21", "valid"), ("2026-11-20", "was-valid")])
def test_licence_that_ran_out_is_said_to_have(day: str, phrase: str) -> None:
    assert f"<agency-{phrase} {day}>" in spoken(told(found(replace(AGENCY, valid_until=day))))[0]


def test_what_the_list_leaves_empty_is_left_out() -> None:
    card = spoken(told(found(replace(AGENCY, licence="", office="", valid_until=""))))[0]

    assert not any(f"agency-{field}" in card for field in ("licence", "office", "valid", "was-valid"))


@pytest.mark.parametrize("status", AgencyStatus)
def test_every_status_has_its_words(status: AgencyStatus) -> None:
    assert f"<agency-{status}>" in spoken(told(found(replace(AGENCY, status=status))))[0]


def test_at_most_three_companies_are_shown() -> None:
    many = [replace(AGENCY, name=f"PT Nomor {letter}") for letter in "ABCDE"]

    card = spoken(told(found(*many)))[0]

    assert card.count("**PT Nomor") == 3


def test_nothing_found_says_of_which_day_and_that_it_is_no_proof() -> None:
    result = told(found(name="angin ribut"))

    assert spoken(result) == ["<agency-none angin ribut 2026-11-01>\n\n<agency-next>"]
    assert labels(said(result)[0]) == ["Cek nama lain", "Lanjut"]


def test_without_a_list_that_is_said() -> None:
    assert spoken(told(found(as_of=""))) == ["<agency-no-list>\n\n<agency-next>"]


def test_another_name_may_be_typed_at_once() -> None:
    after = told(found(AGENCY)).state

    result = turn(text("Umpama Karya"), after)

    assert lookups(result) == ["Umpama Karya"]


@pytest.mark.parametrize(("typed", "where"), [("1", ("check", "search")), ("lanjut", ("menu", "choose"))])
def test_choices_after_the_answer_lead_on(typed: str, where: tuple[str, str]) -> None:
    assert place(turn(text(typed), told(found(AGENCY)).state))[:2] == where


def test_two_names_typed_quickly_get_an_answer_each() -> None:
    first = turn(text("satu contoh"))
    second = turn(text("dua contoh"), first.state)
    one = turn(found(name="satu contoh"), second.state)
    two = turn(found(name="dua contoh"), one.state)

    assert lookups(first) + lookups(second) == ["satu contoh", "dua contoh"]
    assert "satu contoh" in spoken(one)[0] and "dua contoh" in spoken(two)[0]
    assert place(two) == ("check", "search", AGENCY_FOUND)


def test_answer_that_comes_after_the_person_left_changes_nothing() -> None:
    menu = turn(text("menu"), looked_up())

    late = turn(found(AGENCY), menu.state)

    assert spoken(late) == []
    assert late.state.frames == menu.state.frames


def test_answer_is_not_shown_after_a_quick_exit() -> None:
    away = turn(text("keluar"), looked_up())

    assert away.state.is_away
    assert spoken(turn(found(AGENCY), away.state)) == []


@pytest.mark.parametrize("mode", [Mode.STOPPED, Mode.STAFF])
def test_bot_that_is_silent_stays_so(mode: Mode) -> None:
    assert spoken(turn(found(AGENCY), replace(looked_up(), mode=mode))) == []


def test_who_comes_back_from_danger_is_asked_for_the_name_again() -> None:
    card = turn(text("tolong"), looked_up())
    lost = turn(found(AGENCY), card.state)

    back = turn(text("1"), lost.state)

    assert spoken(back)[-1] == "Apa namanya?"
    assert lookups(turn(text("sinar contoh"), back.state)) == ["sinar contoh"]


def test_words_that_work_everywhere_work_here() -> None:
    assert place(turn(text("bantuan"), looked_up()))[:2] == ("help", "need")


def test_danger_is_answered_before_any_look_up() -> None:
    result = turn(text("sy dipukul"))

    assert lookups(result) == []
    assert place(result)[:2] == ("emergency", "card")


def test_tap_from_before_the_answer_is_old() -> None:
    after = told(found(AGENCY)).state

    assert spoken(turn(tap("2.done"), after))[0] == "<old-button>"


def test_repeat_asks_what_to_do_now() -> None:
    result = turn(text("ulang"), told(found(AGENCY)).state)

    assert spoken(result) == ["<agency-next>"]
    assert labels(said(result)[0]) == ["Cek nama lain", "Lanjut"]


names = st.sampled_from(
    ["sinar contoh", "1", "2", "apa?", "pt", "menu", "ulang", "kembali", "tolong", "keluar"]
)
events: st.SearchStrategy[InboundEvent] = st.one_of(
    names.map(text),
    st.text(max_size=100).map(lambda words: text(words, timedelta(seconds=1))),
    st.tuples(st.integers(0, 12), st.sampled_from(["again", "done"])).map(lambda at: tap(f"{at[0]}.{at[1]}")),
    st.sampled_from([(), (AGENCY,), (AGENCY, AGENCY)]).map(lambda matches: found(*matches)),
)


@settings(max_examples=150)
@given(st.lists(events, max_size=12))
def test_whatever_comes_in_whatever_order_nobody_is_stuck(sequence: list[InboundEvent]) -> None:
    state = ASKED
    for event in sequence:
        result = turn(event, state)
        state = result.state
        assert read_state(json.loads(json.dumps(write_state(state)))) == state
        if not isinstance(event, AgenciesFound):
            assert said(result) or lookups(result), "a person wrote and nobody answered"
    assert spoken(turn(text("menu"), state))
