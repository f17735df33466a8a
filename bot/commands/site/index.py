"""The first page and the page of facts, as values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from bot.commands.facts import ListedFact
from bot.commands.site.said.voice import open_voice
from bot.commands.site.spots import Spot
from bot.commands.site.survey import COURSE, Survey, anchor, line_href, page_name
from bot.commands.site.views import quality
from bot.commands.site.ways import place_href
from bot.content.material import title_key
from bot.content.raw import RawModule
from bot.domain.channel import ChannelName
from bot.domain.problem import Problem, Severity

WEIGHED = (ChannelName.TELEGRAM, ChannelName.WHATSAPP)
"""The channels whose costs stand on the first page: there people or we pay for what is sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """The largest number of messages and of bytes that any lesson of a module needs on one channel."""

    channel: ChannelName
    messages: int
    text_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleRow:
    """A module in the list."""

    module: RawModule
    title: str
    quality: Mapping[str, str]
    lessons: int
    questions: int
    errors: int
    warnings: int
    weights: tuple[Weight, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedProblem:
    """A problem with a link to its place, "" where it has none."""

    problem: Problem
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexView:
    """The first page."""

    modules: tuple[ModuleRow, ...]
    problems: tuple[LinkedProblem, ...]
    errors: int
    warnings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRow:
    """A fact with links to the steps that use it and the problems at its place."""

    listed: ListedFact
    uses: tuple[tuple[str, str], ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsView:
    """The page of facts; `problems` are those of facts that cannot be used."""

    facts: tuple[FactRow, ...]
    problems: tuple[Problem, ...]


def view_index(survey: Survey) -> IndexView:
    """The first page."""
    found = [(spot, problem) for spot, problems in survey.problems.items() for problem in problems]
    linked = (LinkedProblem(problem=p, href=_href(survey, spot, p.locale)) for spot, p in found)
    severities = [problem.severity for _, problem in found]
    return IndexView(
        modules=tuple(_module_row(survey, module) for module in survey.modules),
        problems=tuple(sorted(linked, key=lambda one: one.problem)),
        errors=severities.count(Severity.ERROR),
        warnings=severities.count(Severity.WARNING),
    )


def view_facts(survey: Survey) -> FactsView:
    """The page of facts."""
    rows = tuple(_fact_row(survey, listed) for listed in survey.facts)
    shown = {Spot(fact_file=row.listed.fact.path, line=row.listed.fact.line) for row in rows}
    others = (found for spot, found in survey.problems.items() if spot.fact_file and spot not in shown)
    return FactsView(facts=rows, problems=tuple(sorted(problem for found in others for problem in found)))


def _module_row(survey: Survey, module: RawModule) -> ModuleRow:
    found = [p.severity for spot, ps in survey.problems.items() if spot.module == module.name for p in ps]
    return ModuleRow(
        module=module,
        title=open_voice(survey.compiled.material, survey.locales[0], survey.on).read(title_key(module)),
        quality=quality(module),
        lessons=sum(step.kind == "lesson" for step in module.steps),
        questions=sum(step.kind == "question" for step in module.steps),
        errors=found.count(Severity.ERROR),
        warnings=found.count(Severity.WARNING),
        weights=tuple(_weights(survey, module)),
    )


def _weights(survey: Survey, module: RawModule) -> Iterator[Weight]:
    for channel in WEIGHED:
        costs = [
            cost
            for (lesson, _, found), cost in survey.costs.items()
            if found is channel and lesson.partition("/")[0] == module.id
        ]
        if costs:
            yield Weight(
                channel=channel,
                messages=max(cost.messages for cost in costs),
                text_bytes=max(cost.text_bytes for cost in costs),
            )


def _fact_row(survey: Survey, listed: ListedFact) -> FactRow:
    spot = Spot(fact_file=listed.fact.path, line=listed.fact.line)
    return FactRow(
        listed=listed,
        uses=tuple((place, place_href(survey, place)) for place in listed.used_in),
        problems=survey.problems.get(spot, ()),
    )


def _href(survey: Survey, spot: Spot, locale: str) -> str:
    if spot.fact_file:
        facts = (one.fact for one in survey.facts)
        fact = next((f for f in facts if (f.path, f.line) == (spot.fact_file, spot.line)), None)
        return f"facts.html#{quote(f'fact-{fact.id}')}" if fact else "facts.html"
    if spot.is_course:
        return line_href(spot.line) if spot.line else COURSE
    module = next((module for module in survey.modules if module.name == spot.module), None)
    if module is None:
        return ""
    page = quote(page_name(module.name, locale if locale in survey.locales else survey.locales[0]))
    step = next((step for step in module.steps if step.line == spot.line), None)
    return f"{page}#{quote(anchor(module, step))}" if step else page
