"""How often one browser may ask."""

from bot.channels.webchat import rates
from bot.channels.webchat.rates import Rates
from tests.channels.webchat.fakes import FixedClock


def test_burst_is_allowed_then_one_has_to_wait(clock: FixedClock) -> None:
    buckets = Rates(per_second=2, burst=3)

    assert [buckets.seconds_to_wait("a", clock()) for _ in range(4)] == [0.0, 0.0, 0.0, 0.5]


def test_bucket_fills_with_time(clock: FixedClock) -> None:
    buckets = Rates(per_second=2, burst=1)
    buckets.seconds_to_wait("a", clock())

    clock.advance(0.5)

    assert buckets.seconds_to_wait("a", clock()) == 0.0


def test_browsers_do_not_share_a_bucket(clock: FixedClock) -> None:
    buckets = Rates(per_second=2, burst=1)
    buckets.seconds_to_wait("a", clock())

    assert buckets.seconds_to_wait("b", clock()) == 0.0


def test_clock_set_back_empties_nothing(clock: FixedClock) -> None:
    buckets = Rates(per_second=2, burst=2)
    buckets.seconds_to_wait("a", clock())

    clock.advance(-3600)

    assert buckets.seconds_to_wait("a", clock()) == 0.0


def test_memory_of_browsers_is_bounded(clock: FixedClock) -> None:
    buckets = Rates(per_second=2, burst=1)

    for number in range(rates.REMEMBERED + 100):
        buckets.seconds_to_wait(str(number), clock())

    assert len(buckets._buckets) == rates.REMEMBERED
