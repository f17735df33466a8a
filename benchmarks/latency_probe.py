"""Open loop: messages at fixed moments, whether or not the server keeps up, and when each reply comes.

The generator and the stand-in are one process, so both moments are read from one clock. What counts is
the moment a message was due, not when we came round to send it: a late generator is not forgiven.
`go PORT PER_SECOND SECONDS` is its one command; it says its stand-in's port when it is ready.
"""

import asyncio
import time
from collections.abc import Sequence

from benchmarks.control import Facts, Line, run_child
from benchmarks.dialogue import WORDS
from benchmarks.people import requests_of
from benchmarks.standin import Platform, report_deliveries
from benchmarks.wire import Client, connect, listen
from tests.standins.whatsapp_payloads import phone

CLIENTS = 32
REST_SECONDS = 2.0
"""How long a person thinks between two messages; replies must have come by then."""
ANSWERED_WITHIN = 10.0


class Waits:
    """Whose message is due since when, and how long the first part of each reply took."""

    def __init__(self) -> None:
        self.due_at: dict[str, int] = {}
        self.taken: list[int] = []
        self.unanswered = 0

    def ask(self, person: str, at: int) -> None:
        """A message of this person is due now."""
        self.unanswered += person in self.due_at
        self.due_at[person] = at

    def told(self, person: str, at: int) -> None:
        """A message of ours came; only the first after a question counts."""
        due_at = self.due_at.pop(person, None)
        if due_at is not None:
            self.taken.append(at - due_at)


async def main(plan: Facts, line: Line) -> None:
    """Waits for "go"."""
    waits = Waits()
    platform = Platform(waits.told)
    server, port = await listen(platform.answer)

    async def go(rest: str) -> Facts:
        webhook, per_second, seconds = (int(word) for word in rest.split())
        reporting = asyncio.create_task(report_deliveries(platform, webhook))
        try:
            return await _measure(waits, webhook, per_second, seconds)
        finally:
            reporting.cancel()

    await line.obey({"port": port}, {"go": go})
    server.close()


async def _measure(waits: Waits, webhook: int, per_second: int, seconds: int) -> Facts:
    people = int(per_second * REST_SECONDS)
    rounds = -(-per_second * seconds // people)
    dialogues = [_long(person, rounds) for person in range(people)]
    clients = [await connect(webhook) for _ in range(CLIENTS)]
    await _send_all(waits, clients, dialogues, per_second, per_second * seconds)
    until = time.monotonic() + ANSWERED_WITHIN
    while waits.due_at and time.monotonic() < until:
        await asyncio.sleep(0.01)
    for client in clients:
        client.close()
    taken = sorted(waits.taken)
    facts = {f"p{share}": taken[len(taken) * share // 100] / 1e6 for share in (50, 95, 99)}
    return {**facts, "answered": len(taken), "unanswered": waits.unanswered + len(waits.due_at)}


def _long(person: int, rounds: int) -> Sequence[bytes]:
    """As many requests as there are rounds; somebody new takes over where a dialogue ends."""
    requests: list[bytes] = []
    for again in range(-(-rounds // len(WORDS))):
        requests += requests_of("whatsapp", person + again * 10_000)
    return requests


async def _send_all(
    waits: Waits,
    clients: Sequence[Client],
    dialogues: Sequence[Sequence[bytes]],
    per_second: int,
    amount: int,
) -> None:
    began_at = time.monotonic_ns() + 100_000_000
    free = asyncio.Queue[Client]()
    for client in clients:
        free.put_nowait(client)
    async with asyncio.TaskGroup() as group:
        for number in range(amount):
            due_at = began_at + number * 1_000_000_000 // per_second
            await asyncio.sleep(max(due_at - time.monotonic_ns(), 0) / 1e9)
            turn, person = divmod(number, len(dialogues))
            waits.ask(_phone(person, turn), due_at)
            group.create_task(_send(free, dialogues[person][turn]))


async def _send(free: asyncio.Queue[Client], request: bytes) -> None:
    client = await free.get()
    await client.ask(request)
    free.put_nowait(client)


def _phone(person: int, turn: int) -> str:
    return phone(person + turn // len(WORDS) * 10_000)


if __name__ == "__main__":
    run_child(main)
