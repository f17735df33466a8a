"""C: every text fits every channel in every locale, with its longest values; nothing is ever trimmed."""

import re
from collections.abc import Iterator

from bot.content.checks.check import Check, Finding
from bot.content.graph import steps_by_id
from bot.content.kinds import ACTION, PICTURE, QUESTION
from bot.content.material import Material, bubble_key, choice_key, reason_key
from bot.content.model import Interrupt
from bot.content.normalise import normalise, spelled
from bot.content.phrases import PHRASE_LIMITS, phrase_key
from bot.content.raw import RawBubble, RawChoice, RawModule, RawStep
from bot.domain.channel import LABEL_LIMIT, LIMITS, Limits
from bot.domain.problem import Severity

ID_LENGTH = 32
TEMPLATE_BODY = 1024
_TEMPLATE_NAME = re.compile(r"[a-z0-9_]{1,512}")
_CATEGORIES = frozenset({"utility", "authentication", "marketing"})


def measure(text: str, limits: Limits) -> int:
    """The length of a text as the platform counts it."""
    return len(text.encode("utf-16-le")) // 2 if limits.text_units == "UTF-16" else len(text)


def long_text(material: Material) -> Iterator[Finding]:
    """Messages that a channel would refuse: bubbles, reasons, and the last bubble with its numbered choices."""
    for module, step in material.steps():
        for locale in material.locales:
            for line, key, text, has_choices in _messages(material, module, step, locale):
                yield from _too_long(module.path, line, key, text, locale, has_choices=has_choices)


def _too_long(
    path: str, line: int, key: str, text: str, locale: str, *, has_choices: bool
) -> Iterator[Finding]:
    for channel, limits in LIMITS.items():
        limit = limits.text_with_choices if has_choices else limits.text
        length = measure(text, limits)
        if length > limit:
            message = f"{key}: {length} characters where {limit} fit"
            yield Finding(path=path, line=line, message=message, locale=locale, channel=channel)


def _messages(
    material: Material, module: RawModule, step: RawStep, locale: str
) -> Iterator[tuple[int, str, str, bool]]:
    """Line, key, longest text, and whether choices or ways hang on it."""
    asking = _asking(step)
    for bubble in step.bubbles:
        key = bubble_key(module, step, bubble)
        text = material.longest(key, locale)
        if bubble is asking:
            yield bubble.line, key, _with_choices(material, module, step, locale, text), True
        else:
            yield bubble.line, key, text, False
    for choice in step.choices:
        if choice.reason_line:
            key = reason_key(module, step, choice)
            yield choice.reason_line, key, material.longest(key, locale), False


def _asking(step: RawStep) -> RawBubble | None:
    """The bubble that carries the question."""
    if step.kind == "lesson":
        return next((bubble for bubble in step.bubbles if bubble.id == QUESTION), None)
    bubbles = [bubble for bubble in step.bubbles if bubble.id not in {ACTION, PICTURE}]
    return (
        bubbles[-1]
        if bubbles and step.kind in {"choose", "ask", "question", "weigh", "lookup", "agency"}
        else None
    )


def _with_choices(material: Material, module: RawModule, step: RawStep, locale: str, text: str) -> str:
    mark = material.longest(phrase_key("done-mark"), locale)
    labels = [
        f"{mark} {material.longest(choice_key(module, step, choice), locale)}" for choice in step.choices
    ]
    lines = [f"{number}. {label}" for number, label in enumerate(labels, start=10)]
    hints = [material.longest(phrase_key(id), locale) for id in ("neutral-hint", "skip-hint", "person-hint")]
    return "\n".join([text, "", *lines, "", *hints])


def long_label(material: Material) -> Iterator[Finding]:
    """Labels and small words that do not fit where they are drawn."""
    for module, step in material.steps():
        for choice in step.choices:
            key = choice_key(module, step, choice)
            for locale in material.locales:
                mark = (
                    f"{material.longest(phrase_key('done-mark'), locale)} "
                    if step.options.text("marks")
                    else ""
                )
                length = len(mark + material.longest(key, locale))
                if length > LABEL_LIMIT:
                    message = f"{key}: {length} characters where {LABEL_LIMIT} fit"
                    yield Finding(path=module.path, line=choice.line, message=message, locale=locale)
    file = material.sources.phrases
    for id, limit in PHRASE_LIMITS.items():
        for locale in material.locales:
            length = len(material.longest(phrase_key(id), locale))
            if length > limit:
                message = f"{id}: {length} characters where {limit} fit"
                yield Finding(path=file.path, line=file.root.items[id].line, message=message, locale=locale)


def many_choices(material: Material) -> Iterator[Finding]:
    """More choices than a channel can draw."""
    for module, step in material.steps():
        for channel, limits in LIMITS.items():
            most = max(limits.buttons, limits.rows)
            if most and len(step.choices) > most:
                message = f"step {step.id}: {len(step.choices)} choices where {most} fit"
                yield Finding(path=module.path, line=step.line, message=message, channel=channel)


def long_token(material: Material) -> Iterator[Finding]:
    """Choice ids so long that a button could not carry them with its turn."""
    for module, step in material.steps():
        for choice in step.choices:
            if len(choice.id) > ID_LENGTH:
                message = f'"{choice.id}" has {len(choice.id)} characters where {ID_LENGTH} fit'
                yield Finding(path=module.path, line=choice.line, message=message)


def colliding_labels(material: Material) -> Iterator[Finding]:
    """Choices of one step that cannot be told apart when somebody types them."""
    for module, step in material.steps():
        for locale in material.locales:
            seen: dict[str, str] = {}
            for choice in step.choices:
                label = material.longest(choice_key(module, step, choice), locale)
                typed = spelled(normalise(label), material.words.spelling)
                message = _collision(typed, choice.id, label, seen)
                if message:
                    yield Finding(path=module.path, line=choice.line, message=message, locale=locale)
                seen.setdefault(typed, choice.id)


def _collision(typed: str, id: str, label: str, seen: dict[str, str]) -> str:
    if not label:
        return ""  # could not be rendered: another check says why
    if not typed:
        return f"choice {id} has nothing that can be typed"
    if typed.isdigit():
        return f"choice {id} reads like the number of a choice"
    return f"choice {id} reads like choice {seen[typed]}" if typed in seen else ""


def label_hides_interrupt(material: Material) -> Iterator[Finding]:
    """Labels that are also a word that works everywhere: here the label wins."""
    for module, step in material.steps():
        for choice in step.choices:
            for locale in material.locales:
                label = normalise(material.longest(choice_key(module, step, choice), locale))
                interrupt = material.words.interrupts.get(label)
                if interrupt and not _does_the_same(material, module, step, choice, interrupt):
                    message = f'choice {choice.id}: "{label}" is also a word for {interrupt}'
                    yield Finding(path=module.path, line=choice.line, message=message, locale=locale)


def _does_the_same(
    material: Material, module: RawModule, step: RawStep, choice: RawChoice, interrupt: Interrupt
) -> bool:
    """Whether the choice leads where the word would: then it does not matter which of them wins."""
    target = steps_by_id(module).get(choice.target)
    if (
        interrupt in {Interrupt.MENU, Interrupt.BACK, Interrupt.LEAVE}
        and target is not None
        and target.kind == "end"
    ):
        return True
    if module.role == interrupt or (
        interrupt is Interrupt.LANGUAGE and step.options.text("save") == "locale"
    ):
        return True
    roles = {found.id: found.role for found in material.sources.modules}
    return target is not None and roles.get(target.options.text("module")) == interrupt


def bad_template(material: Material) -> Iterator[Finding]:
    """WhatsApp templates that Meta would refuse."""
    file = material.sources.templates
    seen: set[tuple[str, str]] = set()
    for node in file.root.members:
        name, body, identity = node.text("name"), node.text("body"), (node.text("name"), node.text("locale"))
        for is_wrong, message in (
            (not _TEMPLATE_NAME.fullmatch(name), "a name has only a-z, 0-9 and _"),
            (not node.text("locale"), "the locale is missing"),
            (
                node.text("category") not in _CATEGORIES,
                "the category is utility, authentication or marketing",
            ),
            (not body.strip() or len(body) > TEMPLATE_BODY, f"a body has 1 to {TEMPLATE_BODY} characters"),
            (identity in seen, "this name and locale stand here twice"),
        ):
            if is_wrong:
                yield Finding(path=file.path, line=node.line, message=f"template {name}: {message}")
        seen.add(identity)


CHECKS = (
    Check(
        code="C01",
        why="A platform refuses what is too long, and we never trim.",
        find=long_text,
        remedy="shorten the text, or split it into two bubbles",
    ),
    Check(
        code="C02",
        why="A label that is cut is a label that nobody understands.",
        find=long_label,
        remedy="shorten it; up to 20 characters show well on every button",
    ),
    Check(
        code="C03", why="WhatsApp draws 10 rows at most.", find=many_choices, remedy="split the step into two"
    ),
    Check(
        code="C04",
        why="A button carries the turn and the choice's id in 64 bytes.",
        find=long_token,
        remedy=f"use an id of at most {ID_LENGTH} characters",
    ),
    Check(
        code="C05",
        why="People type what they read, and two choices must differ.",
        find=colliding_labels,
        remedy="give the choices labels that differ in their words",
    ),
    Check(
        code="C06",
        why="The label wins, so the word that works everywhere does not work here.",
        find=label_hides_interrupt,
        severity=Severity.WARNING,
        remedy="use another label, unless the choice does the same as the word",
    ),
    Check(
        code="C07",
        why="A template that Meta refuses opens no window.",
        find=bad_template,
        remedy="mend the template as docs/content-format.md shows",
    ),
)
