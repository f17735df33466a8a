"""Messages → calls: a golden of each kind, and what is refused."""

import json
from pathlib import Path

import pytest

from bot.channels.telegram.outbound import ApiCall, write_call
from bot.domain.errors import UnsendableMessage
from bot.domain.message import Asset, AssetKind, Choice, Message

GOLDEN = Path(__file__).parent / "golden_calls.json"
WAYS = (Choice(token=":menu", label="Menu"), Choice(token=":help", label="Bantuan"))
PICTURE = Asset(kind=AssetKind.PICTURE, name="picture.jpg", alt="Two people at a counter")
VOICE = Asset(kind=AssetKind.AUDIO, name="lesson.id.ogg")


def text(
    words: str,
    *labels: str,
    ways: tuple[Choice, ...] = (),
    is_plain: bool = False,
    hint: str = "",
    asset: Asset | None = None,
) -> Message:
    choices = tuple(
        Choice(token=f"3.c{number}", label=label, number=number) for number, label in enumerate(labels, 1)
    )
    return Message(
        text=words, locale="id", choices=choices, ways=ways, is_plain=is_plain, hint=hint, asset=asset
    )


LONG = "Saya ingin tahu siapa yang boleh menempatkan pekerja"
KINDS = {
    "text": text("Halo, **Sari**!"),
    "text is escaped": text('1 < 2 & 3 > 2 **<b>** "ya"'),
    "unpaired stars stay": text("2 ** 3"),
    "short choices two a row": text("Pilih", "Utara", "Selatan", "Barat", ways=WAYS, hint="Ketik MENU"),
    "longer choices one a row": text("Pilih", "Siapa mengurus apa?", "Kembali"),
    "too long choices are numbers": text("Pilih", LONG, *[f"Pilihan {n}" for n in range(2, 8)], ways=WAYS),
    "plain": text("Pilih", "Utara", "Selatan", ways=WAYS, is_plain=True, hint="Ketik MENU"),
    "plain without choices": text("Selesai", ways=WAYS, is_plain=True, hint="Ketik MENU"),
    "picture": text("**Kantor**", "Lanjut", asset=PICTURE),
    "picture without words": text("", asset=PICTURE),
    "voice": text("", asset=VOICE),
    "picture whose words are long": text("kata " * 210, asset=PICTURE),
}


def as_json(call: ApiCall) -> dict[str, object]:
    return {"method": call.method, "fields": dict(call.fields), "file": call.file_field}


@pytest.mark.parametrize("kind", KINDS)
def test_call_is_the_golden_one(kind: str) -> None:
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))

    call = write_call(KINDS[kind], "700100200", Path("asset") if KINDS[kind].asset else None)

    assert as_json(call) == golden[kind]


def test_golden_has_no_other_kinds() -> None:
    assert set(json.loads(GOLDEN.read_text(encoding="utf-8"))) == set(KINDS)


@pytest.mark.parametrize(
    ("asset", "words", "said"), [(PICTURE, "", PICTURE.alt), (PICTURE, "Kantor", "Kantor")]
)
def test_missing_asset_leaves_the_words(asset: Asset, words: str, said: str) -> None:
    call = write_call(text(words, asset=asset), "7", None)

    assert (call.method, call.fields["text"], call.file) == ("sendMessage", said, None)


def test_without_markup_nothing_is_escaped() -> None:
    call = write_call(text("1 < 2 **tebal**"), "7", is_marked_up=False)

    assert call.fields["text"] == "1 < 2 tebal"
    assert "parse_mode" not in call.fields


def test_length_is_counted_without_markup_in_utf16() -> None:
    assert write_call(text("**" + "&" * 4096 + "**"), "7")
    assert write_call(text("👍" * 2048), "7")
    with pytest.raises(UnsendableMessage):
        write_call(text("👍" * 2048 + "a"), "7")


@pytest.mark.parametrize(
    "message",
    [
        text(""),
        text(" \n"),
        text("a" * 4097),
        text("half \ud83d"),
        text("", asset=VOICE),
        text("Pilih", *["ya"] * 31),
        text("Pilih", ""),
        Message(text="Pilih", locale="id", choices=(Choice(token="x" * 65, label="ya", number=1),)),
        Message(text="Pilih", locale="id", choices=(Choice(token="", label="ya", number=1),)),
        text("Pilih", ways=(Choice(token=":menu", label="\ud83d"),)),
    ],
    ids=[
        "empty",
        "blank",
        "long",
        "surrogate",
        "lost voice",
        "choices",
        "label",
        "token",
        "no token",
        "broken way",
    ],
)
def test_what_breaks_a_limit_is_refused(message: Message) -> None:
    with pytest.raises(UnsendableMessage):
        write_call(message, "7")


def test_refusal_quotes_nothing() -> None:
    with pytest.raises(UnsendableMessage) as refusal:
        write_call(text("canary-phrase " * 400), "7")

    assert "canary" not in str(refusal.value)
