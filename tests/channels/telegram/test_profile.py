"""The bot's public face: set where it differs, in the background, as often as it takes."""

import asyncio
import json

from bot.channels.telegram.profile import Profile, Webhook, set_up
from bot.channels.telegram.sender import TelegramSender
from tests.standins.telegram import Fault, TelegramStandIn

PROFILES = {
    language: Profile(
        name=f"Berangkat Aman {language}",
        description=f"Belajar sebelum berangkat {language}",
        short_description="Belajar",
        commands=(("menu", "Menu"), ("bantuan", "Bantuan")),
    )
    for language in ("", "id", "en")
}
SETTERS = {"setMyCommands", "setMyName", "setMyDescription", "setMyShortDescription"}


def setters(platform: TelegramStandIn) -> list[str]:
    return [call.method for call in platform.calls if call.method in SETTERS]


async def test_face_is_set_in_every_language(sender: TelegramSender, platform: TelegramStandIn) -> None:
    await set_up(sender.bot, PROFILES)

    assert len(setters(platform)) == len(SETTERS) * len(PROFILES)
    assert json.loads(platform.known["commands", "id"]) == [
        {"command": "menu", "description": "Menu"},
        {"command": "bantuan", "description": "Bantuan"},
    ]
    assert platform.known["name", ""] == "Berangkat Aman "
    assert platform.called("setWebhook") == []


async def test_equal_face_is_not_set_again(sender: TelegramSender, platform: TelegramStandIn) -> None:
    await set_up(sender.bot, PROFILES)
    platform.calls.clear()

    await set_up(sender.bot, PROFILES)

    assert setters(platform) == []


async def test_webhook_is_set_first_and_keeps_what_waits(
    sender: TelegramSender, platform: TelegramStandIn
) -> None:
    await set_up(
        sender.bot, PROFILES, Webhook(url="https://bot.example.org/webhooks/telegram", secret="s" * 16)
    )

    assert platform.calls[0].method == "setWebhook"
    assert platform.webhook["secret_token"] == "s" * 16
    assert platform.webhook.get("drop_pending_updates", "false") == "false"
    assert "callback_query" in json.loads(platform.webhook["allowed_updates"])


async def test_failing_part_is_tried_again(sender: TelegramSender, platform: TelegramStandIn) -> None:
    platform.script(Fault(status=502, method="setMyName", times=2))
    platform.script(Fault(status=429, method="setMyDescription", parameters={"retry_after": 1}))

    await set_up(sender.bot, {"": PROFILES[""]}, first_pause=0.01)

    assert platform.known["name", ""] == "Berangkat Aman "
    assert platform.known["description", ""] == "Belajar sebelum berangkat "
    assert len(platform.called("setMyCommands")) == 1


async def test_refused_token_keeps_quiet(sender: TelegramSender, platform: TelegramStandIn) -> None:
    platform.script(Fault(status=401, description="Unauthorized", times=0))

    task = asyncio.ensure_future(set_up(sender.bot, PROFILES, first_pause=0.01))
    await asyncio.sleep(0.1)
    task.cancel()
    await asyncio.wait([task])

    assert len(platform.calls) == 1


def test_secret_does_not_print() -> None:
    assert "hush" not in repr(Webhook(url="https://bot.example.org", secret="hush-hush-hush-1"))
