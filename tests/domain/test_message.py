import json

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.channel import LIMITS, ChannelName
from bot.domain.message import (
    Asset,
    AssetKind,
    Choice,
    Message,
    merge_reply,
    numbered_text,
    read_message,
    write_message,
)

WHATSAPP = LIMITS[ChannelName.WHATSAPP]
TELEGRAM = LIMITS[ChannelName.TELEGRAM]

choices = st.lists(
    st.builds(
        Choice, token=st.text(max_size=8), label=st.text(min_size=1, max_size=72), number=st.integers(0, 12)
    ),
    max_size=10,
).map(tuple)
messages = st.builds(
    Message,
    text=st.text(max_size=600),
    locale=st.just("id"),
    choices=choices,
    asset=st.none() | st.just(Asset(kind=AssetKind.PICTURE, name="a.jpg", alt="a")),
    hides=st.booleans(),
    is_plain=st.booleans(),
)


@given(messages)
def test_message_is_the_same_after_json(message: Message) -> None:
    assert read_message(json.loads(json.dumps(write_message(message)))) == message


@given(st.lists(messages, max_size=8).map(tuple))
def test_merging_keeps_every_word_in_order(parts: tuple[Message, ...]) -> None:
    merged = merge_reply(parts, WHATSAPP)

    assert "\n\n".join(m.text for m in merged) == "\n\n".join(m.text for m in parts)
    assert [c for m in merged for c in m.choices] == [c for m in parts for c in m.choices]
    assert [m.asset for m in merged if m.asset] == [m.asset for m in parts if m.asset]


@given(st.lists(messages, max_size=8).map(tuple))
def test_merging_never_breaks_a_limit_that_held(parts: tuple[Message, ...]) -> None:
    for message in merge_reply(parts, WHATSAPP):
        if message not in parts:
            assert len(numbered_text(message)) <= (
                WHATSAPP.text_with_choices if message.choices else WHATSAPP.text
            )


def test_telegram_keeps_bubbles_apart() -> None:
    parts = (Message(text="a", locale="id"), Message(text="b", locale="id"))

    assert merge_reply(parts, TELEGRAM) == parts


def test_lesson_bubbles_become_one_whatsapp_message() -> None:
    parts = tuple(Message(text=word, locale="id") for word in ("satu", "dua", "tiga"))

    assert [m.text for m in merge_reply(parts, WHATSAPP)] == ["satu\n\ndua\n\ntiga"]


def test_emergency_offer_keeps_its_button() -> None:
    offer = Message(text="bahaya?", locale="id", ways=(Choice(token=":sos", label="Nomor"),))

    merged = merge_reply((offer, Message(text="Umur?", locale="id")), WHATSAPP)

    assert [m.text for m in merged] == ["bahaya?", "Umur?"]


def test_choices_are_numbered_below_the_text() -> None:
    message = Message(
        text="Yang mana?",
        locale="id",
        choices=(Choice(token="1.a", label="Satu", number=1), Choice(token="1.b", label="Dua", number=2)),
    )

    assert numbered_text(message) == "Yang mana?\n\n1. Satu\n2. Dua"
