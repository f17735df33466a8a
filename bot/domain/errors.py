"""Errors that raise. What a caller must react to is a value instead; see `delivery.py`."""


class BotError(Exception):
    """Something is wrong that nobody above can mend; the leg that met it stops."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (type(self).__doc__ or "").splitlines()[0])


class DatabaseUnavailable(BotError):
    """The database cannot be reached; the platform should send its delivery again."""


class SealBroken(BotError):
    """A sealed value cannot be opened with any of the keys in SEALING_KEYS."""


class StaleTurn(BotError):
    """The conversation moved on while this turn was being written; nothing was saved."""


class UnsendableMessage(BotError):
    """A message breaks a limit of its channel that the compiler should have caught."""


class TransactionConflict(BotError):
    """Another transaction was in the way; nothing was saved, and the same work may be tried again."""
