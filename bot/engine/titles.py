"""Titles in lists that the program makes by itself: on a phone that others use, sensitive ones are not named."""

from bot.content.model import Module
from bot.engine.draft import Draft


def listed(draft: Draft, module: Module, title: str, number: int) -> str:
    """The title as a list that nobody asked for may show it."""
    if draft.is_neutral and module.is_sensitive:
        return draft.phrase("neutral-lesson", number=str(number))
    return title
