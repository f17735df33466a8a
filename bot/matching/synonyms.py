"""Words of the field that mean nearly the same, and words that say nothing: content/synonyms.yaml.

General language only; never a road from one question to its answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.content.normalise import normalise, spelled
from bot.content.raw import Node
from bot.content.read import read_yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class Synonyms:
    """Both by language: groups of words or short phrases, and the words to pass over. All normalised."""

    groups: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    silent: Mapping[str, frozenset[str]] = field(default_factory=dict)


def read_synonyms(path: Path, spelling: Mapping[str, str]) -> Synonyms:
    """The file as it stands; a missing or unreadable one is as good as an empty one."""
    root = read_yaml(path, path.name).root
    groups, silent = root.get("groups"), root.get("silent")
    return Synonyms(
        groups={
            language: tuple(_words(group, spelling) for group in node.members)
            for language, node in (groups.items if groups else {}).items()
        },
        silent={
            language: frozenset(_words(node, spelling))
            for language, node in (silent.items if silent else {}).items()
        },
    )


def _words(node: Node, spelling: Mapping[str, str]) -> tuple[str, ...]:
    found: Sequence[str] = [spelled(normalise(member.scalar), spelling) for member in node.members]
    return tuple(dict.fromkeys(word for word in found if word))
