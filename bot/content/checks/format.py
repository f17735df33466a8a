"""S, the writing: files can be read, ids are well formed and unique, kinds and options are known."""

import re
from collections.abc import Iterator

from bot.content.checks.check import Check, Finding
from bot.content.checks.estimates import estimate_mistakes
from bot.content.conditions import parse_condition
from bot.content.facts import raw_facts
from bot.content.kinds import (
    ACTION,
    HEADER_KNOWN,
    HEADER_NEEDED,
    KINDS,
    MODULE_KINDS,
    ONWARD,
    PICTURE,
    QUESTION,
)
from bot.content.material import Material
from bot.content.model import LEVELS, Interrupt, Role
from bot.content.normalise import normalise
from bot.content.phrases import REQUIRED_PHRASES
from bot.content.raw import NOTHING, Node, RawModule, RawStep
from bot.content.words import DANGER_GROUPS, GROUPS, forms, interrupt_words, read_spelling

_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
ID_LENGTH = 32


def duplicate_id(material: Material) -> Iterator[Finding]:
    """Ids that stand twice where each must be one thing."""
    for path, line, id, where in _all_ids(material):
        yield Finding(path=path, line=line, message=f'"{id}" is already the id of {where}')


def _all_ids(material: Material) -> Iterator[tuple[str, int, str, str]]:
    sources = material.sources
    for module in sources.modules:
        yield from _repeats(
            module.path, [(step.id, step.line) for step in module.steps], "a step of this module"
        )
        for step in module.steps:
            bubbles = [(bubble.id, bubble.line) for bubble in step.bubbles if bubble.id]
            yield from _repeats(
                module.path, bubbles + [(c.id, c.line) for c in step.choices], "something in this step"
            )
    seen: set[str] = set()
    for path, node in raw_facts(sources.facts):
        id = node.text("id")
        if id in seen:
            yield path, node.line, id, "a fact"
        seen.add(id)
    for name, group in sources.places.root.items.items():
        yield from _repeats(
            sources.places.path, [(n.text("id"), n.line) for n in group.members], f"a place of {name}"
        )


def _repeats(path: str, ids: list[tuple[str, int]], where: str) -> Iterator[tuple[str, int, str, str]]:
    seen: set[str] = set()
    for id, line in ids:
        if id in seen:
            yield path, line, id, where
        seen.add(id)


def unknown_kind(material: Material) -> Iterator[Finding]:
    """Kinds, options and option values that no step has, and parts that a kind cannot hold."""
    for module, step in material.steps():
        if step.kind not in KINDS:
            yield Finding(path=module.path, line=step.line, message=f'"{step.kind}" is no kind of step')
            continue
        for line, message in (
            *_options(step),
            *_contents(step),
            *_option_values(material, step),
            *estimate_mistakes(module, step),
        ):
            yield Finding(path=module.path, line=line, message=f"step {step.id}: {message}")


def _options(step: RawStep) -> Iterator[tuple[int, str]]:
    kind = KINDS[step.kind]
    for name, node in step.options.items.items():
        if name not in kind.options:
            yield node.line, f'{step.kind} has no option "{name}"'
        elif kind.options[name] and node.scalar not in kind.options[name]:
            yield node.line, f"{name} is one of: {', '.join(kind.options[name])}"
    for name in kind.needed:
        if not step.options.text(name):
            yield step.line, f'the option "{name}" is missing'
    targets = [step.options.text(name) not in ("", "false") for name in ("module", "bookmark", "due")]
    if step.kind == "visit" and sum(targets) != 1:
        yield step.line, "a visit has one of `module: id`, `bookmark: true` and `due: true`"


def _contents(step: RawStep) -> Iterator[tuple[int, str]]:
    kind = KINDS[step.kind]
    if step.bubbles and not kind.has_bubbles:
        yield step.bubbles[0].line, f"{step.kind} says nothing: no bubbles here"
    if kind.needs_bubbles and not step.bubbles:
        yield step.line, "there is no text"
    if step.choices and not kind.has_choices:
        yield step.choices[0].line, f"{step.kind} has no choices"
    if step.next and not kind.has_next:
        yield step.next_line, f"{step.kind} has no `→` of its own"
    if step.kind == "lesson":
        ids = [bubble.id for bubble in step.bubbles]
        if QUESTION not in ids:
            yield step.line, f"a lesson has a bubble [{QUESTION}]"
        if not set(ids) - {QUESTION, ACTION, PICTURE}:
            yield step.line, "a lesson has bubbles before its question"
    if step.kind == "question" and len([b for b in step.bubbles if b.id != PICTURE]) > 1:
        yield step.line, "a question is one bubble"
    yield from _weights(step)
    if step.kind in ONWARD:
        message = f"the choices of a {step.kind} have no step of their own"
        yield from ((choice.line, message) for choice in step.choices if choice.target)


def _weights(step: RawStep) -> Iterator[tuple[int, str]]:
    """What an assessment needs: whole numbers, a reason for what weighs, words for every level."""
    for name in ("weights", "levels"):
        node = step.options.get(name)
        if node is not None and not all(part.scalar.isdigit() for part in node.items.values()):
            yield node.line, f"{name} are whole numbers"
    if step.kind == "weigh":
        weights = (step.options.get("weights") or NOTHING).items
        for choice in step.choices:
            if (choice.id in weights) is not bool(choice.reason.strip()):
                yield choice.line, f"choice {choice.id} has a reason where it weighs, and only there"
        for name, part in weights.items():
            if name not in {choice.id for choice in step.choices}:
                yield part.line, f"there is no choice {name}"
    if step.kind == "assess":
        levels = (step.options.get("levels") or NOTHING).items
        for name in (*LEVELS[:1], *levels):
            if name not in LEVELS:
                yield levels[name].line, f"a level is one of: {', '.join(LEVELS[1:])}"
            elif name not in {bubble.id for bubble in step.bubbles}:
                yield step.line, f"the level [{name}] has no words"


def _option_values(material: Material, step: RawStep) -> Iterator[tuple[int, str]]:
    expects = step.options.text("expects")
    for name in ("minimum", "maximum"):
        node = step.options.get(name)
        pattern = {"number": r"-?\d+", "amount": r"\d+", "date": r"\d{4}-\d{2}-\d{2}"}.get(expects, r"(?!)")
        if node is not None and not re.fullmatch(pattern, node.scalar):
            yield node.line, f"{name} is a whole number, or a date as YYYY-MM-DD, as the step expects"
    places = step.options.get("places")
    if expects == "place" and (places is None or places.scalar not in material.sources.places.root.items):
        yield step.line, "`places` names a list of places.yaml"


def bad_id(material: Material) -> Iterator[Finding]:
    """Ids in letters that cannot last, or that are missing."""
    for module in material.sources.modules:
        if module.header.text("module") and module.id != module.name:
            line = module.header.items["module"].line
            yield Finding(path=module.path, line=line, message=f'"{module.id}" is not the name of this file')
        for id, line in _module_ids(module):
            if not _ID.fullmatch(id) or len(id) > ID_LENGTH:
                yield Finding(path=module.path, line=line, message=f'"{id}" is no id')
        for step in module.steps:
            for choice in step.choices:  # their length is a matter of C04
                if not _ID.fullmatch(choice.id):
                    yield Finding(path=module.path, line=choice.line, message=f'"{choice.id}" is no id')
    for path, node in raw_facts(material.sources.facts):
        if node.text("id") and not _ID.fullmatch(node.text("id")):
            yield Finding(path=path, line=node.line, message=f'"{node.text("id")}" is no id')


def _module_ids(module: RawModule) -> Iterator[tuple[str, int]]:
    if node := module.header.get("module"):
        yield node.scalar, node.line
    for step in module.steps:
        yield step.id, step.line
        if node := step.options.get("save"):
            yield node.scalar, node.line
        for bubble in step.bubbles:
            if bubble.id or len(step.bubbles) > 1:
                yield bubble.id, bubble.line


def unreadable(material: Material) -> Iterator[Finding]:
    """Lines that are not part of the format."""
    sources = material.sources
    files = (
        *sources.facts,
        sources.phrases,
        sources.words,
        sources.places,
        sources.templates,
        sources.course,
        *sources.routes,
        sources.quality,
        sources.abbreviations,
        sources.hosts,
    )
    odd = [(m.path, m.oddities) for m in sources.modules] + [(f.path, f.oddities) for f in files]
    for path, oddities in odd:
        for oddity in oddities:
            yield Finding(path=path, line=oddity.line, message=oddity.reason)
    for module, step in material.steps():
        written = [(r.condition, r.line) for r in step.rules] + [(c.condition, c.line) for c in step.choices]
        for raw, line in written:
            if raw and parse_condition(raw) is None:
                yield Finding(path=module.path, line=line, message=f'"{raw}" is no condition')


def bad_header(material: Material) -> Iterator[Finding]:
    """Headers that lack an entry, or have one that nobody reads."""
    for module in material.sources.modules:
        for line, message in _header_mistakes(module.header):
            yield Finding(path=module.path, line=line, message=message)


def _header_mistakes(header: Node) -> Iterator[tuple[int, str]]:
    for name in HEADER_NEEDED:
        node = header.get(name)
        if node is None or not (node.scalar or node.items):
            yield 1, f'"{name}" is missing'
    for name, node in header.items.items():
        if name not in HEADER_KNOWN:
            yield node.line, f'"{name}" is not known'
    for name, allowed in (("kind", MODULE_KINDS), ("role", tuple(Role)), ("sensitive", ("true", "false"))):
        if header.text(name) and header.text(name) not in allowed:
            yield header.items[name].line, f"{name} is one of: {', '.join(allowed)}"


def missing_phrase(material: Material) -> Iterator[Finding]:
    """Phrases that the program needs and does not find, and those that it never says."""
    file = material.sources.phrases
    for id in REQUIRED_PHRASES:
        if id not in file.root.items:
            yield Finding(path=file.path, line=1, message=f'the phrase "{id}" is missing')
    for id, node in file.root.items.items():
        if id not in REQUIRED_PHRASES:
            yield Finding(path=file.path, line=node.line, message=f'the program never says "{id}"')


def ambiguous_word(material: Material) -> Iterator[Finding]:
    """Words that mean two interrupts, and groups of words that nobody reads."""
    file = material.sources.words
    for name, node in (
        *_unknown(file.root, GROUPS),
        *_unknown(file.root.get("danger"), DANGER_GROUPS),
        *_unknown(file.root.get("interrupts"), frozenset(Interrupt)),
    ):
        yield Finding(path=file.path, line=node.line, message=f'there is no group of words "{name}"')
    meant: dict[str, str] = {}
    spelling = read_spelling(file)
    for found in interrupt_words(file):
        for form in forms(found.word, spelling):
            if meant.setdefault(form, found.interrupt) != found.interrupt:
                message = f'"{found.word}" already means {meant[form]}'
                yield Finding(path=file.path, line=found.line, message=message)
        if not normalise(found.word):
            yield Finding(path=file.path, line=found.line, message="there is an empty word")


def _unknown(node: Node | None, known: frozenset[str]) -> list[tuple[str, Node]]:
    return [(name, part) for name, part in (node.items if node else {}).items() if name not in known]


CHECKS = (
    Check(
        code="S05",
        why="An id names one thing, for ever.",
        find=duplicate_id,
        remedy="give one of them another id",
    ),
    Check(
        code="S06",
        why="A kind or option that nobody knows does nothing.",
        find=unknown_kind,
        remedy="see the table of kinds in docs/content-format.md",
    ),
    Check(
        code="S10",
        why="Ids are stored for years and typed by people.",
        find=bad_id,
        remedy="use a-z, 0-9 and -, at most 32; with more than one bubble give each its [id]; a module is called like its file",
    ),
    Check(
        code="S11",
        why="What cannot be read is lost without a word.",
        find=unreadable,
        remedy="write it as docs/content-format.md shows",
    ),
    Check(
        code="S12",
        why="The header says what a module is.",
        find=bad_header,
        remedy="write the header as docs/content-format.md shows",
    ),
    Check(
        code="S13",
        why="The program must have words for every moment.",
        find=missing_phrase,
        remedy="add it to content/phrases.yaml, or remove what is not used",
    ),
    Check(
        code="S14",
        why="A word that works everywhere has one meaning.",
        find=ambiguous_word,
        remedy="keep the word under one interrupt only",
    ),
)
