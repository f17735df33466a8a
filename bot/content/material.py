"""All that the checks look at, gathered once: sources, facts, texts, translations and finished texts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from bot.content.calls import LONGEST
from bot.content.course import must_know_key, must_know_nodes
from bot.content.facts import Fact
from bot.content.kinds import ONLY_BUBBLE, TITLE_STEP
from bot.content.model import Text, Words
from bot.content.phrases import phrase_key
from bot.content.raw import RawBubble, RawChoice, RawModule, RawStep, Sources
from bot.content.routes import route_texts
from bot.i18n.catalog import Catalogue
from bot.i18n.extract import SourceText


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What a check is given. `locales[0]` is the source; `rendered` holds what could be rendered, by key and locale.

    `on` is the day of the check (None leaves ageing out); `is_launch` is true when this content is
    about to be shown to people for the first time.
    """

    sources: Sources
    locales: tuple[str, ...]
    unknown_locales: tuple[str, ...]
    facts: Mapping[str, Fact]
    texts: tuple[SourceText, ...]
    catalogues: Mapping[str, Catalogue]
    rendered: Mapping[str, Mapping[str, Text]]
    words: Words
    on: date | None = None
    is_launch: bool = False

    def steps(self) -> Iterator[tuple[RawModule, RawStep]]:
        """Every step of every module."""
        for module in self.sources.modules:
            for step in module.steps:
                yield module, step

    def wordings(self, key: str, locale: str) -> tuple[str, ...]:
        """Every way the text of this key can read in a locale, values at their longest; () if not rendered."""
        text = self.rendered.get(key, {}).get(locale)
        return tuple(w if isinstance(w, str) else w(LONGEST) for w in text.wordings) if text else ()

    def longest(self, key: str, locale: str) -> str:
        """The longest way this text can read in a locale, "" if it could not be rendered."""
        return max(self.wordings(key, locale), key=len, default="")


def bubble_key(module: RawModule, step: RawStep, bubble: RawBubble) -> str:
    """The key of a bubble; one that stands alone without an id is `text`."""
    return f"{module.id}/{step.id}/{bubble.id or ONLY_BUBBLE}"


def choice_key(module: RawModule, step: RawStep, choice: RawChoice) -> str:
    """The key of a choice's label."""
    return f"{module.id}/{step.id}/{choice.id}"


def reason_key(module: RawModule, step: RawStep, choice: RawChoice) -> str:
    """The key of the reason shown for a choice."""
    return f"{choice_key(module, step, choice)}.reason"


def title_key(module: RawModule, step: RawStep | None = None) -> str:
    """The key of a lesson's title, or of the module's."""
    return f"{module.id}/{step.id if step else TITLE_STEP}/title"


def extract_texts(sources: Sources) -> tuple[SourceText, ...]:
    """Every text that people read, in file order: modules first, then routes, the course and phrases."""
    found = [text for module in sources.modules for text in _module_texts(module)]
    phrases, course = sources.phrases, sources.course
    return (
        *found,
        *(text for file in sources.routes for text in route_texts(file)),
        *(
            SourceText(key=must_know_key(id), text=node.text("title"), path=course.path, line=node.line)
            for id, node in must_know_nodes(course)
        ),
        *(
            SourceText(key=phrase_key(id), text=node.scalar.strip(), path=phrases.path, line=node.line)
            for id, node in phrases.root.items.items()
        ),
    )


def _module_texts(module: RawModule) -> Iterator[SourceText]:
    title = module.header.get("title")
    if title is not None:
        yield SourceText(key=title_key(module), text=title.scalar, path=module.path, line=title.line)
    for step in module.steps:
        for key, text, line in _step_texts(module, step):
            yield SourceText(key=key, text=text, path=module.path, line=line)


def _step_texts(module: RawModule, step: RawStep) -> Iterator[tuple[str, str, int]]:
    if step.kind == "lesson":
        yield title_key(module, step), step.title, step.line
    for bubble in step.bubbles:
        yield bubble_key(module, step, bubble), bubble.text, bubble.line
    for choice in step.choices:
        yield choice_key(module, step, choice), choice.label, choice.line
        if choice.reason_line:
            yield reason_key(module, step, choice), choice.reason, choice.reason_line
