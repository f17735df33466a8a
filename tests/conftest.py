"""Fixtures only: the real content, compiled once; the switch that rewrites golden conversations."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from bot.commands.content import searchable
from bot.content.compile import Compiled, compile_content
from bot.content.model import Content
from bot.matching.near import NearMatcher

# A busy machine is no finding.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

HOME = Path(__file__).resolve().parents[1]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="rewrite golden conversations; review the diff"
    )


@pytest.fixture(scope="session")
def compiled() -> Compiled:
    return compile_content(HOME / "content", ("id", "en"), NearMatcher(), catalogues=HOME / "locales")


@pytest.fixture(scope="session")
def content(compiled: Compiled) -> Content:
    assert compiled.content is not None, "\n".join(map(str, compiled.problems))
    return searchable(compiled.content)
