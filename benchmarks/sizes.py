"""How much is measured: all of it in under eight minutes, or a smoke of one minute."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """Rounds, and people (of ten messages each) a run; slow sides get fewer, so that each takes seconds."""

    rounds: int
    bare: int
    insert_sqlite: int
    insert_postgres: int
    ours: int
    ours_sending: int
    telegram_ours: int
    telegram_ptb: int
    telegram_aiogram: int
    latency_seconds: int
    turn_rounds: int


FULL = Sizes(
    rounds=3, bare=4000, insert_sqlite=100, insert_postgres=400, ours=800, ours_sending=300, telegram_ours=200,
    telegram_ptb=60, telegram_aiogram=200, latency_seconds=20, turn_rounds=1000,
)  # fmt: skip
QUICK = Sizes(
    rounds=1, bare=600, insert_sqlite=15, insert_postgres=40, ours=60, ours_sending=30, telegram_ours=20,
    telegram_ptb=8, telegram_aiogram=20, latency_seconds=4, turn_rounds=100,
)  # fmt: skip
