"""A phone that others use, too: less is shown, and the place closes by itself."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.content.model import Content, Report, ReportKind
from bot.domain.channel import ChannelName
from bot.domain.effect import CancelTimer, ForgetContact, IssueCertificate, SetTimer
from bot.domain.event import ChoicePicked
from bot.domain.message import AssetKind
from bot.domain.mode import Mode
from bot.domain.state import Frame, State, read_state, write_state
from bot.engine import media
from bot.engine.draft import Draft
from bot.engine.neutral import PATIENCE, TIMER
from bot.engine.steps import report
from bot.engine.titles import listed
from tests.engine.course.student import Student


def shared(content: Content, module: str = "", step: str = "", **more: object) -> Student:
    """Somebody whose phone is used by others, at this place."""
    student = Student(content)
    frames = [Frame(module="menu", step="choices")]
    if module:
        frames.append(Frame(module=module, step=step or content.modules[module].start))
    now = int(student.at.timestamp())
    student.state = replace(student.state, frames=tuple(frames), is_neutral=True, heard_at=now, **more)  # type: ignore[arg-type]  # fields of State
    return student


def opened(content: Content, module: str, **more: object) -> Student:
    """The same, where the module is now entered."""
    student = shared(content, module, **more)  # type: ignore[arg-type]  # fields of State
    student.type("ulang")
    return student


def a_draft(content: Content, **more: object) -> Draft:
    student = shared(content)
    return Draft(replace(student.state, **more), ChoicePicked(at=student.at, token=""), content)  # type: ignore[arg-type]  # fields of State


def test_switch_is_turned_on_and_off_in_the_chat(content: Content) -> None:
    student = Student(content)
    student.state = replace(
        student.state, frames=(*student.state.frames, Frame(module="privacy-mode", step="own"))
    )
    student.type("ulang")

    student.tap("yes")
    assert student.state.is_neutral
    assert "KELUAR" in student.words

    student = opened(content, "privacy-mode")
    student.tap("off")
    assert not student.state.is_neutral
    assert student.effects[-1] == CancelTimer(name=TIMER)


def test_state_keeps_the_switch(content: Content) -> None:
    state = shared(content).state

    assert read_state(write_state(state)).is_neutral
    assert "neutral" not in write_state(replace(state, is_neutral=False))


@pytest.mark.parametrize(
    ("channel", "said", "unsaid"),
    [
        (ChannelName.TELEGRAM, "48 jam", "WhatsApp"),
        (ChannelName.WHATSAPP, "**tidak bisa** menghapus", "Telegram"),
        (ChannelName.WEBCHAT, "Riwayat browser", "Telegram"),
    ],
)
def test_each_platform_says_what_it_cannot_hide(
    content: Content, channel: ChannelName, said: str, unsaid: str
) -> None:
    student = opened(content, "privacy-mode", channel=channel)

    student.tap("limits")

    assert said in student.words
    assert unsaid not in student.words
    assert "cadangan" in student.words.lower()
    assert "Wi-Fi majikan" in student.words


def test_exit_stands_under_every_question(content: Content) -> None:
    student = opened(content, "help")

    question = student.messages[-1]

    assert ":leave" in [way.token for way in question.ways]
    assert "KELUAR" in question.hint
    assert ":leave" not in [way.token for m in opened_alone(content).messages for way in m.ways]


def opened_alone(content: Content) -> Student:
    student = Student(content)
    student.type("bantuan")
    return student


def test_exit_button_leaves(content: Content) -> None:
    student = opened(content, "help")

    student.hear(ChoicePicked(at=student.at, token=":leave"))

    assert [message.hides for message in student.messages] == [True]
    assert student.state.is_away


def test_no_picture_and_no_recording_is_sent(content: Content) -> None:
    draft = a_draft(content)
    texts = content.phrases["menu-label"]

    media.show(draft, "hello.jpg", texts, "**Judul**")
    media.show(draft, "hello.jpg", texts)
    media.play(draft, "hello.ogg", "Judul")

    assert [(e.message.text, e.message.asset) for e in draft.effects] == [("**Judul**", None)]  # type: ignore[union-attr]  # only messages


def test_own_phone_gets_the_picture(content: Content) -> None:
    draft = a_draft(content, is_neutral=False)

    media.show(draft, "hello.jpg", content.phrases["menu-label"], "Judul")

    (effect,) = draft.effects
    assert effect.message.asset.kind is AssetKind.PICTURE  # type: ignore[union-attr]  # it has one


def test_titles_of_sensitive_modules_are_not_listed(content: Content) -> None:
    sensitive = next(module for module in content.modules.values() if module.is_sensitive)
    plain = content.modules["legal-route"]

    draft = a_draft(content)

    assert listed(draft, sensitive, "Judul", 3) == "Pelajaran 3"
    assert listed(draft, plain, "Judul", 3) == "Judul"
    assert listed(a_draft(content, is_neutral=False), sensitive, "Judul", 3) == "Judul"


def test_report_of_lessons_names_no_sensitive_module(content: Content) -> None:
    sensitive = content.modules["danger-signs"]
    done = {f"danger-signs/{step}": "a" for step in sensitive.steps} | {"legal-route/who-does-what": "c"}
    draft = a_draft(content, done=done)

    report.enter(draft, Report(id="r", of=ReportKind.DONE, next="x"))

    said = draft.effects[-1].message.text  # type: ignore[union-attr]  # a message
    assert draft.read(sensitive.title) not in said
    assert draft.read(content.modules["legal-route"].title) in said
    assert "Pelajaran " in said


def test_certificate_is_asked_about_once_more(content: Content) -> None:
    student = shared(content, "certificate", "explain")
    student.type("ulang")

    student.tap("plain")
    assert student.place == "certificate/sure"
    assert not [e for e in student.effects if isinstance(e, IssueCertificate)]

    student.tap("yes")
    assert [e for e in student.effects if isinstance(e, IssueCertificate)]


def test_certificate_goes_at_once_to_ones_own_phone(content: Content) -> None:
    student = shared(content, "certificate", "explain")
    student.state = replace(student.state, is_neutral=False)
    student.type("ulang")

    student.tap("plain")

    assert [e for e in student.effects if isinstance(e, IssueCertificate)]


def test_place_closes_after_ten_minutes(content: Content) -> None:
    student = shared(content, "legal-route", "who-does-what")
    student.type("ulang")
    assert student.timers[TIMER] == student.at + PATIENCE

    student.wait(minutes=10)

    assert student.effects == ()
    assert student.state.is_away
    assert student.place == "menu/choices"
    assert [frame.module for frame in student.state.bookmark] == ["legal-route"]


def test_next_word_after_that_meets_the_menu(content: Content) -> None:
    student = opened(content, "help")
    student.wait(minutes=11)

    student.type("1")

    assert student.place == "menu/choices"
    assert not student.state.is_away


def test_late_timer_changes_nothing(content: Content) -> None:
    """The server slept: the word came before the timer was noticed."""
    student = opened(content, "help")
    student.at += timedelta(minutes=11)

    student.type("1")

    assert student.place == "menu/choices"


def test_every_word_begins_the_ten_minutes_anew(content: Content) -> None:
    student = opened(content, "help")
    student.wait(minutes=9)
    student.type("ulang")

    student.wait(minutes=9)

    assert not student.state.is_away
    assert student.place == "help/need"


def test_ones_own_phone_is_not_watched(content: Content) -> None:
    student = opened_alone(content)

    assert TIMER not in student.timers
    assert not [e for e in student.effects if isinstance(e, CancelTimer)]


def test_passing_answers_are_forgotten_when_the_place_closes(content: Content) -> None:
    student = opened(content, "help", passing={"help/secret": "x"})
    assert student.state.passing

    student.wait(minutes=10)

    assert not student.state.passing


def test_talk_with_staff_is_not_closed(content: Content) -> None:
    student = opened(content, "help", mode=Mode.STAFF)

    student.wait(minutes=10)

    assert not student.state.is_away
    assert student.place == "help/need"


def test_forgetting_sets_no_timer_for_nobody(content: Content) -> None:
    student = opened(content, "help")
    student.type("hapus data")

    student.tap("yes")

    assert [type(e) for e in student.effects][-1] is ForgetContact
    assert not [e for e in student.effects if isinstance(e, SetTimer)]


@pytest.mark.parametrize(
    ("word", "place"), [("bantuan", "help/need"), ("hapus data", "forget/ask"), ("bahasa", "language/")]
)
def test_words_that_work_everywhere_work_after_leaving(content: Content, word: str, place: str) -> None:
    student = Student(content)
    student.type("keluar")

    student.type(word)

    assert student.place.startswith(place)


def test_stop_works_after_leaving(content: Content) -> None:
    student = Student(content)
    student.type("keluar")

    student.type("berhenti")

    assert student.state.mode is Mode.STOPPED


def test_leaving_twice_stays_away(content: Content) -> None:
    student = Student(content)
    student.type("keluar")

    student.type("keluar")

    assert student.state.is_away
    assert [message.hides for message in student.messages] == [True]


def test_only_the_first_part_of_a_goodbye_hides(content: Content) -> None:
    student = Student(content)
    student.type("hapus data")

    student.tap("yes")

    assert [message.hides for message in student.messages] == [True] + [False] * (len(student.messages) - 1)


def test_old_button_after_leaving_opens_nothing(content: Content) -> None:
    student = Student(content)
    student.type("bantuan")
    old = student.messages[-1].choices[0].token
    student.type("keluar")

    student.hear(ChoicePicked(at=student.at, token=old))

    assert student.place == "menu/choices"


def test_old_state_has_its_own_phone() -> None:
    raw = write_state(State(channel=ChannelName.TELEGRAM, locale="id"))

    assert not read_state(raw).is_neutral
