"""From the moment a webhook is due to the reply's call at the platform, at a steady 50 messages a second."""

from collections.abc import Mapping

from benchmarks.child import running
from benchmarks.databases import Databases
from benchmarks.ours import environ
from benchmarks.sides import WorkMissing

PER_SECOND = 50
AIMS = {"p95": "≤ 50 ms", "p99": "≤ 100 ms"}


def measure(databases: Databases, kind: str, seconds: int) -> Mapping[str, float]:
    """p50, p95 and p99 in milliseconds."""
    with running("benchmarks.latency_probe") as probe:
        settings = environ(
            "whatsapp", databases.fresh(kind), probe.ready["port"], f"{databases.folder}/files"
        )
        with running("benchmarks.server", {"environ": settings, "sends": True}) as server:
            found = probe.ask(f"go {server.ready['port']} {PER_SECOND} {seconds}", within=seconds + 60)
    if found["unanswered"] or found["answered"] != PER_SECOND * seconds:
        raise WorkMissing(f"{found['unanswered']} messages without a reply")
    return {name: found[name] for name in ("p50", "p95", "p99")}
