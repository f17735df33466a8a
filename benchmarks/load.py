"""The people: a process of 128 clients that post signed deliveries as fast as they are acknowledged.

Each client takes the next person and walks them through the dialogue; a person's next message goes only
after the former was acknowledged. Requests are made before the clock starts.
Plan: port, channel, people, first, clients.
"""

import asyncio
import time
from collections.abc import Iterator, Sequence

from benchmarks.control import Facts, Line, cost, run_child
from benchmarks.people import requests_of
from benchmarks.wire import Client, connect

OK = 200


async def main(plan: Facts, line: Line) -> None:
    """Connects, waits for "go", reports."""
    first = plan["first"]
    dialogues = [requests_of(plan["channel"], first + person) for person in range(plan["people"])]
    clients = [await connect(plan["port"]) for _ in range(plan["clients"])]

    async def go(_: str) -> Facts:
        return await _walk_all(clients, dialogues)

    await line.obey({"ready": True}, {"go": go})


async def _walk_all(clients: Sequence[Client], dialogues: Sequence[Sequence[bytes]]) -> Facts:
    rest = iter(dialogues)
    waits: list[int] = []
    began_at = time.monotonic_ns()
    async with asyncio.TaskGroup() as group:
        for client in clients:
            group.create_task(_walk(client, rest, waits))
    ended_at = time.monotonic_ns()
    waits.sort()
    return {
        "began_at": began_at,
        "ended_at": ended_at,
        "acknowledged": len(waits),
        "p50_ms": waits[len(waits) // 2] / 1e6,
        "p99_ms": waits[len(waits) * 99 // 100] / 1e6,
        **cost(),
    }


async def _walk(client: Client, rest: Iterator[Sequence[bytes]], waits: list[int]) -> None:
    for dialogue in rest:
        for request in dialogue:
            asked_at = time.monotonic_ns()
            status = await client.ask(request)
            if status != OK:
                raise RuntimeError(f"a delivery was answered with {status}")
            waits.append(time.monotonic_ns() - asked_at)


if __name__ == "__main__":
    run_child(main)
