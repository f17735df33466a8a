"""Small things with defaults, for tests: content, states, events."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from bot.content.model import (
    Ask,
    Branch,
    Bubble,
    Choose,
    Condition,
    Content,
    End,
    Expects,
    Handoff,
    Hit,
    Interrupt,
    Lesson,
    Lookup,
    Module,
    ModuleKind,
    Option,
    Place,
    Role,
    Say,
    Step,
    Template,
    Text,
    Texts,
    Visit,
    Words,
)
from bot.content.phrases import REQUIRED_PHRASES
from bot.domain.channel import ChannelName
from bot.domain.effect import SendMessage
from bot.domain.event import ChoicePicked, Started, TextReceived
from bot.domain.message import Message
from bot.domain.state import State
from bot.engine.turn import Turn

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


class ExactMatcher:
    """Recognises a label that begins with what was typed, if only one does."""

    def closest(self, typed: str, labels: Sequence[str]) -> int | None:
        found = [i for i, label in enumerate(labels) if len(typed) > 3 and label.startswith(typed)]
        return found[0] if len(found) == 1 else None


class WordFinder:
    """Finds the lessons whose id stands in what was asked, and the help module."""

    def find(self, words: str, locale: str) -> Sequence[Hit]:
        known = {
            "l1": ("course", "l1"),
            "l2": ("course", "l2"),
            "kontak": ("help", "need"),
            "gone": ("gone", "x"),
        }
        return [Hit(module=m, step=s, score=1.0) for word, (m, s) in known.items() if word in words.split()]


def texts(key: str, words: str = "") -> Texts:
    """A text in both locales; English is the Indonesian in brackets."""
    words = words or key
    return {
        "id": Text(key=key, wordings=(words,)),
        "en": Text(key=key, wordings=(f"({words})",)),
    }


def bubble(words: str, id: str = "text") -> Bubble:
    return Bubble(id=id, text=texts(words))


def option(
    id: str,
    target: str = "",
    condition: Condition | None = None,
    *,
    label: str = "",
    right: bool = False,
    reason: str = "",
) -> Option:
    return Option(
        id=id,
        label=texts(label or id),
        target=target,
        condition=condition,
        reason=texts(reason) if reason else None,
        is_right=right,
    )


def lesson(id: str, next: str) -> Lesson:
    return Lesson(
        id=id,
        title=texts(f"Judul {id}"),
        bubbles=(bubble(f"{id} satu", "b1"), bubble(f"{id} dua", "b2")),
        question=bubble(f"{id} tanya", "question"),
        next=next,
        options=(
            option("a", label="Tekong", reason="salah a"),
            option("b", label="Sponsor", reason="salah b"),
            option("c", label="Perusahaan resmi", right=True, reason="betul c"),
            option("unsure", label="Belum tahu", reason="tidak apa"),
        ),
    )


def module(
    id: str,
    steps: Sequence[Step],
    role: Role | None = None,
    kind: ModuleKind = ModuleKind.SYSTEM,
    moved: Mapping[str, str] | None = None,
) -> Module:
    return Module(
        id=id,
        title=texts(id),
        kind=kind,
        role=role,
        start=steps[0].id,
        is_sensitive=False,
        steps={step.id: step for step in steps},
        moved=moved or {},
        quality={},
    )


def words() -> Words:
    return Words(
        interrupts={
            "menu": Interrupt.MENU,
            "bantuan": Interrupt.HELP,
            "help": Interrupt.HELP,
            "bahasa": Interrupt.LANGUAGE,
            "language": Interrupt.LANGUAGE,
            "ulang": Interrupt.REPEAT,
            "repeat": Interrupt.REPEAT,
            "kembali": Interrupt.BACK,
            "back": Interrupt.BACK,
            "berhenti": Interrupt.STOP,
            "stop": Interrupt.STOP,
            "mulai": Interrupt.START,
            "start": Interrupt.START,
            "hapus data": Interrupt.FORGET,
            "delete my data": Interrupt.FORGET,
            "cuaca": Interrupt.LEAVE,
            "keluar": Interrupt.LEAVE,
            "leave": Interrupt.LEAVE,
            "angka": Interrupt.NUMBERS,
            "numbers": Interrupt.NUMBERS,
        },
        yes=frozenset({"ya", "iya", "y", "ok", "betul"}),
        no=frozenset({"tidak", "no"}),
        dont_know=frozenset({"tidak tahu"}),
        danger=frozenset({("saya", "dipukul"), ("mau", "mati"), ("he", "hit", "me"), ("dikurung",)}),
        calls=frozenset({"tolong", "sos"}),
        courtesies=frozenset({"pak", "cepat"}),
        spelling={"sy": "saya", "gk": "tidak"},
    )


def a_content(extra: Sequence[Module] = ()) -> Content:
    """A small world with one of everything."""
    modules = [
        module(
            "welcome",
            [
                Choose(
                    id="hello",
                    bubbles=(bubble("Selamat datang"),),
                    save="locale",
                    options=(
                        option("id", "consent", label="Bahasa Indonesia"),
                        option("en", "consent", label="English"),
                    ),
                ),
                Choose(
                    id="consent",
                    bubbles=(bubble("Boleh kami simpan?"),),
                    save="consent",
                    version="1",
                    options=(option("yes", "role", label="Boleh"), option("no", "done", label="Jangan")),
                ),
                Choose(
                    id="role",
                    bubbles=(bubble("Siapa Anda?"),),
                    save="role",
                    options=(
                        option("worker", "done", label="Pekerja"),
                        option("family", "done", label="Keluarga"),
                        option("skip", "done", label="Lewati"),
                    ),
                ),
                End(id="done", bubbles=(bubble("Terima kasih"),)),
            ],
            Role.WELCOME,
        ),
        module(
            "menu",
            [
                Choose(
                    id="choose",
                    bubbles=(bubble("Menu utama"),),
                    options=(
                        option("resume", "resume", Condition(name="can-resume"), label="Lanjutkan"),
                        option("course", "go-course", label="Pelajaran"),
                        option("forms", "go-forms", label="Formulir"),
                    ),
                ),
                Visit(id="resume", module="", next="choose", is_bookmark=True),
                Visit(id="go-course", module="course", next="choose"),
                Visit(id="go-forms", module="forms", next="choose"),
            ],
            Role.MENU,
        ),
        module(
            "help",
            [
                Choose(
                    id="need",
                    bubbles=(bubble("Perlu apa?"),),
                    options=(
                        option("person", "call", label="Petugas"),
                        option("done", "end", label="Selesai"),
                    ),
                ),
                Handoff(id="call", bubbles=(bubble("Belum ada petugas"),), next="contacts"),
                Say(id="contacts", bubbles=(bubble("Telepon kantor"),), next="end"),
                End(id="end"),
            ],
            Role.HELP,
        ),
        module(
            "emergency",
            [
                Choose(
                    id="card",
                    bubbles=(bubble("Kartu darurat"),),
                    options=(option("ok", "end", label="Saya mengerti"),),
                ),
                End(id="end"),
            ],
            Role.EMERGENCY,
        ),
        module(
            "language",
            [
                Choose(
                    id="which",
                    bubbles=(bubble("Bahasa apa?"),),
                    save="locale",
                    options=(
                        option("id", "end", label="Bahasa Indonesia"),
                        option("en", "end", label="English"),
                    ),
                ),
                End(id="end"),
            ],
            Role.LANGUAGE,
        ),
        module(
            "forget",
            [
                Choose(
                    id="sure",
                    bubbles=(bubble("Hapus semua?"),),
                    options=(option("yes", "gone", label="Hapus"), option("no", "end", label="Batal")),
                ),
                End(id="gone", bubbles=(bubble("Sudah dihapus"),), forgets=True),
                End(id="end"),
            ],
            Role.FORGET,
        ),
        module(
            "search",
            [
                Lookup(
                    id="results",
                    bubbles=(bubble("Mungkin ini"),),
                    options=(
                        option("person", "ask", label="Tanya orang"),
                        option("leave", "end", label="Kembali"),
                    ),
                ),
                Visit(id="ask", module="help", next="end"),
                End(id="end"),
            ],
            Role.SEARCH,
        ),
        module("away", [End(id="weather", bubbles=(bubble("Good morning"),), hides=True)], Role.AWAY),
        module(
            "course",
            [
                Choose(
                    id="lessons",
                    bubbles=(bubble("Pelajaran mana?"),),
                    marks_done=True,
                    options=(
                        option("l1", "l1", label="Pertama"),
                        option("l2", "l2", label="Kedua"),
                        option("leave", "finish", label="Daftar"),
                    ),
                ),
                lesson("l1", "l2"),
                lesson("l2", "finish"),
                End(id="finish", bubbles=(bubble("Selesai"),)),
            ],
            kind=ModuleKind.COURSE,
        ),
        module(
            "forms",
            [
                Ask(
                    id="story", bubbles=(bubble("Ceritakan"),), expects=Expects.TEXT, save="story", next="age"
                ),
                Ask(
                    id="age",
                    bubbles=(bubble("Umur?"),),
                    expects=Expects.NUMBER,
                    save="age",
                    next="day",
                    minimum="15",
                    maximum="70",
                ),
                Ask(
                    id="day",
                    bubbles=(bubble("Tanggal?"),),
                    expects=Expects.DATE,
                    save="day",
                    next="where",
                    minimum="2020-01-01",
                    maximum="2030-12-31",
                ),
                Ask(
                    id="where",
                    bubbles=(bubble("Di mana?"),),
                    expects=Expects.PLACE,
                    save="where",
                    next="photo",
                    places="provinces",
                    is_optional=True,
                ),
                Ask(
                    id="photo",
                    bubbles=(bubble("Foto?"),),
                    expects=Expects.MEDIA,
                    save="photo",
                    next="sort",
                    is_optional=True,
                ),
                Branch(id="sort", rules=((Condition(name="age", values=("17",)), "young"),), otherwise="end"),
                Say(id="young", bubbles=(bubble("Masih muda"),), next="end"),
                End(id="end"),
            ],
        ),
        *extra,
    ]
    return Content(
        version="test",
        locales=("id", "en"),
        modules={m.id: m for m in modules},
        roles={m.role: m.id for m in modules if m.role},
        phrases={name: texts(name, f"<{name}>") for name in REQUIRED_PHRASES},
        words=words(),
        places={
            "provinces": (
                Place(id="ntb", label={"id": "NTB"}, names=("ntb", "nusa tenggara barat")),
                Place(id="ntt", label={"id": "NTT"}, names=("ntt", "nusa tenggara timur")),
            )
        },
        templates=(
            Template(name="message_waiting", locale="id", category="utility", body="Ada pesan."),
            Template(name="message_waiting", locale="en", category="utility", body="A message waits."),
            Template(name="lesson_ready", locale="id", category="utility", body="Ada pelajaran."),
            Template(name="lesson_ready", locale="en", category="utility", body="A lesson waits."),
        ),
        matcher=ExactMatcher(),
        finder=WordFinder(),
    )


def a_state(channel: ChannelName = ChannelName.WEBCHAT, locale: str = "id") -> State:
    return State(channel=channel, locale=locale)


def text(words: str, after: timedelta = timedelta()) -> TextReceived:
    return TextReceived(at=NOON + after, text=words)


def tap(token: str) -> ChoicePicked:
    return ChoicePicked(at=NOON, token=token)


def started(payload: str = "", locale_hint: str = "") -> Started:
    return Started(at=NOON, payload=payload, locale_hint=locale_hint)


def said(turn: Turn) -> list[Message]:
    return [effect.message for effect in turn.effects if isinstance(effect, SendMessage)]


def spoken(turn: Turn) -> list[str]:
    return [message.text for message in said(turn)]
