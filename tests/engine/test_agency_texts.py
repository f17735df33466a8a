"""What the list of companies says fits every channel in every language, at its longest, and sends nobody to a guess."""

import pytest

from bot.commands.agency_file import LIMITS as CELLS
from bot.content.checks.channel import measure
from bot.content.model import Content
from bot.domain.agency import Agency, AgencyStatus
from bot.domain.channel import LIMITS, ChannelName
from bot.domain.event import AgenciesFound
from bot.domain.message import Message, merge_reply, numbered_text
from bot.domain.state import Frame, State
from bot.engine.steps.agency import LONGEST
from bot.engine.turn import take_turn
from tests.builders import NOON, said

LONG = Agency(
    name="n" * CELLS["name"],
    licence="l" * CELLS["licence"],
    status=AgencyStatus.SUSPENDED,
    office="o" * CELLS["office"],
    valid_until="2025-12-31",
    source="s" * CELLS["source"],
    as_of="2026-12-31",
    is_invented=True,
)


def answered(
    content: Content, channel: ChannelName, locale: str, *matches: Agency, as_of: str
) -> list[Message]:
    frame = Frame(module="agency-check", step="search", phase=1)
    state = State(channel=channel, locale=locale, turn=3, frames=(frame,))
    found = AgenciesFound(at=NOON, name="w" * LONGEST, as_of=as_of, matches=matches)
    return list(merge_reply(tuple(said(take_turn(state, found, content))), LIMITS[channel]))


@pytest.mark.parametrize("channel", ChannelName)
@pytest.mark.parametrize(
    ("matches", "as_of"), [((LONG, LONG, LONG), "2026-12-31"), ((), "2026-12-31"), ((), "")]
)
def test_answer_fits_at_its_longest(
    content: Content, channel: ChannelName, matches: tuple[Agency, ...], as_of: str
) -> None:
    limits = LIMITS[channel]
    for locale in content.locales:
        for message in answered(content, channel, locale, *matches, as_of=as_of):
            text = "\n".join([numbered_text(message), message.hint])
            assert measure(text, limits) <= (limits.text_with_choices if message.choices else limits.text)


@pytest.mark.parametrize(("matches", "as_of"), [((LONG,), "2026-12-31"), ((), "2026-12-31"), ((), "")])
def test_every_answer_names_somebody_to_ask(
    content: Content, matches: tuple[Agency, ...], as_of: str
) -> None:
    for locale in content.locales:
        *_, last = answered(content, ChannelName.TELEGRAM, locale, *matches, as_of=as_of)

        assert "0800-1000" in last.text


def test_invented_company_is_marked_in_both_languages(content: Content) -> None:
    for locale in content.locales:
        card, *_ = answered(content, ChannelName.TELEGRAM, locale, LONG, as_of="2026-12-31")

        assert "karangan" in card.text and "Invented sample" in card.text
