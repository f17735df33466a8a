"""A worker lets one relative see how far they are; either ends it; nothing about anybody leaks."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from operator import mod

import pytest

from bot.content.model import Content
from bot.domain.effect import (
    AcceptInvitation,
    AskAboutWorker,
    Effect,
    EndSharing,
    InviteRelative,
    RecordConsent,
    SendMessage,
    ShareProgress,
)
from bot.domain.event import ChoicePicked, InvitationMade, SharingAnswered, SharingEnded, WorkerSeen
from bot.domain.mode import Mode
from bot.domain.sharing import News, Progress, RouteFigures, Sharing, make_code, show_code
from tests.engine.course.student import MORNING, Student

CODE = make_code(partial(mod, 7))
OTHERS = [make_code(partial(mod, first)) for first in range(8, 30)]
DAY = MORNING + timedelta(hours=8)
"""By the clock of the content, which here is that of UTC."""
NIGHT = DAY + timedelta(hours=13)
ENDED = "sudah berakhir"


def effects(student: Student, *kinds: type) -> list[Effect]:
    return [effect for effect in student.effects if isinstance(effect, kinds)]


def a_worker(content: Content, *, at: datetime = DAY) -> Student:
    return Student(content, answers={"consent": "yes", "role": "worker"}, at=at)


def a_relative(content: Content) -> Student:
    return Student(content, answers={"consent": "yes", "role": "family"}, at=DAY)


def invited(content: Content) -> Student:
    worker = a_worker(content)
    worker.open("sharing")
    worker.tap("invite")
    worker.hear(InvitationMade(at=worker.at, code=CODE))
    return worker


def sharing_worker(content: Content) -> Student:
    worker = invited(content)
    worker.hear(SharingAnswered(at=worker.at, is_shared=True))
    return worker


def try_code(relative: Student, code: str, *, is_shared: bool = False) -> None:
    relative.open("sharing")
    relative.tap("code")
    relative.type(show_code(code))
    relative.tap("yes")
    relative.hear(SharingAnswered(at=relative.at, is_shared=is_shared))


def looking(content: Content) -> Student:
    relative = a_relative(content)
    try_code(relative, CODE, is_shared=True)
    return relative


# The worker invites


def test_nothing_is_asked_of_the_service_before_the_worker_agrees(content: Content) -> None:
    worker = a_worker(content)

    worker.open("sharing")

    assert worker.place == "sharing/about"
    assert "Yang tidak pernah terlihat" in worker.words
    assert effects(worker, InviteRelative, RecordConsent) == []


def test_worker_gets_a_code_and_the_sentence_to_hand_on(content: Content) -> None:
    worker = invited(content)

    assert worker.words.count(show_code(CODE)) == 2
    assert worker.state.sharing is Sharing.INVITED
    assert worker.place == "menu/choices"


def test_code_stands_nowhere_in_the_worker_s_state(content: Content) -> None:
    worker = invited(content)

    assert CODE not in str(worker.state) and show_code(CODE) not in str(worker.state)


def test_inviting_records_the_consent(content: Content) -> None:
    worker = a_worker(content)
    worker.open("sharing")
    worker.tap("invite")

    assert effects(worker, RecordConsent, InviteRelative) == [
        RecordConsent(kind="sharing", version="1", is_given=True),
        InviteRelative(),
    ]


def test_who_did_not_say_who_they_are_may_invite_and_may_be_invited(content: Content) -> None:
    somebody = Student(content, answers={"consent": "no"})
    somebody.open("sharing")

    assert somebody.place == "sharing/about"
    somebody.tap("code")
    assert somebody.place == "sharing/code"


def test_new_code_takes_the_place_of_an_unused_one(content: Content) -> None:
    worker = invited(content)
    worker.open("sharing")

    worker.tap("again")

    assert effects(worker, InviteRelative) == [InviteRelative()]
    assert effects(worker, EndSharing) == []


def test_unused_code_can_be_taken_back(content: Content) -> None:
    worker = invited(content)
    worker.open("sharing")

    worker.tap("cancel")

    assert effects(worker, EndSharing) == [EndSharing()]
    assert worker.state.sharing is Sharing.NONE


def test_impatient_worker_sees_the_code_that_counts_last(content: Content) -> None:
    worker = a_worker(content)
    worker.open("sharing")
    worker.tap("invite")
    worker.type("halo?")

    worker.hear(InvitationMade(at=worker.at, code=OTHERS[0]))
    worker.hear(InvitationMade(at=worker.at, code=CODE))

    assert show_code(CODE) in worker.words
    assert worker.state.sharing is Sharing.INVITED


def test_code_is_not_shown_on_a_screen_that_was_left(content: Content) -> None:
    worker = a_worker(content)
    worker.open("sharing")
    worker.tap("invite")
    worker.type("keluar")

    worker.hear(InvitationMade(at=worker.at, code=CODE))

    assert worker.messages == []


@pytest.mark.parametrize(("word", "place"), [("menu", "menu/choices"), ("tolong", "emergency")])
def test_words_that_work_everywhere_work_while_a_code_is_made(
    content: Content, word: str, place: str
) -> None:
    worker = a_worker(content)
    worker.open("sharing")
    worker.tap("invite")

    worker.type(word)

    assert worker.place.startswith(place)
    assert effects(worker, InviteRelative) == []


def test_stop_is_heard_while_a_code_is_made(content: Content) -> None:
    worker = a_worker(content)
    worker.open("sharing")
    worker.tap("invite")
    worker.type("berhenti")

    worker.hear(InvitationMade(at=worker.at, code=CODE))

    assert worker.state.mode is Mode.STOPPED
    assert worker.messages == []


# The relative accepts


def test_relative_is_asked_before_the_code_is_looked_up(content: Content) -> None:
    relative = a_relative(content)
    relative.open("sharing")
    relative.tap("code")

    relative.type(show_code(CODE).lower())

    assert relative.place == "sharing/agree"
    assert effects(relative, AcceptInvitation) == []
    relative.tap("yes")
    assert effects(relative, AcceptInvitation) == [AcceptInvitation(code=CODE)]


def test_relative_who_declines_looks_nothing_up(content: Content) -> None:
    relative = a_relative(content)
    relative.open("sharing")
    relative.tap("code")
    relative.type(show_code(CODE))

    relative.tap("no")

    assert effects(relative, AcceptInvitation) == []
    assert relative.state.passing == {}


def test_accepted_code_lets_the_relative_look(content: Content) -> None:
    relative = looking(content)

    assert relative.state.sharing is Sharing.RELATIVE
    assert relative.place == "sharing/relative"
    assert CODE not in str(relative.state)
    assert effects(relative, RecordConsent) == [RecordConsent(kind="sharing", version="1", is_given=True)]


def test_code_is_found_in_the_sentence_that_was_handed_on(content: Content) -> None:
    relative = a_relative(content)
    relative.open("sharing")
    relative.tap("code")

    relative.type(f"Kode dari saya: {show_code(CODE)}. Buka Berangkat Aman, ketik MENU.")

    assert relative.place == "sharing/agree"


def test_slip_is_said_at_once_and_looks_nothing_up(content: Content) -> None:
    relative = a_relative(content)
    relative.open("sharing")
    relative.tap("code")

    relative.type(show_code(CODE)[:-1] + ("Z" if CODE[-1] != "Z" else "Y"))

    assert relative.place == "sharing/code"
    assert "belum cocok" in relative.words
    assert relative.state.guesses == ()


def test_worker_is_told_that_the_code_was_used(content: Content) -> None:
    worker = sharing_worker(content)

    assert worker.state.sharing is Sharing.WORKER
    assert "Kode Anda sudah dipakai" in worker.words
    assert effects(worker, ShareProgress) == [ShareProgress(progress=Progress())]


def test_each_side_reads_who_sees_what(content: Content) -> None:
    worker, relative = sharing_worker(content), looking(content)

    worker.open("sharing")

    assert "orang keluarga bisa melihat ini" in worker.words
    assert "Ia tahu bahwa Anda bisa melihatnya" in relative.words


def test_news_waits_for_the_morning(content: Content) -> None:
    worker = invited(content)
    worker.at = NIGHT

    worker.hear(SharingAnswered(at=worker.at, is_shared=True))
    assert worker.messages == []
    assert worker.state.news is News.STARTED
    worker.type("menu")

    assert worker.messages[0].text.startswith("Kode Anda sudah dipakai")
    assert not worker.state.news


def test_news_is_not_shown_on_a_screen_that_was_left(content: Content) -> None:
    worker = invited(content)
    worker.type("keluar")

    worker.hear(SharingAnswered(at=worker.at, is_shared=True))
    assert worker.messages == []
    worker.type("halo")
    assert "Kode Anda" not in worker.words
    worker.type("menu")

    assert "Kode Anda sudah dipakai" in worker.words


def test_news_does_not_stand_before_help(content: Content) -> None:
    worker = invited(content)
    worker.at = NIGHT
    worker.hear(SharingAnswered(at=worker.at, is_shared=True))

    worker.type("tolong")

    assert "Kode Anda" not in worker.words
    assert worker.state.news is News.STARTED


def test_impatient_relative_is_let_in_once(content: Content) -> None:
    relative = a_relative(content)
    relative.open("sharing")
    relative.tap("code")
    relative.type(show_code(CODE))
    relative.tap("yes")
    relative.type("halo?")

    relative.hear(SharingAnswered(at=relative.at, is_shared=True))
    relative.hear(SharingAnswered(at=relative.at, is_shared=False))

    assert relative.state.sharing is Sharing.RELATIVE
    assert relative.state.guesses == ()


def test_relative_who_asks_for_the_menu_meanwhile_is_let_in_all_the_same(content: Content) -> None:
    relative = a_relative(content)
    relative.open("sharing")
    relative.tap("code")
    relative.type(show_code(CODE))
    relative.tap("yes")
    relative.type("menu")

    relative.hear(SharingAnswered(at=relative.at, is_shared=True))

    assert relative.state.sharing is Sharing.RELATIVE
    assert relative.place == "menu/choices"


def test_answer_that_nobody_waits_for_ends_what_it_began(content: Content) -> None:
    somebody = a_worker(content)

    somebody.hear(SharingAnswered(at=somebody.at, is_shared=True))

    assert somebody.messages == []
    assert effects(somebody, EndSharing) == [EndSharing()]


# Codes that fit nothing


def answers_to(content: Content, code: str, *, after: int) -> tuple[list[str], list[Effect], str]:
    """What somebody reads and what is asked of the service when this code fits nothing."""
    relative = a_relative(content)
    for other in OTHERS[:after]:
        try_code(relative, other)
    relative.open("sharing")
    relative.tap("code")
    relative.type(show_code(code))
    relative.tap("yes")
    asked = list(relative.effects)
    relative.hear(SharingAnswered(at=relative.at, is_shared=False))
    return [m.text for m in relative.messages], [*asked, *relative.effects], relative.place


def test_blocked_code_reads_exactly_like_a_wrong_one(content: Content) -> None:
    """Whether it was ever made, used, revoked or is tried too often: the engine learns one bit, and says one thing."""
    wrong = answers_to(content, CODE, after=0)
    blocked = answers_to(content, CODE, after=5)

    assert wrong[0] == blocked[0] and wrong[2] == blocked[2]
    assert [type(effect) for effect in wrong[1]] == [type(effect) for effect in blocked[1]]


def test_sixth_code_in_an_hour_is_asked_about_as_no_code(content: Content) -> None:
    relative = a_relative(content)
    for code in OTHERS[:5]:
        try_code(relative, code)
    relative.open("sharing")
    relative.tap("code")
    relative.type(show_code(CODE))

    relative.tap("yes")

    assert effects(relative, AcceptInvitation) == [AcceptInvitation(code="")]


def test_code_counts_again_after_an_hour(content: Content) -> None:
    relative = a_relative(content)
    for code in OTHERS[:5]:
        try_code(relative, code)
    relative.at += timedelta(hours=1)
    relative.open("sharing")
    relative.tap("code")
    relative.type(show_code(CODE))

    relative.tap("yes")

    assert effects(relative, AcceptInvitation) == [AcceptInvitation(code=CODE)]


def test_who_guesses_all_day_is_slowed_down(content: Content) -> None:
    relative = a_relative(content)
    looked_up = 0
    for code in OTHERS[:20]:
        relative.at += timedelta(minutes=20)
        relative.open("sharing")
        relative.tap("code")
        relative.type(show_code(code))
        relative.tap("yes")
        looked_up += effects(relative, AcceptInvitation) == [AcceptInvitation(code=code)]
        relative.hear(SharingAnswered(at=relative.at, is_shared=False))

    assert looked_up == 15
    assert len(relative.state.guesses) == 15


def test_code_that_fits_nothing_leaves_no_consent_and_no_code(content: Content) -> None:
    relative = a_relative(content)

    try_code(relative, CODE)

    assert effects(relative, RecordConsent) == []
    assert relative.state.sharing is Sharing.NONE
    assert CODE not in str(relative.state)
    assert relative.place == "menu/choices"


# What is seen


def test_relative_sees_numbers_and_nothing_else(content: Content) -> None:
    relative = looking(content)
    route = next(iter(content.routes))
    relative.tap("look")
    assert effects(relative, AskAboutWorker) == [AskAboutWorker()]

    steps = RouteFigures(route=route, done=2, total=9)
    relative.hear(WorkerSeen(at=relative.at, progress=Progress(lessons=3, mastered=1, steps=steps)))

    seen = relative.messages[0].text.splitlines()
    assert seen[1:3] == ["Pelajaran selesai: 3", "Hal penting yang sudah bisa: 1"]
    assert seen[3].endswith("2 dari 9") and len(seen) == 4
    assert relative.place == "sharing/relative"


def test_nothing_yet_is_no_news_yet(content: Content) -> None:
    relative = looking(content)
    relative.tap("look")

    relative.hear(WorkerSeen(at=relative.at, progress=Progress()))

    assert relative.messages[0].text.count("belum ada kabar") == 3


def test_ready_to_leave_is_said(content: Content) -> None:
    relative = looking(content)
    relative.tap("look")

    steps = RouteFigures(route=next(iter(content.routes)), done=9, total=9, is_ready=True)
    relative.hear(WorkerSeen(at=relative.at, progress=Progress(steps=steps)))

    assert "Semua yang wajib sudah beres" in relative.words


def test_route_that_is_gone_is_no_news(content: Content) -> None:
    relative = looking(content)
    relative.tap("look")

    steps = RouteFigures(route="gone", done=2, total=9)
    relative.hear(WorkerSeen(at=relative.at, progress=Progress(steps=steps)))

    assert "Langkah: belum ada kabar" in relative.words


def test_progress_is_shared_whenever_it_changes(content: Content) -> None:
    worker = sharing_worker(content)
    route = next(route for route in content.routes.values() if len(route.items) > 1)
    worker.open("papers/copies")

    worker.tap("unsure")
    assert effects(worker, ShareProgress) == [ShareProgress(progress=Progress(lessons=1))]
    worker.state = replace(worker.state, route=route.id)
    worker.type("ulang")
    assert effects(worker, ShareProgress) == []


def test_steps_of_the_route_are_counted_and_not_named(content: Content) -> None:
    worker = sharing_worker(content)
    route = next(route for route in content.routes.values() if len(route.items) > 1)
    papers = dict.fromkeys(list(route.items)[:2], "done")
    worker.state = replace(worker.state, route=route.id, papers=papers)

    worker.open("papers/copies")
    worker.tap("unsure")

    (shared,) = effects(worker, ShareProgress)
    assert isinstance(shared, ShareProgress) and shared.progress.steps is not None
    assert (shared.progress.steps.done, shared.progress.steps.total) == (2, len(route.items))


def test_who_shares_with_nobody_shares_nothing(content: Content) -> None:
    worker = invited(content)

    worker.learn("papers/copies")

    assert effects(worker, ShareProgress) == []


# Ending


def test_worker_ends_it(content: Content) -> None:
    worker = sharing_worker(content)
    worker.open("sharing")

    worker.tap("end")

    assert effects(worker, RecordConsent, EndSharing) == [
        RecordConsent(kind="sharing", version="1", is_given=False),
        EndSharing(),
    ]
    worker.learn("papers/copies")
    assert effects(worker, ShareProgress) == []


def test_relative_ends_it(content: Content) -> None:
    relative = looking(content)

    relative.tap("end")

    assert effects(relative, EndSharing) == [EndSharing()]
    assert relative.state.sharing is Sharing.NONE


def test_both_sides_are_told_of_the_end_in_the_same_words(content: Content) -> None:
    worker, relative = sharing_worker(content), looking(content)

    for somebody in (worker, relative):
        somebody.hear(SharingEnded(at=somebody.at))

    assert worker.words == relative.words
    assert ENDED in worker.words
    assert worker.state.sharing is relative.state.sharing is Sharing.NONE


def test_end_is_told_once(content: Content) -> None:
    relative = looking(content)
    relative.hear(SharingEnded(at=relative.at))

    relative.hear(SharingEnded(at=relative.at))
    assert relative.messages == []
    relative.type("menu")

    assert ENDED not in relative.words


def test_relative_who_looks_at_somebody_who_ended_it_hears_no_more_than_that(content: Content) -> None:
    relative = looking(content)
    relative.tap("look")

    relative.hear(WorkerSeen(at=relative.at, progress=None))

    assert relative.words.startswith("Sekarang tidak ada yang dibagi dengan Anda")
    assert relative.state.sharing is Sharing.NONE
    relative.hear(SharingEnded(at=relative.at))
    assert relative.messages == []


def test_end_while_a_new_code_waits_changes_nothing(content: Content) -> None:
    worker = invited(content)

    worker.hear(SharingEnded(at=worker.at))

    assert worker.messages == []
    assert worker.state.sharing is Sharing.INVITED


def test_end_is_told_after_stop_only_when_they_begin_again(content: Content) -> None:
    relative = looking(content)
    relative.type("berhenti")

    relative.hear(SharingEnded(at=relative.at))
    assert relative.messages == []
    relative.type("mulai")

    assert ENDED in relative.words


def test_old_button_to_look_shows_nothing_after_the_end(content: Content) -> None:
    relative = looking(content)
    relative.hear(SharingEnded(at=relative.at))

    relative.hear(ChoicePicked(at=relative.at, token=f"{relative.state.frames[-1].since}.look"))

    assert effects(relative, AskAboutWorker) == []
    assert "tidak ada yang dibagi" in relative.words


def test_late_progress_is_shown_to_nobody(content: Content) -> None:
    relative = looking(content)
    relative.tap("look")
    relative.type("keluar")

    relative.hear(WorkerSeen(at=relative.at, progress=Progress(lessons=3)))

    assert [effect for effect in relative.effects if isinstance(effect, SendMessage)] == []
