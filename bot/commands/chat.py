"""`chat`: talks to the engine in the terminal; no channel, no database, nothing is kept."""

from datetime import UTC, datetime

import typer

from bot.commands.content import compile_or_exit
from bot.domain.channel import ChannelName
from bot.domain.effect import ForgetContact, SendMessage
from bot.domain.event import InboundEvent, Started, TextReceived
from bot.domain.message import Message, numbered_text
from bot.domain.state import State
from bot.engine.turn import take_turn


def run(locale: str) -> int:
    """Until the end of input, or Ctrl-C."""
    content = compile_or_exit(("id", "en"))
    state = State(channel=ChannelName.TERMINAL, locale=locale)
    event: InboundEvent = Started(at=datetime.now(UTC), locale_hint=locale)
    while True:
        turn = take_turn(state, event, content)
        state = turn.state
        for effect in turn.effects:
            if isinstance(effect, SendMessage):
                typer.echo(draw(effect.message))
            if isinstance(effect, ForgetContact):
                state = State(channel=ChannelName.TERMINAL, locale=locale)
        try:
            words = input("\n> ")
        except (EOFError, KeyboardInterrupt):
            return 0
        event = TextReceived(at=datetime.now(UTC), text=words)


def draw(message: Message) -> str:
    """A message as plain lines; quick exits clear the screen first."""
    text = numbered_text(message).replace("**", "")
    if message.asset:
        text = f"[{message.asset.kind.value}: {message.asset.alt or message.asset.name}] {text}".rstrip()
    clear = "\x1b[2J\x1b[H" if message.hides else ""
    return f"{clear}\n{text}" + (f"\n  {message.hint}" if message.hint else "")
