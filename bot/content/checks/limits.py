"""The limits of content/quality.yaml, as the checks ask for them. Holds no number itself.

What is missing or no number is None here, so that its check stays silent while S15 says what is wrong.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.content.material import Material
from bot.content.raw import Node

READING = "reading"
FAMILIAR = "familiar"
READING_NUMBERS = ("sentence_words", "average_words", "long_syllables", "long_share")
GROUPS: Mapping[str, tuple[str, ...]] = {
    "questions": ("position_share", "longest_share", "longest_by", "longest_ratio"),
    "pictures": ("kilobytes",),
    "audio": ("kilobytes", "seconds"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What is easy to read in one locale. Shares are per cent; `familiar` words are never long."""

    sentence_words: float
    average_words: float
    long_syllables: float
    long_share: float
    familiar: frozenset[str]


def number(node: Node | None) -> float | None:
    """The positive number in a node, or None."""
    value = node.value if node else None
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return value if is_number and value > 0 else None  # type: ignore[operator,return-value]  # narrowed one line above


def limit(material: Material, group: str, name: str) -> float | None:
    """One limit that holds for every locale."""
    found = material.sources.quality.root.get(group)
    return number(found.get(name)) if found else None


def readings(material: Material) -> Mapping[str, Reading]:
    """The limits by locale as texts name it, "" for the source; locales without limits are not there."""
    group = material.sources.quality.root.get(READING)
    found = {}
    for locale in material.locales:
        reading = _reading(group.get(locale) if group else None)
        if reading:
            found["" if locale == material.locales[0] else locale] = reading
    return found


def _reading(node: Node | None) -> Reading | None:
    numbers = [number(node.get(name)) for name in READING_NUMBERS] if node else []
    sentence, average, syllables, share = numbers or (None, None, None, None)
    if node is None or sentence is None or average is None or syllables is None or share is None:
        return None
    familiar = node.get(FAMILIAR)
    return Reading(
        sentence_words=sentence,
        average_words=average,
        long_syllables=syllables,
        long_share=share,
        familiar=frozenset(member.scalar.lower() for member in (familiar.members if familiar else ())),
    )
