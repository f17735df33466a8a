from collections.abc import Mapping, Sequence

import pytest

from bot.content.model import Bubble, End, Lesson, Module, Option
from bot.matching.finder import AT_MOST, PassageFinder, make_finder
from bot.matching.synonyms import Synonyms
from tests.builders import a_content, module, texts

SYNONYMS = Synonyms(
    groups={"id": (("majikan", "bos"), ("pinjol", "pinjaman online"))},
    silent={"id": frozenset({"yang", "saya"}), "en": frozenset({"yang", "saya"})},
)


def a_lesson(id: str, title: str, body: str) -> Lesson:
    return Lesson(
        id=id,
        title=texts(title),
        bubbles=(Bubble(id="b1", text=texts(body)),),
        question=Bubble(id="question", text=texts("mana")),
        options=(Option(id="a", label=texts("itu"), is_right=True),),
        next="end",
    )


def a_finder(*lessons: Lesson, synonyms: Synonyms = SYNONYMS, extra: Sequence[Module] = ()) -> PassageFinder:
    content = a_content(extra)
    modules: Mapping[str, Module] = dict(content.modules) | {"course": module("course", [*lessons])}
    return make_finder(modules, content.locales, content.words, synonyms)


@pytest.fixture
def finder() -> PassageFinder:
    return a_finder(
        a_lesson("passport", "Paspor di tangan", "majikan tidak menyimpan paspor pekerja"),
        a_lesson("loans", "Penipuan", "hati hati dengan pinjaman online"),
        a_lesson("heat", "Panas", "minum air sebelum bekerja"),
    )


def steps(finder: PassageFinder, words: str, locale: str = "id") -> list[str]:
    return [hit.step for hit in finder.find(words, locale)]


def test_the_lesson_about_it_comes_first(finder: PassageFinder) -> None:
    assert steps(finder, "paspor")[0] == "passport"


def test_a_synonym_leads_there(finder: PassageFinder) -> None:
    assert steps(finder, "bos saya")[0] == "passport"


def test_a_word_leads_to_a_phrase_that_means_it(finder: PassageFinder) -> None:
    assert steps(finder, "pinjol")[0] == "loans"


def test_a_typing_error_is_forgiven(finder: PassageFinder) -> None:
    assert steps(finder, "pnipuan")[0] == "loans"
    assert steps(finder, "penipuann")[0] == "loans"
    assert steps(finder, "majikkan")[0] == "passport"


def test_nothing_is_made_up(finder: PassageFinder) -> None:
    assert steps(finder, "sepak bola liga inggris") == []
    assert steps(finder, "") == []
    assert steps(finder, "yang saya") == []


def test_the_persons_own_language_comes_before_another(finder: PassageFinder) -> None:
    own, other = finder.find("paspor", "id"), finder.find("paspor", "tet")

    assert own[0].score > other[0].score


def test_hits_are_few_and_best_first() -> None:
    finder = a_finder(*(a_lesson(f"l{n}", "Paspor", "paspor " * n) for n in range(1, 9)))

    scores = [hit.score for hit in finder.find("paspor", "id")]

    assert len(scores) == AT_MOST
    assert scores == sorted(scores, reverse=True)


def test_a_very_long_message_is_still_read(finder: PassageFinder) -> None:
    assert steps(finder, "paspor " + "kata " * 3000) is not None


def test_the_name_that_people_have_for_a_lesson_leads_there() -> None:
    named = Synonyms(topics={"id": {"course/heat": ("kepanasan", "pening")}})
    lessons = (a_lesson("heat", "Panas", "minum air"), a_lesson("loans", "Penipuan", "hati hati"))

    assert steps(a_finder(*lessons, synonyms=named), "kepala pening")[0] == "heat"
    assert steps(a_finder(*lessons, synonyms=Synonyms()), "kepala pening") == []


def test_a_system_module_is_found_only_if_people_have_a_name_for_it() -> None:
    award = module("award", [End(id="end")])
    named = Synonyms(topics={"id": {"award": ("piagam",)}})

    heat = a_lesson("heat", "Panas", "minum air")

    assert steps(a_finder(heat, synonyms=named, extra=[award]), "piagam") == ["end"]
    assert steps(a_finder(heat, synonyms=Synonyms(), extra=[award]), "piagam") == []
