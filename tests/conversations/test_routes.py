"""Every documented route, from the first question to "ready to leave", with a refusal, a delay and an expired paper."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.content.model import Act, Action, Content, RouteStatus
from bot.domain.effect import SendMessage
from bot.domain.state import Frame, State
from bot.engine.offer import CHECKLIST_DATE
from bot.engine.turn import Turn, take_turn
from tests.conversations.test_golden import compare
from tests.conversations.transcript import act, begin, draw, messages

ROUTES = sorted(
    path.stem for path in (Path(__file__).resolve().parents[2] / "content" / "routes").glob("*.yaml")
)
MODULE = "route-finder"
EXPIRED, GOOD = "1-1-2020", "1-1-2031"
LONGEST = 7
MANY = 60


class Walker:
    """One person on their route, and the whole conversation as text."""

    def __init__(self, content: Content, locale: str) -> None:
        self.content = content
        self.state: State = begin(content, MODULE, locale)
        self.written: list[str] = []
        self.turn: Turn | None = None

    def hear(self, *lines: str) -> None:
        for line in lines:
            self.turn = take_turn(self.state, act(self.state, line), self.content)
            self.state = self.turn.state
            self.written.append(f"> {line}\n{draw(self.turn)}")

    def offered(self) -> list[str]:
        assert self.turn
        return [c.token.partition(".")[2] for m in messages(self.turn) for c in m.choices]

    @property
    def step(self) -> str:
        return self.state.frames[-1].step


def ways(content: Content, locale: str) -> Iterator[tuple[str, list[str]]]:
    """The shortest taps to each route."""
    waiting: list[list[str]] = [["ulang"]]
    found: set[str] = set()
    while waiting:
        path = waiting.pop(0)
        walker = Walker(content, locale)
        walker.hear(*path)
        if walker.state.route:
            if walker.state.route not in found:
                found.add(walker.state.route)
                yield walker.state.route, path
        elif walker.state.frames[-1].module == MODULE and len(path) < LONGEST:
            waiting += [[*path, f"[{choice}]"] for choice in walker.offered()]


def walk_to_ready(walker: Walker) -> None:
    """The first thing is refused and done later; the first paper with a date has expired and is renewed."""
    refused = expired = False
    for _ in range(MANY):
        if walker.step == "ready":
            return
        item = next(choice for choice in walker.offered() if choice.startswith("item-"))
        walker.hear(f"[{item}]")
        if not refused:
            refused = True
            walker.hear("[problem]", "[back]")
            continue
        walker.hear("[done]")
        if walker.state.frames[-1].phase == CHECKLIST_DATE:
            walker.hear(GOOD if expired else EXPIRED)
            expired = True
    raise AssertionError("never ready")


@pytest.mark.parametrize("locale", ["id", "en"])
def test_every_route_is_found_by_answering(content: Content, locale: str) -> None:
    steps = content.modules[MODULE].steps.values()
    set_by = {step.route for step in steps if isinstance(step, Act) and step.action is Action.SET_ROUTE}

    assert {route for route, _ in ways(content, locale)} == set(content.routes) == set_by == set(ROUTES)


@pytest.mark.parametrize("locale", ["id", "en"])
@pytest.mark.parametrize("name", ROUTES)
def test_route_leads_to_ready_with_trouble_on_the_way(
    content: Content, name: str, locale: str, request: pytest.FixtureRequest
) -> None:
    walker = Walker(content, locale)
    walker.hear(*next(path for route, path in ways(content, locale) if route == name))
    if content.routes[name].status is RouteStatus.OPEN:
        walk_to_ready(walker)
        list_again = (walker.state.frames[0], Frame(module=MODULE, step="list"))
        walker.state = replace(walker.state, frames=list_again)
        walker.hear("ulang", "[sheet]")
        assert walker.turn
        sent = [effect.message for effect in walker.turn.effects if isinstance(effect, SendMessage)]
        assert any(message.printout for message in sent)

    written = "\n".join(walker.written)
    compare(f"{locale}/routes/{name}.txt", written, update=request.config.getoption("--update-golden"))
