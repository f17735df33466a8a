"""A module's page as values: each step with what it says on every channel, and all that an editor wants beside it."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.commands.facts import ListedFact
from bot.commands.site.drawing import Drawing, draw_reply
from bot.commands.site.notes import notes
from bot.commands.site.said.moments import Moment, moments
from bot.commands.site.said.voice import Voice, open_voice
from bot.commands.site.spots import Spot
from bot.commands.site.survey import CHANNELS, Survey, anchor, step_href
from bot.commands.site.ways import Way, comes_from, in_course, leads_to
from bot.content.graph import edges
from bot.content.material import choice_key, reason_key, title_key
from bot.content.raw import RawChoice, RawModule, RawStep
from bot.domain.channel import ChannelName
from bot.domain.problem import Problem
from bot.service.cost import LessonCost

LESSON_BYTES = 3072
"""What a lesson may cost on the wire (`design.md` §5); above it the page says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One choice with all that is written for it. `way` is where it leads, None in a lesson or a question."""

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
    in_course: tuple[Way, ...]
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
        notes=tuple(notes(step)),
        scenes=tuple(
            _scene(voice, module, step, moment) for moment in moments(voice, module, step) if moment.messages
        ),
        answers=tuple(_answer(voice, module, step, choice) for choice in step.choices),
        leads_to=tuple(leads_to(survey, voice.locale, module, step)),
        is_stuck=not edges(step),
        comes_from=comes_from(module, step),
        in_course=tuple(in_course(survey, module, step)),
        facts=survey.facts_in(place),
        costs=tuple((channel, cost) for channel, cost in costs if cost),
        problems=problems_at(survey, Spot(module=module.name, line=step.line), voice.locale),
    )


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
