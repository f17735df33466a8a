"""words.yaml, places.yaml and templates.yaml → their compiled forms, everything normalised.

Whole messages are kept as typed and in standard spelling, so that either way of typing finds them;
danger phrases only in standard spelling, because they are looked for in a spelled message.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from bot.content.model import Interrupt, Place, Template, Words
from bot.content.normalise import GAP, normalise, spelled
from bot.content.raw import Node, RawFile

GROUPS = frozenset({"interrupts", "yes", "no", "dont-know", "danger", "spelling"})
DANGER_GROUPS = frozenset({"now", "harm", "call"})


@dataclass(frozen=True, slots=True, kw_only=True)
class InterruptWord:
    """One way to say an interrupt, as written."""

    interrupt: str
    word: str
    line: int


def read_words(file: RawFile) -> Words:
    """The words, as far as they can be used."""
    spelling = read_spelling(file)
    danger = file.root.get("danger")
    names = set(Interrupt)
    return Words(
        interrupts={
            form: Interrupt(found.interrupt)
            for found in reversed(tuple(interrupt_words(file)))
            if found.interrupt in names
            for form in forms(found.word, spelling)
        },
        yes=_whole(file.root.get("yes"), spelling),
        no=_whole(file.root.get("no"), spelling),
        dont_know=_whole(file.root.get("dont-know"), spelling),
        danger=frozenset(
            phrase
            for group in ("now", "harm")
            for word, _ in listed(danger.get(group) if danger else None)
            for phrase in slots(word, spelling)
        ),
        calls=_whole(danger.get("call") if danger else None, spelling),
        spelling=spelling,
    )


def interrupt_words(file: RawFile) -> Iterator[InterruptWord]:
    """Every interrupt word in file order."""
    interrupts = file.root.get("interrupts")
    for name, node in (interrupts.items if interrupts else {}).items():
        for word, line in listed(node):
            yield InterruptWord(interrupt=name, word=word, line=line)


def read_spelling(file: RawFile) -> Mapping[str, str]:
    """Variant → standard word, both normalised."""
    node = file.root.get("spelling")
    return {normalise(name): normalise(part.scalar) for name, part in (node.items if node else {}).items()}


def listed(node: Node | None) -> Iterator[tuple[str, int]]:
    """The words under a group, over all languages, with their lines."""
    for language in (node.items if node else {}).values():
        for member in language.members:
            yield member.scalar, member.line


def forms(word: str, spelling: Mapping[str, str]) -> tuple[str, ...]:
    """What a typed message may look like after it was normalised: as typed, and in standard spelling."""
    plain = normalise(word)
    return tuple(dict.fromkeys(form for form in (plain, spelled(plain, spelling)) if form))


def slots(phrase: str, spelling: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """Every way to read a danger phrase: "a/b" is one word or the other, "_" a gap of up to two words."""
    choices = [
        [(GAP,)] if part == GAP else [_spelled_words(word, spelling) for word in part.split("/")]
        for part in phrase.split()
    ]
    for parts in product(*choices):
        if words := tuple(word for part in parts for word in part):
            yield words


def _spelled_words(word: str, spelling: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(spelled(normalise(word), spelling).split())


def _whole(node: Node | None, spelling: Mapping[str, str]) -> frozenset[str]:
    return frozenset(form for word, _ in listed(node) for form in forms(word, spelling))


def read_places(file: RawFile, locales: Sequence[str]) -> Mapping[str, tuple[Place, ...]]:
    """The places by list; a name missing in a locale falls back to the source's."""
    return {
        name: tuple(_place(node, locales) for node in group.members)
        for name, group in file.root.items.items()
    }


def _place(node: Node, locales: Sequence[str]) -> Place:
    names = node.get("names")
    words = {name: part.scalar for name, part in (names.items if names else {}).items()}
    source = words.get(locales[0], node.text("id"))
    aliases = node.get("aliases")
    every = [*words.values(), *(alias.scalar for alias in (aliases.members if aliases else ()))]
    return Place(
        id=node.text("id"),
        label={locale: words.get(locale, source) for locale in locales},
        names=tuple(dict.fromkeys(name for name in map(normalise, every) if name)),
    )


def read_templates(file: RawFile) -> tuple[Template, ...]:
    """The WhatsApp templates, in file order."""
    return tuple(
        Template(
            name=n.text("name"), locale=n.text("locale"), category=n.text("category"), body=n.text("body")
        )
        for n in file.root.members
    )
