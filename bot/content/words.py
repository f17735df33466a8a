"""words.yaml, places.yaml and templates.yaml → their compiled forms, everything normalised.

Whole messages are kept as typed and in standard spelling, so that either way of typing finds them;
danger phrases only in standard spelling, because they are looked for in a spelled message.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from types import MappingProxyType

from bot.content.model import Interrupt, Place, Template, Words
from bot.content.normalise import GAP, normalise, spelled
from bot.content.raw import Node, RawFile

GROUPS = frozenset({"interrupts", "yes", "no", "dont-know", "join", "open", "danger", "spelling"})
VERBS = "-verbs"
DANGER_GROUPS = frozenset({"now", "harm", "call", "courtesy", "families", "ordinary"})


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
    families = read_families(danger.get("families") if danger else None, spelling)
    names = set(Interrupt)
    return Words(
        join=_whole(file.root.get("join"), spelling),
        open=_whole(file.root.get("open"), spelling),
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
            for phrase in slots(word, spelling, families)
        ),
        calls=_whole(danger.get("call") if danger else None, spelling),
        courtesies=_whole(danger.get("courtesy") if danger else None, spelling),
        spelling=spelling,
        families=frozenset(families.values()),
        ordinary=frozenset(
            part
            for word, _ in listed(danger.get("ordinary") if danger else None)
            for part in normalise(word).split()
        ).union(part for standard in spelling.values() for part in standard.split()),
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


def read_families(node: Node | None, spelling: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    """The words of each family by its name; a family of verbs is also read as "me-" and "di-" + name."""
    families: dict[str, tuple[str, ...]] = {}
    for name, part in (node.items if node else {}).items():
        words = [normalise(member.scalar) for member in part.members]
        families[name] = _distinct(words, spelling)
        if name.endswith(VERBS):
            families[f"me-{name}"] = _distinct((form for word in words for form in active(word)), spelling)
            families[f"di-{name}"] = _distinct((f"di{word}" for word in words), spelling)
    return families


def active(root: str) -> tuple[str, ...]:
    """A verb as somebody does it: "pukul" is "memukul", "mukul" and "pukul"."""
    first, rest = root[0], root[1:]
    nasal = {"p": "m", "t": "n", "k": "ng", "s": "ny"}.get(first)
    if nasal:
        return (f"me{nasal}{rest}", f"{nasal}{rest}", root)
    if first == "c":
        return (f"men{root}", f"ny{rest}", root)
    link = {"b": "m", "d": "n", "j": "n", "l": "", "r": ""}.get(first, "ng")
    return (f"me{link}{root}", f"{link or 'nge'}{root}", root)


def slots(
    phrase: str, spelling: Mapping[str, str], families: Mapping[str, tuple[str, ...]] = MappingProxyType({})
) -> Iterator[tuple[str, ...]]:
    """Every way to read a danger phrase: "a/b" is one word or the other, "_" a gap of up to three words.

    "<name>" is any word of that family; the family's first word stands for it.
    """
    named = {f"<{name}>": words[:1] for name, words in families.items() if words}
    choices = [
        [(GAP,)]
        if part == GAP
        else [named.get(word) or _spelled_words(word, spelling) for word in part.split("/")]
        for part in phrase.split()
    ]
    for parts in product(*choices):
        if words := tuple(word for part in parts for word in part):
            yield words


def _distinct(words: Iterable[str], spelling: Mapping[str, str]) -> tuple[str, ...]:
    """Both as written and in standard spelling, single words only; the first stays as written."""
    pairs = ((word, spelling.get(word, word)) for word in words)
    return tuple(dict.fromkeys(form for pair in pairs if " " not in "".join(pair) for form in pair if form))


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
