"""What the engine answers, path by path, in a small world that has one of everything."""

from dataclasses import replace

import pytest

from bot.content.model import Choose, Content, Module
from bot.domain.channel import ChannelName
from bot.domain.effect import CallStaff, ForgetContact, RecordConsent
from bot.domain.event import (
    LocationReceived,
    MediaKind,
    MediaReceived,
    StaffJoined,
    StaffLeft,
    TimerFired,
    Unsupported,
)
from bot.domain.mode import Mode
from bot.domain.state import Frame, State
from bot.engine.quiet import SILENCE_TIMER
from bot.engine.turn import Turn, take_turn
from tests.builders import NOON, a_content, a_state, module, option, said, spoken, started, tap, text

CONTENT = a_content()


def play(*typed: str, state: State | None = None, content: Content = CONTENT) -> Turn:
    """A person types these, one after the other; "[x]" taps a choice of the last question."""
    turn = take_turn(state or a_state(), started() if state is None else text(typed[0]), content)
    for words in typed if state is None else typed[1:]:
        event = tap(f"{turn.state.turn}.{words[1:-1]}") if words.startswith("[") else text(words)
        turn = take_turn(turn.state, event, content)
    return turn


def place(turn: Turn) -> tuple[str, str, int]:
    frame = turn.state.frames[-1]
    return frame.module, frame.step, frame.phase


def at(module_id: str, step: str, phase: int = 0, **changes: object) -> State:
    frames = (
        Frame(module="menu", step="go-course"),
        Frame(module=module_id, step=step, phase=phase, since=3),
    )
    return State(channel=ChannelName.WEBCHAT, locale="id", turn=3, frames=frames, **changes)  # type: ignore[arg-type]  # test data


IN_MENU = play("1", "ya", "1")
IN_LESSON = at("course", "l1")

WAITING = [
    at("course", "lessons"),
    at("course", "l1"),
    at("course", "l1", 1),
    at("forms", "story"),
    at("forms", "age"),
    at("forms", "day"),
    at("forms", "where"),
    at("forms", "photo"),
    at("help", "need"),
    at("emergency", "card"),
    at("language", "which"),
    at("forget", "sure"),
    at("welcome", "consent"),
    at("menu", "choose"),
]


def name(state: State) -> str:
    frame = state.frames[-1]
    return f"{frame.module}/{frame.step}/{frame.phase}"


# The first steps


def test_first_message_is_answered_with_the_welcome() -> None:
    assert spoken(take_turn(a_state(), text("apa ini?"), CONTENT)) == ["Selamat datang"]


def test_language_hint_is_used_from_the_first_word() -> None:
    turn = take_turn(a_state(), started(locale_hint="en"), CONTENT)

    assert spoken(turn) == ["(Selamat datang)"]


def test_unknown_language_hint_is_ignored() -> None:
    assert take_turn(a_state(), started(locale_hint="xx"), CONTENT).state.locale == "id"


def test_chosen_language_holds_for_the_next_question() -> None:
    turn = play("2")

    assert spoken(turn) == ["(Boleh kami simpan?)"]


def test_consent_is_recorded_with_its_version() -> None:
    assert RecordConsent(kind="keeping", version="1", is_given=True) in play("1", "ya").effects


def test_refused_consent_is_recorded_too() -> None:
    assert RecordConsent(kind="keeping", version="1", is_given=False) in play("1", "tidak").effects


def test_nothing_personal_is_kept_after_a_refusal() -> None:
    turn = play("1", "tidak", "formulir", "cerita saya")

    assert dict(turn.state.answers) == {"locale": "id", "consent": "no"}


def test_danger_before_the_greeting_opens_the_card() -> None:
    turn = take_turn(a_state(), text("tolong"), CONTENT)

    assert spoken(turn) == ["Kartu darurat"]
    assert spoken(take_turn(turn.state, text("1"), CONTENT)) == ["Selamat datang"]


# Typed answers where buttons are shown


@pytest.mark.parametrize(
    "typed", ["3", "no 3", "3.", "tiga", "Perusahaan resmi", "PERUSAHAAN  RESMI!!", "perusah", "c", "C", "3️⃣"]
)
def test_right_answer_may_be_typed_in_many_ways(typed: str) -> None:
    turn = play(typed, state=IN_LESSON)

    assert spoken(turn) == ["betul c", "<onward>"]
    assert turn.state.done == {"course/l1": "c"}


@pytest.mark.parametrize("typed", ["ya", "iya", "Y", "OK", "betul!"])
def test_yes_has_many_words(typed: str) -> None:
    assert play("1", typed).state.answers["consent"] == "yes"


@pytest.mark.parametrize(
    ("typed", "reason"), [("1", "salah a"), ("2", "salah b"), ("4", "tidak apa"), ("tidak tahu", "tidak apa")]
)
def test_every_answer_shows_its_reason(typed: str, reason: str) -> None:
    assert spoken(play(typed, state=IN_LESSON))[0] == reason


def test_wrong_answer_may_be_tried_once_more() -> None:
    first = play("1", state=IN_LESSON)
    second = take_turn(first.state, text("2"), CONTENT)

    assert spoken(first) == ["salah a", "<try-again>"]
    assert [c.label for c in said(first)[-1].choices] == [
        "Tekong",
        "Sponsor",
        "Perusahaan resmi",
        "Belum tahu",
    ]
    assert spoken(second) == ["salah b", "<onward>"]
    assert second.state.done == {"course/l1": "a b"}


def test_not_knowing_is_no_wrong_try() -> None:
    assert spoken(play("4", state=IN_LESSON)) == ["tidak apa", "<onward>"]


def test_first_two_answers_of_a_lesson_are_the_ones_kept() -> None:
    turn = play("1", "kembali", "3", "kembali", "2", state=IN_LESSON)

    assert turn.state.done == {"course/l1": "a c"}


def test_lesson_done_is_marked_in_the_list() -> None:
    turn = play("3", "menu", "pelajaran", state=IN_LESSON)

    assert [c.label for c in said(turn)[-1].choices] == ["<done-mark> Pertama", "Kedua", "Daftar"]


def test_nine_asks_for_a_person() -> None:
    assert spoken(play("9", state=IN_LESSON)) == ["Perlu apa?"]


def test_zero_skips_where_skipping_is_offered() -> None:
    assert "role" not in play("1", "ya", "0").state.answers


def test_asking_for_a_person_is_counted() -> None:
    turn = play("bantuan", "1", state=IN_LESSON)

    assert CallStaff() in turn.effects
    assert spoken(turn)[:2] == ["Belum ada petugas", "Telepon kantor"]


# What does not fit


def test_what_is_not_understood_is_asked_again() -> None:
    assert spoken(play("zzz", state=IN_LESSON)) == ["<not-understood>", "l1 tanya"]


def test_second_try_gets_a_shorter_question_and_a_person() -> None:
    assert spoken(play("zzz", "yyy", state=IN_LESSON)) == ["<not-understood-shorter>", "l1 tanya"]


@pytest.mark.parametrize(
    ("kind", "phrase"), [(MediaKind.VOICE, "<voice-not-here>"), (MediaKind.PICTURE, "<media-not-here>")]
)
def test_media_where_a_choice_was_asked_gets_a_kind_word(kind: MediaKind, phrase: str) -> None:
    turn = take_turn(IN_LESSON, MediaReceived(at=NOON, kind=kind, reference="f"), CONTENT)

    assert spoken(turn) == [phrase, "l1 tanya"]


def test_unknown_kind_of_message_is_answered() -> None:
    assert spoken(take_turn(IN_LESSON, Unsupported(at=NOON, kind="poll"), CONTENT))[0] == "<unsupported>"


@pytest.mark.parametrize(
    "token", ["1.a", "2.c", "3.zzz", "x", "", ".", "99999999999999999999.a", "٣.a", "-1.a"]
)
def test_old_or_broken_button_is_answered_with_the_present_question(token: str) -> None:
    state = at("course", "l1")
    turn = take_turn(
        State(
            channel=state.channel,
            locale="id",
            turn=8,
            frames=(*state.frames[:-1], Frame(module="course", step="l1", since=8)),
        ),
        tap(token),
        CONTENT,
    )

    spoken_now = spoken(turn)
    assert spoken_now in (["<old-button>", "l1 tanya"], ["salah a", "<try-again>"])
    assert (spoken_now[0] == "salah a") == token.startswith("999")


def test_repeated_question_accepts_the_earlier_buttons() -> None:
    first = take_turn(at("course", "lessons"), text("1"), CONTENT)
    again = take_turn(first.state, text("ulang"), CONTENT)

    assert spoken(take_turn(again.state, tap(f"{first.state.turn}.c"), CONTENT))[0] == "betul c"


def test_second_tap_on_the_same_button_changes_nothing() -> None:
    first = take_turn(at("course", "lessons"), text("1"), CONTENT)
    second = take_turn(first.state, tap(f"{first.state.turn}.c"), CONTENT)
    third = take_turn(second.state, tap(f"{first.state.turn}.a"), CONTENT)

    assert spoken(third) == ["<old-button>", "<onward>"]
    assert third.state.done == {"course/l1": "c"}


# Typed and sent answers of `ask`


@pytest.mark.parametrize(
    ("step", "typed", "saved"),
    [
        ("story", "Nama saya rahasia", "Nama saya rahasia"),
        ("age", "20", "20"),
        ("age", " 1.5 ", None),
        ("age", "14", None),
        ("age", "71", None),
        ("age", "dua puluh", None),
        ("day", "17/8/2026", "2026-08-17"),
        ("day", "17 agustus 26", "2026-08-17"),
        ("day", "2026-08-17", "2026-08-17"),
        ("day", "31/2/2026", None),
        ("day", "1/1/1999", None),
        ("day", "besok", None),
        ("where", "NTB", "ntb"),
        ("where", "nusa tenggara timur", "ntt"),
        ("where", "atlantis", None),
    ],
)
def test_answer_is_saved_or_asked_again(step: str, typed: str, saved: str | None) -> None:
    turn = play(typed, state=at("forms", step))

    assert turn.state.answers.get(step) == saved
    assert (place(turn)[1] == step) == (saved is None)


def test_story_may_be_told_by_voice() -> None:
    turn = take_turn(
        at("forms", "story"), MediaReceived(at=NOON, kind=MediaKind.VOICE, reference="v1"), CONTENT
    )

    assert turn.state.answers["story"] == "media:voice:v1"


def test_photo_is_taken_where_one_was_asked() -> None:
    turn = take_turn(
        at("forms", "photo"), MediaReceived(at=NOON, kind=MediaKind.PICTURE, reference="p1"), CONTENT
    )

    assert turn.state.answers["photo"] == "media:picture:p1"


def test_location_where_a_place_was_asked_is_asked_again() -> None:
    turn = take_turn(at("forms", "where"), LocationReceived(at=NOON, latitude=1, longitude=2), CONTENT)

    assert place(turn)[1] == "where"


def test_optional_question_says_how_to_skip_it() -> None:
    assert spoken(play("ulang", state=at("forms", "where"))) == ["Di mana?\n<skip-hint>"]


def test_typed_numbers_come_with_the_number_of_a_person() -> None:
    assert said(play("angka", state=IN_LESSON))[-1].hint == "<ways-hint>\n<person-hint>"


def test_optional_question_is_skipped_by_zero() -> None:
    assert place(play("0", state=at("forms", "where")))[1] == "photo"


def test_branch_takes_the_rule_that_holds() -> None:
    turn = play("0", state=at("forms", "photo", answers={"age": "17"}))

    assert spoken(turn)[0] == "Masih muda"


# Interrupts, in every step


@pytest.mark.parametrize("state", WAITING, ids=name)
@pytest.mark.parametrize(
    ("word", "answered"),
    [
        ("menu", "Menu utama"),
        ("bantuan", "Perlu apa?"),
        ("HELP", "Perlu apa?"),
        ("bahasa", "Bahasa apa?"),
        ("berhenti", "<stopped>"),
        ("hapus data", "Hapus semua?"),
        ("cuaca", "Good morning"),
        ("tolong", "Kartu darurat"),
        ("angka", "<numbers-on>"),
        ("mulai", "<resume-here>"),
    ],
)
def test_interrupt_works_in_every_step(state: State, word: str, answered: str) -> None:
    assert spoken(play(word, state=state))[0] == answered


@pytest.mark.parametrize("state", WAITING, ids=name)
@pytest.mark.parametrize("token", [":menu", ":help", ":sos"])
def test_way_out_button_never_grows_old(state: State, token: str) -> None:
    roles = {":menu": "menu", ":help": "help", ":sos": "emergency"}

    assert place(take_turn(state, tap(token), CONTENT))[0] == roles[token]


def test_exit_word_inside_a_sentence_is_just_a_word() -> None:
    turn = play("cuaca di Johor panas", state=at("forms", "story"))

    assert turn.state.answers["story"] == "cuaca di Johor panas"


def test_label_wins_over_an_interrupt() -> None:
    steps = dict(CONTENT.modules["help"].steps)
    need = steps["need"]
    assert isinstance(need, Choose)
    steps["need"] = replace(need, options=(*need.options, option("menu", "call", label="Menu")))
    content = a_content_with(replace(CONTENT.modules["help"], steps=steps))

    assert spoken(play("menu", state=at("help", "need"), content=content))[0] == "Belum ada petugas"


def test_help_returns_to_the_same_question() -> None:
    turn = play("bantuan", "selesai", state=IN_LESSON)

    assert place(turn) == ("course", "l1", 0)


def test_asking_for_help_twice_opens_it_once() -> None:
    turn = play("bantuan", "bantuan", "bantuan", state=IN_LESSON)

    assert [f.module for f in turn.state.frames] == ["menu", "course", "help"]


def test_back_returns_step_by_step() -> None:
    turn = play("3", "kembali", state=IN_LESSON)

    assert place(turn) == ("course", "l1", 0)


def test_back_from_help_returns_to_the_question() -> None:
    assert place(play("bantuan", "kembali", state=IN_LESSON)) == ("course", "l1", 0)


def test_back_at_the_beginning_says_so() -> None:
    assert spoken(play("kembali"))[0] == "<back-nothing>"


def test_menu_remembers_the_lesson_that_was_left() -> None:
    turn = play("3", "menu", state=IN_LESSON)

    assert said(turn)[-1].choices[0].label == "Lanjutkan"
    assert place(take_turn(turn.state, text("lanjutkan"), CONTENT)) == ("course", "l1", 1)


def test_language_changes_in_the_middle_of_a_lesson() -> None:
    turn = play("bahasa", "2", state=IN_LESSON)

    assert spoken(turn)[-1] == "(l1 tanya)"


def test_numbers_replace_buttons_on_demand() -> None:
    assert said(play("angka", state=IN_LESSON))[-1].is_plain


def test_quick_exit_hides_the_screen_and_the_place() -> None:
    turn = play("keluar", state=IN_LESSON)
    back = take_turn(turn.state, text("1"), CONTENT)

    assert said(turn)[-1].hides
    assert spoken(back) == ["Menu utama"]


def test_delete_my_data_asks_once_and_forgets() -> None:
    turn = play("hapus data", "ya", state=IN_LESSON)

    assert ForgetContact() in turn.effects
    assert turn.state.frames == ()


# Danger


@pytest.mark.parametrize("state", [s for s in WAITING if s.frames[-1].step != "story"], ids=name)
@pytest.mark.parametrize(
    "typed", ["sy dipukul bos terus", "he hit me yesterday", "MAU MATI", "aku dikurung di rumah"]
)
def test_danger_where_an_answer_was_asked_opens_the_card(state: State, typed: str) -> None:
    assert spoken(play(typed, state=state))[0] == "Kartu darurat"


def test_danger_inside_a_story_keeps_the_story_and_offers_the_card() -> None:
    turn = play("kemarin sy dipukul di mess", state=at("forms", "story"))

    assert spoken(turn) == ["<sos-offer>", "Umur?"]
    assert said(turn)[0].ways[0].token == ":sos"
    assert turn.state.answers["story"] == "kemarin sy dipukul di mess"


@pytest.mark.parametrize("typed", ["tolong pak", "pak tolong pak cepat", "Tolong, Pak!"])
def test_courtesy_around_a_call_changes_nothing(typed: str) -> None:
    assert spoken(play(typed, state=IN_LESSON))[0] == "Kartu darurat"


def test_call_inside_other_words_is_no_call() -> None:
    assert spoken(play("tolong jelaskan lagi pak", state=IN_LESSON))[0] == "<not-understood>"


def test_danger_in_a_caption_is_seen() -> None:
    turn = take_turn(
        IN_LESSON,
        MediaReceived(at=NOON, kind=MediaKind.PICTURE, reference="p", caption="saya dipukul"),
        CONTENT,
    )

    assert spoken(turn)[0] == "Kartu darurat"


def test_card_leads_back_to_the_question() -> None:
    assert place(play("tolong", "1", state=IN_LESSON)) == ("course", "l1", 0)


# Who answers


def test_stopped_bot_is_quiet_until_start() -> None:
    turn = play("berhenti", "pelajaran", state=IN_LESSON)

    assert spoken(turn) == ["<still-stopped>"]
    assert place(play("mulai", state=turn.state)) == ("course", "l1", 0)


@pytest.mark.parametrize("word", ["tolong", "bantuan", "hapus data", "sy dipukul"])
def test_stopped_bot_still_answers_what_matters(word: str) -> None:
    turn = play("berhenti", word, state=IN_LESSON)

    assert spoken(turn)[0] in {"Kartu darurat", "Perlu apa?", "Hapus semua?"}
    assert turn.state.mode is Mode.STOPPED


def test_help_after_a_stop_ends_in_quiet() -> None:
    assert spoken(play("berhenti", "bantuan", "selesai", state=IN_LESSON)) == ["<still-stopped>"]


def test_bot_is_silent_while_staff_answer() -> None:
    joined = take_turn(IN_LESSON, StaffJoined(at=NOON), CONTENT)

    assert joined.state.mode is Mode.STAFF
    assert spoken(play("halo pak", state=joined.state)) == []


def test_danger_is_answered_while_staff_answer() -> None:
    joined = take_turn(IN_LESSON, StaffJoined(at=NOON), CONTENT)

    assert spoken(play("sy dipukul", state=joined.state)) == ["<sos-offer>"]


@pytest.mark.parametrize("event", [StaffLeft(at=NOON), TimerFired(at=NOON, name=SILENCE_TIMER)])
def test_live_talk_ends_and_the_lesson_goes_on(event: StaffLeft | TimerFired) -> None:
    joined = take_turn(IN_LESSON, StaffJoined(at=NOON), CONTENT)
    turn = take_turn(joined.state, event, CONTENT)

    assert turn.state.mode is Mode.BOT
    assert spoken(turn)[-1] == "l1 tanya"


def test_start_after_a_stop_welcomes_who_was_nowhere_yet() -> None:
    joined = take_turn(a_state(), StaffJoined(at=NOON), CONTENT)

    assert spoken(play("stop", "mulai", state=joined.state))[-1] == "Selamat datang"


def test_menu_word_ends_a_live_talk() -> None:
    joined = take_turn(IN_LESSON, StaffJoined(at=NOON), CONTENT)

    assert play("menu", state=joined.state).state.mode is Mode.BOT


# Content that changed since the last turn


def test_removed_step_continues_at_its_successor() -> None:
    changed = a_content()
    steps = list(changed.modules["course"].steps.values())
    moved = module(
        "course", [s for s in steps if s.id != "l1"], kind=changed.modules["course"].kind, moved={"l1": "l2"}
    )
    content = a_content_with(moved)

    assert place(play("ulang", state=IN_LESSON, content=content)) == ("course", "l2", 0)


def test_removed_module_leads_to_the_menu() -> None:
    state = State(channel=ChannelName.WEBCHAT, locale="id", turn=5, frames=(Frame(module="gone", step="x"),))

    assert spoken(play("halo", state=state))[-1] == "Menu utama"


def test_locale_no_longer_offered_falls_back() -> None:
    state = State(channel=ChannelName.WEBCHAT, locale="jv", turn=5, frames=IN_LESSON.frames)

    assert spoken(play("ulang", state=state))[-1] == "l1 tanya"


def test_link_to_a_course_opens_it() -> None:
    turn = take_turn(IN_MENU.state, started(payload="course"), CONTENT)

    assert place(turn) == ("course", "lessons", 0)


def test_link_for_a_stranger_waits_in_the_menu() -> None:
    turn = take_turn(a_state(), started(payload="course"), CONTENT)

    assert spoken(turn) == ["Selamat datang"]
    assert turn.state.bookmark[0].module == "course"


def a_content_with(changed: Module) -> Content:
    return replace(CONTENT, modules={**CONTENT.modules, changed.id: changed})
