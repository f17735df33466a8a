"""Everything the pages are made from, gathered once: content as read, problems by place, facts by use, costs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from urllib.parse import quote

from bot.commands.facts import ListedFact, list_facts
from bot.commands.site.spots import Spot, by_spot
from bot.content.compile import Compiled
from bot.content.graph import steps_by_id
from bot.content.model import Content
from bot.content.raw import RawFile, RawModule, RawStep
from bot.domain.channel import ChannelName
from bot.domain.problem import Problem
from bot.service.cost import LessonCost, lesson_costs

CHANNELS = tuple(ChannelName)
COURSE = "course.html"
"""The page of course.yaml; no module's page can be called so, because theirs name a language."""

Costs = Mapping[tuple[str, str, ChannelName], LessonCost]
"""By `module/step`, locale and channel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """One look at the content, as of a day. `costs` is empty where the content cannot be walked yet."""

    compiled: Compiled
    on: date
    facts: tuple[ListedFact, ...]
    problems: Mapping[Spot, tuple[Problem, ...]]
    costs: Costs

    @property
    def modules(self) -> tuple[RawModule, ...]:
        """The modules in the order of their files."""
        return self.compiled.material.sources.modules

    @property
    def locales(self) -> tuple[str, ...]:
        """All languages there are files for, also those not offered yet; the source first."""
        return self.compiled.material.locales

    @property
    def course(self) -> RawFile:
        """course.yaml as read."""
        return self.compiled.material.sources.course

    def facts_in(self, place: str) -> tuple[ListedFact, ...]:
        """The facts that a step (`module/step`) uses."""
        return tuple(found for found in self.facts if place in found.used_in)


def survey(compiled: Compiled, on: date) -> Survey:
    """Looks at everything once."""
    return Survey(
        compiled=compiled,
        on=on,
        facts=list_facts(compiled.material, on),
        problems=by_spot(compiled.material, compiled.problems),
        costs=dict(_costs(compiled.content, on)) if compiled.content else {},
    )


def _costs(content: Content, on: date) -> Iterator[tuple[tuple[str, str, ChannelName], LessonCost]]:
    at = datetime.combine(on, time(12), UTC)
    for locale in content.locales:
        for channel in CHANNELS:
            for cost in lesson_costs(content, channel, locale, at):
                yield (cost.lesson, locale, channel), cost


def page_name(module: str, locale: str) -> str:
    """The file of a module's page; `module` is its file's name, which nothing but the disk limits."""
    return f"{module}.{locale}.html"


def picture_name(module: str) -> str:
    """The file of a module's diagram."""
    return f"{module}.svg"


def anchor(module: RawModule, step: RawStep) -> str:
    """Where a step stands on its page; of two with one id the second is known by its line."""
    is_first = steps_by_id(module).get(step.id) is step
    return f"step-{step.id}" if is_first and step.id and " " not in step.id else f"line-{step.line}"


def step_href(module: RawModule, id: str) -> str:
    """A link to a step of the same page, "" where there is no such step."""
    step = steps_by_id(module).get(id)
    return f"#{quote(anchor(module, step))}" if step else ""


def line_href(line: int) -> str:
    """A link to an entry of course.yaml on the page of the course."""
    return f"{COURSE}#line-{line}"
