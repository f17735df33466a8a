import pytest

from bot.content.companies import bare_name


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("PT. Sinar-Contoh, Tbk", "sinar contoh"),
        ("P.T. Sinar Contoh (Persero)", "sinar contoh"),
        ("C.V. Umpama", "umpama"),
        ("P3MI PT Umpama", "umpama"),
        ("PT", "pt"),
        ("P. Tirta", "p tirta"),
        ("  ", ""),
    ],
)
def test_legal_form_is_no_part_of_the_name(name: str, bare: str) -> None:
    assert bare_name(name) == bare
