"""The crash test itself is tested: with one promise of the store broken on purpose it must say what broke."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.content.model import Content
from tests.crash.sabotage import Sabotage
from tests.crash.storm import Plan, run_storm

SMALL = Plan(on_whatsapp=20, on_telegram=3, in_browsers=2, messages=6, kills=2, settles_within=2.0)


@pytest.mark.parametrize(
    ("sabotage", "complaint", "kills", "copies"),
    [
        (Sabotage.RECEIVE_WITHOUT_COMMIT, "missing", 0, 2),
        # Only a kill shows it; and a repeat would bring back what was lost, so here everything comes once.
        (Sabotage.ACKNOWLEDGED_BEFORE_COMMIT, "missing", 2, 1),
        (Sabotage.CONVERSE_WITHOUT_COMMIT, "lost", 0, 2),
        (Sabotage.DELIVER_WITHOUT_COMMIT, "lost", 0, 2),
        (Sabotage.NO_UNIQUE_KEY, "kept_twice", 0, 2),
    ],
)
async def test_broken_promise_is_reported(
    sabotage: Sabotage,
    complaint: str,
    kills: int,
    copies: int,
    tmp_path: Path,
    sqlite_url: str,
    content: Content,
    capsys: pytest.CaptureFixture[str],
) -> None:
    plan = replace(SMALL, sabotage=sabotage, kills=kills, copies=copies)

    outcome = await run_storm(plan, tmp_path, sqlite_url, content)

    with capsys.disabled():
        print(f"\n{sabotage}: {outcome}")
    assert getattr(outcome.verdict, complaint) > 0, str(outcome)


async def test_small_storm_without_sabotage_is_clean(
    tmp_path: Path, sqlite_url: str, content: Content
) -> None:
    outcome = await run_storm(replace(SMALL, settles_within=30.0), tmp_path, sqlite_url, content)

    assert outcome.verdict.is_clean, str(outcome)
