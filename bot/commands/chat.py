"""`chat`: talks to the engine in the terminal; no channel, no database, nothing is kept."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import typer

from bot.commands.content import compile_or_exit
from bot.domain.channel import ChannelName
from bot.domain.effect import (
    Effect,
    ForgetContact,
    IssueCertificate,
    JoinGroup,
    LookUpAgency,
    SendMessage,
)
from bot.domain.event import AgenciesFound, GroupAnswered, InboundEvent, Started, TextReceived
from bot.domain.message import Message, numbered_text
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
    """What a service without a database answers: there are no groups here, and no list of companies."""
    for effect in effects:
        if isinstance(effect, JoinGroup):
            return GroupAnswered(at=datetime.now(UTC), is_joined=False)
        if isinstance(effect, LookUpAgency):
            return AgenciesFound(at=datetime.now(UTC), name=effect.name, as_of="", matches=())
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
