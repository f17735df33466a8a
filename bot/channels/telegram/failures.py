"""Tells a message that always fails from a platform that is down. Pure bookkeeping, no I/O.

Only a failure that is the message's own may count towards parking it: while everything fails,
patience is what is needed, and nothing may be set aside because Telegram slept.
"""

from collections import OrderedDict
from datetime import timedelta

from bot.domain.delivery import Deferred, Scope

_WAITS = (1, 4, 16)
_OUTAGE_AFTER = 3
_REMEMBERED = 10_000


class Failures:
    """How often each message failed, and how many failures came without any answer in between."""

    def __init__(self) -> None:
        self._by_cause: OrderedDict[str, int] = OrderedDict()
        self._in_a_row = 0

    def answered(self, cause: str = "") -> None:
        """The platform is there; a cause that is named has come to its end."""
        self._in_a_row = 0
        self._by_cause.pop(cause, None)

    def failed(self, cause: str, reason: str) -> Deferred:
        """It may or may not have been sent: wait 1, 4, then 16 seconds."""
        wait = self._next_wait(cause)
        if self._in_a_row >= _OUTAGE_AFTER:
            return Deferred(wait=wait, reason=reason, scope=Scope.CHANNEL, counts=False)
        return Deferred(wait=wait, reason=reason)

    def not_reached(self, cause: str) -> Deferred:
        """It was certainly not sent, and no message is to blame."""
        wait = self._next_wait(cause)
        scope = Scope.CHANNEL if self._in_a_row >= _OUTAGE_AFTER else Scope.CONTACT
        return Deferred(wait=wait, reason="not reached", scope=scope, counts=False)

    def _next_wait(self, cause: str) -> timedelta:
        self._in_a_row += 1
        failures = self._by_cause.pop(cause, 0)
        self._by_cause[cause] = failures + 1
        if len(self._by_cause) > _REMEMBERED:
            self._by_cause.popitem(last=False)
        return timedelta(seconds=_WAITS[min(failures, len(_WAITS) - 1)])
