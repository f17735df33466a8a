"""One turn in the making: the state being changed and the effects gathered so far.

Lives for one call of `take_turn` and never leaves it. Everything that is said goes through here, so
that locale, date and values are filled in at one place.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bot.content.model import Bubble, Content, Module, Role, Step, Texts, Values
from bot.domain.effect import Effect, SendMessage
from bot.domain.event import InboundEvent
from bot.domain.message import Choice, Message
from bot.domain.mode import Mode
from bot.domain.state import Frame, State

TRAIL_LENGTH = 6
"""How many places "back" remembers; each costs some fifty bytes in every stored state."""

NOT_PERSONAL = frozenset({"locale", "consent", "pre-test"})
"""Answers that are kept even after somebody refused that we keep their words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One event answered: the next state, and what to do about it, in order."""

    state: State
    effects: tuple[Effect, ...]


class Draft:
    """The turn being written."""

    __slots__ = (
        "answers",
        "bookmark",
        "content",
        "dates",
        "done",
        "effects",
        "event",
        "found",
        "frames",
        "guesses",
        "has_drawers",
        "heard_at",
        "is_away",
        "is_neutral",
        "is_plain",
        "joining",
        "locale",
        "lock_code",
        "mode",
        "news",
        "papers",
        "passing",
        "reminders",
        "reviews",
        "route",
        "sharing",
        "started_from",
        "trail",
        "tries",
        "turn",
    )

    def __init__(self, state: State, event: InboundEvent, content: Content) -> None:
        self.started_from = state
        self.event = event
        self.content = content
        self.turn = state.turn + 1
        self.effects: list[Effect] = []
        self.become(state)

    def become(self, state: State) -> None:
        """Goes on from all that this state remembers; the turn, its event and its effects stay."""
        self.mode: Mode = state.mode
        locales = self.content.locales
        self.locale = state.locale if state.locale in locales else locales[0]
        self.frames = list(state.frames)
        self.trail = list(state.trail)
        self.bookmark = state.bookmark
        self.answers = dict(state.answers)
        self.done = dict(state.done)
        self.found = state.found
        self.reviews = dict(state.reviews)
        self.dates = dict(state.dates)
        self.reminders = state.reminders
        self.joining = state.joining
        self.passing = dict(state.passing)
        self.route = state.route
        self.papers = dict(state.papers)
        self.sharing = state.sharing
        self.news = state.news
        self.guesses = state.guesses
        self.lock_code = state.lock_code
        self.has_drawers = state.has_drawers
        self.tries = state.tries
        self.heard_at = state.heard_at
        self.is_plain = state.is_plain
        self.is_away = state.is_away
        self.is_neutral = state.is_neutral

    # Where the person is

    @property
    def frame(self) -> Frame:
        """The top frame: where the person is."""
        return self.frames[-1]

    @property
    def module(self) -> Module:
        """The module of the top frame."""
        return self.content.modules[self.frame.module]

    @property
    def step(self) -> Step:
        """The step of the top frame."""
        return self.module.steps[self.frame.step]

    @property
    def role(self) -> Role | None:
        """What the top module is for, if the engine knows it by role."""
        return self.module.role if self.frames else None

    def push(self, module: str) -> None:
        """Puts a module on the stack, at its first step."""
        self.frames.append(Frame(module=module, step=self.content.modules[module].start))

    def push_role(self, role: Role) -> None:
        """Puts the module of a role on the stack."""
        self.push(self.content.roles[role])

    def move(self, step: str) -> None:
        """Goes to another step of the top module."""
        self.frames[-1] = Frame(module=self.frame.module, step=step)

    def wait(self, phase: int = 0) -> None:
        """Marks the top step as waiting from this turn on."""
        self.frames[-1] = replace(self.frame, phase=phase, since=self.turn, tries=0)

    def count_try(self) -> int:
        """One more answer that was not understood; how many there were in this wait."""
        self.frames[-1] = replace(self.frame, tries=self.frame.tries + 1)
        return self.frame.tries

    def leave_trail(self) -> None:
        """Remembers the present place for "back"."""
        self.trail = [*self.trail, tuple(self.frames)][-TRAIL_LENGTH:]

    def save(self, name: str, value: str) -> None:
        """Keeps an answer, unless it is personal and the person refused that."""
        if name and (name in NOT_PERSONAL or self.answers.get("consent") != "no"):
            self.answers[name] = value

    def note(self, name: str, value: str) -> None:
        """Keeps an answer until the present module is left, whoever refused what."""
        self.passing[f"{self.frame.module}/{name}"] = value

    def answer(self, name: str) -> str:
        """What the person said: in this module just now, or kept from before; "" where nothing."""
        noted = self.passing.get(f"{self.frame.module}/{name}") if self.frames and self.passing else None
        return self.answers.get(name, "") if noted is None else noted

    # What is said

    def read(self, texts: Texts, values: Values | None = None) -> str:
        """A text in the person's language, with its facts as of the event's date."""
        return texts[self.locale].render(values or {}, self.event.at.date())

    def phrase(self, phrase: str, **values: str) -> str:
        """A phrase of `content/phrases.yaml`."""
        return self.read(self.content.phrases[phrase], values)

    def say(
        self, text: str, *, hides: bool = False, keeps_way: bool = False, ways: tuple[Choice, ...] = ()
    ) -> None:
        """Sends a message without a question."""
        message = Message(text=text, locale=self.locale, hides=hides, keeps_way=keeps_way, ways=ways)
        self.send(message)

    def say_phrase(self, phrase: str, **values: str) -> None:
        """Sends a phrase."""
        self.say(self.phrase(phrase, **values))

    def say_bubbles(self, bubbles: Iterable[Bubble]) -> None:
        """Sends each bubble as a message of its own."""
        for bubble in bubbles:
            self.say(self.read(bubble.text))

    def send(self, message: Message) -> None:
        """Adds a finished message to the turn."""
        self.effects.append(SendMessage(message=message))

    def _still_open(self) -> Mapping[str, str]:
        """Answers of modules that were left are forgotten, however they were left."""
        if not self.passing:
            return self.passing
        here = {frame.module for frame in self.frames}
        return {key: value for key, value in self.passing.items() if key.partition("/")[0] in here}

    def finish(self) -> Turn:
        """The turn as it then stands."""
        state = State(
            channel=self.started_from.channel,
            locale=self.locale,
            mode=self.mode,
            turn=self.turn,
            frames=tuple(self.frames),
            trail=tuple(self.trail),
            bookmark=self.bookmark,
            answers=self.answers,
            done=self.done,
            found=self.found,
            reviews=self.reviews,
            dates=self.dates,
            reminders=self.reminders,
            joining=self.joining,
            passing=self._still_open(),
            route=self.route,
            papers=self.papers,
            sharing=self.sharing,
            news=self.news,
            guesses=self.guesses,
            lock_code=self.lock_code,
            has_drawers=self.has_drawers,
            tries=self.tries,
            heard_at=self.heard_at,
            is_plain=self.is_plain,
            is_away=self.is_away,
            is_neutral=self.is_neutral,
        )
        return Turn(state=state, effects=tuple(self.effects))
