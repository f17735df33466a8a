"""One message of every kind that is drawn differently."""

from collections.abc import Mapping

from bot.domain.message import Asset, AssetKind, Choice, Message

MENU = Choice(token=":menu", label="Menu")
HELP = Choice(token=":help", label="Bantuan")
HINT = "Ketik menu atau bantuan"


def choices(*labels: str) -> tuple[Choice, ...]:
    return tuple(
        Choice(token=f"7.c{place}", label=label, number=place) for place, label in enumerate(labels, start=1)
    )


def a_message(text: str = "Mau **belajar** apa?", labels: tuple[str, ...] = (), **rest: object) -> Message:
    values: dict[str, object] = {
        "text": text,
        "locale": "id",
        "choices": choices(*labels),
        "hint": HINT,
        "list_button": "Pilih",
        "list_title": "Pilihan",
        "ways_title": "Lainnya",
        **rest,
    }
    return Message(**values)  # type: ignore[arg-type]  # any field may be given


def rows(count: int) -> tuple[str, ...]:
    return tuple(f"Pelajaran {number}" for number in range(1, count + 1))


LONG = ("Saya sudah punya paspor sendiri", "Paspor saya dipegang orang lain", "Belum punya")
PICTURE = Asset(kind=AssetKind.PICTURE, name="papers.jpg", alt="Surat")
AUDIO = Asset(kind=AssetKind.AUDIO, name="papers.id.ogg", alt="Surat")
ASSETS: Mapping[str, str] = {
    "papers.jpg": "media1",
    "papers.id.ogg": "media2",
    "linked.jpg": "https://x.example/l.jpg",
}

MESSAGES: Mapping[str, Message] = {
    "text": a_message("**Halo!** Biaya **tidak** dibayar di depan.", hint=""),
    "text_with_hint": a_message("Ketik nama desa Anda."),
    "ways_as_buttons": a_message("Ketik nama desa Anda.", ways=(MENU, HELP)),
    "two_buttons": a_message(labels=("Ya", "Tidak"), ways=(MENU, HELP)),
    "three_long_labels": a_message(labels=LONG, ways=(MENU, HELP)),
    "equal_labels": a_message(labels=("Sama", "Sama")),
    "long_hint": a_message(
        labels=("Ya", "Tidak"), hint="Ketik menu untuk kembali ke menu, atau bantuan untuk bantuan" * 2
    ),
    "four_rows_with_ways": a_message(labels=rows(4), ways=(MENU, HELP)),
    "four_long_rows": a_message(labels=(*LONG, "Tidak tahu"), ways=(MENU, HELP)),
    "nine_rows_without_room": a_message(labels=rows(9), ways=(MENU, HELP)),
    "ten_rows": a_message(labels=rows(10), ways=(MENU, HELP)),
    "eleven_choices": a_message(labels=rows(11), ways=(MENU, HELP)),
    "plain": a_message(labels=("Ya", "Tidak"), ways=(MENU, HELP), is_plain=True),
    "no_list_words": a_message(
        labels=rows(4), ways=(MENU, HELP), list_button="", list_title="", ways_title=""
    ),
    "picture": a_message("**Surat yang perlu**", hint="", asset=PICTURE),
    "picture_with_buttons": a_message(labels=("Ya", "Tidak"), asset=PICTURE),
    "picture_with_rows": a_message(labels=rows(5), asset=PICTURE),
    "linked_picture": a_message("", hint="", asset=Asset(kind=AssetKind.PICTURE, name="linked.jpg")),
    "audio": a_message("", hint="", asset=AUDIO),
}
