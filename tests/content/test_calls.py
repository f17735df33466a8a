import pytest

from bot.content.calls import Parts, _parts_by_jinja, _parts_of_calls, parse

CALLS = (
    'Telepon {{ phone("police") }}, atau {{ link("site") }}.',
    '{{ amount("age") }} dan {{ amount("age", dated=false) }}',
    '{{ count("tiga") }} kali {{ invented("Rp8 juta") }}\n',
    'a }} b {{ law("act") }} c',
    '{{ term("{%") }}',
)
OTHERS = (
    "{{ value }}",
    '{{phone("a")}}',
    '{{ phone("") }}',
    '{{ phone("a", dated=false) }}',
    '{{{ phone("a") }}',
    '{# {{ phone("a") }} #}',
    '{% if x %}{{ phone("a") }}{% endif %}',
    '{{ phone("a") }}\r\nb',
    '{{ phone("a\\"b") }}',
)


@pytest.mark.parametrize("text", CALLS)
def test_calls_are_recognised_without_jinja_as_with_it(text: str) -> None:
    assert _parts_of_calls(text) is not None
    assert _said(_parts_of_calls(text)) == _said(_parts_by_jinja(text))


@pytest.mark.parametrize("text", OTHERS)
def test_anything_else_is_left_to_jinja(text: str) -> None:
    assert _parts_of_calls(text) is None
    assert parse(text) == _parts_by_jinja(text)


def _said(parts: Parts | None) -> tuple[object, ...]:
    assert parts is not None
    pieces = [piece for piece in parts.pieces if piece != ""]
    return parts.plain, pieces, parts.calls, parts.values, parts.mistakes
