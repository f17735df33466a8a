"""The crash test itself is tested: with one promise of the store broken on purpose it must say what broke."""

from pathlib import Path

import pytest

from bot.content.model import Content
from tests.crash.sabotage import Sabotage
from tests.crash.storm import Plan, run_storm

SMALL = Plan(
    on_whatsapp=20, on_telegram=3, in_browsers=2, messages=6, kills=2, settles_within=2.0
)


@pytest.mark.parametrize(
    ("sabotage", "copies", "complaint"),
    [
        (Sabotage.RECEIVE_WITHOUT_COMMIT, 2, "missing"),
        # A repeat would bring back what was lost, as it does in life: here everything comes once.
        (Sabotage.ACKNOWLEDGED_BEFORE_COMMIT, 1, "missing"),
        (Sabotage.CONVERSE_WITHOUT_COMMIT, 2, "lost"),
        (Sabotage.DELIVER_WITHOUT_COMMIT, 2, "lost"),
        (Sabotage.NO_UNIQUE_KEY, 2, "kept_twice"),
    ],
)
async def test_broken_promise_is_reported(
    sabotage: Sabotage, copies: int, complaint: str, tmp_path: Path, sqlite_url: str, content: Content,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    plan = SMALL.broken(sabotage, copies)

    outcome = await run_storm(plan, tmp_path, sqlite_url, content)

    with capsys.disabled():
        print(f"\n{sabotage}: {outcome}")
    assert getattr(outcome.verdict, complaint) > 0, str(outcome)


async def test_small_storm_without_sabotage_is_clean(tmp_path: Path, sqlite_url: str, content: Content) -> None:
    outcome = await run_storm(SMALL.broken("", 2), tmp_path, sqlite_url, content)

    assert outcome.verdict.is_clean, str(outcome)
