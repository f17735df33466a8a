"""Ours: the real application in a process of its own, with paces lifted against the stand-in.

Plan: environ (settings), sends. With sends false another process holds the right to send (a lease row
taken beforehand), so that what is measured ends with the durable outbox.
"""

import asyncio

from benchmarks.control import Facts, Line, cost, run_child
from benchmarks.people import NUMBER_ID
from bot import app
from bot.channels.telegram import pace as telegram_pace
from bot.channels.whatsapp import pacing as whatsapp_pace
from bot.commands.content import compile_or_exit
from bot.commands.places import ASSETS
from bot.commands.serve import keep_out_of_collections
from bot.logs import set_up_logs
from bot.settings import Settings, load
from bot.store.migrate import upgrade
from bot.store.unit_of_work import open_store

HOURS = 3600
NO_LIMIT = 1_000_000
LIFTED = app.Paces(
    telegram=lambda: telegram_pace.Pace(
        overall_per_second=NO_LIMIT, overall_burst=NO_LIMIT, chat_per_second=NO_LIMIT, chat_burst=NO_LIMIT
    ),
    whatsapp=lambda: whatsapp_pace.Pace(
        per_second=NO_LIMIT, burst=NO_LIMIT, pair_seconds=1 / NO_LIMIT, pair_burst=NO_LIMIT
    ),
)
COUNTED = {"turns": "bot_turns_total", "messages": "bot_messages_total", "deliveries": "bot_deliveries_total"}


async def main(plan: Facts, line: Line) -> None:
    """Serves until the parent hangs up."""
    settings = load(plan["environ"])
    set_up_logs(settings.log_level, settings.log_format)
    content = compile_or_exit(settings.locales)
    keep_out_of_collections()
    await upgrade(settings.database_url)
    if not plan["sends"]:
        await _give_the_right_away(settings)
    stop, started = asyncio.Event(), asyncio.get_running_loop().create_future()
    async with asyncio.TaskGroup() as group:
        serving = app.serve(settings, content, ASSETS, stop=stop, started=started.set_result, paces=LIFTED)
        group.create_task(serving)
        running: app.Running = await started

        async def counts(_: str) -> Facts:
            return {**_counted(running), **cost()}

        await line.obey({"port": running.port}, {"counts": counts})
        stop.set()


async def _give_the_right_away(settings: Settings) -> None:
    store = open_store(settings.database_url, settings.sealing_keys)
    async with store.write() as work:
        await work.leases.take(f"whatsapp:{NUMBER_ID}", "another process", HOURS)
        await work.commit()
    await store.close()


def _counted(running: app.Running) -> Facts:
    """Sums over all labels; `parked` are the turns that failed."""
    found = dict.fromkeys([*COUNTED, "parked"], 0.0)
    for metric in running.metrics.registry.collect():
        for sample in metric.samples:
            for name, counter in COUNTED.items():
                if sample.name == counter:
                    found[name] += sample.value
            if sample.name == COUNTED["turns"] and sample.labels["result"] == "parked":
                found["parked"] += sample.value
    return found


if __name__ == "__main__":
    run_child(main)
