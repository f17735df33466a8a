"""What the chat remembers of a person: whether anything would be missed if it were gone."""

from bot.engine.draft import NOT_PERSONAL, Draft


def has_notes(draft: Draft) -> bool:
    """Whether the chat remembers anything of a person that would be missed."""
    return bool(
        draft.done
        or draft.reviews
        or draft.dates
        or draft.papers
        or draft.route
        or draft.bookmark
        or draft.reminders
        or draft.sharing
        or draft.answers.keys() - NOT_PERSONAL
    )
