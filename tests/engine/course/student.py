"""A person who takes the course with the real content: the engine alone, with a clock moved by hand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.content.model import Content, Lesson, Question
from bot.domain.channel import ChannelName
from bot.domain.effect import CancelTimer, Effect, SendMessage, SetTimer
from bot.domain.event import ChoicePicked, InboundEvent, Started, TextReceived, TimerFired
from bot.domain.message import Message
from bot.domain.state import Frame, State
from bot.engine.offer import LESSON_ONWARD
from bot.engine.turn import Turn, take_turn

MORNING = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
"""Ten o'clock in Lombok."""


class Student:
    """Knows where they are, what was said last, and which timers are set."""

    def __init__(
        self, content: Content, *, answers: dict[str, str] | None = None, at: datetime = MORNING
    ) -> None:
        self.content = content
        self.at = at
        self.state = State(
            channel=ChannelName.TELEGRAM,
            locale=content.locales[0],
            frames=(Frame(module="menu", step="choices"),),
            answers={"consent": "yes"} if answers is None else answers,
        )
        self.timers: dict[str, datetime] = {}
        self.effects: Sequence[Effect] = ()

    def hear(self, event: InboundEvent) -> Turn:
        """One turn."""
        turn = take_turn(self.state, event, self.content)
        self.state, self.effects = turn.state, turn.effects
        for effect in turn.effects:
            if isinstance(effect, SetTimer):
                self.timers[effect.name] = effect.at
            elif isinstance(effect, CancelTimer):
                self.timers.pop(effect.name, None)
        return turn

    def type(self, words: str) -> Turn:
        return self.hear(TextReceived(at=self.at, text=words))

    def start(self, payload: str = "") -> Turn:
        return self.hear(Started(at=self.at, payload=payload))

    def tap(self, *choices: str) -> Turn:
        """Each choice of the question that is then open."""
        for choice in choices:
            offered = [c.token.partition(".")[2] for m in self.messages for c in m.choices]
            assert choice in offered, (choice, offered, self.place)
            turn = self.hear(ChoicePicked(at=self.at, token=f"{self.state.turn}.{choice}"))
        return turn

    def wait(self, **time: float) -> None:
        """Time passes; what falls due in it fires in order."""
        until = self.at + timedelta(**time)
        while due := sorted((at, name) for name, at in self.timers.items() if at <= until):
            moment, name = due[0]
            self.at = max(self.at, moment)
            del self.timers[name]
            self.hear(TimerFired(at=self.at, name=name))
        self.at = until

    @property
    def place(self) -> str:
        frame = self.state.frames[-1]
        return f"{frame.module}/{frame.step}"

    @property
    def messages(self) -> list[Message]:
        return [effect.message for effect in self.effects if isinstance(effect, SendMessage)]

    @property
    def words(self) -> str:
        return "\n".join(message.text for message in self.messages)

    def open(self, place: str) -> None:
        """Straight to a lesson or a module's first step, as a result of a search would."""
        module, _, step = place.partition("/")
        start = step or self.content.modules[module].start
        frames = (Frame(module="menu", step="choices"), Frame(module=module, step=start))
        self.state = replace(self.state, frames=frames)
        self.type("ulang")

    def answer(self, *, right: bool = True) -> None:
        """Answers the lesson or question that is open, twice where a lesson lets try again; then on."""
        step = self.content.modules[self.state.frames[-1].module].steps[self.state.frames[-1].step]
        assert isinstance(step, Lesson | Question)
        chosen = next(o.id for o in step.options if o.is_right is right and o.id != "unsure")
        self.tap(chosen)
        if isinstance(step, Lesson):
            if self.state.frames[-1].phase != LESSON_ONWARD:
                self.tap(chosen)
            self.tap("next")

    def learn(self, *places: str, right: bool = True) -> None:
        """Opens and answers each of these lessons."""
        for place in places:
            self.open(place)
            self.answer(right=right)

    def pass_test(self, test: str, *, right: bool = True) -> None:
        """A whole test, every answer alike."""
        module = self.content.course.tests[test]
        self.open(module)
        for step in self.content.modules[module].steps.values():
            if isinstance(step, Question):
                self.answer(right=right)
