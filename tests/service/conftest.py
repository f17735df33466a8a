"""The legs on a real database of each kind, with a clock moved by hand."""

import pytest

from bot.content.model import Content
from tests.builders import a_content
from tests.databases import *  # noqa: F403 - fixtures
from tests.fakes import FakeObserver, FixedClock


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def observer() -> FakeObserver:
    return FakeObserver()


@pytest.fixture
def small_content() -> Content:
    return a_content()
