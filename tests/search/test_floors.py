"""Floors: a change of words or weights that loses much is seen at once.

Questions on their open half; danger and harmless messages whole, for both halves are development data now.
"""

import pytest

from bot.content.model import Content, Finder
from tests.search.cases import HELD_OUT, OPEN, lesson_places, read_cries, read_harmless, read_questions
from tests.search.measure import LEVELS, brings_help, false_alarms, rank, see


def test_most_questions_find_their_lesson(content: Content, finder: Finder) -> None:
    ranked = rank(read_questions(OPEN, content), finder, content)

    assert ranked.first / ranked.asked >= 0.7
    assert ranked.among_three / ranked.asked >= 0.85


def test_every_danger_brings_help(content: Content) -> None:
    cries = [*read_cries(OPEN), *read_cries(HELD_OUT)]
    missed = [text for seen in see(cries, content) if seen.level in LEVELS for text in seen.missed]

    assert missed == []


def test_few_harmless_messages_raise_an_alarm(content: Content) -> None:
    harmless = [*read_harmless(OPEN), *read_harmless(HELD_OUT)]

    assert len(false_alarms(harmless, content)) / len(harmless) <= 0.12


def test_every_lesson_of_the_curriculum_has_its_place(content: Content) -> None:
    places = lesson_places(content)

    assert len(places) == 77 + 3
    assert all(content.step(module, step) for module, step in places.values())


@pytest.mark.parametrize(
    "message",
    [
        "saya di kurungin di kamar",
        "kakinya kejepit lalu patah, darahnya banyak sekali",
        "he never lets me go out of the house",
        "anak itu mau lompat dari jembatan",
        "hp kami disita semua",
        "saya dihajr majikan",
        "diprkosa majikn",
        "sayadipukul bos",
        "kapal mau tenggelem",
    ],
)
def test_danger_is_seen_with_endings_and_gaps(message: str, content: Content) -> None:
    assert brings_help(message, content)


@pytest.mark.parametrize(
    "message",
    [
        "paspor ditahan bos",
        "gaji saya belum dibayar",
        "umur saya 17 boleh daftar",
        "bagaimana cara pakai racun rumput",
        "my son is 15 and goes to school",
    ],
)
def test_a_question_is_no_danger(message: str, content: Content) -> None:
    assert not brings_help(message, content)
