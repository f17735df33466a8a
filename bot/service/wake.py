"""Leg 4: due timers become inbox rows, each once; pushes that are past their time are closed."""

from bot.service.ports import Clock, Store

BATCH = 500


async def wake(store: Store, clock: Clock) -> int:
    """Fires what is due; how many."""
    async with store.write() as work:
        fired = await work.timers.fire(clock(), BATCH)
        await work.outbox.expire(clock())
        if fired:
            await work.wake("converse")
        await work.commit()
    return fired
