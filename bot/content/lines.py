"""One section of a module → one raw step: headings, bubbles, choices, rules and arrows.

Knows how lines are written, not what they mean; knows neither Markdown nor YAML.
"""

import re
from dataclasses import dataclass, field

from bot.content.raw import NOTHING, Node, Oddity, RawBubble, RawChoice, RawRule, RawStep

ARROW = "→"
_HEADING = re.compile(r"(\S+)\s*\(([^)]*)\)\s*(.*)", re.S)
_BUBBLE = re.compile(r"\[([^\]\n]*)\]\s*(?:\n|$)")
_CHOICE = re.compile(r"\[([^\]\n]*?)(\*?)\]\s*(.*)", re.S)
_RULE = re.compile(rf"(?:if\s+(.+?)|otherwise)\s*{ARROW}\s*(\S+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """The quotation below a list item."""

    text: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One list item as it stands."""

    text: str
    line: int
    quote: Quote | None
    is_odd: bool


@dataclass(slots=True, kw_only=True)
class Section:
    """What stands below one heading, gathered block by block while the file is read."""

    heading: str
    line: int
    paragraphs: list[tuple[str, int]] = field(default_factory=list)
    options: list[Node] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    oddities: list[Oddity] = field(default_factory=list)


def read_step(section: Section) -> tuple[RawStep | None, list[Oddity]]:
    """The raw step, and the lines that could not be placed."""
    oddities = list(section.oddities)
    heading = _HEADING.fullmatch(section.heading.strip())
    if heading is None:
        return None, [*oddities, Oddity(line=section.line, reason="a step's heading is `## id (kind)`")]
    id, kind, title = (part.strip() for part in heading.groups())
    if len(section.options) > 1:
        oddities.append(Oddity(line=section.line, reason="a step has one block of options"))
    bubbles, arrow = _read_paragraphs(section, oddities)
    is_branch = kind == "branch"
    step = RawStep(
        id=id,
        kind=kind,
        line=section.line,
        title=title,
        bubbles=bubbles,
        options=section.options[0] if section.options else NOTHING,
        choices=() if is_branch else tuple(_choices(section.items, oddities)),
        rules=tuple(_rules(section.items, oddities)) if is_branch else (),
        next=arrow[0],
        next_line=arrow[1],
    )
    return step, oddities


def _read_paragraphs(
    section: Section, oddities: list[Oddity]
) -> tuple[tuple[RawBubble, ...], tuple[str, int]]:
    bubbles: list[RawBubble] = []
    arrow = ("", 0)
    for number, (text, line) in enumerate(section.paragraphs, start=1):
        if text.startswith(ARROW):
            arrow = (text.removeprefix(ARROW).strip(), line)
            if number < len(section.paragraphs) or not re.fullmatch(r"\S+", arrow[0]):
                oddities.append(Oddity(line=line, reason=f"`{ARROW} step` stands alone on the last line"))
            continue
        bubbles.append(_bubble(text, line))
        for offset, part in enumerate(text.split("\n")):
            if ARROW in part:
                oddities.append(
                    Oddity(
                        line=line + offset, reason=f"`{ARROW}` inside a bubble: leave an empty line before it"
                    )
                )
    return tuple(bubbles), arrow


def _bubble(text: str, line: int) -> RawBubble:
    named = _BUBBLE.match(text)
    if named is None:
        return RawBubble(id="", text=text, line=line)
    return RawBubble(id=named[1].strip(), text=text[named.end() :].strip(), line=line)


def _choices(items: list[Item], oddities: list[Oddity]) -> list[RawChoice]:
    found = []
    for item in items:
        match = _CHOICE.fullmatch(item.text)
        if match is None or item.is_odd:
            oddities.append(Oddity(line=item.line, reason=f"a choice is `- [id] label {ARROW} step`"))
            continue
        label, _, rest = match[3].partition(ARROW)
        target, _, condition = rest.strip().partition(" if ")
        if len(target.split()) > 1 or (ARROW in match[3] and not target):
            oddities.append(
                Oddity(
                    line=item.line, reason=f"after `{ARROW}` stand one step and, if wanted, `if condition`"
                )
            )
        found.append(
            RawChoice(
                id=match[1].strip(),
                label=label.strip(),
                line=item.line,
                target=target.strip(),
                condition=condition.strip(),
                is_right=bool(match[2]),
                reason=item.quote.text if item.quote else "",
                reason_line=item.quote.line if item.quote else 0,
            )
        )
    return found


def _rules(items: list[Item], oddities: list[Oddity]) -> list[RawRule]:
    found = []
    for item in items:
        match = _RULE.fullmatch(item.text.strip())
        if match is None or item.is_odd or item.quote:
            oddities.append(
                Oddity(
                    line=item.line,
                    reason=f"a rule is `- if condition {ARROW} step` or `- otherwise {ARROW} step`",
                )
            )
            continue
        found.append(RawRule(condition=(match[1] or "").strip(), target=match[2], line=item.line))
    return found
