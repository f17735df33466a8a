"""How fast we may write to Telegram: overall, to one person, to one group. Pure: time is an argument.

Each rate is kept as one moment, the time at which all that was allowed would be used up evenly
(the "virtual scheduling" form of a leaky bucket). A permit is booked at once, so those who
wait a little are served in order and never race for the same place.
"""

from dataclasses import dataclass

from bot.domain.delivery import Scope

_FLOODED_CHATS = 3
_PRUNE_AT = 2048


class Rate:
    """So many per second, with a burst. Keeps one moment and nothing else."""

    __slots__ = ("_interval", "_slack", "_used_up_at")

    def __init__(self, per_second: float, burst: int) -> None:
        self._interval = 1 / per_second
        self._slack = (burst - 1) * self._interval
        self._used_up_at = float("-inf")

    def wait(self, now: float) -> float:
        """Seconds until one more is allowed."""
        return max(0.0, self._used_up_at - self._slack - now)

    def take(self, at: float) -> None:
        """Books one for that moment."""
        self._used_up_at = max(self._used_up_at, at) + self._interval

    def is_unused(self, now: float) -> bool:
        """Whether forgetting this rate would change nothing."""
        return self._used_up_at <= now


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """After `wait` seconds it is ours. Not booked means: too long, ask again then."""

    wait: float
    is_booked: bool
    scope: Scope = Scope.CONTACT


class Pace:
    """All rates of one bot, and who asked us to wait until when."""

    def __init__(
        self,
        *,
        overall_per_second: float = 30,
        overall_burst: int = 5,
        chat_per_second: float = 1,
        chat_burst: int = 3,
        group_per_minute: float = 20,
        longest_wait: float = 1.0,
    ) -> None:
        self._overall = Rate(overall_per_second, overall_burst)
        self._chat_rate = (chat_per_second, chat_burst)
        self._group_rate = (group_per_minute / 60, chat_burst)
        self._longest_wait = longest_wait
        self._chats: dict[str, Rate] = {}
        self._held_until: dict[str, float] = {}
        self._all_held_until = float("-inf")

    def ask(self, chat_id: str, now: float) -> Permit:
        """A place for one message to this chat; booked when it is near enough to wait for."""
        rate = self._rate(chat_id, now)
        chat_wait = max(rate.wait(now), self._held_until.get(chat_id, now) - now)
        overall_wait = max(self._overall.wait(now), self._all_held_until - now)
        wait = max(chat_wait, overall_wait)
        if wait > self._longest_wait:
            scope = Scope.CHANNEL if overall_wait > self._longest_wait else Scope.CONTACT
            return Permit(wait=wait, is_booked=False, scope=scope)
        rate.take(now + wait)
        self._overall.take(now + wait)
        return Permit(wait=wait, is_booked=True)

    def spare(self, chat_id: str, now: float) -> bool:
        """Whether something unimportant ("typing") may go now; it counts overall, never in the chat."""
        held_until = max(self._held_until.get(chat_id, now), self._all_held_until)
        if held_until > now or self._overall.wait(now) > 0:
            return False
        self._overall.take(now)
        return True

    def flooded(self, chat_id: str, wait: float, now: float) -> Scope:
        """The platform asks for patience: this chat waits, or all once several were told so.

        Telegram does not say whether it means one chat or the whole bot; three chats that wait at
        the same moment can only mean the bot.
        """
        held = {chat: until for chat, until in self._held_until.items() if until > now}
        held[chat_id] = max(held.get(chat_id, now), now + wait)
        self._held_until = held
        if len(held) < _FLOODED_CHATS:
            return Scope.CONTACT
        self._all_held_until = max(self._all_held_until, now + wait)
        return Scope.CHANNEL

    def _rate(self, chat_id: str, now: float) -> Rate:
        rate = self._chats.get(chat_id)
        if rate is None:
            if len(self._chats) >= _PRUNE_AT:
                self._prune(now)
            is_group = chat_id.startswith("-")
            rate = self._chats[chat_id] = Rate(*(self._group_rate if is_group else self._chat_rate))
        return rate

    def _prune(self, now: float) -> None:
        self._chats = {chat: rate for chat, rate in self._chats.items() if not rate.is_unused(now)}
