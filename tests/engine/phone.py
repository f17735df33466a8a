"""A phone that several people use: the engine with the real content, and drawers as the service keeps them."""

import json
from collections import Counter
from collections.abc import Iterator

from bot.content.model import Content
from bot.domain.drawers import DRAWERS, DrawerResult, read_code_word
from bot.domain.effect import Effect, PutAway, TakeOut
from bot.domain.event import DrawerOpened, DrawerPutAway, InboundEvent, read_event, write_event
from bot.domain.message import Message
from bot.domain.state import State, read_state, write_state
from bot.engine.turn import Turn
from tests.engine.course.student import Student


class Phone(Student):
    """Answers what a turn asks about drawers, at once and in order; all that is kept goes through JSON."""

    def __init__(self, content: Content) -> None:
        super().__init__(content)
        self.state = State(channel=self.state.channel, locale=self.state.locale)
        self.drawers: dict[str, str] = {}
        self.asked: Counter[str] = Counter()
        self._codes = iter(("mangga kuda", "apel meja", "sapu topi", "roti awan"))
        self._said: list[Message] = []

    @property
    def messages(self) -> list[Message]:
        return self._said

    def hear(self, event: InboundEvent) -> Turn:
        turn = super().hear(read_event(json.loads(json.dumps(write_event(event)))))
        self._said = list(super().messages)
        for answer in list(self._answers(turn.effects)):
            said = self._said
            turn = self.hear(answer)
            self._said = said + self._said
        return turn

    def begin(self) -> None:
        """Somebody new, who keeps their answers to themselves."""
        self.type("halo")
        self.tap("id", "no")

    def lock(self, code: str, again: str = "") -> None:
        """Chooses a code word; whoever has one already changes it."""
        self.open("lock")
        self.tap("change" if self.state.lock_code else "lock")
        self.type(code)
        self.type(again or code)

    def _answers(self, effects: tuple[Effect, ...]) -> Iterator[InboundEvent]:
        for effect in effects:
            self.asked[type(effect).__name__] += 1
            if isinstance(effect, PutAway) and effect.is_own:
                self.drawers[effect.code] = _kept(effect.state)
            elif isinstance(effect, PutAway):
                yield self._put_away(effect)
            elif isinstance(effect, TakeOut):
                kept = self.drawers.pop(effect.code, None)
                yield DrawerOpened(at=self.at, state=read_state(json.loads(kept)) if kept else None)

    def _put_away(self, effect: PutAway) -> DrawerPutAway:
        shown = effect.code or next(self._codes)
        code = read_code_word(shown) or ""
        result = DrawerResult.TAKEN if code in self.drawers else DrawerResult.DONE
        if len(self.drawers) >= DRAWERS:
            result = DrawerResult.FULL
        if result is DrawerResult.DONE:
            named = json.loads(_kept(effect.state)) | {"code": code}
            self.drawers[code] = json.dumps(named)
        return DrawerPutAway(at=self.at, result=result, code=shown, is_drawn=not effect.code)


def _kept(state: State) -> str:
    return json.dumps(write_state(state))
