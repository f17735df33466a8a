"""python-telegram-bot as its users run it: ConversationHandler with PicklePersistence behind an aiohttp webhook.

Each update is processed to its end before it is acknowledged. Plan: standin (a port), rules, folder.
"""

import hmac
import json
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from aiohttp import web
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PicklePersistence,
)
from telegram.ext.filters import Regex

from benchmarks.control import Facts, Line, cost, run_child
from benchmarks.peer_lines import Bubble, Rule, read_rules
from benchmarks.people import BOT_SECRET, BOT_TOKEN, PATHS

CONNECTIONS = 256
Bot = Application[Any, Any, Any, Any, Any, Any]  # six type arguments that nothing here depends on
Context = ContextTypes.DEFAULT_TYPE


async def main(plan: Facts, line: Line) -> None:
    """Serves until the parent hangs up."""
    with tempfile.TemporaryDirectory(dir=plan["folder"]) as folder:
        bot = _build(plan["standin"], f"{folder}/people.pickle", read_rules(plan["rules"]))
        await bot.initialize()
        await bot.start()
        app = web.Application()
        app.router.add_post(PATHS["telegram"], _handler(bot))
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
        await line.obey({"port": runner.addresses[0][1]}, {"counts": _counts})
        await runner.cleanup()
        await bot.stop()
        await bot.shutdown()


async def _counts(_: str) -> Facts:
    return cost()


def _build(standin: int, path: str, rules: Sequence[Rule]) -> Bot:
    builder = ApplicationBuilder().token(BOT_TOKEN).base_url(f"http://127.0.0.1:{standin}/bot").updater(None)
    builder = builder.connection_pool_size(CONNECTIONS).pool_timeout(60).persistence(PicklePersistence(path))
    bot: Bot = builder.build()
    bot.add_handler(_conversation(rules))
    return bot


def _conversation(rules: Sequence[Rule]) -> ConversationHandler[Context]:
    first, *rest = rules
    states: dict[object, list[Any]] = {}
    for rule in rest:
        states.setdefault(rule.place, []).append(_message_handler(rule))
    return ConversationHandler(
        entry_points=[_message_handler(first)], states=states, fallbacks=[], name="dialogue", persistent=True
    )


def _message_handler(rule: Rule) -> Any:
    async def answer(update: Update, context: Context) -> str:
        assert update.message is not None and context.user_data is not None
        context.user_data[rule.place] = rule.words
        for bubble in rule.bubbles:
            await update.message.reply_text(bubble.text, reply_markup=_keyboard(bubble))
        return rule.next_place

    return MessageHandler(Regex(f"^{rule.words}$"), answer)


def _keyboard(bubble: Bubble) -> InlineKeyboardMarkup | None:
    rows = [[InlineKeyboardButton(label, callback_data=data)] for label, data in bubble.buttons]
    return InlineKeyboardMarkup(rows) if rows else None


def _handler(bot: Bot) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def accept(request: web.Request) -> web.Response:
        given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(given, BOT_SECRET):
            return web.Response(status=401)
        await bot.process_update(Update.de_json(json.loads(await request.read()), bot.bot))
        return web.Response()

    return accept


if __name__ == "__main__":
    run_child(main)
