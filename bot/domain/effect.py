"""What a turn asks for, in the imperative. The service does it, in the turn's own transaction."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.message import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class SendMessage:
    """Say this. The order of these effects is the order in which people read."""

    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTimer:
    """Wake this conversation at a moment; a timer of the same name is replaced."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelTimer:
    """Forget the timer of this name, if there is one."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordConsent:
    """Keep that this version of a consent text was accepted or refused."""

    kind: str
    version: str
    is_given: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CallStaff:
    """Somebody asked for a person. Counted, and shown to staff once there is a desk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetContact:
    """Erase the person: every row about them, after the messages of this turn are written."""


Effect = SendMessage | SetTimer | CancelTimer | RecordConsent | CallStaff | ForgetContact
