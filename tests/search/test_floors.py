"""Floors: a change of words or weights that loses much is seen at once.

Of the half and the set that are held out, and of the second set where nothing may be mended, only counts are told.
"""

import pytest

from bot.content.model import Content, Finder, Lesson, Question
from bot.matching.finder import PassageFinder
from bot.matching.synonyms import read_synonyms
from tests.search.cases import (
    HELD_OUT,
    OPEN,
    SECOND,
    lesson_places,
    read_blind,
    read_cries,
    read_harmless,
    read_questions,
)
from tests.search.conftest import CONTENT
from tests.search.measure import LEVELS, brings_help, false_alarms, rank, see


@pytest.mark.parametrize(
    ("half", "first", "among_three"), [(OPEN, 0.91, 0.97), (SECOND, 0.87, 0.96), (HELD_OUT, 0.85, 0.92)]
)
def test_most_questions_find_their_lesson(
    half: str, first: float, among_three: float, content: Content, finder: Finder
) -> None:
    ranked = rank(read_questions(half, content), finder, content)

    assert ranked.first / ranked.asked >= first
    assert ranked.among_three / ranked.asked >= among_three


@pytest.mark.parametrize("half", [OPEN, SECOND, HELD_OUT])
def test_every_danger_brings_help(half: str, content: Content) -> None:
    missed = [text for seen in see(read_cries(half), content) if seen.level in LEVELS for text in seen.missed]

    assert len(missed) == 0


def test_most_danger_of_the_blind_set_brings_help(content: Content) -> None:
    cries, harmless = read_blind()
    found = {seen.level: seen.found / seen.sent for seen in see(cries, content)}
    alarms = len(false_alarms(harmless, content)) / len(harmless)

    assert found["U0"] >= 0.94
    assert found["U1"] >= 0.86
    assert found["HELP"] >= 0.7
    assert alarms <= 0.08


@pytest.mark.parametrize(("half", "most"), [(OPEN, 0.05), (SECOND, 0.06), (HELD_OUT, 0.13)])
def test_few_harmless_messages_raise_an_alarm(half: str, most: float, content: Content) -> None:
    harmless = read_harmless(half)
    alarms = len(false_alarms(harmless, content)) / len(harmless)

    assert alarms <= most


def test_every_lesson_of_the_curriculum_has_its_place(content: Content) -> None:
    places = lesson_places(content)

    lessons = [place for part, place in places.items() if part not in content.modules]
    assert len(lessons) == 77
    assert all(content.step(module, step) for module, step in places.values())


def test_every_lesson_has_a_name_in_both_languages_and_every_name_a_place(content: Content) -> None:
    topics = read_synonyms(CONTENT / "synonyms.yaml", content.words.spelling).topics
    lessons = {
        f"{m.id}/{s.id}" for m in content.modules.values() for s in m.steps.values() if isinstance(s, Lesson)
    }

    for names in topics.values():
        assert lessons <= set(names)
        assert set(names) - lessons <= set(content.modules)


def test_questions_of_tests_and_repeats_are_no_results(content: Content, finder: PassageFinder) -> None:
    steps = [content.step(place.module, place.step) for place in finder.places]

    assert not any(isinstance(step, Question) for step in steps)


@pytest.mark.parametrize(
    "message",
    [
        "TOLONG TOLONG",
        "tlng sy",
        "ada yg bisa bantu?",
        "999 999",
        "9-9-9",
        "help help!!",
        "tolongsaya",
        "bantu beta",
    ],
)
def test_any_call_for_help_brings_it(message: str, content: Content) -> None:
    assert brings_help(message, content)


@pytest.mark.parametrize(
    "message", ["ada orang di sini", "halo min", "saya mau", "bisa bantu isi formulir", "0999123"]
)
def test_courtesy_alone_is_no_call(message: str, content: Content) -> None:
    assert not brings_help(message, content)


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
