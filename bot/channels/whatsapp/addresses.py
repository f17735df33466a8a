"""Who a message is from: phone and ids, each of which may be missing. Pure.

Two people are never taken for one because they stand in one body: a profile counts only where an id
agrees, or where it is the only one and the message names nobody.
"""

from collections.abc import Mapping

import msgspec

from bot.channels.whatsapp import payloads
from bot.channels.whatsapp.payloads import InboundMessage, Profile
from bot.domain.channel import ChannelName
from bot.domain.contact import Address, AddressKind

_NOBODY = Profile()


def read_profiles(contacts: msgspec.Raw) -> Mapping[str, Profile]:
    """Profiles by each of their ids; a lone one also by "", for a message that names nobody."""
    found = _readable(contacts)
    by_id = {key: profile for profile in found for key in (profile.wa_id, profile.user_id) if key}
    if len(found) == 1:
        by_id[""] = found[0]
    return by_id


def _readable(contacts: msgspec.Raw) -> list[Profile]:
    # What is malformed here is passed over: the message itself may still say who wrote.
    found: list[Profile] = []
    try:
        items = payloads.read_list(contacts)
    except msgspec.DecodeError:
        return found
    for item in items:
        try:
            found.append(payloads.read_profile(item))
        except msgspec.DecodeError:
            continue
    return found


def addresses_of(message: InboundMessage, profiles: Mapping[str, Profile]) -> tuple[Address, ...]:
    """All ids of the sender, the phone first."""
    # Without an id this looks up "", the only profile there is.
    profile = profiles.get(message.from_user_id or message.sender)
    if profile is None:
        profile = (profiles.get(message.sender) if message.sender else None) or _NOBODY
    return addresses(
        message.sender or profile.wa_id,
        message.from_user_id or profile.user_id,
        message.from_parent_user_id or profile.parent_user_id,
    )


def addresses(phone: str, bsuid: str, parent: str) -> tuple[Address, ...]:
    """The ids that are there, as addresses: phone, BSUID, parent BSUID."""
    digits = phone.lstrip("+")
    found: list[Address] = []
    if digits.isascii() and digits.isdecimal():
        found.append(Address(channel=ChannelName.WHATSAPP, kind=AddressKind.PHONE, value=f"+{digits}"))
    if bsuid:
        found.append(Address(channel=ChannelName.WHATSAPP, kind=AddressKind.BSUID, value=bsuid))
    if parent:
        found.append(Address(channel=ChannelName.WHATSAPP, kind=AddressKind.PARENT_BSUID, value=parent))
    return tuple(found)
