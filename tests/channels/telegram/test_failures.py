"""A message that always fails is told from a platform that is down."""

from datetime import timedelta

from bot.channels.telegram.failures import Failures
from bot.domain.delivery import Scope


def test_waits_grow_by_message() -> None:
    failures = Failures()

    waits = [failures.failed("a", "TimedOut").wait for _ in range(4)] + [
        failures.failed("b", "TimedOut").wait
    ]

    assert waits == [timedelta(seconds=seconds) for seconds in (1, 4, 16, 16, 1)]


def test_a_poisoned_message_counts_while_others_pass() -> None:
    failures = Failures()
    results = []

    for _ in range(5):
        results.append(failures.failed("poison", "NetworkError"))
        failures.answered("other")

    assert all(result.counts and result.scope is Scope.CONTACT for result in results)


def test_an_outage_parks_nothing() -> None:
    failures = Failures()

    results = [failures.failed("a", "NetworkError") for _ in range(20)]

    assert sum(result.counts for result in results) < 3
    assert results[-1].scope is Scope.CHANNEL


def test_what_was_never_sent_never_counts() -> None:
    failures = Failures()

    assert not any(failures.not_reached("a").counts for _ in range(5))


def test_success_forgets_the_failures() -> None:
    failures = Failures()
    failures.failed("a", "TimedOut")
    failures.answered("a")

    assert failures.failed("a", "TimedOut").wait == timedelta(seconds=1)
