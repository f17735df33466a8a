"""What a step says, as messages: from the raw tree, so that a broken module can be shown too.

Follows the engine's `steps/` and `offer.py` line by line; a test holds both against each other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.content.kinds import ACTION, KINDS, PICTURE, QUESTION
from bot.content.material import Material, bubble_key, choice_key, reason_key, title_key
from bot.content.model import UNSURE, Role
from bot.content.phrases import phrase_key
from bot.content.raw import RawBubble, RawChoice, RawModule, RawStep
from bot.domain.message import Asset, AssetKind, Choice, Message
from bot.engine.offer import number_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What is said at once. `after` is the choice that was taken, None for entering the step."""

    after: RawChoice | None
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Reads texts in one language on one day; what cannot be shown is read as it was written."""

    material: Material
    sources: dict[str, str]
    locale: str
    on: date

    def read(self, key: str) -> str:
        """The text as a person reads it; the source where there is no translation, "" where there is nothing."""
        rendered = self.material.rendered.get(key, {})
        text = rendered.get(self.locale) or rendered.get(self.material.locales[0])
        return text.render({}, self.on) if text else self.sources.get(key, "")

    def phrase(self, id: str) -> str:
        """A phrase that takes no values."""
        return self.read(phrase_key(id))


def open_voice(material: Material, locale: str, on: date) -> Voice:
    """A voice for one language."""
    return Voice(material=material, sources={t.key: t.text for t in material.texts}, locale=locale, on=on)


def moments(voice: Voice, module: RawModule, step: RawStep) -> Iterator[Moment]:
    """Everything a step says: on entering, and, in a lesson, after each choice."""
    if step.kind != "lesson":
        yield Moment(after=None, messages=tuple(_plain_step(voice, module, step)))
        return
    yield Moment(after=None, messages=(*_taught(voice, module, step), *_questions(voice, module, step)))
    for choice in step.choices:
        yield Moment(after=choice, messages=tuple(_answered(voice, module, step, choice)))


def _plain_step(voice: Voice, module: RawModule, step: RawStep) -> Iterator[Message]:
    kind = KINDS.get(step.kind)
    posed = step.bubbles[-1:] if kind and kind.waits else ()
    hides = any(step.options.text(name) == "true" for name in ("hide", "forget")) and step.kind == "end"
    for bubble in step.bubbles[: len(step.bubbles) - len(posed)]:
        yield _said(voice, voice.read(bubble_key(module, step, bubble)), hides=hides)
    for bubble in posed:
        choices = _choices(voice, module, step)
        yield _posed(voice, module, voice.read(bubble_key(module, step, bubble)), choices)


def _taught(voice: Voice, module: RawModule, step: RawStep) -> Iterator[Message]:
    title = voice.read(title_key(module, step))
    texts = [voice.read(bubble_key(module, step, bubble)) for bubble in _lesson_bubbles(step)]
    assets = voice.material.sources.assets
    picture, audio = step.options.text("picture"), step.options.text("audio")
    if picture in assets:
        shown = next(
            (voice.read(bubble_key(module, step, b)) for b in step.bubbles if b.id == PICTURE), title
        )
        asset = Asset(kind=AssetKind.PICTURE, name=picture, alt=shown)
        yield Message(text=f"**{title}**", locale=voice.locale, asset=asset)
    else:
        yield _said(voice, "\n\n".join([f"**{title}**", *texts[:1]]))
        texts = texts[1:]
    for text in texts:
        yield _said(voice, text)
    if audio and (sound := f"{audio}.{voice.locale}.ogg") in assets:
        yield Message(text="", locale=voice.locale, asset=Asset(kind=AssetKind.AUDIO, name=sound, alt=title))


def _lesson_bubbles(step: RawStep) -> tuple[RawBubble, ...]:
    return tuple(bubble for bubble in step.bubbles if bubble.id not in {QUESTION, ACTION, PICTURE})


def _questions(voice: Voice, module: RawModule, step: RawStep) -> Iterator[Message]:
    for bubble in step.bubbles:
        if bubble.id == QUESTION:
            choices = _choices(voice, module, step)
            yield _posed(voice, module, voice.read(bubble_key(module, step, bubble)), choices)


def _answered(voice: Voice, module: RawModule, step: RawStep, choice: RawChoice) -> Iterator[Message]:
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


def _choices(voice: Voice, module: RawModule, step: RawStep) -> tuple[Choice, ...]:
    """All choices, also those that only some people see."""
    return tuple(
        Choice(
            token=f"1.{choice.id}",
            label=voice.read(choice_key(module, step, choice)),
            number=number_of(position),
        )
        for position, choice in enumerate(step.choices)
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
