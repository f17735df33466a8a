"""One table in Markdown: medians, what they lie between, ratios and aims, and the machine they are from."""

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.dialogue import WORDS
from benchmarks.figures import Figure, ratio
from benchmarks.sides import CLIENTS, WARM_UP
from benchmarks.sizes import QUICK, Sizes

PATH = Path(__file__).parent / "report.md"
HEAD = "| what | median | unit | lowest–highest | rounds | ratio | to | aim |\n|---|---:|---|---|---:|---:|---|---|"


def describe_machine() -> str:
    """Cores, processor, Python, and how busy it was before we began."""
    with open("/proc/cpuinfo") as file:
        models = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
    load = " ".join(f"{value:.2f}" for value in os.getloadavg())
    return (
        f"{os.cpu_count()} cores ({models[0] if models else platform.machine()}), Python {platform.python_version()}, "
        f"load average before: {load}, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    )


def write_report(figures: Sequence[Figure], machine: str, sizes: Sizes, seconds: float) -> str:
    """The whole report."""
    numbers = {figure.name: number for number, figure in enumerate(figures, 1)}
    rows = [_row(figure, figures, numbers) for figure in figures]
    return "\n".join(["# Benchmarks", "", machine, "", _explain(sizes, seconds), "", HEAD, *rows, ""])


def _explain(sizes: Sizes, seconds: float) -> str:
    command = "python -m benchmarks" + (" --quick" if sizes is QUICK else "")
    return (
        f"`{command}`, {seconds / 60:.1f} minutes. {CLIENTS} keep-alive clients; every person sends "
        f"{len(WORDS)} messages, the next when the former was acknowledged; uvloop on all sides; generator, server, "
        "stand-in and PostgreSQL are processes that share the cores. Sealing is on, SQLite runs with "
        "`synchronous=FULL`, PostgreSQL with `fsync` and `synchronous_commit`; the numbers of replies and of parked "
        f"turns are checked; {WARM_UP} people come before the clock starts. Sides take turns in every round; a "
        "ratio is the median of the rounds' own ratios. "
        "To the durable outbox another process holds the right to send; in all other lines ours sends, too. "
        f"Waits are of one run of {sizes.latency_seconds} s a database."
    )


def _row(figure: Figure, figures: Sequence[Figure], numbers: dict[str, int]) -> str:
    found = ratio(figure, figures)
    between = (
        f"{_write(min(figure.samples))}–{_write(max(figure.samples))}" if len(figure.samples) > 1 else ""
    )
    cells = [
        f"{numbers[figure.name]}. {figure.name}", _write(figure.median), figure.unit, between, str(len(figure.samples)),
        "" if found is None else f"{found:.2f}", "" if found is None else f"line {numbers[figure.beside]}", figure.aim,
    ]  # fmt: skip
    return f"| {' | '.join(cells)} |"


def _write(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
