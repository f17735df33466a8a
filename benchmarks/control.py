"""The child's side of the line protocol: JSON lines on standard input and output, one answer a line.

A child says `ready`, then obeys; when its standard input ends, it ends. So no child outlives the run,
whatever happened to it.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any

import uvloop

Facts = Mapping[str, Any]
Command = Callable[[str], Awaitable[Facts]]
"""Takes what followed its name on the line."""
Body = Callable[[Facts, "Line"], Coroutine[Any, Any, None]]


class Line:
    """Where a child hears and speaks."""

    def __init__(self, reader: asyncio.StreamReader, descriptor: int) -> None:
        self._reader = reader
        self._descriptor = descriptor

    def say(self, facts: Facts) -> None:
        """One line."""
        os.write(self._descriptor, json.dumps(facts).encode() + b"\n")

    async def obey(self, ready: Facts, commands: Mapping[str, Command]) -> None:
        """Answers until the parent hangs up."""
        self.say(ready)
        while words := await self._reader.readline():
            name, _, rest = words.decode().strip().partition(" ")
            self.say(await commands[name](rest))


def run_child(body: Body) -> None:
    """The whole life of a child: its plan is the first argument, as JSON."""
    descriptor = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what others print must not disturb the line
    uvloop.run(_run(body, json.loads(sys.argv[1]), descriptor))


async def _run(body: Body, plan: Facts, descriptor: int) -> None:
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    await body(plan, Line(reader, descriptor))


def cost() -> Facts:
    """What this process used so far: seconds of processor time, and memory now and at its peak in MiB."""
    with open("/proc/self/status") as file:
        fields = dict(line.split(":", 1) for line in file)
    return {
        "cpu_seconds": time.process_time(),
        "rss_mib": int(fields["VmRSS"].split()[0]) / 1024,
        "peak_mib": int(fields["VmHWM"].split()[0]) / 1024,
    }
