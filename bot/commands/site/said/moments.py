"""What a step says, as messages: from the raw tree, so that a broken module can be shown too.

Follows the engine's `steps/` and `offer.py` line by line; a test holds both against each other.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bot.commands.site.said.example import tested
from bot.commands.site.said.progress import offered, report
from bot.commands.site.said.voice import Voice
from bot.content.kinds import ACTION, KINDS, PICTURE, QUESTION
from bot.content.material import bubble_key, choice_key, reason_key, title_key
from bot.content.model import UNSURE, Role
from bot.content.raw import RawBubble, RawChoice, RawModule, RawStep
from bot.domain.message import Asset, AssetKind, Choice, Message
from bot.engine.offer import number_of

Said = Iterator[Message]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What is said at once. `after` is the choice that was taken, None for entering the step."""

    after: RawChoice | None
    messages: tuple[Message, ...]


def moments(voice: Voice, module: RawModule, step: RawStep) -> Iterator[Moment]:
    """Everything a step says: on entering, and, in a lesson or a question, after each choice."""
    enter = _ENTERED.get(step.kind, _plain_step)
    yield Moment(after=None, messages=tuple(enter(voice, module, step)))
    if step.kind == "assess":
        for bubble in step.bubbles[1:]:
            yield Moment(after=None, messages=(_said(voice, voice.read(bubble_key(module, step, bubble))),))
    if step.kind == "agency":
        yield Moment(after=None, messages=tuple(_agency_found(voice, module, step)))
    answered = _ANSWERED.get(step.kind)
    for choice in step.choices if answered else ():
        assert answered is not None
        yield Moment(after=choice, messages=tuple(answered(voice, module, step, choice)))


def _plain_step(voice: Voice, module: RawModule, step: RawStep) -> Said:
    kind = KINDS.get(step.kind)
    posed = step.bubbles[-1:] if kind and kind.waits else ()
    hides = any(step.options.text(name) == "true" for name in ("hide", "forget")) and step.kind == "end"
    for position, bubble in enumerate(step.bubbles[: len(step.bubbles) - len(posed)]):
        text = voice.read(bubble_key(module, step, bubble))
        yield _said(voice, text, hides=hides and position == 0)
    skip = f"\n{voice.phrase('skip-hint')}" if step.options.text("optional") == "true" else ""
    for bubble in posed:
        text = f"{voice.read(bubble_key(module, step, bubble))}{skip}"
        yield _posed(voice, module, text, _choices(voice, module, step))


def _agency(voice: Voice, module: RawModule, step: RawStep) -> Said:
    """The name is asked for without choices: they come with what was found."""
    texts = [voice.read(bubble_key(module, step, bubble)) for bubble in step.bubbles]
    yield from (_said(voice, text) for text in texts[:-1])
    for text in texts[-1:]:
        yield _posed(voice, module, text, ())


def _agency_found(voice: Voice, module: RawModule, step: RawStep) -> Said:
    """The end of what is said then; companies themselves are shown by `preview MODULE`."""
    text = f"{voice.phrase('agency-proof')}\n\n{voice.phrase('agency-next')}"
    yield _posed(voice, module, text, _choices(voice, module, step))


def _weigh(voice: Voice, module: RawModule, step: RawStep) -> Said:
    ids = [other.id for other in module.steps if other.kind == "weigh"]
    values = {"number": str(ids.index(step.id) + 1), "total": str(len(ids))}
    for bubble in step.bubbles[-1:]:
        text = f"{voice.phrase('question-count', **values)}\n{voice.read(bubble_key(module, step, bubble))}"
        yield _posed(voice, module, text, _choices(voice, module, step))


def _after_weigh(voice: Voice, module: RawModule, step: RawStep, choice: RawChoice) -> Said:
    """Nothing at once: the reason is a line of the result."""
    if choice.reason_line:
        yield _said(voice, f"• {voice.read(reason_key(module, step, choice))}")


def _assess(voice: Voice, module: RawModule, step: RawStep) -> Said:
    """The lowest level, as somebody reads it whose answers weigh nothing; the others stand beside it."""
    for bubble in step.bubbles[:1]:
        yield _said(voice, voice.read(bubble_key(module, step, bubble)))


def _report(voice: Voice, module: RawModule, step: RawStep) -> Said:
    yield _said(voice, report(voice, module, step))


def _lesson(voice: Voice, module: RawModule, step: RawStep) -> Said:
    title = voice.read(title_key(module, step))
    texts = [voice.read(bubble_key(module, step, bubble)) for bubble in _lesson_bubbles(step)]
    if step.options.text("picture") in voice.material.sources.assets:
        yield from _shown(voice, module, step, title, caption=f"**{title}**")
    else:
        yield _said(voice, "\n\n".join([f"**{title}**", *texts[:1]]))
        texts = texts[1:]
    for text in texts:
        yield _said(voice, text)
    yield from _played(voice, step, title)
    for bubble in step.bubbles:
        if bubble.id == QUESTION:
            text = voice.read(bubble_key(module, step, bubble))
            yield _posed(voice, module, text, _choices(voice, module, step))


def _lesson_bubbles(step: RawStep) -> tuple[RawBubble, ...]:
    return tuple(bubble for bubble in step.bubbles if bubble.id not in {QUESTION, ACTION, PICTURE})


def _question(voice: Voice, module: RawModule, step: RawStep) -> Said:
    for bubble in question_bubbles(step)[:1]:
        text = voice.read(bubble_key(module, step, bubble))
        yield from _shown(voice, module, step, text)
        yield from _played(voice, step, text)
        yield _posed(voice, module, f"{_count(voice, module, step)}{text}", _choices(voice, module, step))


def question_bubbles(step: RawStep) -> tuple[RawBubble, ...]:
    """What a `question` asks, without the words for its picture; one bubble where nothing is wrong."""
    return tuple(bubble for bubble in step.bubbles if bubble.id != PICTURE)


def _count(voice: Voice, module: RawModule, step: RawStep) -> str:
    """Which question of how many, in a test."""
    places, here = tested(voice.material.sources).get(module.id, ()), f"{module.id}/{step.id}"
    if here not in places:
        return ""
    number, total = str(places.index(here) + 1), str(len(places))
    return voice.phrase("question-count", number=number, total=total) + "\n"


def _shown(voice: Voice, module: RawModule, step: RawStep, seen: str, caption: str = "") -> Said:
    """The picture; `seen` says what it shows where no bubble does."""
    picture = step.options.text("picture")
    if picture in voice.material.sources.assets:
        described = (voice.read(bubble_key(module, step, b)) for b in step.bubbles if b.id == PICTURE)
        asset = Asset(kind=AssetKind.PICTURE, name=picture, alt=next(described, seen))
        yield Message(text=caption, locale=voice.locale, asset=asset)


def _played(voice: Voice, step: RawStep, words: str) -> Said:
    audio = step.options.text("audio")
    if audio and (sound := f"{audio}.{voice.locale}.ogg") in voice.material.sources.assets:
        yield Message(text="", locale=voice.locale, asset=Asset(kind=AssetKind.AUDIO, name=sound, alt=words))


def _lookup(voice: Voice, module: RawModule, step: RawStep) -> Said:
    found = tuple(
        Choice(token=f"1.found-{number_of(position)}", label=label, number=number_of(position))
        for position, label in enumerate(offered(voice, step))
    )
    for bubble in step.bubbles[:-1]:
        yield _said(voice, voice.read(bubble_key(module, step, bubble)))
    for bubble in step.bubbles[-1:]:
        choices = (*found, *_choices(voice, module, step, after=len(found)))
        yield _posed(voice, module, voice.read(bubble_key(module, step, bubble)), choices)


def _after_lesson(voice: Voice, module: RawModule, step: RawStep, choice: RawChoice) -> Said:
    if choice.reason_line:
        yield _said(voice, voice.read(reason_key(module, step, choice)))
    if not choice.is_right and choice.id != UNSURE:
        yield _posed(voice, module, voice.phrase("try-again"), _choices(voice, module, step))
        return
    for bubble in step.bubbles:
        if bubble.id == ACTION:
            yield _said(voice, voice.read(bubble_key(module, step, bubble)))
    onward = (Choice(token="1.next", label=voice.phrase("onward-next"), number=1),)
    yield _posed(voice, module, voice.phrase("onward"), onward)


def _after_question(voice: Voice, module: RawModule, step: RawStep, choice: RawChoice) -> Said:
    if choice.reason_line and step.options.text("silent") != "true":
        yield _said(voice, voice.read(reason_key(module, step, choice)))


def _choices(voice: Voice, module: RawModule, step: RawStep, after: int = 0) -> tuple[Choice, ...]:
    """All choices, also those that only some people see; `after` others."""
    return tuple(
        Choice(
            token=f"1.{choice.id}",
            label=voice.read(choice_key(module, step, choice)),
            number=number_of(position),
        )
        for position, choice in enumerate(step.choices, start=after)
    )


def _said(voice: Voice, text: str, *, hides: bool = False) -> Message:
    return Message(text=text, locale=voice.locale, hides=hides)


def _posed(voice: Voice, module: RawModule, text: str, choices: tuple[Choice, ...]) -> Message:
    return Message(
        text=text,
        locale=voice.locale,
        choices=choices,
        ways=tuple(_ways(voice, module)),
        hint=voice.phrase("ways-hint"),
        list_button=voice.phrase("list-button"),
        list_title=voice.phrase("list-choices"),
        ways_title=voice.phrase("list-ways"),
    )


def _ways(voice: Voice, module: RawModule) -> Iterator[Choice]:
    for role in (Role.MENU, Role.HELP):
        if module.role != role:
            yield Choice(token=f":{role}", label=voice.phrase(f"{role}-label"))


_ENTERED: Mapping[str, Callable[[Voice, RawModule, RawStep], Said]] = {
    "lesson": _lesson,
    "question": _question,
    "weigh": _weigh,
    "assess": _assess,
    "report": _report,
    "lookup": _lookup,
    "agency": _agency,
}
_ANSWERED: Mapping[str, Callable[[Voice, RawModule, RawStep, RawChoice], Said]] = {
    "lesson": _after_lesson,
    "question": _after_question,
    "weigh": _after_weigh,
}
