"""WhatsApp webhooks: the bare handler, the same with an insert, and ours; all of them in each round."""

from collections.abc import Mapping

from benchmarks.databases import KINDS, Databases
from benchmarks.figures import Figure, column
from benchmarks.sides import Outcome, floor, ours
from benchmarks.sizes import Sizes

BARE = "WhatsApp: bare aiohttp handler, signature only"
AIM = "≥ 0.35, in the end ≥ 0.45"
RATE = "messages/s"


def measure(databases: Databases, sizes: Sizes, replies: int) -> Mapping[str, float]:
    """One round, by the names of the figures."""
    found = {BARE: floor("", sizes.bare).acknowledged}
    inserts = {"SQLite": sizes.insert_sqlite, "PostgreSQL": sizes.insert_postgres}
    for kind in KINDS:
        found[_insert(kind)] = floor(databases.fresh(kind), inserts[kind]).acknowledged
        quiet = ours(databases, kind, "whatsapp", sizes.ours, replies, sends=False)
        found |= _by_name(kind, quiet)
        sending = ours(databases, kind, "whatsapp", sizes.ours_sending, replies, sends=True)
        found[_answered(kind)] = sending.answered
        found[_peak(kind)] = max(quiet.peak_mib, sending.peak_mib)
    return found


def figures(rounds: list[Mapping[str, float]]) -> list[Figure]:
    """The lines of the report."""
    lines = [Figure(name=BARE, unit=RATE, samples=column(rounds, BARE))]
    for kind in KINDS:
        lines += [
            Figure(name=_insert(kind), unit=RATE, samples=column(rounds, _insert(kind)), beside=BARE),
            Figure(
                name=_turned(kind), unit=RATE, samples=column(rounds, _turned(kind)), beside=BARE, aim=AIM
            ),
            Figure(
                name=_acknowledged(kind), unit=RATE, samples=column(rounds, _acknowledged(kind)), beside=BARE
            ),
            Figure(name=_answered(kind), unit=RATE, samples=column(rounds, _answered(kind)), beside=BARE),
            Figure(name=_cpu(kind), unit="µs/message", samples=column(rounds, _cpu(kind))),
            Figure(name=_peak(kind), unit="MiB", samples=column(rounds, _peak(kind))),
        ]
    return lines


def _by_name(kind: str, outcome: Outcome) -> Mapping[str, float]:
    return {
        _turned(kind): outcome.turned,
        _acknowledged(kind): outcome.acknowledged,
        _cpu(kind): outcome.cpu_microseconds,
    }


def _insert(kind: str) -> str:
    return f"WhatsApp: bare handler and one durable insert a request, {kind}"


def _turned(kind: str) -> str:
    return f"WhatsApp: ours, webhook → durable inbox → turn → durable outbox, {kind}"


def _acknowledged(kind: str) -> str:
    return f"WhatsApp: ours, acknowledged in that run, {kind}"


def _answered(kind: str) -> str:
    return f"WhatsApp: ours, until the reply is at the platform, with delivery reports, {kind}"


def _cpu(kind: str) -> str:
    return f"WhatsApp: ours, processor time of the process to the durable outbox, {kind}"


def _peak(kind: str) -> str:
    return f"WhatsApp: ours, peak memory under this load, {kind}"
