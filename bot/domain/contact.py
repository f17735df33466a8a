"""People and where they are reached. We know people by our own ids, never by a platform's."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from bot.domain.channel import ChannelName

ContactId = NewType("ContactId", int)
ConversationId = NewType("ConversationId", int)


class AddressKind(StrEnum):
    """What sort of external id an address is; each kind has its own blind index."""

    CHAT = "chat"  # Telegram private chat
    PHONE = "phone"  # WhatsApp phone, with +
    BSUID = "bsuid"  # WhatsApp business-scoped user id
    PARENT_BSUID = "parent_bsuid"
    SECRET = "secret"  # web chat: the random secret kept by the browser
    LOCAL = "local"  # terminal


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a contact is reached on one channel. `value` never appears in a log or an error."""

    channel: ChannelName
    kind: AddressKind
    value: str

    def __repr__(self) -> str:
        return f"Address({self.channel}, {self.kind}, ***)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """One answer to one consent text: which version, in which language, yes or no, and when."""

    kind: str
    version: str
    locale: str
    is_given: bool
    at: datetime
