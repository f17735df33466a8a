from bot.domain.contact import AddressKind, ContactId, ConversationId
from bot.store.conversations import Newcomer, Place, attach
from tests.store.builders import WHATSAPP, an_address

PHONE = an_address("+62811", WHATSAPP)
BSUID = an_address("bs", WHATSAPP, AddressKind.BSUID)
PARENT = an_address("pbs", WHATSAPP, AddressKind.PARENT_BSUID)
ANA = Place(conversation=ConversationId(1), contact=ContactId(1), channel=WHATSAPP)
BUDI = Place(conversation=ConversationId(2), contact=ContactId(2), channel=WHATSAPP)
NEW = Newcomer(number=0, channel=WHATSAPP)


def test_nobody_known_is_a_newcomer() -> None:
    assert attach([(PHONE, BSUID)], {}) == ([NEW], {PHONE: NEW, BSUID: NEW})


def test_unknown_alias_goes_to_who_is_known() -> None:
    assert attach([(PHONE, BSUID)], {BSUID: ANA}) == ([ANA], {PHONE: ANA})


def test_first_known_address_wins() -> None:
    assert attach([(PHONE, BSUID)], {BSUID: ANA, PHONE: BUDI}) == ([BUDI], {})


def test_aliases_join_across_a_batch() -> None:
    owners, attached = attach([(PHONE,), (BSUID, PHONE), (PARENT, BSUID)], {})

    assert owners == [NEW, NEW, NEW]
    assert attached == {PHONE: NEW, BSUID: NEW, PARENT: NEW}


def test_strangers_in_a_batch_stay_apart() -> None:
    owners, _ = attach([(PHONE,), (BSUID,)], {})

    assert owners == [NEW, Newcomer(number=1, channel=WHATSAPP)]
