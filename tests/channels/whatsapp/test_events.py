"""Every type of message that Meta documents, as an event."""

import msgspec
import pytest

from bot.channels.whatsapp.inbound import read_body, read_delivery
from bot.domain.arrival import EventArrived
from bot.domain.event import (
    ChoicePicked,
    InboundEvent,
    LocationReceived,
    MediaKind,
    MediaReceived,
    Started,
    TextReceived,
    Unsupported,
)
from tests.channels.whatsapp.conftest import NOW, PAYLOADS, SENT_AT, a_bsuid, a_phone, recorded
from tests.standins.whatsapp_payloads import AT as AT_SECONDS
from tests.standins.whatsapp_payloads import NUMBER_ID, a_body

AT = SENT_AT


def file(kind: MediaKind, reference: str, mime: str, caption: str = "") -> MediaReceived:
    return MediaReceived(at=AT, kind=kind, reference=reference, mime=mime, caption=caption)


EVENTS: dict[str, InboundEvent] = {
    "text": TextReceived(at=AT, text="Halo, saya mau kerja ke luar negeri"),
    "text_reply": TextReceived(at=AT, text="ya"),
    "text_forwarded": TextReceived(at=AT, text="Lowongan Malaysia gaji besar"),
    "text_from_ad": TextReceived(at=AT, text="Halo"),
    "text_emoji": TextReceived(at=AT, text="Terima kasih 😀👍🏽"),
    "button_reply": ChoicePicked(at=AT, token="12.north"),
    "list_reply": ChoicePicked(at=AT, token=":menu"),
    "nfm_reply": Unsupported(at=AT, kind="nfm_reply"),
    "call_permission_reply": Unsupported(at=AT, kind="call_permission_reply"),
    "interactive_missing": Unsupported(at=AT, kind="interactive"),
    "template_quick_reply": TextReceived(at=AT, text="OK"),
    "image": file(MediaKind.PICTURE, "1111111111", "image/jpeg", "kontrak saya"),
    "video": file(MediaKind.VIDEO, "1111111112", "video/mp4"),
    "document": file(MediaKind.DOCUMENT, "1111111113", "application/pdf", "ini"),
    "audio": file(MediaKind.AUDIO, "1111111114", "audio/mpeg"),
    "voice_note": file(MediaKind.VOICE, "1111111115", "audio/ogg"),
    "sticker": file(MediaKind.STICKER, "1111111116", "image/webp"),
    "location": LocationReceived(at=AT, latitude=-8.65, longitude=116.0, name="Kantor Desa"),
    "contacts": Unsupported(at=AT, kind="contacts"),
    "contact_request": Unsupported(at=AT, kind="contacts"),
    "order": Unsupported(at=AT, kind="order"),
    "edit": Unsupported(at=AT, kind="edit"),
    "unsupported": Unsupported(at=AT, kind="poll"),
    "unsupported_bare": Unsupported(at=AT, kind="unsupported"),
    "request_welcome": Started(at=AT),
    "not_yet_invented": Unsupported(at=AT, kind="hologram"),
}
SKIPPED = {
    "reaction": "reaction",
    "reaction_removed": "reaction",
    "revoke": "revoke",
    "status_unknown": "other status",
    "account_update": "other field",
    "template_status": "other field",
    "user_preferences": "other field",
    "account_error": "account error",
    "other_number": "other number",
}
ELSEWHERE = {
    "username_only", "contact_names_sender", "nobody", "user_changed_number", "user_changed_user_id",
    "system_other", "status_sent", "status_delivered", "status_read", "status_played", "status_failed",
}  # fmt: skip


@pytest.mark.parametrize("name", EVENTS)
def test_each_type_becomes_its_event(name: str) -> None:
    (arrival,) = read_delivery(recorded(name), NUMBER_ID, NOW)

    assert isinstance(arrival, EventArrived)
    assert arrival.event == EVENTS[name]
    assert arrival.addresses == (a_phone(), a_bsuid())
    assert arrival.external_id == arrival.platform_message_id == "wamid.IN1"


@pytest.mark.parametrize("name", SKIPPED)
def test_what_needs_no_answer_is_counted(name: str) -> None:
    reading = read_body(recorded(name), NUMBER_ID, NOW)

    assert reading.arrivals == ()
    assert reading.skipped == (SKIPPED[name],)


@pytest.mark.parametrize("kind", ["text", "button", "location", "image", "audio", "interactive", "order"])
def test_message_without_its_object_gets_an_answer(kind: str) -> None:
    message = {"from": "620000000001", "id": "wamid.IN1", "timestamp": str(AT_SECONDS), "type": kind}

    (arrival,) = read_delivery(msgspec.json.encode(a_body([message])), NUMBER_ID, NOW)

    assert isinstance(arrival, EventArrived)
    assert arrival.event == Unsupported(at=AT, kind=kind)


def test_every_recorded_body_has_a_test() -> None:
    names = {path.stem for path in PAYLOADS.glob("*.json")}

    assert names == EVENTS.keys() | SKIPPED.keys() | ELSEWHERE
