"""Plays a conversation on a channel step by step and holds every screen against the engine's own words."""

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from itertools import groupby
from typing import Generic, TypeVar

from bot.content.model import Content
from bot.domain.event import ChoicePicked, InboundEvent, TextReceived
from bot.domain.message import Choice, Message
from tests.end_to_end.engine import PureConversation
from tests.end_to_end.people import BrowserPerson, Person
from tests.end_to_end.wire import Seen, all_shown
from tests.end_to_end.world import PATIENCE, until

Speaker = TypeVar("Speaker", bound=Person)


class Style(StrEnum):
    """How somebody answers a question that offers choices."""

    TAPS = "taps"
    NUMBERS = "numbers"
    BUTTONS_ONLY = "buttons"  # taps reply buttons, types numbers where a list is shown
    LISTS_ONLY = "lists"


LESSON = ("no", "courses", "before", "legal-route", "who-does-what", "c")
"""From the consent question to the reason of a lesson's right answer."""


class Talk(Generic[Speaker]):
    """One person's conversation and what the engine says it must look like."""

    def __init__(
        self, person: Speaker, content: Content, style: Style = Style.TAPS, *, seconds: float = PATIENCE
    ) -> None:
        self.person = person
        self.expected: list[Seen] = []
        self._pure = PureConversation(content, person.channel)
        self._style = style
        self._seconds = seconds
        self._last: tuple[Message, ...] = ()
        self._may_repeat = False

    @property
    def locale(self) -> str:
        return self._pure.state.locale

    @property
    def place(self) -> str:
        """Where the engine says this person is: `module/step`."""
        frame = self._pure.state.frames[-1]
        return f"{frame.module}/{frame.step}"

    def offers(self, choice_id: str) -> bool:
        """Whether the present question has this choice."""
        return any(c.token.partition(".")[2] == choice_id for c in self._last[-1].choices)

    async def say(self, text: str) -> None:
        """Types something and checks the reply."""
        await self.begin(text)
        await self.check()

    async def begin(self, text: str) -> None:
        """Types something; the reply is expected, and checked later."""
        self._expect(TextReceived(at=datetime.now(UTC), text=text))
        await self.person.say(text)

    async def choose(self, choice_id: str) -> None:
        """Answers the present question in this person's way and checks the reply."""
        choice = self._find(choice_id)
        if self._is_tapped(await self.person.seen()):
            self._expect(ChoicePicked(at=datetime.now(UTC), token=choice.token))
            await self.person.tap(choice.token)
            await self.check()
        else:
            await self.say(str(choice.number))

    async def check(self, *, may_repeat: bool = False) -> None:
        """Waits until as much was received as the engine said, and compares.

        `may_repeat` is for after a kill: what was on its way may then come twice, one after the other.
        """
        self._may_repeat = may_repeat
        await until(self._has_all, f"{len(self.expected)} messages on {self.person.channel}", self._seconds)
        assert await self._heard() == self.expected

    async def _has_all(self) -> bool:
        if isinstance(self.person, BrowserPerson) and len(await self.person.seen()) < len(self.expected):
            await self.person.fetch()
        return len(await self._heard()) >= len(self.expected)

    async def _heard(self) -> list[Seen]:
        seen = await self.person.seen()
        return [one for one, _ in groupby(seen)] if self._may_repeat else seen

    def _expect(self, event: InboundEvent) -> None:
        self._last = self._pure.answer(event)
        self.expected += all_shown(self._last, self.person.channel)

    def _find(self, choice_id: str) -> Choice:
        found = [choice for choice in self._last[-1].choices if choice.token.partition(".")[2] == choice_id]
        assert found, f"{choice_id} is not offered"
        return found[0]

    def _is_tapped(self, seen: Sequence[Seen]) -> bool:
        match self._style:
            case Style.TAPS:
                return True
            case Style.NUMBERS:
                return False
            case Style.BUTTONS_ONLY:
                return seen[-1].drawn == "button"
            case Style.LISTS_ONLY:
                return seen[-1].drawn == "list"


async def take_lesson(talk: Talk[Speaker], locale: str) -> None:
    """From "hello" to the reason, in one language."""
    await talk.say("halo" if locale == "id" else "hello")
    await talk.choose(locale)
    for choice_id in LESSON:
        await talk.choose(choice_id)
    assert talk.locale == locale
