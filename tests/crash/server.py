"""`python -m tests.crash.server`: the real server with its paces lifted, so that a test need not wait.

With CRASH_SABOTAGE, which nobody else reads, one promise of the store is broken on purpose: the proof
that the crash test would notice.
"""

import asyncio
import os
import signal

import uvloop

from bot import app
from bot.channels.telegram.pace import Pace as TelegramPace
from bot.channels.whatsapp.pacing import Pace as WhatsAppPace
from bot.commands.content import compile_or_exit
from bot.commands.environment import read_settings
from bot.commands.places import ASSETS
from bot.content.model import Content
from bot.logs import set_up_logs
from bot.settings import Settings
from bot.store import open_store, upgrade
from tests.crash.sabotage import Sabotage, break_store, drop_unique_key

NO_LIMIT = 1_000_000


def lifted() -> app.Paces:
    """As fast as the stand-ins can take it."""
    return app.Paces(
        telegram=lambda: TelegramPace(
            overall_per_second=NO_LIMIT, overall_burst=NO_LIMIT, chat_per_second=NO_LIMIT, chat_burst=NO_LIMIT
        ),
        whatsapp=lambda: WhatsAppPace(
            per_second=NO_LIMIT, burst=NO_LIMIT, pair_seconds=0.000001, pair_burst=NO_LIMIT
        ),
    )


async def serve(settings: Settings, content: Content, sabotage: Sabotage | None) -> None:
    """Until SIGTERM, or until it is killed."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await upgrade(settings.database_url)
    if sabotage is Sabotage.NO_UNIQUE_KEY:
        await drop_unique_key(settings.database_url)
    store = open_store(settings.database_url, settings.sealing_keys)

    def announce(running: app.Running) -> None:
        print(f"ready on http://{settings.host}:{running.port}", flush=True)

    try:
        await app.serve(
            settings,
            content,
            ASSETS,
            stop=stop,
            started=announce,
            paces=lifted(),
            store=break_store(store, sabotage),
        )
    finally:
        await store.close()


def main() -> None:
    """Settings as for `python -m bot serve`."""
    settings = read_settings()
    set_up_logs(settings.log_level, settings.log_format)
    name = os.environ.get("CRASH_SABOTAGE", "")
    uvloop.run(serve(settings, compile_or_exit(settings.locales), Sabotage(name) if name else None))


if __name__ == "__main__":
    main()
