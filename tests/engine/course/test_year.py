"""A year of many people with the real content: nobody gets two pushes in a day or one at night, whatever they do.

People tap, type, stop, pause, move, and leave; the server sleeps and its timers fire late. A small crowd in
`make test`, ten thousand people in `make soak`.
"""

import os
import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.content.model import Content
from bot.domain.effect import CancelTimer, SendMessage, SetTimer
from bot.domain.event import ChoicePicked, InboundEvent, TextReceived, TimerFired
from bot.domain.mode import Mode
from bot.domain.state import State
from bot.engine.turn import Turn, take_turn
from tests.engine.course.student import Student

PEOPLE = 10_000 if os.environ.get("BERANGKAT_SOAK") else 60
DAYS = 365
START = datetime(2026, 11, 21, tzinfo=UTC)
WORDS = (
    "menu",
    "stop",
    "mulai",
    "jeda",
    "tolong",
    "keluar",
    "ok",
    "halo",
    "0",
    "1",
    "2",
    "hapus data",
    "🙏",
    "",
)
NIGHT, MORNING = time(21), time(7)


@dataclass(slots=True)
class Life:
    """One person's year and what reached them."""

    content: Content
    dice: random.Random
    state: State
    at: datetime = START
    timers: dict[str, datetime] = field(default_factory=dict)
    offered: tuple[str, ...] = ()
    pushed_on: list[date] = field(default_factory=list)
    pushes: int = 0

    def live(self) -> None:
        end = START + timedelta(days=DAYS)
        speaks = self.at + self.rest()
        while self.at < end:
            fires = min(self.timers.values(), default=end)
            if fires <= speaks:
                self.at = max(self.at, fires) + self.sleep()
                self.fire()
            else:
                self.at = max(self.at, speaks)
                self.hear(self.something())
            if self.at >= speaks:
                speaks = self.at + self.rest()

    def rest(self) -> timedelta:
        """People come in bursts, or not for weeks."""
        often = self.dice.random() < 0.6
        return (
            timedelta(minutes=self.dice.uniform(0.2, 40))
            if often
            else timedelta(days=self.dice.uniform(0.2, 30))
        )

    def sleep(self) -> timedelta:
        """The server is mostly awake, sometimes busy, now and then down for a day."""
        chance = self.dice.random()
        if chance < 0.8:
            return timedelta(seconds=self.dice.uniform(0, 5))
        return timedelta(hours=self.dice.uniform(0, 2 if chance < 0.95 else 30))

    def fire(self) -> None:
        for name in [name for name, at in self.timers.items() if at <= self.at]:
            del self.timers[name]
            self.hear(TimerFired(at=self.at, name=name))

    def something(self) -> InboundEvent:
        if self.offered and self.dice.random() < 0.75:
            return ChoicePicked(at=self.at, token=self.dice.choice(self.offered))
        if self.dice.random() < 0.05:  # one that was on its way already when it was cancelled or moved
            return TimerFired(at=self.at, name="reminder")
        if self.dice.random() < 0.05:
            day = (self.at + timedelta(days=self.dice.randint(-40, 200))).date()
            return TextReceived(at=self.at, text=f"{day.day}-{day.month}-{day.year}")
        return TextReceived(at=self.at, text=self.dice.choice(WORDS))

    def hear(self, event: InboundEvent) -> None:
        before, turn = self.state, take_turn(self.state, event, self.content)
        self.state = turn.state
        for effect in turn.effects:
            if isinstance(effect, SetTimer):
                self.timers[effect.name] = effect.at
            elif isinstance(effect, CancelTimer):
                self.timers.pop(effect.name, None)
        said = [effect for effect in turn.effects if isinstance(effect, SendMessage)]
        if said and said[-1].message.choices:
            self.offered = tuple(choice.token for choice in said[-1].message.choices)
        if any(effect.push_until for effect in said):
            self.check(before, event, turn)

    def check(self, before: State, event: InboundEvent, turn: Turn) -> None:
        """Everything that a push must be."""
        plan = before.reminders
        assert isinstance(event, TimerFired)
        assert plan is not None and plan.is_on and before.mode is Mode.BOT
        local = event.at.astimezone(self.content.course.zones[plan.zone])
        assert MORNING <= local.time() < NIGHT
        assert not plan.paused_until or local.date() >= date.fromisoformat(plan.paused_until)
        assert not self.pushed_on or local.date() > self.pushed_on[-1]
        until = {effect.push_until for effect in turn.effects if isinstance(effect, SendMessage)}
        (end,) = until
        assert end is not None and event.at < end <= event.at + timedelta(hours=14)
        assert end.astimezone(local.tzinfo).date() == local.date()
        self.pushed_on.append(local.date())
        self.pushes += 1


def a_life(content: Content, seed: int) -> Life:
    dice = random.Random(seed)
    answers = {
        "consent": "yes",
        "role": dice.choice(("worker", "family")),
        "sector": dice.choice(("palm-oil", "domestic")),
    }
    answers["stage"] = dice.choice(("thinking", "registered", "contract", "abroad"))
    if dice.random() < 0.5:
        answers["departed-on"] = (START + timedelta(days=dice.randint(-30, 120))).date().isoformat()
        answers["permit-ends"] = (START + timedelta(days=dice.randint(60, 500))).date().isoformat()
    student = Student(content, answers=answers, at=START)
    student.type("menu")
    student.tap(
        "reminders",
        "yes",
        dice.choice(tuple(content.course.zones)),
        dice.choice(("morning", "noon", "evening")),
    )
    life = Life(content=content, dice=dice, state=student.state, timers=student.timers)
    return life


@pytest.mark.timeout(7200)
def test_nobody_gets_two_pushes_in_a_day_or_one_at_night(content: Content) -> None:
    pushes = 0
    for seed in range(PEOPLE):
        life = a_life(content, seed)
        life.live()
        pushes += life.pushes

    assert pushes > 5 * PEOPLE
