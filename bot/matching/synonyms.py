"""Words that mean nearly the same, words that say nothing, and what people call a place: content/synonyms.yaml.

Subjects and general language only; never a road from one question to its answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.content.normalise import normalise, spelled
from bot.content.raw import Node
from bot.content.read import read_yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class Synonyms:
    """By language: groups of words or short phrases, the words to pass over, and the names that people have for
    the subject of a place (`module/step`, or `module` for a door). All normalised."""

    groups: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    silent: Mapping[str, frozenset[str]] = field(default_factory=dict)
    topics: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)


def read_synonyms(path: Path, spelling: Mapping[str, str]) -> Synonyms:
    """The file as it stands; a missing or unreadable one is as good as an empty one."""
    root = read_yaml(path, path.name).root
    groups, silent, topics = root.get("groups"), root.get("silent"), root.get("topics")
    return Synonyms(
        groups={
            language: tuple(_words(group, spelling) for group in node.members)
            for language, node in (groups.items if groups else {}).items()
        },
        silent={
            language: frozenset(_words(node, spelling))
            for language, node in (silent.items if silent else {}).items()
        },
        topics={
            language: {place: _words(names, spelling) for place, names in node.items.items()}
            for language, node in (topics.items if topics else {}).items()
        },
    )


def _words(node: Node, spelling: Mapping[str, str]) -> tuple[str, ...]:
    """The members of a list, or of one text with commas between, which is read in a fifth of the time."""
    written = [member.scalar for member in node.members] or node.scalar.split(",")
    found = (spelled(normalise(word), spelling) for word in written)
    return tuple(dict.fromkeys(word for word in found if word))
