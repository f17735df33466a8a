"""Free questions with the real content and the real finder: they lead to lessons, never to made-up words."""

import pytest

from bot.content.model import Content, Role
from tests.conversations.transcript import begin, messages, play


@pytest.mark.parametrize(
    ("words", "lesson"),
    [
        ("bayar brp biaya proses", "costs/placement-cost"),
        ("paspor ditahan bos", "papers/passport"),
        ("calo kasih uang dulu ke keluarga", "danger-signs/bait"),
        ("cara cek PT resmi atau bukan", "legal-route/check-agency"),
    ],
)
def test_question_as_people_type_it_finds_its_lesson(content: Content, words: str, lesson: str) -> None:
    *_, (_, turn) = play(content, begin(content, "menu", "id"), [words])

    assert turn.state.frames[-1].module == content.roles[Role.SEARCH]
    assert lesson in turn.state.found


def test_results_show_a_passage_and_a_way_to_a_person(content: Content) -> None:
    *_, (_, turn) = play(content, begin(content, "menu", "id"), ["paspor ditahan bos"])

    assert messages(turn)[0].text.startswith("**")
    assert any(choice.token.endswith(".person") for choice in messages(turn)[-1].choices)


def test_nonsense_finds_nothing(content: Content) -> None:
    *_, (_, turn) = play(content, begin(content, "menu", "id"), ["qwrtp zzkk"])

    assert turn.state.frames[-1].module == content.roles[Role.MENU]
