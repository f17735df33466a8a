"""Where the invented person stands: the lines of a report, the lessons that a lookup offers.

Follows the engine's `course/` and `steps/report.py` on raw trees; a test holds both against each other.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import islice

from bot.commands.site.said.example import tested
from bot.commands.site.said.voice import Voice
from bot.content.conditions import parse_condition
from bot.content.course import lessons_by_module, members, must_know_key, must_know_nodes, names
from bot.content.material import title_key
from bot.content.model import LookupKind, ModuleKind, ReportKind
from bot.content.raw import Node, RawModule, RawStep, Sources
from bot.engine.course.mastery import Standing
from bot.engine.search import SHOWN
from bot.engine.steps.report import MARKS


def report(voice: Voice, module: RawModule, step: RawStep) -> str:
    """What a report says to the invented person."""
    kind = step.options.text("of")
    lines = tuple(_LINES[kind](voice, module)) if kind in _LINES else ()
    said = (voice.phrase(f"report-{kind}"), "", *lines) if lines else (voice.phrase("report-empty"),)
    return "\n".join(said)


def offered(voice: Voice, step: RawStep) -> tuple[str, ...]:
    """The titles of the lessons that a lookup offers to the invented person, before its own choices."""
    find = _OFFERED.get(step.options.text("of"))
    found = islice(find(voice), SHOWN) if find else ()
    return tuple(voice.read(title_key(*voice.places[place])) for place in found)


def path_of(sources: Sources, answers: Mapping[str, str]) -> Iterator[str]:
    """The lessons of somebody who gave these answers and did nothing yet, in order, each once."""
    lessons, seen = lessons_by_module(sources.modules), set[str]()
    for part in members(sources.course.root, "path"):
        conditions = [parse_condition(raw) for raw in names(part, "when")]
        if all(condition is None or condition.holds(answers) for condition in conditions):
            for name in names(part, "lessons"):
                for place in lessons.get(name, (name,)):
                    if place not in seen:
                        seen.add(place)
                        yield place


def _mastery(voice: Voice, module: RawModule) -> Iterator[str]:
    for id, node in must_know_nodes(voice.material.sources.course):
        condition = parse_condition(node.text("if"))
        if condition is None or condition.holds(voice.example.answers):
            yield f"{voice.phrase(MARKS[_standing(voice, id, node)])} {voice.read(must_know_key(id))}"


def _standing(voice: Voice, id: str, node: Node) -> Standing:
    if id in voice.example.reviews:
        return Standing.MISSED
    lessons = names(node, "lessons")
    is_shown = bool(lessons) and all(_was_right(voice, place) for place in lessons)
    return Standing.SHOWN if is_shown else Standing.OPEN


def _was_right(voice: Voice, place: str) -> bool:
    answer = voice.example.done.get(place, "")
    return bool(answer) and any(c.id == answer and c.is_right for c in voice.places[place][1].choices)


def _done(voice: Voice, module: RawModule) -> Iterator[str]:
    lessons = lessons_by_module(voice.material.sources.modules)
    for begun in voice.material.sources.modules:
        done = sum(place in voice.example.done for place in lessons[begun.id])
        if begun.header.text("kind") == ModuleKind.COURSE and done:
            values = {"title": voice.read(title_key(begun)), "done": str(done)}
            yield voice.phrase("report-line", **values, total=str(len(lessons[begun.id])))


def _test(voice: Voice, module: RawModule) -> Iterator[str]:
    known = dict(must_know_nodes(voice.material.sources.course))
    for place in tested(voice.material.sources).get(module.id, ()):
        asked = voice.places[place][1].options.text("must_know")
        mark = MARKS[Standing.SHOWN if _was_right(voice, place) else Standing.MISSED]
        if asked in known:
            yield f"{voice.phrase(mark)} {voice.read(must_know_key(asked))}"


def _next(voice: Voice) -> Iterator[str]:
    for place in path_of(voice.material.sources, voice.example.answers):
        if place in voice.places and place not in voice.example.done:
            yield place


def _missed(voice: Voice) -> Iterator[str]:
    for id, node in must_know_nodes(voice.material.sources.course):
        for place in names(node, "lessons") if id in voice.example.reviews else ():
            if place in voice.places and voice.places[place][1].kind == "lesson":
                yield place


_LINES: Mapping[str, Callable[[Voice, RawModule], Iterator[str]]] = {
    ReportKind.MASTERY: _mastery,
    ReportKind.DONE: _done,
    ReportKind.TEST: _test,
}
_OFFERED: Mapping[str, Callable[[Voice], Iterator[str]]] = {
    LookupKind.NEXT: _next,
    LookupKind.MISSED: _missed,
}
