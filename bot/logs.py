"""Structured logs: a fixed sentence and ids. What people write never gets here.

Exceptions are logged by class and place, without their message: a database driver quotes values.
"""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog

_QUOTING = (
    "aiosqlite",
    "aiohttp.access",
    "alembic",
    "asyncio",
    "httpcore",
    "httpx",
    "sqlalchemy",
    "telegram",
)
"""Libraries that log values or addresses when asked for detail: they are never asked."""


def set_up_logs(level: str, form: str) -> None:
    """Sends every logger of the process to standard error, as text or as JSON lines."""
    renderer = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=_write_nothing)
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.stdlib.ExtraAdder(),
            _name_exception,
        ],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for quoting in _QUOTING:
        logging.getLogger(quoting).setLevel(logging.WARNING)


def _name_exception(logger: Any, name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    record: logging.LogRecord | None = event.get("_record")
    info = record.exc_info if record else None
    if record is not None and info and info[1] is not None:
        frames = traceback.extract_tb(info[2])[-4:]
        event["error"] = type(info[1]).__name__
        event["place"] = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
        record.exc_info = None
        record.exc_text = None
    event.pop("exc_info", None)
    return event


def _write_nothing(stream: Any, info: Any) -> None:
    """Exceptions are already named by `_name_exception`."""
