from pathlib import Path

import pytest

from bot.content.compile import Compiled
from bot.content.model import Content
from tests.broken.cases import GOOD, compile_tree


@pytest.fixture(scope="session")
def compiled() -> Compiled:
    """The tiny good tree in both locales."""
    return compile_tree(GOOD, ("id", "en"))


@pytest.fixture(scope="session")
def content(compiled: Compiled) -> Content:
    assert compiled.content is not None
    return compiled.content


@pytest.fixture
def module_file(tmp_path: Path) -> Path:
    return tmp_path / "sample.md"
