"""What the other libraries say: the very messages of our engine, so that all sides send the same calls.

A dialogue for them is a table: in which state, what was typed, the messages to send, the next state.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.dialogue import PLACES, Exchange
from bot.domain.message import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Bubble:
    """One call of sendMessage: its text, and rows of (label, data)."""

    text: str
    buttons: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """In this state, to these words, this is said, and that is the next state."""

    place: str
    words: str
    bubbles: tuple[Bubble, ...]
    next_place: str


def write_rules(exchanges: Sequence[Exchange]) -> list[dict[str, Any]]:
    """The table as JSON-ready values, for a child's plan."""
    rules = {}
    for number, exchange in enumerate(exchanges):
        rules[PLACES[number], exchange.words] = {
            "place": PLACES[number],
            "words": exchange.words,
            "bubbles": [_write_bubble(message) for message in exchange.replies],
            "next_place": PLACES[number + 1],
        }
    return list(rules.values())


def read_rules(raw: Sequence[Mapping[str, Any]]) -> list[Rule]:
    """The reverse."""
    return [
        Rule(
            place=rule["place"], words=rule["words"], next_place=rule["next_place"],
            bubbles=tuple(
                Bubble(text=bubble["text"], buttons=tuple((label, data) for label, data in bubble["buttons"]))
                for bubble in rule["bubbles"]
            ),
        )
        for rule in raw
    ]  # fmt: skip


def _write_bubble(message: Message) -> dict[str, Any]:
    buttons = [(choice.label, choice.token) for choice in (*message.choices, *message.ways)]
    return {"text": message.text.replace("**", ""), "buttons": buttons}
