"""Asked to stop under load, the server finishes what it began and leaves the rest in the tables."""

from pathlib import Path

from bot.content.model import Content
from tests.crash.storm import Plan, run_storm

GENTLE = Plan(on_whatsapp=40, on_telegram=5, in_browsers=5, messages=8, kills=3, is_graceful=True)


async def test_stopped_server_loses_and_repeats_nothing(
    tmp_path: Path, database_url: str, content: Content
) -> None:
    outcome = await run_storm(GENTLE, tmp_path, database_url, content)

    assert outcome.verdict.is_clean, str(outcome)
    assert outcome.verdict.repeated == 0, str(outcome)
