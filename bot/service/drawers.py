"""What a turn asks for about drawers, done in the turn's own transaction; every answer is an event.

Draws the codes that the program makes. Where something goes back to what it was opened from nobody waits.
"""

import secrets
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from bot.domain.drawers import DrawerResult, draw_code, read_code_word
from bot.domain.effect import PutAway, TakeOut
from bot.domain.event import DrawerOpened, DrawerPutAway
from bot.domain.state import State
from bot.service.ports import OpenTurn, UnitOfWork

DrawerEffect = PutAway | TakeOut


async def use_drawer(work: UnitOfWork, opened: OpenTurn, effect: DrawerEffect, now: datetime) -> None:
    """Does it, and tells the chat what came of it."""
    match effect:
        case PutAway(is_own=True):
            await work.drawers.put_back(opened.conversation, opened.contact, effect.state, now)
        case PutAway(code=code):
            told = await _put_new_away(work, opened, effect.state, now, is_drawn=not code)
            await work.inbox.tell(opened, told, now)
        case TakeOut(code=code):
            state = await work.drawers.take_out(opened.conversation, code)
            await work.inbox.tell(opened, DrawerOpened(at=now, state=state), now)
        case _:
            assert_never(effect)


async def _put_new_away(
    work: UnitOfWork, opened: OpenTurn, state: State, now: datetime, *, is_drawn: bool
) -> DrawerPutAway:
    """A code of ours is drawn until no other drawer of the chat has it: mostly the first."""
    while True:
        code = draw_code(secrets.randbelow) if is_drawn else state.lock_code
        named = replace(state, lock_code=read_code_word(code) or "")
        result = await work.drawers.put_new_away(opened.conversation, opened.contact, named, now)
        if not is_drawn or result is not DrawerResult.TAKEN:
            return DrawerPutAway(at=now, result=result, code=code, is_drawn=is_drawn)
