"""The page of course.yaml, as values: what everybody must know, who gets which lessons, check-ups, tests."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from bot.commands.site.people import MOST_PEOPLE, Person, people
from bot.commands.site.said.example import tested
from bot.commands.site.said.moments import question_bubbles
from bot.commands.site.said.voice import Voice, open_voice
from bot.commands.site.spots import Spot
from bot.commands.site.survey import Survey
from bot.commands.site.ways import place_href, when
from bot.content.course import members, must_know_key, must_know_nodes, names
from bot.content.material import bubble_key, choice_key, title_key
from bot.content.raw import NOTHING, Node, RawModule, RawStep
from bot.domain.course import TESTS
from bot.domain.problem import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A lesson, question or module that course.yaml names. `words` are its title or what it asks; "" href: not there."""

    place: str
    words: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of the file, or a member of one: its line, what is wrong with it."""

    line: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MustKnowRow:
    """One of the things everybody must know; `titles` by language."""

    id: str
    entry: Entry
    titles: Mapping[str, str]
    condition: str
    lessons: tuple[Link, ...]
    repeats: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRow:
    """One part of the path as it is written."""

    entry: Entry
    conditions: tuple[str, ...]
    lessons: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckupRow:
    """A check-up with its days in words."""

    entry: Entry
    link: Link
    when: str
    open_days: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question of a test; `answers` with whether they are right."""

    link: Link
    must_know: str
    answers: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseView:
    """The whole page. `tests` are rows of the tests before and after, side by side; `recall` the third."""

    path: str
    problems: tuple[Problem, ...]
    entries: Mapping[str, Entry]
    must_knows: tuple[MustKnowRow, ...]
    people: tuple[tuple[Person, tuple[Link, ...]], ...]
    has_too_many_people: bool
    parts: tuple[PartRow, ...]
    checkups: tuple[CheckupRow, ...]
    tests: tuple[tuple[Asked | None, Asked | None], ...]
    recall: tuple[Asked, ...]
    test_entries: tuple[tuple[str, str, Entry], ...]
    distances: tuple[str, ...]
    recall_days: str
    zones: Mapping[str, str]


def view_course(survey: Survey) -> CourseView:
    """The page, in the language of the sources."""
    voice = open_voice(survey.compiled.material, survey.locales[0], survey.on)
    root, sources = survey.course.root, survey.compiled.material.sources
    everybody = people(sources)
    before, after, recall = (tuple(_test(survey, voice, name)) for name in TESTS)
    return CourseView(
        path=survey.course.path,
        problems=survey.problems.get(Spot(is_course=True), ()),
        entries={name: _entry(survey, node) for name, node in root.items.items()},
        must_knows=tuple(_must_know(survey, voice, *found) for found in must_know_nodes(survey.course)),
        people=tuple((one, _links(survey, voice, one.path)) for one in everybody[:MOST_PEOPLE]),
        has_too_many_people=len(everybody) > MOST_PEOPLE,
        parts=tuple(_part(survey, voice, node) for node in members(root, "path")),
        checkups=tuple(_checkup(survey, voice, node) for node in members(root, "checkups")),
        tests=tuple(zip_longest(before, after)),
        recall=recall,
        test_entries=tuple(
            (name, node.scalar, _entry(survey, node))
            for name, node in (root.get("tests") or NOTHING).items.items()
        ),
        distances=names(root, "distances"),
        recall_days=root.text("recall-days"),
        zones={name: node.scalar for name, node in (root.get("zones") or NOTHING).items.items()},
    )


def _entry(survey: Survey, node: Node) -> Entry:
    return Entry(line=node.line, problems=survey.problems.get(Spot(is_course=True, line=node.line), ()))


def _must_know(survey: Survey, voice: Voice, id: str, node: Node) -> MustKnowRow:
    voices = {locale: open_voice(voice.material, locale, voice.on) for locale in survey.locales}
    return MustKnowRow(
        id=id,
        entry=_entry(survey, node),
        titles={locale: reader.read(must_know_key(id)) for locale, reader in voices.items()},
        condition=node.text("if"),
        lessons=_links(survey, voice, names(node, "lessons")),
        repeats=_links(survey, voice, names(node, "repeats")),
    )


def _part(survey: Survey, voice: Voice, node: Node) -> PartRow:
    return PartRow(
        entry=_entry(survey, node),
        conditions=names(node, "when"),
        lessons=_links(survey, voice, names(node, "lessons")),
    )


def _checkup(survey: Survey, voice: Voice, node: Node) -> CheckupRow:
    return CheckupRow(
        entry=_entry(survey, node),
        link=_link(survey, voice, node.text("place")),
        when=when(node),
        open_days=node.text("open-days"),
    )


def _test(survey: Survey, voice: Voice, name: str) -> Iterator[Asked]:
    module = (survey.course.root.get("tests") or NOTHING).text(name)
    for place in tested(voice.material.sources).get(module, ()):
        found, step = voice.places[place]
        yield Asked(
            link=_link(survey, voice, place),
            must_know=step.options.text("must_know"),
            answers=tuple((voice.read(choice_key(found, step, c)), c.is_right) for c in step.choices),
        )


def _links(survey: Survey, voice: Voice, places: tuple[str, ...]) -> tuple[Link, ...]:
    return tuple(_link(survey, voice, place) for place in places)


def _link(survey: Survey, voice: Voice, place: str) -> Link:
    found = voice.places.get(place)
    module = next((one for one in survey.modules if one.id == place), None)
    words = _words(voice, *found) if found else voice.read(title_key(module)) if module else ""
    return Link(place=place, words=words, href=place_href(survey, place))


def _words(voice: Voice, module: RawModule, step: RawStep) -> str:
    """The title of a lesson; what other steps ask."""
    if step.kind == "lesson":
        return voice.read(title_key(module, step))
    asked = question_bubbles(step)[-1:]
    return voice.read(bubble_key(module, step, asked[0])) if asked else ""
