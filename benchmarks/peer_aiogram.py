"""aiogram as its users run it: the finite state machine in memory behind its own aiohttp webhook.

Each update is handled to its end before it is acknowledged. Plan: standin (a port), rules.
"""

from collections.abc import Awaitable, Callable

from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from benchmarks.control import Facts, Line, cost, run_child
from benchmarks.dialogue import PLACES
from benchmarks.peer_lines import Bubble, Rule, read_rules
from benchmarks.people import BOT_SECRET, BOT_TOKEN, PATHS

CONNECTIONS = 256


async def main(plan: Facts, line: Line) -> None:
    """Serves until the parent hangs up."""
    server = TelegramAPIServer.from_base(f"http://127.0.0.1:{plan['standin']}")
    bot = Bot(BOT_TOKEN, session=AiohttpSession(api=server, limit=CONNECTIONS))
    dispatcher = Dispatcher(storage=MemoryStorage())
    for rule in read_rules(plan["rules"]):
        # Nobody has a state before the first message.
        place = None if rule.place == PLACES[0] else rule.place
        dispatcher.message.register(_answering(rule), StateFilter(place), F.text == rule.words)
    app = web.Application()
    handler = SimpleRequestHandler(dispatcher, bot, handle_in_background=False, secret_token=BOT_SECRET)
    handler.register(app, path=PATHS["telegram"])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
    await line.obey({"port": runner.addresses[0][1]}, {"counts": _counts})
    await runner.cleanup()
    await bot.session.close()


async def _counts(_: str) -> Facts:
    return cost()


def _answering(rule: Rule) -> Callable[[Message, FSMContext], Awaitable[None]]:
    async def answer(message: Message, state: FSMContext) -> None:
        await state.update_data({rule.place: rule.words})
        for bubble in rule.bubbles:
            await message.answer(bubble.text, reply_markup=_keyboard(bubble))
        await state.set_state(rule.next_place)

    return answer


def _keyboard(bubble: Bubble) -> InlineKeyboardMarkup | None:
    rows = [[InlineKeyboardButton(text=label, callback_data=data)] for label, data in bubble.buttons]
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


if __name__ == "__main__":
    run_child(main)
