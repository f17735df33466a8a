"""Both rates, with time as an argument."""

import pytest

from bot.channels.whatsapp.pacing import PATIENCE, Pace
from bot.domain.delivery import Scope


def taken(pace: Pace, person: str, count: int, now: float) -> int:
    return sum(pace.take(person, now).is_taken for _ in range(count))


def unhurried(pair_burst: int = 45) -> Pace:
    return Pace(per_second=1e9, pair_burst=pair_burst)


def test_burst_to_one_person_ends_at_45() -> None:
    assert taken(unhurried(), "a", 60, now=100) == 45


def test_burst_is_paid_back_at_six_seconds_each() -> None:
    pace = unhurried()
    taken(pace, "a", 45, now=100)

    assert taken(pace, "a", 5, now=106) == 1
    assert taken(pace, "a", 5, now=118) == 2
    assert taken(pace, "a", 60, now=118 + 45 * 6) == 45


def test_waiting_person_is_told_how_long() -> None:
    pace = unhurried(pair_burst=1)
    pace.take("a", 100)

    turn = pace.take("a", 102)

    assert (turn.wait, turn.scope, turn.is_taken) == (4, Scope.CONTACT, False)


def test_short_wait_is_taken_at_once() -> None:
    pace = unhurried(pair_burst=1)
    pace.take("a", 100)

    assert pace.take("a", 105.5).is_taken
    assert not pace.take("a", 105.5).is_taken


def test_one_person_never_slows_another() -> None:
    pace = unhurried()
    taken(pace, "a", 60, now=100)

    assert pace.take("b", 101).wait == 0


def test_all_together_keep_the_rate() -> None:
    pace = Pace(per_second=80, burst=8)

    sent = sum(pace.take(f"p{n}", 100 + n / 1000).is_taken for n in range(10_000))

    assert 80 * 10 <= sent <= 80 * (10 + PATIENCE) + 8


def test_wait_for_the_number_defers_everybody() -> None:
    pace = Pace(per_second=2, burst=1)
    for n in range(3):
        assert pace.take(f"p{n}", 100).is_taken

    turn = pace.take("p9", 100)

    assert (turn.wait, turn.scope, turn.is_taken) == (1.5, Scope.CHANNEL, False)


def test_rest_makes_everybody_wait() -> None:
    pace = Pace()

    pace.rest(2, 100)

    assert pace.take("a", 100).wait == pytest.approx(2, abs=0.02)
    assert pace.take("a", 103).wait == 0


def test_strikes_grow_fourfold_until_accepted() -> None:
    pace = Pace()

    waits = [pace.strike("a", 100) for _ in range(7)]
    pace.accepted("a")

    assert waits == [1, 4, 16, 64, 256, 1024, 1024]
    assert pace.strike("a", 100) == 1


def test_who_owes_nothing_is_forgotten() -> None:
    pace = Pace(per_second=1e9)
    for n in range(20_000):
        pace.take(f"p{n}", n)
        pace.strike(f"p{n}", n)

    assert len(pace._pair_paid_at) <= 4097
    assert len(pace._strikes) <= 8200
