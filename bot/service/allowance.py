"""What may still be sent this month: where it is paid for, pushes are held once the cap is reached.

Answers are never held. The month is the UTC month in which the platform took a message.
"""

import logging
from datetime import UTC, datetime, timedelta

from bot.domain.channel import ChannelName
from bot.service.ports import Clock, Store

logger = logging.getLogger(__name__)

WARN_PERCENT = 80
READ_EVERY = timedelta(seconds=30)
"""The shared count is read at most this often; what this process sends meanwhile is added to it."""


class Allowance:
    """Counts for one channel; a cap of 0 allows everything, and then nothing is read."""

    def __init__(self, store: Store, channel: ChannelName, clock: Clock, cap: int) -> None:
        self._store = store
        self._channel = channel
        self._clock = clock
        self._cap = cap
        self._month = ""
        self._read = 0
        self._sent = 0
        self._read_again_at = datetime.min.replace(tzinfo=UTC)
        self._told_percent = 0

    def note_sent(self) -> None:
        """The platform took a message of ours."""
        self._sent += 1

    async def has_room(self) -> bool:
        """Whether pushes may go."""
        if not self._cap:
            return True
        await self._refresh()
        used = self._read + self._sent
        self._tell(used)
        return used < self._cap

    async def _refresh(self) -> None:
        now = self._clock().astimezone(UTC)
        month = f"{now:%Y-%m}"
        if month == self._month and now < self._read_again_at:
            return
        before = self._sent  # what is sent while we read may be counted twice for a while, never not at all
        async with self._store.read() as work:
            self._read = await work.outbox.sent_since(self._channel, month)
        self._sent -= before
        self._read_again_at = now + READ_EVERY
        if month != self._month:
            self._month, self._told_percent = month, 0

    def _tell(self, used: int) -> None:
        """Each of the two marks once a month."""
        facts = {"channel": self._channel.value, "sent": used, "cap": self._cap}
        if used >= self._cap and self._told_percent < 100:
            self._told_percent = 100
            logger.error("monthly cap reached, pushes are held", extra=facts)
        elif used * 100 >= self._cap * WARN_PERCENT and self._told_percent < WARN_PERCENT:
            self._told_percent = WARN_PERCENT
            logger.warning("monthly cap nearly reached", extra=facts)
