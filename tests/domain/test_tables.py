"""Every cell of the small automata: a missing pair leaves things as they are."""

import itertools

import pytest

from bot.domain.arrival import DeliveryStatus
from bot.domain.delivery import NEXT_STATUS, next_status
from bot.domain.mode import NEXT_MODE, Cause, Mode, next_mode

RANK = {DeliveryStatus.SENT: 0, DeliveryStatus.DELIVERED: 1, DeliveryStatus.READ: 2, DeliveryStatus.FAILED: 3}


@pytest.mark.parametrize(("mode", "cause"), list(itertools.product(Mode, Cause)))
def test_mode_changes_only_by_the_table(mode: Mode, cause: Cause) -> None:
    assert next_mode(mode, cause) is NEXT_MODE.get((mode, cause), mode)


@pytest.mark.parametrize("mode", [Mode.BOT, Mode.STAFF])
def test_stop_word_always_stops(mode: Mode) -> None:
    assert next_mode(mode, Cause.STOP_WORD) is Mode.STOPPED


def test_only_start_ends_a_stop() -> None:
    ways = {cause for cause in Cause if next_mode(Mode.STOPPED, cause) is not Mode.STOPPED}

    assert ways == {Cause.START_WORD}


@pytest.mark.parametrize(("present", "reported"), list(itertools.product(DeliveryStatus, DeliveryStatus)))
def test_status_never_falls(present: DeliveryStatus, reported: DeliveryStatus) -> None:
    after = next_status(present, reported)

    assert RANK[after] >= RANK[present]
    assert after is NEXT_STATUS.get((present, reported), present)


def test_failed_is_the_end() -> None:
    assert {next_status(DeliveryStatus.FAILED, status) for status in DeliveryStatus} == {
        DeliveryStatus.FAILED
    }


def test_read_is_never_taken_back_by_a_failure() -> None:
    assert next_status(DeliveryStatus.READ, DeliveryStatus.FAILED) is DeliveryStatus.READ
