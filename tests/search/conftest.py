"""The finder over the real content."""

from pathlib import Path

import pytest

from bot.content.model import Content
from bot.matching.finder import PassageFinder, make_finder
from bot.matching.synonyms import read_synonyms

CONTENT = Path(__file__).resolve().parents[2] / "content"


@pytest.fixture(scope="package")
def finder(content: Content) -> PassageFinder:
    synonyms = read_synonyms(CONTENT / "synonyms.yaml", content.words.spelling)
    return make_finder(content.modules, content.locales, content.words, synonyms)
