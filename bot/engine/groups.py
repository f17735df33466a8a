"""Joining a class: its code in words or in a link, and the question whether to be counted in it."""

from bot.content.model import Role, Words
from bot.domain.groups import read_code, read_invitation
from bot.engine.draft import Draft
from bot.engine.interrupts import visit_role
from bot.engine.reading import Heard


def code_in_words(heard: Heard, words: Words) -> str:
    """The code in "gabung mangga 4827", "" where the message is anything else."""
    first, _, rest = heard.plain.partition(" ")
    return (read_code(rest) or "") if first in words.join else ""


def code_in_payload(payload: str) -> str:
    """The code that a link carried, "" where it carried something else."""
    return read_invitation(payload) or ""


def invite(draft: Draft, code: str) -> None:
    """Asks, above the present place, whether to be counted in the group of this code."""
    draft.joining = code
    visit_role(draft, Role.GROUP)
