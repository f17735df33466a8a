import pytest

from bot.content.checks.abbreviation import is_explained, shorts_in


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Tanya BP3MI atau KP2MI", ["BP3MI", "KP2MI"]),
        ("namanya E-PMI di sana", ["E-PMI"]),
        ("KBRI/KJRI, lalu KBRI", ["KBRI", "KJRI"]),
        ("PT-nya dan BPJS-mu", ["PT", "BPJS"]),
        ("upah RM900 sebulan", ["RM"]),
        ("WhatsApp, Disnaker, Anda", []),
        ("Ketik **MENU**", []),
    ],
)
def test_short_forms_are_found(text: str, found: list[str]) -> None:
    assert shorts_in(text) == found


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("OJK (pengawas keuangan)", True),
        ("pengawas keuangan (OJK)", True),
        ("perwakilan RI (KBRI, OJK, KRI)", True),
        ("**OJK** (pengawas keuangan)", True),
        ("OJK adalah pengawas uang", True),
        ("OJK (0800)", False),
        ("Tanya OJK (lihat di bawah) (PT)", True),
        ("Tanya OJK", False),
    ],
)
def test_brackets_or_listed_words_explain(text: str, is_told: bool) -> None:
    assert is_explained("OJK", text, ("pengawas uang",)) is is_told
