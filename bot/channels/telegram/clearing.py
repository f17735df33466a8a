"""Takes messages from a private chat. Never raises, and never keeps what follows waiting for long.

What is not there any more is passed by in silence by Telegram itself. Where it refuses a whole bite, because one
message in it is too old, the bite is cut in two.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from telegram import Bot
from telegram.error import BadRequest, TelegramError

from bot.channels.telegram.request import AskedToWait

BITE = 100
"""Ids that one call of deleteMessages takes."""

MOST_CALLS = 24
SECONDS = 4.0
"""Whoever wants the screen clear is in a hurry: the message that stays must not wait longer."""


@dataclass(slots=True, kw_only=True)
class Cleared:
    """How many ids Telegram took, and how long it wants us to wait (0: not at all)."""

    taken: int = 0
    patience: float = 0.0


async def clear_chat(bot: Bot, chat_id: str, ids: Sequence[str]) -> Cleared:
    """Deletes what can be deleted, in the order given; the rest stays."""
    cleared = Cleared()
    try:
        async with asyncio.timeout(SECONDS):
            await _clear(bot, chat_id, [int(id) for id in ids if id.isdecimal()], cleared)
    except TimeoutError:
        pass
    except AskedToWait as error:
        cleared.patience = error.seconds
    except TelegramError:
        pass  # it is not reached, or wants nothing of us: the message that stays goes by its own way
    return cleared


async def _clear(bot: Bot, chat_id: str, ids: Sequence[int], cleared: Cleared) -> None:
    waiting = deque(ids[start : start + BITE] for start in range(0, len(ids), BITE))
    for _ in range(MOST_CALLS):
        if not waiting:
            return
        bite = waiting.popleft()
        try:
            await bot.delete_messages(chat_id, bite)
            cleared.taken += len(bite)
        except BadRequest:
            middle = len(bite) // 2
            waiting.extend(half for half in (bite[:middle], bite[middle:]) if len(half) < len(bite) and half)
