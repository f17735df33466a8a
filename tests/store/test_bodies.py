from bot.domain.channel import ChannelName
from bot.domain.contact import Address, AddressKind
from bot.domain.event import MediaKind, MediaReceived, TextReceived
from bot.domain.message import Asset, AssetKind, Choice, Message
from bot.domain.state import Frame, State
from bot.store import bodies
from bot.store.sealing import Sealer
from tests.store.builders import NOW

SEALER = Sealer([b"1" * 32])


def test_event_survives_sealing() -> None:
    for event in (
        TextReceived(at=NOW, text="saya ñ 🙂"),
        MediaReceived(at=NOW, kind=MediaKind.VOICE, reference="f"),
    ):
        assert bodies.open_event(SEALER, bodies.seal_event(SEALER, event)) == event


def test_message_survives_sealing() -> None:
    full = Message(
        text="Pilih",
        locale="id",
        choices=(Choice(token="1.a", label="A", number=1),),
        ways=(Choice(token=":menu", label="Menu"),),
        hint="0",
        asset=Asset(kind=AssetKind.AUDIO, name="a.ogg", alt="suara"),
        is_plain=True,
        hides=True,
        list_button="Lihat",
        list_title="Pilihan",
        ways_title="Jalan",
    )

    for message in (full, Message(text="hai", locale="en")):
        assert bodies.open_message(SEALER, bodies.seal_message(SEALER, message)) == message


def test_state_survives_sealing() -> None:
    state = State(
        channel=ChannelName.WHATSAPP,
        locale="id",
        turn=3,
        frames=(Frame(module="menu", step="choose", phase=1, since=2),),
        trail=((Frame(module="a", step="b"),),),
        answers={"role": "worker"},
        done={"m/s": "a"},
    )

    assert bodies.open_state(SEALER, bodies.seal_state(SEALER, state)) == state


def test_recipient_survives_sealing() -> None:
    address = Address(channel=ChannelName.WEBCHAT, kind=AddressKind.SECRET, value="s")

    assert bodies.open_recipient(SEALER, bodies.seal_recipient(SEALER, address)) == address


def test_body_that_cannot_be_read_is_no_event() -> None:
    unknown = SEALER.seal(bodies.EVENT, b'{"type": "from_the_future", "at": 1}')
    garbled = SEALER.seal(bodies.EVENT, b"{")

    assert [bodies.open_event(SEALER, sealed) for sealed in (None, b"", unknown, garbled)] == [None] * 4
