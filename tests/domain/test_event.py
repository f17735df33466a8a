import json

import pytest

from bot.domain.event import EVENT_TYPES, read_event, write_event


@pytest.mark.parametrize("name", EVENT_TYPES)
def test_docstring_example_is_read_back(name: str) -> None:
    example = json.loads((EVENT_TYPES[name].__doc__ or "").strip().splitlines()[0])

    event = read_event(example)

    assert type(event) is EVENT_TYPES[name]
    assert write_event(event) == example


def test_unknown_type_is_refused() -> None:
    with pytest.raises(KeyError):
        read_event({"type": "moon_landed", "at": 0})
