"""What the logs say, and what they must not."""

import json
import logging
from collections.abc import Iterator

import pytest

from bot.logs import set_up_logs


@pytest.fixture(autouse=True)
def _restore_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def test_json_line_carries_sentence_and_ids(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("info", "json")
    logging.getLogger("bot").info("turn taken", extra={"conversation": 7})

    line = json.loads(capsys.readouterr().err)

    assert (line["event"], line["conversation"], line["level"]) == ("turn taken", 7, "info")


@pytest.mark.parametrize("form", ["json", "text"])
def test_exception_is_named_but_never_quoted(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("debug", form)
    try:
        raise ValueError("nama saya Rahasia")
    except ValueError:
        logging.getLogger("bot").exception("leg failed", extra={"leg": "converse"})

    written = capsys.readouterr().err

    assert "ValueError" in written
    assert "converse" in written
    assert "test_exception_is_named" in written
    assert "Rahasia" not in written


@pytest.mark.parametrize("name", ["aiosqlite", "sqlalchemy.engine", "telegram.Bot", "httpx"])
def test_libraries_that_quote_values_stay_quiet(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("debug", "text")
    logging.getLogger(name).debug("values: %s", "rahasia")

    assert "rahasia" not in capsys.readouterr().err
