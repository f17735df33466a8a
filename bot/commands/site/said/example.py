"""An invented person halfway through the course, for steps that look different for everybody.

Made from the sources, broken ones too, and the same each time: the first must-know was missed, the next few
are known, and of each test the first question was answered wrong.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.content.conditions import parse_condition
from bot.content.course import must_know_nodes, names
from bot.content.kinds import ASKING
from bot.content.model import UNSURE
from bot.content.raw import NOTHING, RawModule, RawStep, Sources
from bot.domain.channel import ChannelName
from bot.domain.course import Review
from bot.domain.state import Frame, State

KNOWN = 3
"""Must-knows that the invented person has learned already."""

DESCRIBED = f"an invented person: one must-know missed, {KNOWN} known, the others open; in a test the first question answered wrong"

Places = Mapping[str, tuple[RawModule, RawStep]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """What the engine would remember of this person."""

    answers: Mapping[str, str] = field(default_factory=dict)
    done: Mapping[str, str] = field(default_factory=dict)
    reviews: Mapping[str, Review] = field(default_factory=dict)

    def at(self, module: str, step: str, locale: str) -> State:
        """The person at a step."""
        return State(
            channel=ChannelName.TERMINAL,
            locale=locale,
            frames=(Frame(module=module, step=step),),
            answers=self.answers,
            done=self.done,
            reviews=self.reviews,
        )


def invent(sources: Sources, on: date) -> Example:
    """The person, as of a day."""
    places, done = steps_by_place(sources), dict[str, str]()
    begun = list(must_know_nodes(sources.course))[: KNOWN + 1]
    for place, is_right in _answered(sources, [names(node, "lessons") for _, node in begun]):
        answer = _answer(places[place][1], is_right=is_right) if place in places else ""
        if answer:
            done.setdefault(place, answer)
    return Example(
        answers=dict(_suiting(sources)),
        done=done,
        reviews={id: Review(due=on.isoformat()) for id, _ in begun[:1]},
    )


def steps_by_place(sources: Sources) -> Places:
    """Every step with its module, by `module/step`; of two with one id the first."""
    found: dict[str, tuple[RawModule, RawStep]] = {}
    for module in sources.modules:
        for step in module.steps:
            found.setdefault(f"{module.id}/{step.id}", (module, step))
    return found


def tested(sources: Sources) -> Mapping[str, tuple[str, ...]]:
    """The questions of each test as places, by the id of its module."""
    tests = (sources.course.root.get("tests") or NOTHING).items.values()
    modules = {module.id: module for module in sources.modules}
    return {
        node.scalar: tuple(
            f"{node.scalar}/{step.id}" for step in modules[node.scalar].steps if step.kind == "question"
        )
        for node in tests
        if node.scalar in modules
    }


def _answered(sources: Sources, lessons: list[tuple[str, ...]]) -> Iterator[tuple[str, bool]]:
    """Places with whether they were answered right."""
    for number, taught in enumerate(lessons):
        yield from ((place, number > 0) for place in taught)
    for questions in tested(sources).values():
        yield from ((place, number > 0) for number, place in enumerate(questions))


def _answer(step: RawStep, *, is_right: bool) -> str:
    """The first choice that is right, or wrong; "" where there is none."""
    if step.kind not in ASKING:
        return ""
    return next((c.id for c in step.choices if c.is_right is is_right and c.id != UNSURE), "")


def _suiting(sources: Sources) -> Iterator[tuple[str, str]]:
    """Answers by which every must-know counts, as far as one person can give them."""
    for _, node in must_know_nodes(sources.course):
        condition = parse_condition(node.text("if"))
        if condition is not None and condition.values and not condition.is_negated:
            yield condition.name, condition.values[0]
