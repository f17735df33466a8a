"""How fast we may send: so many a second in all, and one in six seconds to each person with a burst
that is paid back. Time is an argument; nothing here waits, or knows what a message is.

Each rate is one number, the moment at which everything taken so far is paid for. Sending adds the
price of one message to it; it may run ahead of the present by the price of the burst.
"""

from dataclasses import dataclass

from bot.domain.delivery import Scope

PATIENCE = 1.0
"""Seconds that a sender waits itself; anything longer goes back to the outbox."""

STRIKE_LIMIT = 5
STRIKES_FORGOTTEN_AFTER = 3600.0
_SWEEP_ABOVE = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """In how many seconds a message may go, and who makes it wait."""

    wait: float
    scope: Scope

    @property
    def is_taken(self) -> bool:
        """Whether the place is ours; it is not when the wait would be too long."""
        return self.wait <= PATIENCE


class Pace:
    """Keeps both rates for one number of ours."""

    def __init__(
        self, *, per_second: float = 80, burst: int = 8, pair_seconds: float = 6, pair_burst: int = 45
    ) -> None:
        self._price = 1 / per_second
        self._credit = burst * self._price
        self._pair_price = pair_seconds
        self._pair_credit = pair_burst * pair_seconds
        self._paid_at = 0.0
        self._pair_paid_at: dict[str, float] = {}
        self._strikes: dict[str, tuple[int, float]] = {}
        self._sweep_above = _SWEEP_ABOVE

    def take(self, person: str, now: float) -> Turn:
        """A place for one message to this person, or how long it would take."""
        paid_at = max(self._paid_at, now) + self._price
        pair_paid_at = max(self._pair_paid_at.get(person, now), now) + self._pair_price
        wait = max(paid_at - self._credit - now, 0.0)
        pair_wait = max(pair_paid_at - self._pair_credit - now, 0.0)
        turn = Turn(wait=max(wait, pair_wait), scope=Scope.CONTACT if pair_wait >= wait else Scope.CHANNEL)
        if turn.is_taken:
            self._paid_at = paid_at
            self._pair_paid_at[person] = pair_paid_at
            self._sweep(now)
        return turn

    def rest(self, seconds: float, now: float) -> None:
        """Everybody waits: the platform found us too fast."""
        self._paid_at = max(self._paid_at, now + seconds + self._credit)

    def strike(self, person: str, now: float) -> float:
        """The platform found us too fast for this person: they rest 1, 4, 16 … seconds."""
        count = self._strikes.get(person, (0, now))[0]
        self._strikes[person] = (min(count + 1, STRIKE_LIMIT), now)
        return float(4**count) if count < STRIKE_LIMIT else float(4**STRIKE_LIMIT)

    def accepted(self, person: str) -> None:
        """A message got through: the next rest begins at one second again."""
        if self._strikes:
            self._strikes.pop(person, None)

    def _sweep(self, now: float) -> None:
        """Forgets who owes nothing, seldom enough that its cost never shows."""
        if len(self._pair_paid_at) <= self._sweep_above:
            return
        self._pair_paid_at = {person: at for person, at in self._pair_paid_at.items() if at > now}
        self._strikes = {
            person: strike
            for person, strike in self._strikes.items()
            if now - strike[1] < STRIKES_FORGOTTEN_AFTER
        }
        self._sweep_above = max(_SWEEP_ABOVE, 2 * len(self._pair_paid_at))
