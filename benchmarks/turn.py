"""The engine alone: the dialogue over and over on the real content, without any I/O."""

from collections.abc import Sequence
from datetime import UTC, datetime
from statistics import median
from time import perf_counter_ns

from benchmarks.control import Facts, Line, run_child
from benchmarks.dialogue import WORDS
from bot.commands.content import compile_or_exit
from bot.content.model import Content
from bot.domain.channel import ChannelName
from bot.domain.event import TextReceived
from bot.domain.state import State
from bot.engine.turn import take_turn


async def main(plan: Facts, line: Line) -> None:
    """Walks the dialogue `rounds` times after warming up."""
    content = compile_or_exit(("id", "en"))

    async def go(rest: str) -> Facts:
        _walk(content, 20)
        taken = _walk(content, int(rest))
        return {"median_us": median(taken) / 1e3, "slowest_step_us": max(_by_step(taken)) / 1e3}

    await line.obey({"ready": True}, {"go": go})


def _walk(content: Content, rounds: int) -> Sequence[int]:
    taken = []
    for _ in range(rounds):
        state = State(channel=ChannelName.WHATSAPP, locale="id")
        for words in WORDS:
            event = TextReceived(at=datetime.now(UTC), text=words)
            began_at = perf_counter_ns()
            turn = take_turn(state, event, content)
            taken.append(perf_counter_ns() - began_at)
            state = turn.state
    return taken


def _by_step(taken: Sequence[int]) -> Sequence[float]:
    """The median of each message of the dialogue."""
    return [median(taken[step :: len(WORDS)]) for step in range(len(WORDS))]


if __name__ == "__main__":
    run_child(main)
