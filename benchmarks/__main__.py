"""`python -m benchmarks [--quick]`: measures everything, prints the table, writes benchmarks/report.md.

The quick run is a smoke: it prints, and leaves the report alone. Every child ends with us, also on Ctrl-C.
"""

import argparse
import signal
import sys
import time
from collections.abc import Mapping
from types import FrameType

from benchmarks import alone, peers, throughput
from benchmarks.databases import open_databases
from benchmarks.dialogue import replies_of
from benchmarks.figures import Figure
from benchmarks.report import PATH, describe_machine, write_report
from benchmarks.sizes import FULL, QUICK, Sizes
from bot.commands.content import compile_or_exit
from bot.domain.channel import ChannelName


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a smoke of one minute")
    sizes = QUICK if parser.parse_args().quick else FULL
    signal.signal(signal.SIGTERM, _end)
    machine, began_at = describe_machine(), time.monotonic()
    try:
        figures = _measure_all(sizes)
    except KeyboardInterrupt:
        return 130
    report = write_report(figures, machine, sizes, time.monotonic() - began_at)
    print(report)
    if sizes is FULL:
        PATH.write_text(report)
    return 0


def _measure_all(sizes: Sizes) -> list[Figure]:
    content = compile_or_exit(("id", "en"))
    replies = replies_of(content, ChannelName.WHATSAPP)
    webhooks: list[Mapping[str, float]] = []
    others: list[Mapping[str, float]] = []
    with open_databases() as databases:
        figures = alone.starting(databases, sizes, _say)
        for number in range(1, sizes.rounds + 1):
            _say(f"WhatsApp, round {number} of {sizes.rounds}")
            webhooks.append(throughput.measure(databases, sizes, replies))
            _say(f"Telegram, round {number} of {sizes.rounds}")
            others.append(peers.measure(databases, sizes, content))
        waits = alone.latencies(databases, sizes, _say)
        companies = [*alone.companies(databases, sizes, _say), *alone.sheets(sizes, _say)]
    rest = [*alone.turn(sizes, _say), *alone.compiling(sizes, _say), *companies, *figures]
    return [*throughput.figures(webhooks), *peers.figures(others), *waits, *rest]


def _say(words: str) -> None:
    print(f"… {words}", file=sys.stderr, flush=True)


def _end(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    raise SystemExit(main())
