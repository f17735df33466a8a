"""Who is woken by a commit."""

import asyncio

from bot.channels.webchat.waiters import CROWD, EXPECTED, Waiters


async def test_commit_wakes_whoever_waits() -> None:
    waiters = Waiters(look_again=60)

    with waiters.waiting("a") as bell:
        waiters.wake()
        await asyncio.wait_for(waiters.wait(bell, 60), 1)

        assert bell.is_set()


async def test_waiting_ends_by_itself_to_look_again() -> None:
    waiters = Waiters(look_again=0.01)

    with waiters.waiting("a") as bell:
        await asyncio.wait_for(waiters.wait(bell, 60), 1)

        assert not bell.is_set()


async def test_crowd_is_woken_only_where_an_answer_is_expected() -> None:
    waiters = Waiters()
    bells = {str(n): waiters.waiting(str(n)) for n in range(CROWD + 1)}
    opened = {key: bell.__enter__() for key, bell in bells.items()}

    waiters.expect("7")
    waiters.wake()

    assert [key for key, bell in opened.items() if bell.is_set()] == ["7"]


async def test_two_tabs_of_one_browser_are_both_woken() -> None:
    waiters = Waiters()

    with waiters.waiting("a") as first, waiters.waiting("a") as second:
        waiters.wake()

        assert first.is_set()
        assert second.is_set()


async def test_nothing_stays_of_those_who_left() -> None:
    waiters = Waiters()
    waiters.expect("a")

    with waiters.waiting("a"):
        pass

    assert not waiters._bells
    assert not waiters._expecting


async def test_memory_of_writers_is_bounded() -> None:
    waiters = Waiters()

    for number in range(EXPECTED + 10):
        waiters.expect(str(number))

    assert len(waiters._expecting) == EXPECTED


async def test_closing_ends_all_waiting_now_and_later() -> None:
    waiters = Waiters(look_again=60)

    with waiters.waiting("a") as bell:
        waiters.close()
        await asyncio.wait_for(waiters.wait(bell, 60), 1)
    with waiters.waiting("b") as bell:
        await asyncio.wait_for(waiters.wait(bell, 60), 1)

    assert waiters.is_closed
