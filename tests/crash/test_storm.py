"""Two thousand messages, each at least twice, while the real server is killed ten times; on both databases."""

import os
from pathlib import Path

import pytest

from bot.content.model import Content
from tests.crash.storm import Plan, run_storm

IS_SOAK = os.environ.get("BERANGKAT_SOAK") == "1"
PLAN = Plan().times(10) if IS_SOAK else Plan()


@pytest.mark.timeout(3600 if IS_SOAK else 170)
async def test_killed_server_loses_and_doubles_nothing(
    tmp_path: Path, database_url: str, content: Content, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome = await run_storm(PLAN, tmp_path, database_url, content)

    with capsys.disabled():
        print(f"\n{database_url.partition(':')[0]}: {outcome}")
    assert outcome.verdict.is_clean, str(outcome)
