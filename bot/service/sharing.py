"""What a turn asks for about sharing, done in the turn's own transaction; every answer is an event.

Draws the codes. Who is on the other side is known here and nowhere above.
"""

import secrets
from datetime import datetime
from typing import assert_never

from bot.domain.contact import ContactId
from bot.domain.effect import AcceptInvitation, AskAboutWorker, EndSharing, InviteRelative, ShareProgress
from bot.domain.event import InvitationMade, SharingAnswered, SharingEnded, WorkerSeen
from bot.domain.sharing import CODE_KEPT_FOR, make_code
from bot.service.ports import OpenTurn, UnitOfWork

SharingEffect = InviteRelative | AcceptInvitation | EndSharing | ShareProgress | AskAboutWorker


async def share(work: UnitOfWork, opened: OpenTurn, effect: SharingEffect, now: datetime) -> None:
    """Does it, and tells this person and whoever is on the other side."""
    match effect:
        case InviteRelative():
            code = await _invite(work, opened.contact, now)
            await work.inbox.tell(opened, InvitationMade(at=now, code=code), now)
        case AcceptInvitation(code=code):
            await _accept(work, opened, code, now)
        case EndSharing():
            for other in await work.shares.end(opened.contact):
                await work.inbox.tell_contact(other, SharingEnded(at=now), now)
        case ShareProgress(progress=progress):
            if not await work.shares.count(opened.contact, progress):
                await work.inbox.tell(opened, SharingEnded(at=now), now)  # their state is behind
        case AskAboutWorker():
            seen = await work.shares.look(opened.contact)
            await work.inbox.tell(opened, WorkerSeen(at=now, progress=seen), now)
        case _:
            assert_never(effect)


async def _invite(work: UnitOfWork, worker: ContactId, now: datetime) -> str:
    """Draws until the code is nobody else's, which it is at the first time."""
    code = make_code(secrets.randbelow)
    while not await work.shares.invite(worker, code, now + CODE_KEPT_FOR):
        code = make_code(secrets.randbelow)
    return code


async def _accept(work: UnitOfWork, opened: OpenTurn, code: str, now: datetime) -> None:
    worker = await work.shares.accept(opened.contact, code, now)
    await work.inbox.tell(opened, SharingAnswered(at=now, is_shared=worker is not None), now)
    if worker is not None:
        await work.inbox.tell_contact(worker, SharingAnswered(at=now, is_shared=True), now)
