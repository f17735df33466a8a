"""Rates with time by hand."""

import pytest

from bot.channels.telegram.pace import Pace, Rate
from bot.domain.delivery import Scope


def test_a_burst_passes_then_one_a_second() -> None:
    pace = Pace()

    permits = [pace.ask("7", 100.0) for _ in range(5)]

    assert [permit.wait for permit in permits[:4]] == [0.0, 0.0, 0.0, pytest.approx(1.0)]
    assert permits[3].is_booked
    assert permits[4].wait == pytest.approx(2.0)
    assert (permits[4].is_booked, permits[4].scope) == (False, Scope.CONTACT)


def test_a_refused_permit_uses_nothing_up() -> None:
    pace = Pace()
    for _ in range(10):
        pace.ask("7", 100.0)

    assert pace.ask("7", 102.0).wait == pytest.approx(0.0)


def test_other_chats_go_on_while_one_waits() -> None:
    pace = Pace()
    pace.flooded("7", 60, 100.0)

    assert not pace.ask("7", 101.0).is_booked
    assert pace.ask("8", 101.0).wait == 0.0
    assert pace.ask("7", 160.0).wait == 0.0


def test_thirty_a_second_overall() -> None:
    pace, went = Pace(), 0

    for tick in range(100):
        went += pace.ask(f"{tick}", 100.0 + tick / 100).wait == 0.0
        went += pace.ask(f"x{tick}", 100.0 + tick / 100).wait == 0.0

    assert went <= 35


def test_full_channel_makes_everybody_wait() -> None:
    pace = Pace()

    permits = [pace.ask(f"{chat}", 100.0) for chat in range(60)]

    assert sum(permit.is_booked for permit in permits) <= 36
    assert permits[-1].scope is Scope.CHANNEL


def test_waiting_chats_get_different_moments() -> None:
    pace = Pace()

    waits = [permit.wait for permit in (pace.ask(f"{chat}", 100.0) for chat in range(30)) if permit.is_booked]

    assert waits == sorted(waits)
    assert len(set(waits[5:])) == len(waits[5:])


def test_a_group_gets_twenty_a_minute() -> None:
    pace = Pace()

    went = sum(pace.ask("-100", 100.0 + second).is_booked for second in range(60))

    assert 19 <= went <= 23


def test_three_flooded_chats_mean_the_channel() -> None:
    pace = Pace()

    scopes = [pace.flooded(chat, 10, 100.0) for chat in ("1", "2", "3")]

    assert scopes == [Scope.CONTACT, Scope.CONTACT, Scope.CHANNEL]
    assert not pace.ask("9", 105.0).is_booked
    assert pace.ask("9", 110.5).is_booked


def test_floods_of_long_ago_do_not_add_up() -> None:
    pace = Pace()

    scopes = [pace.flooded(chat, 1, 100.0 + 10 * position) for position, chat in enumerate(("1", "2", "3"))]

    assert set(scopes) == {Scope.CONTACT}


def test_typing_gives_way_to_messages() -> None:
    pace = Pace(overall_per_second=1, overall_burst=1)

    assert pace.spare("7", 100.0)
    assert not pace.spare("7", 100.1)
    pace.flooded("7", 10, 101.0)
    assert not pace.spare("7", 105.0)


def test_memory_stays_small() -> None:
    pace = Pace(overall_per_second=10_000)

    for chat in range(10_000):
        pace.ask(f"{chat}", 100.0 + chat / 100)

    assert len(pace._chats) <= 2048


def test_lifted_numbers_lift_the_rate() -> None:
    rate = Rate(1000, 1000)

    for _ in range(1000):
        assert rate.wait(0.0) == pytest.approx(0.0)
        rate.take(0.0)
