import pytest

from bot.content.normalise import GAP
from bot.content.words import active, slots
from bot.engine.phrases import has_phrase

PHRASES = frozenset({("dicekik",), ("tidak", GAP, "boleh", "keluar"), ("darah", GAP, "banyak"), ("dipukul",)})


@pytest.mark.parametrize(
    "message",
    [
        "saya dicekik",
        "saya di cekik mandor",
        "tidak boleh keluar",
        "tidak pernah lagi boleh keluar rumah",
        "darahnya keluar banyak",
        "dipukulin tiap hari",
        "dipukuli",
        "dipukul2",
    ],
)
def test_phrase_is_found(message: str) -> None:
    assert has_phrase(tuple(message.split()), PHRASES)


@pytest.mark.parametrize(
    "message",
    [
        "",
        "tidak",
        "boleh keluar",
        "tidak satu dua tiga empat boleh keluar",
        "tidak boleh saya keluar",
        "banyak darah",
        "di pasar",
    ],
)
def test_other_words_are_no_phrase(message: str) -> None:
    assert not has_phrase(tuple(message.split()), PHRASES)


def test_alternatives_gaps_and_spelling_become_phrases() -> None:
    assert set(slots("ambil/sita _ hape", {"hape": "hp"})) == {("ambil", GAP, "hp"), ("sita", GAP, "hp")}


def test_a_phrase_without_readable_words_is_none() -> None:
    assert list(slots("!!", {})) == []


def test_a_family_stands_behind_its_first_word() -> None:
    families = {"kin": ("oknum", "saya", "adik")}

    assert set(slots("pukul <kin>", {}, families)) == {("pukul", "oknum")}
    assert has_phrase(("pukul", "adik"), frozenset({("pukul", "oknum")}), frozenset(families.values()))
    assert not has_phrase(("pukul", "delapan"), frozenset({("pukul", "oknum")}), frozenset(families.values()))


@pytest.mark.parametrize(
    ("root", "forms"),
    [
        ("pukul", ("memukul", "mukul", "pukul")),
        ("tampar", ("menampar", "nampar", "tampar")),
        ("kunci", ("mengunci", "ngunci", "kunci")),
        ("siksa", ("menyiksa", "nyiksa", "siksa")),
        ("cekik", ("mencekik", "nyekik", "cekik")),
        ("bunuh", ("membunuh", "mbunuh", "bunuh")),
        ("lempar", ("melempar", "ngelempar", "lempar")),
        ("hajar", ("menghajar", "nghajar", "hajar")),
    ],
)
def test_a_verb_has_its_active_forms(root: str, forms: tuple[str, ...]) -> None:
    assert active(root) == forms


def test_a_separate_di_is_read_both_ways() -> None:
    phrases = frozenset({("dipenjara", "lama"), ("di", "penjara"), ("penjara",)})

    assert has_phrase(("dia", "di", "penjara", "lama"), phrases)
    assert has_phrase(("saya", "di", "penjara"), frozenset({("dipenjara", "lama"), ("penjara",)}))


def test_nothing_is_looked_for_behind_the_end_of_a_phrase() -> None:
    phrases = frozenset({("sos",), ("sos", "tolong")})

    assert has_phrase(("sos",), phrases)
    assert not has_phrase(("tolong",), phrases)
