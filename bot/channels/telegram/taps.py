"""Tells Telegram that a tap was seen, so that the button stops spinning. Not worth a row in a table.

An answer that comes late or never harms nobody: failures are ignored, and a flood is let go.
"""

import asyncio

from telegram import Bot
from telegram.error import TelegramError


class TapAnswers:
    """Call it with a callback's id; `run` does the work, at most `at_once` of them at a time."""

    def __init__(self, bot: Bot, *, at_once: int = 8, waiting: int = 500) -> None:
        self._bot = bot
        self._at_once = at_once
        self._taps: asyncio.Queue[str] = asyncio.Queue(waiting)

    def __call__(self, tap: str) -> None:
        """Never waits: when too many are open already, this one goes without an answer."""
        try:
            self._taps.put_nowait(tap)
        except asyncio.QueueFull:
            return

    async def run(self) -> None:
        """Answers until cancelled; belongs into the task group of the composition root."""
        async with asyncio.TaskGroup() as group:
            for _ in range(self._at_once):
                group.create_task(self._answer_each())

    async def _answer_each(self) -> None:
        while True:
            tap = await self._taps.get()
            try:
                await self._bot.answer_callback_query(tap)
            except TelegramError:
                continue
