"""One run of one side: everything is started, loaded, waited for until the last answer, and ended."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from benchmarks.child import Child, running
from benchmarks.databases import Databases
from benchmarks.dialogue import WORDS
from benchmarks.ours import environ

CLIENTS = 128
LOOK_AGAIN = 0.01
"""Seconds between two looks at what is done: the error of "last commit"."""
ANSWERED_WITHIN = 120.0
SECOND = 1e9


class WorkMissing(Exception):
    """Not everything was answered, or not as the engine answers: the figure would be a lie."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Messages of people a second, by what was waited for. 0 where a side has no such thing."""

    acknowledged: float
    turned: float = 0.0
    answered: float = 0.0
    cpu_microseconds: float = 0.0
    """Processor time of the server's process for one message of a person."""
    peak_mib: float = 0.0


def load(port: int, channel: str, people: int) -> Mapping[str, Any]:
    """Everybody walks the dialogue; what the generator reports."""
    plan = {"port": port, "channel": channel, "people": people, "first": 0, "clients": CLIENTS}
    with running("benchmarks.load", plan) as generator:
        return generator.ask("go")


def floor(store: str, people: int) -> Outcome:
    """The bare handler, with or without an insert."""
    with running("benchmarks.floor", {"store": store}) as server:
        before = server.ask("counts")
        loaded = load(server.ready["port"], "whatsapp", people)
        return _outcome(loaded, before, server.ask("counts"))


@contextmanager
def our_server(
    databases: Databases, kind: str, channel: str, *, sends: bool, module: str = "benchmarks.server"
) -> Iterator[tuple[Child, Child]]:
    """Our server and the platform's stand-in, which reports deliveries where the server sends."""
    with running("benchmarks.standin") as platform:
        database = databases.fresh(kind)
        settings = environ(channel, database, platform.ready["port"], f"{databases.folder}/files")
        with running(module, {"environ": settings, "sends": sends}) as server:
            if sends and channel == "whatsapp":
                platform.ask(f"report {server.ready['port']}")
            yield server, platform


def ours(databases: Databases, kind: str, channel: str, people: int, replies: int, *, sends: bool) -> Outcome:
    """Our server, until the last turn is committed and, where it sends, the last reply has come."""
    with our_server(databases, kind, channel, sends=sends) as (server, platform):
        before = server.ask("counts")
        loaded = load(server.ready["port"], channel, people)
        turned_at = _wait(server, "turns", people * len(WORDS))
        after = server.ask("counts")
        if after["parked"] or after["messages"] != people * replies:
            raise WorkMissing(f"{after['messages']:.0f} messages for {people} people, {after['parked']:.0f} parked")
        if sends:
            _wait(platform, "messages", people * replies)
            after = server.ask("counts")
        answered_at = platform.ask("counts")["last_at"] if sends else 0
        return _outcome(loaded, before, after, turned_at, answered_at)


def peer(module: str, people: int, replies: int, plan: Mapping[str, Any]) -> Outcome:
    """Another library's server, until the last reply has come."""
    with running("benchmarks.standin") as platform:
        with running(module, {**plan, "standin": platform.ready["port"]}) as server:
            before = server.ask("counts")
            loaded = load(server.ready["port"], "telegram", people)
            _wait(platform, "messages", people * replies)
            return _outcome(loaded, before, server.ask("counts"), 0, platform.ask("counts")["last_at"])


def _wait(child: Child, name: str, amount: int) -> int:
    until = time.monotonic() + ANSWERED_WITHIN
    while (found := child.ask("counts")[name]) != amount:
        if time.monotonic() > until or found > amount:
            raise WorkMissing(f"{found:.0f} {name} instead of {amount}")
        time.sleep(LOOK_AGAIN)
    return time.monotonic_ns()


def _outcome(
    loaded: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any], turned_at: int = 0, answered_at: int = 0
) -> Outcome:
    count, began_at = loaded["acknowledged"], loaded["began_at"]
    per_second: Callable[[int], float] = lambda ended_at: count * SECOND / (ended_at - began_at) if ended_at else 0.0
    return Outcome(
        acknowledged=per_second(loaded["ended_at"]),
        turned=per_second(turned_at),
        answered=per_second(answered_at),
        cpu_microseconds=(after["cpu_seconds"] - before["cpu_seconds"]) / count * 1e6,
        peak_mib=after["peak_mib"],
    )
