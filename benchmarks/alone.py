"""What needs no load: the engine's turn, the compiler, starting, memory, and the waits at a steady rate."""

import tempfile
from collections.abc import Callable

from benchmarks import latency, start
from benchmarks.child import running
from benchmarks.databases import KINDS, Databases, as_setting
from benchmarks.figures import Figure, column
from benchmarks.sizes import Sizes

Say = Callable[[str], None]


def latencies(databases: Databases, sizes: Sizes, say: Say) -> list[Figure]:
    """50 messages a second, on both databases in turn."""
    rounds = {}
    for kind in KINDS:
        say(f"latency, {kind}")
        rounds[kind] = [latency.measure(databases, kind, sizes.latency_seconds)]
    return [
        Figure(
            name=f"Webhook due → reply's call at the platform, 50 messages/s, {kind}, {share}",
            unit="ms", samples=column(rounds[kind], share), aim=latency.AIMS.get(share, ""),
        )
        for kind in KINDS
        for share in ("p50", "p95", "p99")
    ]  # fmt: skip


def turn(sizes: Sizes, say: Say) -> list[Figure]:
    """The engine without I/O."""
    say("engine")
    with running("benchmarks.turn") as child:
        rounds = [child.ask(f"go {sizes.turn_rounds}") for _ in range(sizes.rounds)]
    return [
        Figure(
            name="One turn of the engine, median",
            unit="µs",
            samples=column(rounds, "median_us"),
            aim="≤ 100 µs",
        ),
        Figure(
            name="One turn of the engine, its slowest step",
            unit="µs",
            samples=column(rounds, "slowest_step_us"),
        ),
    ]


def compiling(sizes: Sizes, say: Say) -> list[Figure]:
    """The compiler with all checks and both locales."""
    say("compiler")
    with tempfile.TemporaryDirectory() as folder, running("benchmarks.compile", {"folder": folder}) as child:
        lessons = child.ready["lessons"]
        rounds = [child.ask("go") for _ in range(sizes.rounds)]
    return [
        Figure(name="Compile all content, all checks", unit="s", samples=column(rounds, "real"), aim="≤ 2 s"),
        Figure(
            name=f"Compile {lessons} lessons, all checks",
            unit="s",
            samples=column(rounds, "generated"),
            aim="≤ 2 s",
        ),
    ]


def companies(databases: Databases, sizes: Sizes, say: Say) -> list[Figure]:
    """Importing a list of companies on both databases, and finding names in it."""
    rounds = {}
    for kind in KINDS:
        say(f"companies, {kind}")
        plan = {"url": as_setting(databases.fresh(kind)), "folder": str(databases.folder)}
        with running("benchmarks.agencies", plan) as child:
            rows = child.ready["rows"]
            rounds[kind] = [child.ask(f"go {number}") for number in range(1, sizes.rounds + 1)]
    imports = [
        Figure(
            name=f"Import {rows:,} companies from a file, {kind}", unit="s",
            samples=column(rounds[kind], "import_s"), aim="≤ 10 s",
        )
        for kind in KINDS
    ]  # fmt: skip
    every = [found for kind in KINDS for found in rounds[kind]]
    # Later rounds use the memory that the first one gave back.
    memory = column([rounds[kind][0] for kind in KINDS], "grown_mib")
    return [
        *imports,
        *(
            Figure(name=f"Companies: {name}", unit=unit, samples=column(every, sample), aim=aim)
            for name, unit, sample, aim in COMPANIES
        ),
        Figure(name="Companies: memory of the list", unit="MiB", samples=memory, aim="≤ 25 MiB"),
    ]


def sheets(sizes: Sizes, say: Say) -> list[Figure]:
    """Certificate and checklist, made for one person."""
    say("sheets")
    with running("benchmarks.sheets") as child:
        rounds = [child.ask("go") for _ in range(sizes.rounds)]
    return [
        Figure(name=f"Sheet: {name}", unit=unit, samples=column(rounds, sample), aim=aim)
        for name, unit, sample, aim in SHEETS
    ]


SHEETS = (
    ("certificate as a picture", "ms", "certificate_picture_ms", ""),
    ("certificate as a picture", "kB", "certificate_picture_kb", "≤ 100 kB"),
    ("certificate as PDF", "ms", "certificate_pdf_ms", ""),
    ("checklist as PDF", "ms", "checklist_pdf_ms", ""),
    ("checklist as PDF", "kB", "checklist_pdf_kb", "≤ 60 kB"),
)

COMPANIES = (
    ("look-up of a name with two typing errors, median", "ms", "median_ms", "≤ 20 ms"),
    ("the same, p99", "ms", "p99_ms", ""),
    ("the right one in the first three, of a hundred", "names", "right", "≥ 95"),
    ("read into memory", "s", "read_s", ""),
    ("longest wait of the loop meanwhile", "ms", "blocked_ms", ""),
)


def starting(databases: Databases, sizes: Sizes, say: Say) -> list[Figure]:
    """`python -m bot serve` on a fresh SQLite file, two locales."""
    say("start")
    rounds = [start.measure(databases) for _ in range(sizes.rounds)]
    return [
        Figure(name="Process start → /readyz 200", unit="s", samples=column(rounds, "ready"), aim="≤ 1.5 s"),
        Figure(name="Idle memory, two locales", unit="MiB", samples=column(rounds, "idle"), aim="≤ 150 MiB"),
        Figure(name="Peak memory up to then", unit="MiB", samples=column(rounds, "peak")),
    ]
