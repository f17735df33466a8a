"""What people see of the bot before they write: name, descriptions, commands; and the webhook.

Set in the background, never a condition for starting, and only where it differs: Telegram limits
how often a bot may rename itself.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass

from telegram import Bot, BotCommand
from telegram.error import InvalidToken, TelegramError

from bot.channels.telegram.polling import ALLOWED_UPDATES
from bot.channels.telegram.request import AskedToWait

_FIRST_PAUSE = 5.0
_LONGEST_PAUSE = 3600.0

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The public face in one language. Limits: 64, 512 and 120 characters; commands as (name, what it does)."""

    name: str
    description: str
    short_description: str
    commands: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """Where Telegram shall deliver, and the secret by which we know it."""

    url: str
    secret: str

    def __repr__(self) -> str:
        return f"Webhook({self.url}, ***)"


Job = tuple[str, Callable[[], Awaitable[None]]]


async def set_up(
    bot: Bot,
    profiles: Mapping[str, Profile],
    webhook: Webhook | None = None,
    *,
    first_pause: float = _FIRST_PAUSE,
) -> None:
    """Sets what differs; tries again, ever more slowly (hourly in the end), until each part is set.

    `profiles` by two-letter language, the default under "". The webhook comes first: without it
    nothing arrives.
    """
    jobs = list(_jobs(bot, profiles, webhook))
    pause = first_pause
    while jobs:
        jobs, asked = await _try_all(jobs)
        if jobs:
            await asyncio.sleep(max(pause, asked))
            pause = min(pause * 2, _LONGEST_PAUSE)


async def _try_all(jobs: list[Job]) -> tuple[list[Job], float]:
    """The jobs that are left, and how long Telegram asked us to wait."""
    left: list[Job] = []
    asked = 0.0
    for position, (name, job) in enumerate(jobs):
        try:
            await job()
        except AskedToWait as error:
            # Another question of a kind that was refused would only prolong the wait.
            left += jobs[position:]
            return left, error.seconds
        except InvalidToken:
            logger.error("Telegram refuses the token; the profile is not set")
            return jobs[position:], _LONGEST_PAUSE
        except TelegramError as error:
            logger.warning("not set", extra={"part": name, "reason": type(error).__name__})
            left.append((name, job))
    return left, asked


def _jobs(bot: Bot, profiles: Mapping[str, Profile], webhook: Webhook | None) -> Iterator[Job]:
    if webhook is not None:
        yield "webhook", lambda: _set_webhook(bot, webhook)
    for language, profile in profiles.items():
        yield from _profile_jobs(bot, language or None, profile)


def _profile_jobs(bot: Bot, language: str | None, profile: Profile) -> Iterator[Job]:
    yield "commands", lambda: _set_commands(bot, language, profile)
    yield "name", lambda: _set_name(bot, language, profile)
    yield "description", lambda: _set_description(bot, language, profile)
    yield "short description", lambda: _set_short_description(bot, language, profile)


async def _set_webhook(bot: Bot, webhook: Webhook) -> None:
    # Telegram does not tell which secret it holds, so this is set each time.
    await bot.set_webhook(
        webhook.url, secret_token=webhook.secret, allowed_updates=ALLOWED_UPDATES, drop_pending_updates=False
    )


async def _set_commands(bot: Bot, language: str | None, profile: Profile) -> None:
    present = await bot.get_my_commands(language_code=language)
    if tuple((command.command, command.description) for command in present) != profile.commands:
        wanted = [BotCommand(command, description) for command, description in profile.commands]
        await bot.set_my_commands(wanted, language_code=language)


async def _set_name(bot: Bot, language: str | None, profile: Profile) -> None:
    if (await bot.get_my_name(language)).name != profile.name:
        await bot.set_my_name(profile.name, language)


async def _set_description(bot: Bot, language: str | None, profile: Profile) -> None:
    if (await bot.get_my_description(language)).description != profile.description:
        await bot.set_my_description(profile.description, language)


async def _set_short_description(bot: Bot, language: str | None, profile: Profile) -> None:
    if (await bot.get_my_short_description(language)).short_description != profile.short_description:
        await bot.set_my_short_description(profile.short_description, language)
