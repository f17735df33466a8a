import pytest

from bot.engine.phrases import has_phrase
from bot.engine.slips import make_slips, meant

SLIPS = make_slips(
    frozenset({"racun", "tenggelam", "pingsan", "pinggang", "bunuh", "diri"}), frozenset({"rancun"})
)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("racon", ["racun"]),
        ("racnu", ["racun"]),
        ("rcaun", ["racun"]),
        ("raacun", ["racun"]),
        ("tenggelm", ["tenggelam"]),
        ("tnggelm", ["tenggelam"]),
        ("ttenggellam", ["tenggelam"]),
        ("bunuhlah", ["bunuh"]),
        ("pingsang", ["pinggang", "pingsan"]),
    ],
)
def test_a_slip_is_the_known_word(typed: str, words: list[str]) -> None:
    assert [sorted(either) for either in meant(typed, SLIPS)] == [words]


def test_a_space_left_out_gives_both_words() -> None:
    assert meant("bunuhdiri", SLIPS) == (("bunuh",), ("diri",))


@pytest.mark.parametrize("typed", ["", "ra", "racu", "rancun", "macun", "ricon", "tenggara", "x" * 5000])
def test_any_other_word_stays_itself(typed: str) -> None:
    assert meant(typed, SLIPS) == ((typed,),)


def test_a_slip_may_stand_in_a_phrase_and_an_everyday_word_may_not() -> None:
    phrases = frozenset({("minum", "racun")})

    assert has_phrase(("minum", "racon"), phrases)
    assert not has_phrase(("minum", "racon"), phrases, ordinary=frozenset({"racon"}))


@pytest.mark.parametrize(
    ("typed", "known"),
    [("kejebak", "terjebak"), ("tepukul", "dipukul"), ("ngebacok", "bacok"), ("habisin", "habisi")],
)
def test_a_spoken_prefix_or_ending_is_the_written_one(typed: str, known: str) -> None:
    assert list(meant(typed, make_slips(frozenset({known}), frozenset()))) == [[known]]
