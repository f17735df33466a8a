"""How steps hang together: where one leads to, what leads there, and where the course opens it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from bot.commands.site.survey import Survey, anchor, line_href, page_name, step_href
from bot.content.conditions import parse_condition
from bot.content.course import members, must_know_nodes, names
from bot.content.graph import edges, steps_by_id
from bot.content.model import Action
from bot.content.raw import NOTHING, Node, RawModule, RawStep
from bot.engine.course.agenda import RECALL

OPENS_STRAIGHT = "opened straight by the course"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A link to another step; `href` is "" where it leads nowhere."""

    id: str
    href: str
    label: str = ""


def place_href(survey: Survey, place: str, locale: str = "") -> str:
    """A link to a step (`module/step`) or a module in a language; "" where there is no such place."""
    id, _, name = place.partition("/")
    module = next((module for module in survey.modules if module.id == id), None)
    if module is None:
        return ""
    page = quote(page_name(module.name, locale or survey.locales[0]))
    step = steps_by_id(module).get(name)
    if step is None:
        return "" if name else page
    return f"{page}#{quote(anchor(module, step))}"


def leads_to(survey: Survey, locale: str, module: RawModule, step: RawStep) -> Iterator[Way]:
    """Into another module first, then the steps of this one; leaves out what stands beside the answers."""
    visited = step.options.text("module") if step.kind == "visit" else ""
    if visited:
        yield Way(id=visited, href=place_href(survey, visited, locale), label="module")
    chosen = {choice.id for choice in step.choices}
    for edge in edges(step):
        if edge.label not in chosen:
            yield Way(id=edge.target, href=step_href(module, edge.target), label=edge.label)
    if step.kind == "act" and step.options.text("do") == Action.JOIN_GROUP:
        yield from _after_joining(module, step)


def _after_joining(module: RawModule, step: RawStep) -> Iterator[Way]:
    """The two ways on, through the branch behind the step."""
    behind = steps_by_id(module).get(step.next)
    rules = behind.rules if behind else ()
    for answer in ("yes", "no"):
        target = next((rule.target for rule in rules if _holds(rule.condition, {"joined": answer})), "")
        if target:
            yield Way(id=target, href=step_href(module, target), label=f"joined = {answer}")


def _holds(raw: str, answers: Mapping[str, str]) -> bool:
    condition = parse_condition(raw) if raw else None
    return condition.holds(answers) if condition else not raw


def comes_from(module: RawModule, step: RawStep) -> tuple[Way, ...]:
    """The steps of this module that lead here, in file order."""
    before = (other for other in module.steps if any(edge.target == step.id for edge in edges(other)))
    return tuple(Way(id=other.id, href=step_href(module, other.id)) for other in before)


def in_course(survey: Survey, module: RawModule, step: RawStep) -> Iterator[Way]:
    """What course.yaml has this step for, with links to the page of the course."""
    root, place = survey.course.root, f"{module.id}/{step.id}"
    for id, node in must_know_nodes(survey.course):
        if label := _as_must_know(id, node, step, place):
            yield Way(id=f"must-know {id}", href=line_href(node.line), label=label)
    for node in members(root, "checkups"):
        if node.text("place") == place:
            yield Way(id=f"check-up {when(node)}", href=line_href(node.line), label=OPENS_STRAIGHT)
    for name, test in (root.get("tests") or NOTHING).items.items():
        if test.scalar == module.id and step.kind == "question":
            yield Way(id=f"test {name}", href=line_href(test.line))
        if name == RECALL and test.scalar == module.id and step.id == module.header.text("start"):
            yield Way(id=name, href=line_href(test.line), label=OPENS_STRAIGHT)


def _as_must_know(id: str, node: Node, step: RawStep, place: str) -> str:
    """What the step is to a must-know, "" where it is nothing to it."""
    if place in names(node, "repeats"):
        return f"asks it again; {OPENS_STRAIGHT}"
    if place in names(node, "lessons"):
        return "teaches it"
    return "asks about it" if step.kind == "question" and step.options.text("must_know") == id else ""


def when(checkup: Node) -> str:
    """The day of a check-up in words: "3 days after departed-on"."""
    days, anchored = checkup.text("days"), checkup.text("anchor")
    side = "before" if days.startswith("-") else "after"
    return f"{days.removeprefix('-')} {'day' if days in ('1', '-1') else 'days'} {side} {anchored}"
