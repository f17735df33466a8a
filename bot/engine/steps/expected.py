"""Reads what an `ask` step waits for: text, number, amount, date, place, media. Pure, one reader a kind."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from bot.content.model import Ask, Content, Expects
from bot.content.normalise import normalise
from bot.domain.channel import INBOUND_TEXT_LIMIT
from bot.domain.drawers import LONGEST, SHORTEST, read_code_word
from bot.domain.event import MediaKind, MediaReceived, TextReceived
from bot.domain.sharing import read_code as read_invitation_code
from bot.engine.again import Unclear
from bot.engine.amounts import read_amount, write_amount
from bot.engine.reading import Heard

EXAMPLE_DATE = "17-8-2026"
EXAMPLE_AMOUNT = "1750"

# What people type for months, both languages; input, never shown.
_MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "januari january jan",
            "februari february feb pebruari",
            "maret march mar",
            "april apr",
            "mei may",
            "juni june jun",
            "juli july jul",
            "agustus august agu agt aug",
            "september sep sept",
            "oktober october okt oct",
            "november nov nopember",
            "desember december des dec",
        ),
        start=1,
    )
    for name in names.split()
}
_CODE_IN_WORDS = re.compile(r"\b\w{4}[-\u2010-\u2015]\w{4}\b")
_GROUPED = re.compile(r"\d{1,3}(?:[., ]\d{3})+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """An answer that fits, as it is saved."""

    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """The person skips."""


def read_expected(step: Ask, heard: Heard, content: Content) -> Given | Unclear:
    """What was given, by the kind that the step expects."""
    return _READERS[step.expects](step, heard, content)


def _text(step: Ask, heard: Heard, content: Content) -> Given | Unclear:
    event = heard.event
    if isinstance(event, MediaReceived) and event.kind in (MediaKind.VOICE, MediaKind.AUDIO):
        return Given(value=f"media:{event.kind.value}:{event.reference}")
    if not isinstance(event, TextReceived):
        return Unclear()
    text = event.text.strip()
    if len(text) > INBOUND_TEXT_LIMIT:
        return Unclear(phrase="text-too-long", values={"maximum": str(INBOUND_TEXT_LIMIT)})
    return Given(value=text) if text else Unclear(phrase="text-expected")


def _number(step: Ask, heard: Heard, content: Content) -> Given | Unclear:
    if not isinstance(heard.event, TextReceived):
        return Unclear()
    text = heard.event.text.strip()
    digits = re.sub(r"\D", "", text) if _GROUPED.fullmatch(text) else normalise(text)
    if not re.fullmatch(r"\d{1,12}", digits):
        return Unclear(phrase="number-expected")
    number = int(digits)
    if (step.minimum and number < int(step.minimum)) or (step.maximum and number > int(step.maximum)):
        return Unclear(phrase="number-range", values={"minimum": step.minimum, "maximum": step.maximum})
    return Given(value=str(number))


def _amount(step: Ask, heard: Heard, content: Content) -> Given | Unclear:
    if not isinstance(heard.event, TextReceived):
        return Unclear()
    amount = read_amount(heard.event.text)
    if amount is None:
        return Unclear(phrase="amount-expected", values={"example": EXAMPLE_AMOUNT})
    if (step.minimum and amount < int(step.minimum)) or (step.maximum and amount > int(step.maximum)):
        return Unclear(phrase="number-range", values={"minimum": step.minimum, "maximum": step.maximum})
    return Given(value=write_amount(amount))


def _date(step: Ask, heard: Heard, content: Content) -> Given | Unclear:
    if not isinstance(heard.event, TextReceived):
        return Unclear()
    found = read_date(heard.event.text)
    if found is None:
        return Unclear(phrase="date-expected", values={"example": EXAMPLE_DATE})
    value = found.isoformat()
    if (step.minimum and value < step.minimum) or (step.maximum and value > step.maximum):
        return Unclear(phrase="date-range", values={"minimum": step.minimum, "maximum": step.maximum})
    return Given(value=value)


def _place(step: Ask, heard: Heard, content: Content) -> Given | Unclear:
    places = content.places.get(step.places, ())
    if not heard.words:
        return Unclear(phrase="place-expected" if isinstance(heard.event, TextReceived) else "")
    for place in places:
        if heard.words in place.names or heard.plain in place.names:
            return Given(value=place.id)
    names = [(name, place.id) for place in places for name in place.names]
    position = content.matcher.closest(heard.words, [name for name, _ in names])
    return Unclear(phrase="place-unsure") if position is None else Given(value=names[position][1])


def _media(step: Ask, heard: Heard, content: Content) -> Given | Unclear:
    event = heard.event
    if isinstance(event, MediaReceived) and event.kind is not MediaKind.STICKER:
        return Given(value=f"media:{event.kind.value}:{event.reference}")
    return Unclear(phrase="media-expected")


def _code(step: Ask, heard: Heard, content: Content) -> Given | Unclear:
    code = read_code_word(heard.plain) if isinstance(heard.event, TextReceived) else None
    if code is None or code in content.words.interrupts or code in content.words.calls:
        return Unclear(phrase="code-expected", values={"minimum": str(SHORTEST), "maximum": str(LONGEST)})
    return Given(value=code)


def _invitation(step: Ask, heard: Heard, content: Content) -> Given | Unclear:
    """The code alone in any spelling, or as it was written in a sentence that was handed on."""
    if not isinstance(heard.event, TextReceived):
        return Unclear()
    text = heard.event.text
    found = next(filter(None, map(read_invitation_code, [text, *_CODE_IN_WORDS.findall(text)])), None)
    return Given(value=found) if found else Unclear(phrase="sharing-code-expected")


def read_date(text: str) -> date | None:
    """A day as people write it: 17/8/2026, 17-08-26, 17 agustus 2026, 2026-08-17."""
    parts = [_MONTHS.get(part, part) for part in normalise(text).split()]
    if len(parts) != 3 or not all(str(part).isascii() and str(part).isdigit() for part in parts):
        return None
    first, month, last = (int(part) for part in parts)
    day, year = (last, first) if first > 31 else (first, last)
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None


_READERS: Mapping[Expects, Callable[[Ask, Heard, Content], Given | Unclear]] = {
    Expects.TEXT: _text,
    Expects.NUMBER: _number,
    Expects.AMOUNT: _amount,
    Expects.DATE: _date,
    Expects.PLACE: _place,
    Expects.MEDIA: _media,
    Expects.INVITATION: _invitation,
    Expects.CODE: _code,
}
