"""What can be answered at this very moment, and how it is shown: choices, numbers, ways out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.content.model import (
    AgencySearch,
    Ask,
    Bubble,
    Checklist,
    Choose,
    Lesson,
    Lookup,
    LookupKind,
    Option,
    Question,
    Role,
    Weigh,
)
from bot.domain.message import Choice, Message
from bot.engine.draft import Draft
from bot.engine.known import holds
from bot.engine.route import is_ready, not_done, route_of
from bot.engine.titles import listed

PERSON_NUMBER = 9
"""0 skips and 9 asks for a person, so neither ever numbers a choice."""

ENOUGH = "enough"
"""The id of "see the result now", which every question of an assessment offers after the first."""

CHECKLIST_LIST, CHECKLIST_ITEM, CHECKLIST_DATE, CHECKLIST_PROBLEM = range(4)
"""The waits of a checklist."""

ITEM_PREFIX = "item-"
MORE = "more"
PAGE = "page"
"""The answer, forgotten with the module, that says from which item on the list is shown."""
ITEMS_SHOWN = 3
"""Items of a checklist offered at once; with the step's own choices they fit a list of WhatsApp."""

LESSON_QUESTION = 0
LESSON_ONWARD = 1
LESSON_AGAIN = 2
"""The waits of a lesson: its question, "go on?", and the second try after a wrong answer."""

AGENCY_ASK, AGENCY_LOOK_UP, AGENCY_FOUND = range(3)
"""The waits of a look-up of a company: for its name, for the list's answer, and for what to do now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One choice open right now; `option` is None for those the program itself offers."""

    id: str
    label: str
    number: int
    option: Option | None = None


def number_of(position: int) -> int:
    """What is typed for the choice at this position (from 0): 1 to 8, then 10 and on."""
    return position + 1 if position < PERSON_NUMBER - 1 else position + 2


def open_offers(draft: Draft) -> tuple[Offer, ...]:
    """The choices of the present step that are visible to this person, numbered."""
    step = draft.step
    if isinstance(step, Lesson) and draft.frame.phase == LESSON_ONWARD:
        return (Offer(id="next", label=draft.phrase("onward-next"), number=1),)
    if isinstance(step, Lesson | Question):
        return _numbered(draft, step.options, marks_done=False)
    if isinstance(step, Weigh):
        return _weighing(draft, step)
    if isinstance(step, Checklist):
        return _checklist(draft, step)
    if isinstance(step, Choose):
        return _numbered(draft, _visible(draft, step.options), marks_done=step.marks_done)
    if isinstance(step, Lookup):
        return _found(draft, step)
    if isinstance(step, AgencySearch) and draft.frame.phase == AGENCY_FOUND:
        return _numbered(draft, _visible(draft, step.options), marks_done=False)
    return ()


def _weighing(draft: Draft, step: Weigh) -> tuple[Offer, ...]:
    """The answers, and the way to the result once there is something to say."""
    answers = _numbered(draft, step.options, marks_done=False)
    if not any(key.startswith(f"{draft.frame.module}/") for key in draft.passing):
        return answers
    return (*answers, Offer(id=ENOUGH, label=draft.phrase("enough"), number=number_of(len(answers))))


def _checklist(draft: Draft, step: Checklist) -> tuple[Offer, ...]:
    """What the phase offers: items and the step's choices, what to say of an item, help with a problem."""
    route, phase = route_of(draft), draft.frame.phase
    if phase == CHECKLIST_ITEM:
        return _worded(
            draft,
            {"done": "item-done", "not-yet": "item-not-yet", "problem": "item-problem", "back": "item-back"},
        )
    if phase == CHECKLIST_PROBLEM:
        return _worded(draft, {"help": "help-label", "back": "item-back"})
    if phase == CHECKLIST_DATE or route is None:
        return ()
    start, items = list_page(draft), tuple(not_done(draft, route))
    shown = items[start : start + ITEMS_SHOWN]
    named = [(f"{ITEM_PREFIX}{item.id}", draft.read(item.title)) for item in shown]
    if len(items) > ITEMS_SHOWN:
        named.append((MORE, draft.phrase("route-more")))
    if is_ready(draft, route):
        named.append(("ready", draft.phrase("route-ready")))
    found = [Offer(id=id, label=label, number=number_of(n)) for n, (id, label) in enumerate(named)]
    return _then_own(draft, found, step.options)


def list_page(draft: Draft) -> int:
    """From which of the items that are not done the list is shown."""
    page = draft.answer(PAGE)
    return int(page) if page.isdigit() else 0


def _worded(draft: Draft, phrases: Mapping[str, str]) -> tuple[Offer, ...]:
    """Choices of the program's own, by id, in words of phrases.yaml."""
    return tuple(
        Offer(id=id, label=draft.phrase(phrase), number=number_of(n))
        for n, (id, phrase) in enumerate(phrases.items())
    )


def _visible(draft: Draft, options: tuple[Option, ...]) -> tuple[Option, ...]:
    return tuple(o for o in options if o.condition is None or holds(draft, o.condition))


def _found(draft: Draft, step: Lookup) -> tuple[Offer, ...]:
    """What was found, under ids of its own, then the step's choices."""
    found = [
        Offer(id=f"found-{number_of(i)}", label=title, number=number_of(i))
        for i, title in enumerate(_title(draft, step, place, i + 1) for i, place in enumerate(draft.found))
    ]
    return _then_own(draft, found, step.options)


def _then_own(draft: Draft, found: Sequence[Offer], options: tuple[Option, ...]) -> tuple[Offer, ...]:
    """What was found for this person, then the step's own choices, numbered on."""
    own = _numbered(draft, _visible(draft, options), marks_done=False)
    return (*found, *(replace(offer, number=number_of(len(found) + n)) for n, offer in enumerate(own)))


def _title(draft: Draft, lookup: Lookup, place: str, number: int) -> str:
    """What somebody asked for keeps its title: without it nobody could choose."""
    found, module = draft.content.at(place), draft.content.modules[place.partition("/")[0]]
    title = draft.read(found.title if isinstance(found, Lesson) else module.title)
    return title if lookup.of is LookupKind.FOUND else listed(draft, module, title, number)


def pose(draft: Draft, bubbles: tuple[Bubble, ...], *, is_short: bool = False) -> None:
    """Sends bubbles; the last one carries the choices. `is_short` sends only that one."""
    if not is_short:
        draft.say_bubbles(bubbles[:-1])
    text = draft.read(bubbles[-1].text)
    if isinstance(draft.step, Ask) and draft.step.is_optional:
        text = f"{text}\n{draft.phrase('skip-hint')}"
    pose_text(draft, text)


def pose_text(draft: Draft, text: str) -> None:
    """Sends one question with the choices that are open now and the ways out."""
    offers = open_offers(draft)
    draft.send(
        Message(
            text=text,
            locale=draft.locale,
            choices=tuple(
                Choice(token=f"{draft.turn}.{o.id}", label=o.label, number=o.number) for o in offers
            ),
            ways=ways_out(draft),
            hint=_hint(draft, offers),
            is_plain=draft.is_plain,
            list_button=draft.phrase("list-button"),
            list_title=draft.phrase("list-choices"),
            ways_title=draft.phrase("list-ways"),
        )
    )


def _hint(draft: Draft, offers: tuple[Offer, ...]) -> str:
    """The ways out in words; where everything is typed, also that 9 asks for a person."""
    hint = draft.phrase("neutral-hint" if draft.is_neutral else "ways-hint")
    return f"{hint}\n{draft.phrase('person-hint')}" if draft.is_plain and offers else hint


def ways_out(draft: Draft) -> tuple[Choice, ...]:
    """Menu and help, except the one where the person already is; on a phone that others use also the exit."""
    ways: list[Choice] = []
    if draft.role is not Role.MENU:
        ways.append(Choice(token=":menu", label=draft.phrase("menu-label")))
    if draft.role is not Role.HELP:
        ways.append(Choice(token=":help", label=draft.phrase("help-label")))
    if draft.is_neutral:
        ways.append(Choice(token=":leave", label=draft.phrase("leave-label")))
    return tuple(ways)


def _numbered(draft: Draft, options: tuple[Option, ...], *, marks_done: bool) -> tuple[Offer, ...]:
    return tuple(
        Offer(id=o.id, label=_label(draft, o, marks_done), number=number_of(i), option=o)
        for i, o in enumerate(options)
    )


def _label(draft: Draft, option: Option, marks_done: bool) -> str:
    label = draft.read(option.label)
    if marks_done and f"{draft.frame.module}/{option.target}" in draft.done:
        return f"{draft.phrase('done-mark')} {label}"
    return label
