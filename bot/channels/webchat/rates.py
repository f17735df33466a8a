"""A token bucket for each browser: how often it may ask. Memory is bounded; keys are fingerprints."""

from collections import OrderedDict
from datetime import datetime

REMEMBERED = 10_000
"""Buckets kept; the one unused for longest goes first, and was full again long before."""


class Rates:
    """Allows `burst` at once, then `per_second`."""

    def __init__(self, *, per_second: float, burst: int) -> None:
        self._per_second = per_second
        self._burst = float(burst)
        self._buckets: OrderedDict[str, tuple[float, datetime]] = OrderedDict()

    def seconds_to_wait(self, key: str, now: datetime) -> float:
        """0.0 where it is allowed, and counted; else the seconds until it will be."""
        tokens, since = self._buckets.pop(key, (self._burst, now))
        # A clock that was set back must not empty a bucket.
        passed = max(0.0, (now - since).total_seconds())
        tokens = min(self._burst, tokens + passed * self._per_second)
        is_allowed = tokens >= 1
        self._buckets[key] = (tokens - 1 if is_allowed else tokens, now)
        if len(self._buckets) > REMEMBERED:
            self._buckets.popitem(last=False)
        return 0.0 if is_allowed else (1 - tokens) / self._per_second
