"""Mistakes in content/words.yaml that no compiler sees, because what they make is still a phrase."""

import pytest

from bot.content.raw import Node
from bot.content.read import read_yaml
from tests.search.conftest import CONTENT


@pytest.fixture(scope="module")
def danger() -> Node:
    found = read_yaml(CONTENT / "words.yaml", "words.yaml").root.get("danger")
    assert found is not None
    return found


def test_the_first_word_of_a_family_stands_nowhere_else(danger: Node) -> None:
    families = danger.items["families"].items
    members = {name: [member.scalar for member in node.members] for name, node in families.items()}
    phrases = [
        phrase.scalar
        for group in ("now", "harm")
        for node in danger.items[group].items.values()
        for phrase in node.members
    ]
    single = {word for phrase in phrases for part in phrase.split() for word in part.split("/")}
    shared = [
        name
        for name, words in members.items()
        if words[0] in single or any(words[0] in others for other, others in members.items() if other != name)
    ]

    assert shared == []
