"""One run of one side: everything is started, loaded, waited for until the last answer, and ended."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from benchmarks.child import Child, running
from benchmarks.control import Facts
from benchmarks.databases import Databases
from benchmarks.dialogue import WORDS
from benchmarks.ours import environ

CLIENTS = 128
LOOK_AGAIN = 0.01
"""Seconds between two looks at what is done: the error of "last commit"."""
ANSWERED_WITHIN = 60.0
SECOND = 1e9
WARM_UP = 32
STRANGERS = 500_000
"""People who come before the clock starts, so that nobody is measured preparing statements; their first number."""


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


def load(port: int, channel: str, people: int, first: int = 0) -> Facts:
    """Everybody walks the dialogue; what the generator reports."""
    plan = {"port": port, "channel": channel, "people": people, "first": first, "clients": CLIENTS}
    with running("benchmarks.load", plan) as generator:
        return generator.ask("go")


def floor(store: str, people: int) -> Outcome:
    """The bare handler, with or without an insert."""
    with running("benchmarks.floor", {"store": store}) as server:
        load(server.ready["port"], "whatsapp", WARM_UP, STRANGERS)
        before = server.ask("counts")
        loaded = load(server.ready["port"], "whatsapp", people)
        return _outcome(loaded, before, server.ask("counts"))


@contextmanager
def our_server(
    databases: Databases, kind: str, channel: str, *, sends: bool
) -> Iterator[tuple[Child, Child]]:
    """Our server and the platform's stand-in, which reports deliveries where the server sends."""
    with running("benchmarks.standin") as platform:
        database = databases.fresh(kind)
        settings = environ(channel, database, platform.ready["port"], f"{databases.folder}/files")
        with running("benchmarks.server", {"environ": settings, "sends": sends}) as server:
            if sends and channel == "whatsapp":
                platform.ask(f"report {server.ready['port']}")
            yield server, platform


def ours(databases: Databases, kind: str, channel: str, people: int, replies: int, *, sends: bool) -> Outcome:
    """Our server, until the last turn is committed and, where it sends, the last reply has come."""
    with our_server(databases, kind, channel, sends=sends) as (server, platform):
        receiver = platform if sends else None
        _serve_ours(server, receiver, channel, WARM_UP, replies, STRANGERS)
        return _serve_ours(server, receiver, channel, people, replies)


def _serve_ours(
    server: Child, platform: Child | None, channel: str, people: int, replies: int, first: int = 0
) -> Outcome:
    before, received = server.ask("counts"), platform.ask("counts")["messages"] if platform else 0
    loaded = load(server.ready["port"], channel, people, first)
    turned_at = _wait(server, "turns", before["turns"] + people * len(WORDS))
    after, answered_at = server.ask("counts"), 0
    written = after["messages"] - before["messages"]
    if after["parked"] or written != people * replies:
        raise WorkMissing(f"{written:.0f} messages for {people} people, {after['parked']:.0f} parked")
    if platform:
        _wait(platform, "messages", received + people * replies)
        after, answered_at = server.ask("counts"), platform.ask("counts")["last_at"]
    return _outcome(loaded, before, after, turned_at, answered_at)


def peer(module: str, people: int, replies: int, plan: Facts) -> Outcome:
    """Another library's server, until the last reply has come."""
    with ExitStack() as stack:
        platform = stack.enter_context(running("benchmarks.standin"))
        server = stack.enter_context(running(module, {**plan, "standin": platform.ready["port"]}))
        port, few = server.ready["port"], min(WARM_UP, people)
        load(port, "telegram", few, STRANGERS)
        _wait(platform, "messages", few * replies)
        before = server.ask("counts")
        loaded = load(port, "telegram", people)
        _wait(platform, "messages", (few + people) * replies)
        return _outcome(loaded, before, server.ask("counts"), 0, platform.ask("counts")["last_at"])


def _wait(child: Child, name: str, amount: int) -> int:
    until = time.monotonic() + ANSWERED_WITHIN
    while (found := child.ask("counts")[name]) != amount:
        if time.monotonic() > until or found > amount:
            raise WorkMissing(f"{found:.0f} {name} instead of {amount}")
        time.sleep(LOOK_AGAIN)
    return time.monotonic_ns()


def _outcome(loaded: Facts, before: Facts, after: Facts, turned_at: int = 0, answered_at: int = 0) -> Outcome:
    return Outcome(
        acknowledged=_per_second(loaded, loaded["ended_at"]),
        turned=_per_second(loaded, turned_at),
        answered=_per_second(loaded, answered_at),
        cpu_microseconds=(after["cpu_seconds"] - before["cpu_seconds"]) / loaded["acknowledged"] * 1e6,
        peak_mib=after["peak_mib"],
    )


def _per_second(loaded: Facts, ended_at: int) -> float:
    """From the first request to that moment; 0 for a moment that there is none of."""
    return loaded["acknowledged"] * SECOND / (ended_at - loaded["began_at"]) if ended_at else 0.0
