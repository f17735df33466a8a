"""`chat`: talks to the engine in the terminal; no channel, no database, nothing is kept."""

import secrets
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import typer

from bot.commands.content import compile_or_exit
from bot.domain.channel import ChannelName
from bot.domain.drawers import DrawerResult
from bot.domain.effect import (
    AcceptInvitation,
    AskAboutWorker,
    Effect,
    ForgetContact,
    InviteRelative,
    IssueCertificate,
    JoinGroup,
    LookUpAgency,
    PutAway,
    SendMessage,
    TakeOut,
)
from bot.domain.event import (
    AgenciesFound,
    DrawerOpened,
    DrawerPutAway,
    GroupAnswered,
    InboundEvent,
    InvitationMade,
    SharingAnswered,
    Started,
    TextReceived,
    WorkerSeen,
)
from bot.domain.message import Message, numbered_text
from bot.domain.sharing import make_code
from bot.domain.state import State
from bot.engine.turn import take_turn
from bot.service.converse import certificate_messages
from bot.service.ports import Issued


def run(locale: str) -> int:
    """Until the end of input, or Ctrl-C."""
    content = compile_or_exit(("id", "en"))
    state = State(channel=ChannelName.TERMINAL, locale=locale)
    event: InboundEvent = Started(at=datetime.now(UTC), locale_hint=locale)
    while True:
        turn = take_turn(state, event, content)
        state = turn.state
        for message in spoken(turn.effects):
            typer.echo(draw(message))
        if any(isinstance(effect, ForgetContact) for effect in turn.effects):
            state = State(channel=ChannelName.TERMINAL, locale=locale)
        if told := answer_from_nowhere(turn.effects):
            event = told
            continue
        try:
            words = input("\n> ")
        except (EOFError, KeyboardInterrupt):
            return 0
        event = TextReceived(at=datetime.now(UTC), text=words)


def answer_from_nowhere(effects: Sequence[Effect]) -> InboundEvent | None:
    """What a service without a database answers: no groups, no list of companies, nobody to share with, no drawers."""
    for effect in effects:
        if isinstance(effect, JoinGroup):
            return GroupAnswered(at=datetime.now(UTC), is_joined=False)
        if isinstance(effect, LookUpAgency):
            return AgenciesFound(at=datetime.now(UTC), name=effect.name, as_of="", matches=())
        if isinstance(effect, InviteRelative):
            return InvitationMade(at=datetime.now(UTC), code=make_code(secrets.randbelow))
        if isinstance(effect, AcceptInvitation):
            return SharingAnswered(at=datetime.now(UTC), is_shared=False)
        if isinstance(effect, AskAboutWorker):
            return WorkerSeen(at=datetime.now(UTC), progress=None)
        if isinstance(effect, PutAway) and not effect.is_own:
            full = DrawerResult.FULL
            return DrawerPutAway(at=datetime.now(UTC), result=full, code="", is_drawn=not effect.code)
        if isinstance(effect, TakeOut):
            return DrawerOpened(at=datetime.now(UTC), state=None)
    return None


def spoken(effects: Sequence[Effect]) -> Iterator[Message]:
    """What is said, in order. A certificate has no number here and is only named, never made."""
    for effect in effects:
        if isinstance(effect, SendMessage):
            yield effect.message
        if isinstance(effect, IssueCertificate):
            yield from certificate_messages(effect, Issued(number="", code=""), public_url="")


def draw(message: Message) -> str:
    """A message as plain lines; quick exits clear the screen first."""
    text = numbered_text(message).replace("**", "")
    if message.asset:
        text = f"[{message.asset.kind.value}: {message.asset.alt or message.asset.name}] {text}".rstrip()
    if message.printout:
        text = f"[{message.printout.name}] {message.printout.alt}\n{text}".rstrip()
    clear = "\x1b[2J\x1b[H" if message.hides else ""
    return f"{clear}\n{text}" + (f"\n  {message.hint}" if message.hint else "")
