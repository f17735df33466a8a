"""What the server under test is told: a database with the tests' keys, and stand-ins instead of platforms."""

import base64
from collections.abc import Sequence

from tests.databases import KEYS
from tests.standins import whatsapp

TELEGRAM_SECRET = "telegram-webhook-secret-0001"
BOT_ID = "700100"


def with_database(url: str, keys: Sequence[bytes] = KEYS) -> dict[str, str]:
    """A database, and the keys to seal with, newest first."""
    written = ",".join(base64.b64encode(key).decode() for key in keys)
    return {"DATABASE_URL": url, "SEALING_KEYS": written, "LOG_FORMAT": "json"}


def with_telegram(api_url: str, mode: str = "webhook") -> dict[str, str]:
    """One bot; updates are pushed to /webhooks/telegram or asked for."""
    return {
        "TELEGRAM_TOKEN": f"{BOT_ID}:invented-token-0001",
        "TELEGRAM_API_URL": api_url,
        "TELEGRAM_MODE": mode,
        "TELEGRAM_WEBHOOK_SECRET": TELEGRAM_SECRET,
        "PUBLIC_URL": "https://bot.invalid",
    }


def with_whatsapp(api_url: str) -> dict[str, str]:
    """The one number that the stand-in knows."""
    return {
        "WHATSAPP_API_URL": api_url,
        "WHATSAPP_TOKEN": whatsapp.TOKEN,
        "WHATSAPP_APP_SECRET": whatsapp.SECRET,
        "WHATSAPP_PHONE_NUMBER_ID": whatsapp.NUMBER_ID,
        "WHATSAPP_VERIFY_TOKEN": "stand-in-verify",
    }
