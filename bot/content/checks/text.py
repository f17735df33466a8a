"""T: texts that can be shown, whose numbers are facts and whose calls can be filled in."""

import re
from collections.abc import Iterator

from bot.content.calls import FACT_CALLS, parse
from bot.content.checks.check import Check, Finding, Written, written
from bot.content.checks.wordlists import DIGITS, NOT_NUMBERS, NUMBER_WORDS, WORD
from bot.content.facts import raw_facts
from bot.content.material import Material, bubble_key
from bot.content.phrases import allowed_values
from bot.domain.problem import Severity

WORDS_AT_MOST = 45
"""The format asks for about 35 in a bubble; a list of phones may be a little longer."""

_LINK = re.compile(r"https?://|\bwww\.|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|id|my|info|gov|int)\b", re.I)


_LIKE_A_LINK = re.compile(r"\w\.\w|://|www\.", re.I)
"""Cheap to look for, and in every address."""


def _found(text: Written, message: str) -> Finding:
    return Finding(path=text.path, line=text.line, message=f"{text.key}: {message}", locale=text.locale)


def empty_text(material: Material) -> Iterator[Finding]:
    """Texts without a word in them."""
    for text in written(material):
        if not text.locale and not text.words.strip():
            yield _found(text, "the text is empty")


def unusable_call(material: Material) -> Iterator[Finding]:
    """Calls and values that cannot be filled in."""
    for text in written(material):
        parts = parse(text.words)
        for mistake in parts.mistakes:
            yield _found(text, mistake)
        for value in sorted(parts.values - allowed_values(text.key)):
            yield _found(text, f"nobody fills in {{{{ {value} }}}} here")


def bare_number(material: Material) -> Iterator[Finding]:
    """Digits and number words that are no fact and not marked."""
    for text in written(material):
        found = numbers_in(parse(text.words).plain)
        if found:
            yield _found(text, f"{', '.join(found)} is a number without a source")
    templates = material.sources.templates
    for node in templates.root.members:
        if found := numbers_in(node.text("body")):
            yield Finding(
                path=templates.path,
                line=node.line,
                message=f"{', '.join(found)} is a number without a source",
            )


def numbers_in(plain: str) -> list[str]:
    """The digits and number words of a text, without names and idioms."""
    without = NOT_NUMBERS.sub(" ", plain) if "satu" in plain.lower() else plain
    words = (part for word in WORD.findall(without.lower()) for part in word.split("-"))
    return [*DIGITS.findall(without), *(word for word in words if word in NUMBER_WORDS)]


def bare_link(material: Material) -> Iterator[Finding]:
    """Web and mail addresses that are not facts."""
    for text in written(material):
        plain = parse(text.words).plain
        if _LIKE_A_LINK.search(plain) and (found := _LINK.search(plain)):
            yield _found(text, f'"{found[0]}" is an address without a source')


def long_bubble(material: Material) -> Iterator[Finding]:
    """Bubbles that people with little schooling will not finish."""
    lines = {text.key: text for text in material.texts}
    for module, step in material.steps():
        for bubble in step.bubbles:
            key = bubble_key(module, step, bubble)
            words = len(parse(lines[key].text).plain.split()) if key in lines else 0
            if words > WORDS_AT_MOST:
                message = f"{key}: {words} words in one bubble"
                yield Finding(path=module.path, line=bubble.line, message=message)


def unbalanced_bold(material: Material) -> Iterator[Finding]:
    """Bold that begins and does not end."""
    for text in written(material):
        if any(line.count("**") % 2 for line in text.words.split("\n")) or "****" in text.words:
            yield _found(text, "** does not come in pairs on one line")


def missing_fact(material: Material) -> Iterator[Finding]:
    """Calls of facts that are not there."""
    known = {node.text("id") for _, node in raw_facts(material.sources.facts)}
    for text in written(material):
        for call in parse(text.words).calls:
            if call.name in FACT_CALLS and call.argument not in known and not text.locale:
                yield _found(text, f'there is no fact "{call.argument}"')


def wrong_call(material: Material) -> Iterator[Finding]:
    """Facts shown as something that they are not."""
    for text in written(material):
        for call in parse(text.words).calls:
            fact = material.facts.get(call.argument) if call.name in FACT_CALLS else None
            if fact is not None and fact.kind is not FACT_CALLS[call.name] and not text.locale:
                yield _found(text, f'"{call.argument}" is of kind {fact.kind}, not for {call.name}(…)')


CHECKS = (
    Check(
        code="T01",
        why="An empty message looks broken.",
        find=empty_text,
        remedy="write the text, or remove the bubble or choice",
    ),
    Check(
        code="T02",
        why="A call that cannot be filled in would fail while somebody waits.",
        find=unusable_call,
        remedy='use phone, amount, law, place, link, term, invented or count with one text in quotes, such as {{ phone("id") }}',
    ),
    Check(
        code="T03",
        why="Every number has a source, or says that it is invented.",
        find=bare_number,
        remedy='make it a fact, or mark it: {{ invented("…") }} in examples, {{ count("…") }} for what the text itself shows',
    ),
    Check(
        code="T04",
        why="Addresses change, and wrong ones are traps.",
        find=bare_link,
        remedy='make it a fact of kind url and write {{ link("id") }}, or a term for a mail address',
    ),
    Check(
        code="T05",
        why="One idea a bubble, about 35 words.",
        find=long_bubble,
        severity=Severity.WARNING,
        remedy="split it into two bubbles",
    ),
    Check(
        code="T06",
        why="Half a pair of stars is shown as stars.",
        find=unbalanced_bold,
        remedy="close the bold on the same line: **word**",
    ),
    Check(
        code="T07",
        why="A call needs a fact.",
        find=missing_fact,
        remedy="add the fact with its source to content/facts, or correct the id",
    ),
    Check(
        code="T08",
        why="Each kind of fact is shown in its own way.",
        find=wrong_call,
        remedy="use the call that belongs to the kind of the fact",
    ),
)
