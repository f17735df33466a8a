from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from bot.content.calls import parse
from bot.content.facts import Confidence, Fact, FactKind
from bot.content.render import Renderer, fact_value

FRAMES = {
    "id": {
        "fact-dated": "{{ value }} (data {{ date }})",
        "fact-overdue": "{{ value }} (data lama {{ date }})",
    },
    "en": {"fact-dated": "{{ value }} (as of {{ date }})", "fact-overdue": "{{ value }} (old, {{ date }})"},
}
FRESH, LATER, LATEST = date(2026, 12, 1), date(2027, 2, 1), date(2027, 9, 1)


def a_fact(id: str, **changes: Any) -> Fact:
    values: dict[str, Any] = {
        "id": id, "kind": FactKind.PHONE, "value": "0800-1000", "unit": "", "confidence": Confidence.OFFICIAL,
        "source_date": date(2026, 9, 12), "checked_on": None, "tested_on": None, "review_by": date(2027, 1, 31),
        "path": "facts.yaml", "line": 1,
    }  # fmt: skip
    return Fact(**(values | changes))


FACTS: Mapping[str, Fact] = {
    fact.id: fact
    for fact in (
        a_fact("office"),
        a_fact("police", value="110", review_by=date(2027, 6, 30)),
        a_fact("age", kind=FactKind.AMOUNT, value=18, unit="year"),
        a_fact("act", kind=FactKind.LAW, value={"id": "UU", "en": "Act"}),
    )
}


@pytest.fixture
def renderer() -> Renderer:
    return Renderer(FACTS, FRAMES)


def test_phone_carries_the_date_of_its_data(renderer: Renderer) -> None:
    text = renderer.text("k", 'Telepon {{ phone("office") }}', "id")

    assert text.render({}, FRESH) == "Telepon 0800-1000 (data 12 Sep 2026)"


def test_fact_is_fresh_on_its_review_day_and_overdue_after(renderer: Renderer) -> None:
    text = renderer.text("k", '{{ phone("office") }}', "id")

    assert "lama" not in text.render({}, date(2027, 1, 31))
    assert "lama" in text.render({}, date(2027, 2, 1))


def test_each_fact_of_a_text_ages_by_itself(renderer: Renderer) -> None:
    text = renderer.text("k", '{{ phone("office") }} / {{ phone("police") }}', "en")

    assert [text.render({}, day).count("old") for day in (FRESH, LATER, LATEST)] == [0, 1, 2]
    assert text.turns == (date(2027, 1, 31), date(2027, 6, 30))


def test_undated_amount_shows_its_date_only_when_overdue(renderer: Renderer) -> None:
    text = renderer.text("k", '{{ amount("age", dated=false) }}', "id")

    assert text.render({}, FRESH) == "18 tahun"
    assert text.render({}, LATER) == "18 tahun (data lama 12 Sep 2026)"


def test_wording_is_that_of_the_locale(renderer: Renderer) -> None:
    assert renderer.text("k", '{{ law("act") }}', "en").render({}, FRESH) == "Act"


def test_text_without_values_is_finished(renderer: Renderer) -> None:
    text = renderer.text("k", '{{ invented("Rp8 juta") }} {{ phone("office") }}', "id")

    assert all(isinstance(wording, str) for wording in text.wordings)


def test_values_are_filled_in_and_never_run(renderer: Renderer) -> None:
    text = renderer.text("phrases/number-range", "Dari {{ minimum }} sampai {{ maximum }}", "id")

    assert text.render({"minimum": "1", "maximum": "{{ 7*7 }}"}, FRESH) == "Dari 1 sampai {{ 7*7 }}"


@pytest.mark.parametrize(
    ("value", "unit", "locale", "expected"),
    [
        (1_500_000, "IDR", "id", "Rp1.500.000"),
        (1_500_000, "IDR", "en", "IDR1,500,000"),
        (1_700.5, "MYR", "en", "MYR1,700.50"),
        (1, "day", "en", "1 day"),
        (3, "month", "id", "3 bulan"),
        (5.5, "percent", "id", "5,5%"),
        (8, "item", "id", "8"),
        (30, "kg", "en", "30 kilograms"),
    ],
)
def test_amounts_are_written_as_readers_write_them(
    value: float, unit: str, locale: str, expected: str
) -> None:
    fact = a_fact("sum", kind=FactKind.AMOUNT, value=value, unit=unit)

    assert fact_value(fact, locale).replace("\xa0", "") == expected


@pytest.mark.parametrize(
    "text",
    ["{{ phone() }}", "{{ phone(1) }}", "{{ a.b }}", "{% if x %}a{% endif %}", "{{ phone('a', dated=false) }}",
     "{{ phone('a')|upper }}", "{{ ''.__class__ }}", "{{ amount('a', dated=x) }}", "{{ open"],
)  # fmt: skip
def test_only_known_calls_are_understood(text: str) -> None:
    assert parse(text).mistakes


def test_calls_and_values_are_told_apart() -> None:
    parts = parse('A {{ phone("office") }} b {{ minimum }}')

    assert [(call.name, call.argument) for call in parts.calls] == [("phone", "office")]
    assert parts.values == {"minimum"}
    assert parts.plain.split() == ["A", "b"]
