"""S: the files that other checks go by are whole: limits, short forms and hosts. A gap there would silence a check."""

from collections.abc import Iterator

from bot.content.checks.abbreviation import EVERYDAY, EXPLAINED
from bot.content.checks.check import Check, Finding
from bot.content.checks.limits import FAMILIAR, GROUPS, READING, READING_NUMBERS, number
from bot.content.checks.links import GROUPS as HOST_GROUPS
from bot.content.checks.links import HOST
from bot.content.material import Material
from bot.content.raw import Node, RawFile
from bot.domain.problem import Severity

Found = Iterator[tuple[int, str]]


def broken_list(material: Material) -> Iterator[Finding]:
    """Limits that are missing or no numbers, and entries that nobody reads. What a locale lacks is a warning."""
    sources = material.sources
    for file, found in (
        (sources.quality, _quality(sources.quality)),
        (sources.abbreviations, _unknown(sources.abbreviations.root, {EVERYDAY, EXPLAINED})),
        (sources.hosts, _hosts(sources.hosts)),
    ):
        if not file.oddities:  # S11 says what cannot be read
            yield from (Finding(path=file.path, line=line, message=message) for line, message in found)
    for locale in material.locales:
        for file, found in (
            (sources.quality, _reading(sources.quality, locale)),
            (sources.abbreviations, _glosses(sources.abbreviations, locale)),
        ):
            for line, message in () if file.oddities else found:
                yield Finding(
                    path=file.path, line=line, message=message, locale=locale, severity=Severity.WARNING
                )


def _quality(file: RawFile) -> Found:
    yield from _unknown(file.root, {READING, *GROUPS})
    for group, names in GROUPS.items():
        yield from _numbers(file.root.get(group), group, names)


def _reading(file: RawFile, locale: str) -> Found:
    reading = file.root.get(READING)
    node = reading.get(locale) if reading else None
    yield from _numbers(node, f"{READING}: {locale}", READING_NUMBERS, also=(FAMILIAR,))


def _numbers(node: Node | None, group: str, names: tuple[str, ...], also: tuple[str, ...] = ()) -> Found:
    if node is None:
        yield 1, f"{group} is missing"
        return
    for name in names:
        if number(node.get(name)) is None:
            yield node.line, f"{group}: {name} is missing or no number above zero"
    yield from _unknown(node, {*names, *also})


def _glosses(file: RawFile, locale: str) -> Found:
    explained = file.root.get(EXPLAINED)
    for short, entry in (explained.items if explained else {}).items():
        words = entry.get(locale)
        if words is None or not words.members or not all(node.scalar for node in words.members):
            yield entry.line, f"{short} has no words that explain it"


def _hosts(file: RawFile) -> Found:
    yield from _unknown(file.root, set(HOST_GROUPS))
    for group in file.root.items.values():
        for node in group.members:
            if not HOST.fullmatch(node.scalar):
                yield node.line, f'"{node.scalar}" is no host, such as kemlu.go.id'


def _unknown(node: Node, known: set[str]) -> Found:
    for name, part in node.items.items():
        if name not in known:
            yield part.line, f'"{name}" is not known here'


CHECKS = (
    Check(
        code="S15",
        why="A check without its limits finds nothing.",
        find=broken_list,
        remedy="write quality.yaml, abbreviations.yaml and hosts.yaml as docs/checks.md shows",
    ),
)
