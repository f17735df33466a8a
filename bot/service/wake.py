"""Leg 4: due timers become inbox rows, each once."""

from bot.service.ports import Clock, Store

BATCH = 500


async def wake(store: Store, clock: Clock) -> int:
    """Fires what is due; how many."""
    async with store.write() as work:
        fired = await work.timers.fire(clock(), BATCH)
        if fired:
            await work.commit()
    if fired:
        await store.notify("converse")
    return fired
