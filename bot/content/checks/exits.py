"""H: who reads about heavy matters can leave at once, and everybody finds a person from the menu."""

from collections.abc import Iterator

from bot.content.calls import parse
from bot.content.checks.check import Check, Finding
from bot.content.checks.harm import can_be_passed, loud_words
from bot.content.graph import edges, reachable, steps_by_id
from bot.content.material import Material, bubble_key
from bot.content.model import Interrupt, Role
from bot.content.raw import RawModule, RawStep

TAPS = 2
"""How far a person may be from the menu."""


def hidden_exit(material: Material) -> Iterator[Finding]:
    """Heavy courses whose first step does not say how to leave quickly, or has no choice straight out."""
    for module in material.sources.modules:
        start = steps_by_id(module).get(module.header.text("start"))
        is_heavy = module.header.text("sensitive") == "true" and module.header.text("kind") == "course"
        if start is None or not is_heavy or not can_be_passed(module, start):
            continue  # H02 speaks of those that cannot be passed at all
        if not _has_choice_out(module, start):
            message = f"no choice of step {start.id} leads straight to an end"
            yield Finding(path=module.path, line=start.line, message=message)
        for locale in material.locales:
            if not _names_exit(material, module, start, locale):
                message = f"step {start.id} does not name the word that leaves quickly"
                yield Finding(path=module.path, line=start.line, message=message, locale=locale)


def _has_choice_out(module: RawModule, start: RawStep) -> bool:
    steps = steps_by_id(module)
    return any(choice.target in steps and steps[choice.target].kind == "end" for choice in start.choices)


def _names_exit(material: Material, module: RawModule, start: RawStep, locale: str) -> bool:
    texts = [material.longest(bubble_key(module, start, bubble), locale) for bubble in start.bubbles]
    # What could not be rendered is reported elsewhere.
    return not all(texts) or any(
        material.words.interrupts.get(word) is Interrupt.LEAVE for text in texts for word in loud_words(text)
    )


def far_from_help(material: Material) -> Iterator[Finding]:
    """A menu from which help is more than two taps away, and help that reaches nobody."""
    # Of two with one role the first counts, as everywhere.
    by_role = {module.role: module for module in reversed(material.sources.modules)}
    menu, help = by_role.get(Role.MENU), by_role.get(Role.HELP)
    if menu is None or help is None:
        return  # S07 says it
    if not any(step.options.text("module") == help.id for step in _within_taps(menu)):
        message = f"{help.id} cannot be reached with {TAPS} taps"
        yield Finding(path=menu.path, line=menu.header.line, message=message)
    if not any(_reaches_person(step) for step in _inside(help)):
        message = "no step shows a phone number or hands over to a person"
        yield Finding(path=help.path, line=help.header.line, message=message)


def _within_taps(menu: RawModule) -> Iterator[RawStep]:
    """The steps that so few choices lead to."""
    steps = steps_by_id(menu)
    waiting, seen = [(menu.header.text("start"), TAPS)], set[tuple[str, int]]()
    while waiting:
        place = waiting.pop()
        step, taps = steps.get(place[0]), place[1]
        if step is None or place in seen:
            continue
        seen.add(place)
        yield step
        left = taps - (step.kind == "choose")
        waiting += [(edge.target, left) for edge in edges(step) if left >= 0]


def _inside(module: RawModule) -> Iterator[RawStep]:
    found = reachable(module)
    return (step for step in module.steps if step.id in found)


def _reaches_person(step: RawStep) -> bool:
    texts = (bubble.text for bubble in step.bubbles)
    return step.kind == "handoff" or any(call.name == "phone" for text in texts for call in parse(text).calls)


CHECKS = (
    Check(
        code="H07",
        why="Somebody may be looking over the shoulder.",
        find=hidden_exit,
        remedy="say the word to type in the first step (KELUAR), and let a choice lead straight to a step of kind end",
    ),
    Check(
        code="H08",
        why="A person is never more than two taps away.",
        find=far_from_help,
        remedy="lead from the menu to the help module, and show there whom to reach",
    ),
)
