"""What a person meant: one event, read against what is open right now.

Labels of the present step come first, then interrupts, then danger words, then what looks like a
label. Nothing here changes anything.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from bot.content.model import Content, Interrupt, Option
from bot.content.normalise import normalise, spelled
from bot.domain.event import ChoicePicked, InboundEvent, MediaReceived, TextReceived
from bot.engine.offer import Offer
from bot.engine.phrases import has_phrase
from bot.engine.slips import Slips, make_slips, meant

LONGEST_CALL = 7
"""Words of a longer message say more than a call."""

_NINES = re.compile("9{3,}")
_NUMBER = re.compile(r"(?:(?:no|nomor|nmr|pilih|pilihan|jawaban|number|option)\s*)?(0|[1-9]\d?)")
_NUMBER_WORDS = {
    "satu": 1,
    "dua": 2,
    "tiga": 3,
    "empat": 4,
    "lima": 5,
    "enam": 6,
    "tujuh": 7,
    "delapan": 8,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
}


class Danger(Enum):
    """How danger words stand in a message: not at all, inside longer words, or as all of it."""

    NONE = auto()
    INSIDE = auto()
    WHOLE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """An event with its words made comparable: `plain` is normalised, `words` in standard spelling too. Both
    are empty where nothing was typed."""

    event: InboundEvent
    text: str = ""
    plain: str = ""
    words: str = ""


def hear(event: InboundEvent, content: Content) -> Heard:
    """Normalises what was typed, or the caption of what was sent."""
    text = event.text if isinstance(event, TextReceived) else ""
    if isinstance(event, MediaReceived):
        text = event.caption
    plain = normalise(text)
    return Heard(event=event, text=text, plain=plain, words=spelled(plain, content.words.spelling))


def exact_offer(heard: Heard, offers: Sequence[Offer], content: Content, since: int) -> Offer | None:
    """The choice that was tapped, or typed to the letter: number, label, letter, yes, no, unknown."""
    if isinstance(heard.event, ChoicePicked):
        return _tapped(heard.event.token, offers, since)
    if not isinstance(heard.event, TextReceived) or not offers:
        return None
    words = heard.words
    for offer in offers:
        if words and words == _comparable(offer.label, content):
            return offer
    return _numbered(words, offers) or _spoken(words, offers, content)


def near_offer(heard: Heard, offers: Sequence[Offer], content: Content) -> Offer | None:
    """The choice that was clearly meant in spite of typing errors."""
    if not heard.words or not offers or not isinstance(heard.event, TextReceived):
        return None
    labels = [_comparable(offer.label, content) for offer in offers]
    position = content.matcher.closest(heard.words, labels)
    return None if position is None else offers[position]


def find_interrupt(heard: Heard, content: Content) -> Interrupt | None:
    """A word that works everywhere, as the whole message, or the token of a way out."""
    if isinstance(heard.event, ChoicePicked):
        token = heard.event.token
        return _WAY_TOKENS.get(token)
    if not isinstance(heard.event, TextReceived):
        return None
    found = content.words.interrupts.get(heard.plain)
    found = found or content.words.interrupts.get(heard.words)
    return found or _courteous(tuple(heard.words.split()), content)


def _courteous(words: tuple[str, ...], content: Content) -> Interrupt | None:
    """A word that asks for a person with nothing but courtesy around it: "kontak dong pak"; danger comes first."""
    known, bare = content.words.interrupts, _bare(words, content)
    asks = known.get(" ".join(bare)) is Interrupt.HELP or all(
        known.get(word) is Interrupt.HELP for word in bare
    )
    if not bare or not asks or len(words) > LONGEST_CALL:
        return None
    return None if _is_call(words, content) or _dangerous(words, content) else Interrupt.HELP


def _bare(words: Sequence[str], content: Content) -> Sequence[str]:
    return [word for word in words if word not in content.words.courtesies]


def find_danger(heard: Heard, content: Content) -> Danger:
    """Whether danger words stand in what was typed (also in a caption)."""
    if not heard.words:
        return Danger.NONE
    words = tuple(heard.words.split())
    if _is_call(words, content):
        return Danger.WHOLE
    if words in content.words.danger:
        return Danger.WHOLE
    return Danger.INSIDE if _dangerous(words, content) else Danger.NONE


def _is_call(words: tuple[str, ...], content: Content) -> bool:
    """Calls for help with nothing but courtesy around them: "tolong pak, tolong", "tolng sy". Nines are one too."""
    if " ".join(words) in content.words.calls:
        return True
    if len(words) > LONGEST_CALL:
        return False
    calls, courtesies = content.words.calls, content.words.courtesies
    if " ".join(_bare(words, content)) in calls or _NINES.fullmatch("".join(words)):
        return True
    slips = _call_slips(calls, courtesies, content.words.ordinary)
    likely: list[str] = []
    for either in (one for word in words for one in meant(word, slips)):
        if not any(one in slips.known for one in either):
            return False
        likely.extend(either)
    return not calls.isdisjoint(likely)


@lru_cache(maxsize=8)
def _call_slips(calls: frozenset[str], courtesies: frozenset[str], ordinary: frozenset[str]) -> Slips:
    known = frozenset(word for word in calls | courtesies if word.isalpha())
    return make_slips(known, ordinary - known)


def danger_in_label(option: Option | None, label: str, content: Content) -> bool:
    """Whether the label itself speaks of danger, so that choosing it is no cry for help."""
    return option is not None and _dangerous(tuple(_comparable(label, content).split()), content)


def typed_number(words: str) -> int | None:
    """The number of a choice that was typed: "2", "no 2", "dua"."""
    if found := _NUMBER.fullmatch(words):
        return int(found.group(1))
    return _NUMBER_WORDS.get(words)


_WAY_TOKENS: Mapping[str, Interrupt] = {f":{interrupt.value}": interrupt for interrupt in Interrupt}


def _tapped(token: str, offers: Sequence[Offer], since: int) -> Offer | None:
    turn, _, choice = token.partition(".")
    if not turn.isascii() or not turn.isdigit() or int(turn[:9]) < since:
        return None
    return next((offer for offer in offers if offer.id == choice), None)


def _numbered(words: str, offers: Sequence[Offer]) -> Offer | None:
    number = typed_number(words)
    if number == 0:
        return next((offer for offer in offers if offer.id == "skip"), None)
    return next((offer for offer in offers if number is not None and offer.number == number), None)


def _spoken(words: str, offers: Sequence[Offer], content: Content) -> Offer | None:
    for said, ids in (
        (content.words.yes, ("yes",)),
        (content.words.no, ("no",)),
        (content.words.dont_know, ("unsure", "unknown", "dont-know")),
    ):
        if words in said:
            return next((offer for offer in offers if offer.id in ids), None)
    return next((offer for offer in offers if len(offer.id) == 1 and offer.id == words), None)


def _dangerous(words: tuple[str, ...], content: Content) -> bool:
    known = content.words
    return has_phrase(words, known.danger, known.families, known.ordinary)


def _comparable(label: str, content: Content) -> str:
    return content.comparables.get(label) or spelled(normalise(label), content.words.spelling)
