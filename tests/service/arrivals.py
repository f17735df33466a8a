"""What arrives, for tests of the legs."""

import itertools
from datetime import datetime

from bot.domain.arrival import EventArrived
from bot.domain.channel import ChannelName
from bot.domain.contact import Address, AddressKind
from bot.domain.event import TextReceived
from tests.builders import NOON

_numbers = itertools.count(1)


def phone(number: int) -> Address:
    return Address(channel=ChannelName.WHATSAPP, kind=AddressKind.PHONE, value=f"+62000{number:06d}")


def chat(number: int) -> Address:
    return Address(channel=ChannelName.TELEGRAM, kind=AddressKind.CHAT, value=str(1000 + number))


def wrote(address: Address, words: str, external_id: str = "", at: datetime = NOON) -> EventArrived:
    return EventArrived(
        channel=address.channel, external_id=external_id or f"event-{next(_numbers)}", addresses=(address,),
        event=TextReceived(at=at, text=words),
    )  # fmt: skip
