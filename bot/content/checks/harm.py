"""H: nobody is trapped, blamed, promised too much, or left with one number that nobody has rung."""

import re
from collections.abc import Iterable, Iterator

from bot.content.calls import parse
from bot.content.checks.check import Check, Finding, written
from bot.content.checks.wordlists import hurtful_words
from bot.content.course import opened_places
from bot.content.graph import leading_out, reachable, steps_by_id
from bot.content.kinds import ASKING, KINDS
from bot.content.material import Material
from bot.content.model import Interrupt, Role
from bot.content.normalise import normalise
from bot.content.phrases import FOLDER
from bot.content.raw import RawModule, RawStep

_WAYS = frozenset({"phone", "link", "place", "term"})
_LOUD = re.compile(r"\*\*(.+?)\*\*|\b([A-Z]{3,}(?: [A-Z]{3,})*)\b")
"""How texts show a word to type: **bantuan** or BANTUAN."""


def no_way_out(material: Material) -> Iterator[Finding]:
    """Steps from which no end can be reached; the first of each module."""
    opened = opened_places(material.sources.course)
    for module in material.sources.modules:
        steps = steps_by_id(module)
        inside, out = reachable(module, opened.get(module.id, ())), leading_out(module)
        trapped = next((s for s in module.steps if s.id in inside and s.id not in out and _is_whole(s)), None)
        if trapped is not None and module.header.text("start") in steps:
            message = f"from step {trapped.id} no end can be reached"
            yield Finding(path=module.path, line=trapped.line, message=message)


def _is_whole(step: RawStep) -> bool:
    """Whether the step itself leads somewhere; S02 and S06 speak of those that do not."""
    return step.kind in KINDS and bool(
        step.next or step.rules or any(choice.target for choice in step.choices)
    )


def no_way_past(material: Material) -> Iterator[Finding]:
    """Heavy modules that begin without asking."""
    for module in material.sources.modules:
        if module.header.text("sensitive") == "true" and module.role != Role.EMERGENCY:
            start = steps_by_id(module).get(module.header.text("start"))
            if start is not None and not can_be_passed(module, start):
                message = f"step {start.id} begins a sensitive module and offers no way past it"
                yield Finding(path=module.path, line=start.line, message=message)


def can_be_passed(module: RawModule, start: RawStep) -> bool:
    """Whether the first step offers a choice that leaves without reading on."""
    if start.kind != "choose" or len(start.choices) < 2:
        return False
    return any(_leads_straight_out(module, choice.target) for choice in start.choices)


def _leads_straight_out(module: RawModule, target: str) -> bool:
    """Whether only spoken steps lie between here and an end."""
    steps, seen = steps_by_id(module), set[str]()
    while target in steps and target not in seen:
        seen.add(target)
        if steps[target].kind == "end":
            return True
        target = steps[target].next if steps[target].kind in {"say", "handoff"} else ""
    return False


def lonely_phone(material: Material) -> Iterator[Finding]:
    """A number that nobody has rung, as the only way to reach help."""
    for module, step in material.steps():
        texts = [b.text for b in step.bubbles] + [t for c in step.choices for t in (c.label, c.reason)]
        if phone := _lonely(material, texts):
            message = f'step {step.id}: "{phone}" is untested and the only way to reach help'
            yield Finding(path=module.path, line=step.line, message=message)
    file = material.sources.phrases
    for id, node in file.root.items.items():
        if phone := _lonely(material, [node.scalar]):
            message = f'{FOLDER}/{id}: "{phone}" is untested and the only way to reach help'
            yield Finding(path=file.path, line=node.line, message=message)


def _lonely(material: Material, texts: Iterable[str]) -> str:
    """The untested phone that stands alone in these texts, or ""."""
    parts = [parse(text) for text in texts]
    ways = {call.argument: call.name for part in parts for call in part.calls if call.name in _WAYS}
    untested = [id for id, name in ways.items() if name == "phone" and _is_untested(material, id)]
    if not untested or len(ways) > 1 or any(_names_help(material, part.plain) for part in parts):
        return ""
    return untested[0]


def _is_untested(material: Material, id: str) -> bool:
    fact = material.facts.get(id)
    return fact is not None and fact.tested_on is None


def _names_help(material: Material, plain: str) -> bool:
    helps = {Interrupt.HELP, Interrupt.SOS}
    words = loud_words(plain)
    return any(material.words.interrupts.get(w) in helps or w in material.words.calls for w in words)


def loud_words(plain: str) -> list[str]:
    """The words that a text shows as something to type."""
    return [normalise(bold or loud) for bold, loud in _LOUD.findall(plain)]


def unfair_question(material: Material) -> Iterator[Finding]:
    """Questions that do not have one right answer and a reason for each, unless nothing is said about it."""
    for module, step in material.steps():
        if step.kind not in ASKING or not step.choices:
            continue
        right = [choice for choice in step.choices if choice.is_right]
        if len(right) != 1:
            message = f"{step.kind} {step.id} has {len(right)} right answers"
            yield Finding(path=module.path, line=right[1].line if right else step.line, message=message)
        for choice in () if step.options.text("silent") == "true" else step.choices:
            if not choice.reason.strip():
                yield Finding(path=module.path, line=choice.line, message=f"choice {choice.id} has no reason")


def hurtful_word(material: Material) -> Iterator[Finding]:
    """Words that blame the person or promise what we cannot keep."""
    for text in written(material):
        for found in hurtful_words(parse(text.words).plain)[:1]:
            message = f'{text.key}: "{found}" blames or promises'
            yield Finding(path=text.path, line=text.line, message=message, locale=text.locale)


CHECKS = (
    Check(
        code="H01",
        why="From every step there is a way out.",
        find=no_way_out,
        remedy="lead a way from here to a step of kind end",
    ),
    Check(
        code="H02",
        why="Heavy matters are read only by who wants to.",
        find=no_way_past,
        remedy="begin with a choose step that warns and offers a choice to an end",
    ),
    Check(
        code="H03",
        why="A number that nobody has rung may be dead.",
        find=lonely_phone,
        remedy="add a second way to reach help in the same step, or test the number and fill in tested_on",
    ),
    Check(
        code="H04",
        why="A question without reasons teaches fear.",
        find=unfair_question,
        remedy="mark one choice with * and write a reason below each",
    ),
    Check(
        code="H05",
        why="We neither blame nor promise.",
        find=hurtful_word,
        remedy="say what is known and what can be done",
    ),
)
