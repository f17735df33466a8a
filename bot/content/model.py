"""The compiled form of content: all the engine ever sees. Frozen, with every link resolved.

A `Text` knows its wordings and how to fill in values; it was given its renderer by the compiler, so
that whoever calls `render` needs neither Jinja2 nor Babel.
"""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, time, tzinfo
from decimal import Decimal
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

Values = Mapping[str, str]
Wording = str | Callable[[Values], str]
"""A finished text, or what fills in the person's values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One translatable string in one locale.

    Facts age by the date of the event: `turns[i]` is the last date on which `wordings[i]` holds, and
    the last wording holds after all of them.
    """

    key: str
    wordings: tuple[Wording, ...]
    turns: tuple[date, ...] = ()

    def render(self, values: Values, on: date) -> str:
        """The text as a person reads it on that date."""
        wording = self.wordings[bisect_left(self.turns, on)] if self.turns else self.wordings[0]
        return wording if isinstance(wording, str) else wording(values)


Texts = Mapping[str, Text]
"""The same string by locale."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """`name`, `not name`, `name = a, b`, `name != a`. Without values it asks whether it is set."""

    name: str
    values: tuple[str, ...] = ()
    is_negated: bool = False

    def holds(self, answers: Mapping[str, str]) -> bool:
        """Whether it is true of these answers."""
        answer = answers.get(self.name, "")
        found = answer in self.values if self.values else bool(answer)
        return found is not self.is_negated


@dataclass(frozen=True, slots=True, kw_only=True)
class Bubble:
    """One message's worth of text."""

    id: str
    text: Texts


UNSURE = "unsure"
"""The id of "I do not know yet", which every lesson offers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A choice as written in a module. `target` is empty in lessons, whose step says what follows."""

    id: str
    label: Texts
    target: str = ""
    condition: Condition | None = None
    reason: Texts | None = None
    is_right: bool = False


class Expects(StrEnum):
    """What an `ask` step waits for."""

    TEXT = "text"
    NUMBER = "number"
    AMOUNT = "amount"
    DATE = "date"
    PLACE = "place"
    MEDIA = "media"
    INVITATION = "invitation"
    """The code by which a relative is let in."""
    CODE = "code"
    """A word that opens a drawer; kept as it is compared, without spaces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """Bubbles, then on."""

    id: str
    bubbles: tuple[Bubble, ...]
    next: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choose:
    """Bubbles, then a choice. `save` names the answer; `version` is the consent text's version.
    An answer that is `passing` is forgotten when the module is left."""

    id: str
    bubbles: tuple[Bubble, ...]
    options: tuple[Option, ...]
    save: str = ""
    version: str = ""
    marks_done: bool = False
    is_passing: bool = False


LEVELS = ("calm", "ask", "worry", "stop")
"""What an assessment can come to, rising."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weigh:
    """One question of an assessment; `weights` by choice, absent where it does not count. The answer is
    forgotten when the module is left; a choice that weighs has a reason, which the result shows."""

    id: str
    question: Bubble
    options: tuple[Option, ...]
    weights: Mapping[str, int]
    next: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assess:
    """The result: what is said at each level, and from which sum of weights a level is reached; then the
    reasons of what weighed. It explains, and is never a verdict."""

    id: str
    levels: Mapping[str, int]
    texts: Mapping[str, Bubble]
    next: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Bubbles, then something typed or sent. Bounds are whole numbers, or dates as YYYY-MM-DD."""

    id: str
    bubbles: tuple[Bubble, ...]
    expects: Expects
    save: str
    next: str
    minimum: str = ""
    maximum: str = ""
    places: str = ""
    is_optional: bool = False
    is_passing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """The first rule whose condition holds says where to go."""

    id: str
    rules: tuple[tuple[Condition, str], ...]
    otherwise: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Into another module and back to `next`; with `is_bookmark` into the course left before, with `is_due`
    to what comes next in the person's course."""

    id: str
    module: str
    next: str
    is_bookmark: bool = False
    is_due: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """Bubbles, a question with a reason for every answer, then "go on?".

    `picture` is a file of content/assets/ (or empty), and `picture_text` says in words what it shows;
    `audio` is the recorded file by locale, only those that exist.
    """

    id: str
    title: Texts
    bubbles: tuple[Bubble, ...]
    question: Bubble
    options: tuple[Option, ...]
    next: str
    action: Bubble | None = None
    is_must_know: bool = False
    picture: str = ""
    picture_text: Texts | None = None
    audio: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question with a reason for every answer, and on. `must_know` is an id of course.yaml, or empty.

    `is_silent` says nothing about the answer (a test before the course). Pictures and audio as in a lesson.
    """

    id: str
    question: Bubble
    options: tuple[Option, ...]
    next: str
    must_know: str = ""
    is_silent: bool = False
    picture: str = ""
    picture_text: Texts | None = None
    audio: Mapping[str, str] = field(default_factory=dict)


class ReportKind(StrEnum):
    """What a report is about: the must-knows, the lessons done, or the test just taken."""

    MASTERY = "mastery"
    DONE = "done"
    TEST = "test"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Says where the person stands, in lines of course.yaml and phrases; then on."""

    id: str
    of: ReportKind
    next: str


class EstimateKind(StrEnum):
    """What an estimate works out: what is left of the pay, or which lines of a payslip to ask about."""

    PAY = "pay"
    PAYSLIP = "payslip"


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """Works out what the person typed and says it in phrases; then on. `answers` maps what the arithmetic
    needs to the names under which it was saved."""

    id: str
    of: EstimateKind
    answers: Mapping[str, str]
    next: str


class Action(StrEnum):
    """What an `act` step does besides talking."""

    FINISH_TEST = "finish-test"
    REMIND = "remind"
    STOP_REMINDING = "stop-reminding"
    PAUSE_REMINDERS = "pause-reminders"
    JOIN_GROUP = "join-group"
    LEAVE_GROUP = "leave-group"
    CERTIFICATE = "certificate"
    FORGET_ANSWERS = "forget-answers"
    SET_ROUTE = "set-route"
    PRINT_SHEET = "print-sheet"
    INVITE_RELATIVE = "invite-relative"
    ACCEPT_INVITATION = "accept-invitation"
    END_SHARING = "end-sharing"
    LOOK_AT_WORKER = "look-at-worker"
    NEUTRAL_ON = "neutral-on"
    NEUTRAL_OFF = "neutral-off"
    PUT_AWAY = "put-away"
    TAKE_OUT = "take-out"
    NEXT_PERSON = "next-person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Does something that changes more than the place, then on. `route` is which one `set-route` sets."""

    id: str
    action: Action
    next: str
    route: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """The person's route as a list: what can be done now, what is done, what has a problem, what expires.
    `next` is the last gate, reached when everything that must be done is."""

    id: str
    options: tuple[Option, ...]
    next: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Handoff:
    """Asks for a person; goes on to `next`, which shows who else can be reached."""

    id: str
    bubbles: tuple[Bubble, ...]
    next: str


class LookupKind(StrEnum):
    """Which steps a lookup offers: found for a free question, next in the course, or missed."""

    FOUND = "found"
    NEXT = "next"
    MISSED = "missed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """Shows lessons that belong here now, as choices before its own ones."""

    id: str
    bubbles: tuple[Bubble, ...]
    options: tuple[Option, ...]
    of: LookupKind = LookupKind.FOUND


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencySearch:
    """Asks for a company's name, shows what the imported list says of it, then offers its choices."""

    id: str
    bubbles: tuple[Bubble, ...]
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """Leaves the module. `forgets` erases the person, `hides` is the quick exit."""

    id: str
    bubbles: tuple[Bubble, ...] = ()
    forgets: bool = False
    hides: bool = False


Step = (
    Say
    | Choose
    | Ask
    | Branch
    | Visit
    | Lesson
    | Question
    | Weigh
    | Assess
    | Report
    | Estimate
    | Act
    | Handoff
    | Lookup
    | AgencySearch
    | Checklist
    | End
)


class Role(StrEnum):
    """Modules that the engine itself must find."""

    WELCOME = "welcome"
    MENU = "menu"
    HELP = "help"
    EMERGENCY = "emergency"
    LANGUAGE = "language"
    FORGET = "forget"
    AWAY = "away"
    SEARCH = "search"
    REMINDER = "reminder"
    GROUP = "group"
    PAUSE = "pause"


class ModuleKind(StrEnum):
    """A course can be left and resumed; a system module is simply left."""

    COURSE = "course"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """One file of content/modules. `moved` maps removed steps to their successors."""

    id: str
    title: Texts
    kind: ModuleKind
    role: Role | None
    start: str
    is_sensitive: bool
    steps: Mapping[str, Step]
    moved: Mapping[str, str]
    quality: Mapping[str, str]


class Interrupt(StrEnum):
    """Words that work everywhere."""

    MENU = "menu"
    HELP = "help"
    LANGUAGE = "language"
    REPEAT = "repeat"
    BACK = "back"
    STOP = "stop"
    START = "start"
    FORGET = "forget"
    LEAVE = "leave"
    NUMBERS = "numbers"
    PAUSE = "pause"
    SOS = "sos"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What people type, normalised (see `engine/normalise.py`), in all languages at once.

    `interrupts` maps whole messages; `yes`, `no` and `dont_know` likewise. `danger` holds phrases as
    tuples of words, found anywhere; `calls` are danger words only when they are the whole message.
    `courtesies` are words that change nothing around a call ("tolong pak, cepat").
    `families` are words that danger phrases do not tell apart, each named by its first word; `ordinary`
    words are never taken for a slip of a danger word. `spelling` turns slang into the standard word.
    """

    interrupts: Mapping[str, Interrupt]
    yes: frozenset[str]
    no: frozenset[str]
    dont_know: frozenset[str]
    danger: frozenset[tuple[str, ...]]
    calls: frozenset[str]
    spelling: Mapping[str, str]
    join: frozenset[str] = frozenset()
    """Words that stand before the code of a group."""
    open: frozenset[str] = frozenset()
    """Words that stand before the code of a drawer."""
    courtesies: frozenset[str] = frozenset()
    families: frozenset[tuple[str, ...]] = frozenset()
    ordinary: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class MustKnow:
    """One of the things that keep a migrant alive and free: where it is taught, and how it is asked again.

    `lessons` and `repeats` are places (`module/step`); it counts only for people of whom `condition` holds.
    """

    id: str
    title: Texts
    lessons: tuple[str, ...]
    repeats: tuple[str, ...]
    condition: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PathPart:
    """Lessons (`module/step`) for those of whom every condition holds, in this order."""

    conditions: tuple[Condition, ...]
    lessons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    """A short check that is due `days` after (or, negative, before) the date saved under `anchor`, and for
    `open_days` from then on. `place` is where its questions begin."""

    place: str
    anchor: str
    days: int
    open_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """The course as a whole (content/course.yaml): what everybody must know, in which order lessons come,
    what is asked later and when, and the tests by their name in figures (`pre`, `post`, `recall`)."""

    must_knows: tuple[MustKnow, ...] = ()
    path: tuple[PathPart, ...] = ()
    checkups: tuple[Checkup, ...] = ()
    tests: Mapping[str, str] = field(default_factory=dict)
    distances: tuple[int, ...] = ()
    """Days until a missed must-know comes back: the first after a miss, the others after each right answer."""
    recall_days: int = 0
    zones: Mapping[str, ZoneInfo] = field(default_factory=dict)
    """Where a person can say they are, by the id of the answer."""
    together: tuple[str, ...] = ()
    """Lessons (`module/step`) that who shares talks over in the same week, one a week in turn."""
    zone: tzinfo = UTC
    """The day of those who did not say where they are."""
    quiet_from: time = time(21)
    quiet_until: time = time(7)


class RouteStatus(StrEnum):
    """Whether a route is documented, restricted or unclear, or not a way at all."""

    OPEN = "open"
    UNCLEAR = "unclear"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteItem:
    """One thing to do or to have. `texts` by field (`ROUTE_FIELDS`), only those that were written; `after` are
    items that come first, `is_dated` has an expiry date, `is_must` belongs to "ready to leave?"."""

    id: str
    title: Texts
    texts: Mapping[str, Texts]
    after: tuple[str, ...] = ()
    is_dated: bool = False
    is_must: bool = False


ROUTE_FIELDS = ("purpose", "where", "cost", "time", "validity", "original", "refused")
"""What is said of an item, in this order; `refused` only where there is a problem."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One way to leave, as its file in content/routes says."""

    id: str
    title: Texts
    status: RouteStatus
    about: Texts
    warning: Texts | None
    items: Mapping[str, RouteItem]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place that an `ask` step can recognise; `names` are normalised, aliases included."""

    id: str
    label: Mapping[str, str]
    names: tuple[str, ...]


class Matcher(Protocol):
    """Finds what a person probably meant; given to the compiler by the composition root."""

    def closest(self, typed: str, labels: Sequence[str]) -> int | None:
        """The position of the one label that `typed` clearly means, both normalised, or None."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A step that answers a free question; a higher score is better."""

    module: str
    step: str
    score: float


class Finder(Protocol):
    """Ranks what there is against what somebody wrote; never makes up an answer."""

    def find(self, words: str, locale: str) -> Sequence[Hit]:
        """At most five steps, best first, or none that is good enough; `words` normalised and spelled."""
        ...


class NothingFound:
    """The finder of content that cannot be searched."""

    def find(self, words: str, locale: str) -> Sequence[Hit]:
        """Nothing."""
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A WhatsApp template as it was approved: name, locale, category, neutral body."""

    name: str
    locale: str
    category: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """The number of a fact, for arithmetic: as of `on`, to be looked at again by `review_by`."""

    value: Decimal
    on: date
    review_by: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything people read, in every locale offered, compiled. `locales[0]` is the source."""

    version: str
    locales: tuple[str, ...]
    modules: Mapping[str, Module]
    roles: Mapping[Role, str]
    phrases: Mapping[str, Texts]
    words: Words
    places: Mapping[str, tuple[Place, ...]]
    templates: tuple[Template, ...]
    matcher: Matcher
    finder: Finder = field(default_factory=NothingFound)
    course: Course = field(default_factory=Course)
    routes: Mapping[str, Route] = field(default_factory=dict)
    checklist: str = ""
    """Where the route is looked at (`module/step`), or empty where there are no routes."""
    write_date: Callable[[date, str], str] = lambda day, locale: day.isoformat()
    """A day as people of a locale read it."""
    write_money: Callable[[Decimal, str, str], str] = lambda value, currency, locale: f"{currency}{value}"
    """A sum as people of a locale read it; the currency as in facts (MYR, IDR)."""
    rates: Mapping[str, Rate] = field(default_factory=dict)
    """The amounts among the facts that may be computed with, by id; none that is doubted."""
    comparables: Mapping[str, str] = field(default_factory=dict)
    """Labels of choices as they are compared with what people type; filled by the compiler, for speed."""

    def step(self, module: str, step: str) -> Step | None:
        """The step, or the successor of a removed one, or None where nothing is left of it."""
        found = self.modules.get(module)
        if found is None:
            return None
        return found.steps.get(found.moved.get(step, step))

    def at(self, place: str) -> Step | None:
        """The same by its place, `module/step`."""
        module, _, step = place.partition("/")
        return self.step(module, step)
