import pytest

from bot.content.checks.reading import sentences, syllables


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("paspor", 2),
        ("keluarga", 4),
        ("pulau", 2),
        ("dua", 2),
        ("keadaan", 4),
        ("kuitansi", 4),
        ("perwakilan", 4),
        ("pt", 1),
    ],
)
def test_indonesian_syllables_are_counted(word: str, count: int) -> None:
    assert syllables(word, "id") == count


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("wage", 1),
        ("table", 2),
        ("agreement", 3),
        ("immigration", 4),
        ("placed", 1),
        ("the", 1),
        ("wages", 2),
        ("wanted", 2),
        ("employee", 3),
    ],
)
def test_english_syllables_are_counted(word: str, count: int) -> None:
    assert syllables(word, "en") == count


def test_other_languages_count_groups_of_vowels() -> None:
    assert syllables("maternité", "fr") == 4


@pytest.mark.parametrize(
    ("text", "lengths"),
    [
        ("Jangan bayar. Tanya dulu!", [2, 2]),
        ("Satu baris\nbaris lain", [2, 2]),
        ('Ia berkata, "Tunggu dulu." Lalu pergi.', [4, 2]),
        ("**Tipu**: kerja lain", [3]),
        ("Ingat kata-kata ini", [3]),
        ("…", []),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_breathes(text: str, lengths: list[int]) -> None:
    assert [len(words) for words in sentences(text)] == lengths


def test_doubled_words_are_read_once() -> None:
    assert sentences("Kata-kata anak-anak e-mail") == (("Kata-kata", "anak", "e-mail"),)
