"""A module's page as values: each step with what it says on every channel, and all that an editor wants beside it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from bot.commands.facts import ListedFact
from bot.commands.site.drawing import Drawing, draw_reply
from bot.commands.site.spots import Spot
from bot.commands.site.survey import CHANNELS, Survey, anchor, page_name, step_href, ways_in
from bot.commands.site.voice import Moment, Voice, moments, open_voice
from bot.content.graph import edges
from bot.content.kinds import KINDS
from bot.content.material import choice_key, reason_key, title_key
from bot.content.raw import RawChoice, RawModule, RawStep
from bot.domain.channel import ChannelName
from bot.domain.problem import Problem
from bot.service.cost import LessonCost

LESSON_BYTES = 3072
"""What a lesson may cost on the wire (`design.md` §5); above it the page says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A link to another step; `href` is "" where it leads nowhere."""

    id: str
    href: str
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One choice with all that is written for it. `way` is where it leads, None in a lesson."""

    choice: RawChoice
    label: str
    reason: str
    way: Way | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One moment as each channel draws it. `after` is the label that was tapped, "" on entering."""

    after: str
    replies: tuple[tuple[ChannelName, tuple[Drawing, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """One step of a page. `leads_to` leaves out what stands beside the answers."""

    step: RawStep
    anchor: str
    title: str
    notes: tuple[str, ...]
    scenes: tuple[Scene, ...]
    answers: tuple[Answer, ...]
    leads_to: tuple[Way, ...]
    is_stuck: bool
    comes_from: tuple[Way, ...]
    facts: tuple[ListedFact, ...]
    costs: tuple[tuple[ChannelName, LessonCost], ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleView:
    """One page: a module in one language."""

    module: RawModule
    locale: str
    title: str
    quality: Mapping[str, str]
    problems: tuple[Problem, ...]
    steps: tuple[StepView, ...]


def view_module(survey: Survey, module: RawModule, locale: str) -> ModuleView:
    """The page of a module in a language."""
    voice = open_voice(survey.compiled.material, locale, survey.on)
    return ModuleView(
        module=module,
        locale=locale,
        title=voice.read(title_key(module)) or module.id,
        quality=quality(module),
        problems=problems_at(survey, Spot(module=module.name), locale),
        steps=tuple(_view_step(survey, voice, module, step) for step in module.steps),
    )


def quality(module: RawModule) -> Mapping[str, str]:
    """What the header says of how far it was worked on, `exempt` with its reason."""
    written = module.header.get("quality")
    return {
        name: node.scalar or f"exempt: {node.text('exempt')}"
        for name, node in (written.items if written else {}).items()
    }


def problems_at(survey: Survey, spot: Spot, locale: str) -> tuple[Problem, ...]:
    """The problems of a place that concern this language."""
    return tuple(found for found in survey.problems.get(spot, ()) if found.locale in ("", locale))


def _view_step(survey: Survey, voice: Voice, module: RawModule, step: RawStep) -> StepView:
    place = f"{module.id}/{step.id}"
    costs = ((channel, survey.costs.get((place, voice.locale, channel))) for channel in CHANNELS)
    return StepView(
        step=step,
        anchor=anchor(module, step),
        title=voice.read(title_key(module, step)) if step.kind == "lesson" else "",
        notes=tuple(_notes(step)),
        scenes=tuple(
            _scene(voice, module, step, moment) for moment in moments(voice, module, step) if moment.messages
        ),
        answers=tuple(_answer(voice, module, step, choice) for choice in step.choices),
        leads_to=tuple(_leads_to(survey, voice.locale, module, step)),
        is_stuck=not edges(step),
        comes_from=tuple(Way(id=id, href=step_href(module, id)) for id in ways_in(module, step)),
        facts=survey.facts_in(place),
        costs=tuple((channel, cost) for channel, cost in costs if cost),
        problems=problems_at(survey, Spot(module=module.name, line=step.line), voice.locale),
    )


def _notes(step: RawStep) -> Iterator[str]:
    """The step's options as written, and what a picture of it cannot show."""
    for name, node in step.options.items.items():
        yield f"{name}: {node.scalar}"
    kind = KINDS.get(step.kind)
    if kind is not None and not kind.waits and step.bubbles and kind.has_next:
        yield "goes on by itself; what follows comes in the same reply"
    if step.kind == "lookup":
        yield "what was found for the question stands before these choices"


def _scene(voice: Voice, module: RawModule, step: RawStep, moment: Moment) -> Scene:
    return Scene(
        after=voice.read(choice_key(module, step, moment.after)) if moment.after else "",
        replies=tuple((channel, draw_reply(moment.messages, channel)) for channel in CHANNELS),
    )


def _answer(voice: Voice, module: RawModule, step: RawStep, choice: RawChoice) -> Answer:
    way = Way(id=choice.target, href=step_href(module, choice.target)) if choice.target else None
    return Answer(
        choice=choice,
        label=voice.read(choice_key(module, step, choice)),
        reason=voice.read(reason_key(module, step, choice)) if choice.reason_line else "",
        way=way,
    )


def _leads_to(survey: Survey, locale: str, module: RawModule, step: RawStep) -> Iterator[Way]:
    """Into another module first, then the steps of this one."""
    visited = step.options.text("module") if step.kind == "visit" else ""
    if visited:
        name = next((other.name for other in survey.modules if other.id == visited), "")
        yield Way(id=visited, href=quote(page_name(name, locale)) if name else "", label="module")
    chosen = {choice.id for choice in step.choices}
    for edge in edges(step):
        if edge.label not in chosen:
            yield Way(id=edge.target, href=step_href(module, edge.target), label=edge.label)
