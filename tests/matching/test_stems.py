import pytest

from bot.matching.stems import forms


@pytest.mark.parametrize(
    ("spoken", "written"),
    [
        ("mengirim", "kirim"),
        ("pengiriman", "kirim"),
        ("nyimpen", "simpan"),
        ("minjem", "pinjam"),
        ("nawarin", "tawar"),
        ("penipuan", "tipu"),
        ("manen", "panen"),
        ("dibayarkan", "bayar"),
        ("ngurus", "urus"),
    ],
)
def test_spoken_and_written_words_meet(spoken: str, written: str) -> None:
    assert set(forms(spoken, "id")) & set(forms(written, "id"))


def test_a_doubled_word_is_the_word() -> None:
    assert forms("tanda2", "id") == forms("tanda", "id")


def test_english_words_meet_in_their_stem() -> None:
    assert forms("papers", "en") == forms("paper", "en")


def test_short_and_unknown_languages_stay_as_typed() -> None:
    assert forms("ke", "id") == ("ke",)
    assert forms("lagi", "tet") == ("lagi",)


def test_a_word_always_has_a_form() -> None:
    assert forms("222", "id") == ("222",)
