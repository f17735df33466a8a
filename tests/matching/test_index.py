from bot.matching.index import build_index, exactly, score
from bot.matching.passages import Passage


def a_passage(step: str, *fields: tuple[float, str]) -> Passage:
    return Passage(module="m", step=step, fields=fields)


TWO = (a_passage("one", (1.0, "paspor ditahan")), a_passage("two", (1.0, "gaji ditahan")))


def test_a_rare_word_weighs_more_than_a_common_one() -> None:
    index = build_index(TWO, "id", frozenset())

    rare, common = score(index, [[("paspor", 1.0)]]), score(index, [[("tahan", 1.0)]])

    assert set(rare) == {0}
    assert set(common) == {0, 1}
    assert rare[0] > common[0]


def test_a_heavy_field_wins() -> None:
    index = build_index(
        (a_passage("body", (1.0, "gaji kerja")), a_passage("title", (4.0, "gaji kerja"))), "id", frozenset()
    )

    found = score(index, [[("gaji", 1.0)]])

    assert found[1] > found[0]


def test_only_the_best_of_a_words_options_counts() -> None:
    index = build_index(TWO, "id", frozenset())

    once = score(index, [[(exactly("paspor"), 1.0)]])
    twice = score(index, [[(exactly("paspor"), 1.0), ("paspor", 0.9)]])

    assert twice == once


def test_silent_words_numbers_and_letters_are_left_out() -> None:
    index = build_index((a_passage("one", (1.0, "yang 12 x gaji")),), "id", frozenset({"yang"}))

    assert set(index.postings) == {"gaji", exactly("gaji")}


def test_a_known_phrase_is_found_as_one() -> None:
    index = build_index(TWO, "id", frozenset(), frozenset({"paspor ditahan"}))

    assert set(score(index, [[("paspor ditahan", 1.0)]])) == {0}
