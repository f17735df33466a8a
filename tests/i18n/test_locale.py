import pytest

from bot.i18n.locale import bcp47_name, best_locale, direction, fallbacks, gettext_name, parse_locale


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("id", "id"),
        ("pt_br", "pt-BR"),
        ("EN-us", "en-US"),
        ("zh-hans-cn", "zh-Hans-CN"),
        ("xx", None),
        ("../id", None),
    ],
)
def test_locale_is_read_in_any_spelling(raw: str, expected: str | None) -> None:
    assert parse_locale(raw) == expected


def test_spellings_turn_into_each_other() -> None:
    assert gettext_name("pt-BR") == "pt_BR"
    assert bcp47_name("pt_BR") == "pt-BR"


def test_direction_comes_from_the_locale() -> None:
    assert (direction("id"), direction("ar")) == ("ltr", "rtl")


def test_fallbacks_get_shorter() -> None:
    assert fallbacks("zh-Hans-CN") == ("zh-Hans-CN", "zh-Hans", "zh")


@pytest.mark.parametrize(
    ("wanted", "expected"), [(["en-US"], "en"), (["fr", "id"], "id"), (["fr"], None), ([""], None)]
)
def test_nearest_offered_locale_is_taken(wanted: list[str], expected: str | None) -> None:
    assert best_locale(wanted, ("id", "en")) == expected
