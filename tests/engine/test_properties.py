"""Whatever people do, in whatever order: they are always somewhere, and never stuck."""

import json
import os
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.model import Ask, Choose, Lesson, Lookup
from bot.domain.event import (
    ChoicePicked,
    InboundEvent,
    LocationReceived,
    MediaKind,
    MediaReceived,
    StaffJoined,
    StaffLeft,
    Started,
    TextReceived,
    TimerFired,
    Unsupported,
)
from bot.domain.mode import Mode
from bot.domain.state import read_state, write_state
from bot.engine.quiet import SILENCE_TIMER
from bot.engine.turn import take_turn
from tests.builders import NOON, a_content, a_state, said, spoken, text

CONTENT = a_content()
SOAK = bool(os.environ.get("BERANGKAT_SOAK"))

KNOWN = (
    *CONTENT.words.interrupts,
    *CONTENT.words.calls,
    "1",
    "2",
    "3",
    "4",
    "9",
    "0",
    "ya",
    "tidak",
    "sy dipukul",
    "17/8/2026",
    "NTB",
    "20",
    "Pelajaran",
    "Formulir",
    "Hapus",
    "Selesai",
    "l1 apa ya",
    "tentang l2 kontak",
)
typed = st.sampled_from(KNOWN) | st.text(max_size=40)
tokens = (
    st.builds(
        "{}.{}".format,
        st.integers(0, 30),
        st.sampled_from(
            ["a", "b", "c", "next", "yes", "no", "l1", "l2", "id", "en", "course", "forms", "ok"]
        ),
    )
    | st.sampled_from([":menu", ":help", ":sos", ":stop", ":nonsense"])
    | st.text(max_size=10)
)
moments = st.integers(0, 10**6).map(lambda s: NOON + timedelta(seconds=s))
events: st.SearchStrategy[InboundEvent] = st.one_of(
    st.builds(TextReceived, at=moments, text=typed),
    st.builds(TextReceived, at=moments, text=typed),
    st.builds(ChoicePicked, at=moments, token=tokens),
    st.builds(
        MediaReceived, at=moments, kind=st.sampled_from(MediaKind), reference=st.just("f"), caption=typed
    ),
    st.builds(LocationReceived, at=moments, latitude=st.floats(-90, 90), longitude=st.floats(-180, 180)),
    st.builds(
        Started,
        at=moments,
        payload=st.sampled_from(["", "course", "menu", "x"]),
        locale_hint=st.sampled_from(["", "en", "xx"]),
    ),
    st.builds(TimerFired, at=moments, name=st.sampled_from([SILENCE_TIMER, "other"])),
    st.builds(StaffJoined, at=moments),
    st.builds(StaffLeft, at=moments),
    st.builds(Unsupported, at=moments, kind=st.just("poll")),
)


@settings(max_examples=20_000 if SOAK else 250, deadline=None)
@given(st.lists(events, max_size=25))
def test_no_sequence_of_events_leaves_the_known_world(sequence: list[InboundEvent]) -> None:
    state = a_state()
    for event in sequence:
        turn = take_turn(state, event, CONTENT)
        state = turn.state
        assert read_state(json.loads(json.dumps(write_state(state)))) == state
        for frame in state.frames:
            assert CONTENT.step(frame.module, frame.step)
        assert len(state.frames) <= 12
        if state.frames:
            top = state.frames[-1]
            assert isinstance(CONTENT.modules[top.module].steps[top.step], Choose | Ask | Lesson | Lookup)
        if (
            isinstance(event, TextReceived | ChoicePicked | MediaReceived | Unsupported | Started)
            and state.mode is not Mode.STAFF
        ):
            assert said(turn), "a person wrote and nobody answered"
    stopped = spoken(take_turn(state, text("berhenti"), CONTENT))[0].strip("()")
    assert stopped in {"<stopped>", "<still-stopped>", "Selamat datang", "Menu utama"}
    assert spoken(take_turn(state, text("tolong"), CONTENT))[0].strip("()") in {
        "Kartu darurat",
        "<sos-offer>",
    }
    assert spoken(take_turn(take_turn(state, text("mulai"), CONTENT).state, text("menu"), CONTENT))


@settings(max_examples=2_000 if SOAK else 150, deadline=None)
@given(st.lists(events, max_size=15))
def test_same_events_give_the_same_answers(sequence: list[InboundEvent]) -> None:
    def play() -> list[object]:
        state, turns = a_state(), []
        for event in sequence:
            turn = take_turn(state, event, CONTENT)
            state = turn.state
            turns.append(turn)
        return list(turns)

    assert play() == play()


@settings(max_examples=500 if SOAK else 60, deadline=None)
@given(st.text(max_size=5000))
def test_any_text_is_answered(words: str) -> None:
    state = take_turn(a_state(), text("x"), CONTENT).state

    assert said(take_turn(state, text(words), CONTENT))
