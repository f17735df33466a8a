"""The settings under which our server is measured: what `.env` would say, pointed at the stand-in."""

import base64
from collections.abc import Mapping

from benchmarks.databases import as_setting
from benchmarks.people import BOT_SECRET, BOT_TOKEN, NUMBER_ID, SECRET, TOKEN, VERIFY_TOKEN


def environ(channel: str, database: str, standin_port: int, files: str) -> Mapping[str, str]:
    """One channel, sealing on, a free port."""
    platform = f"http://127.0.0.1:{standin_port}"
    whatsapp = {
        "WHATSAPP_TOKEN": TOKEN,
        "WHATSAPP_PHONE_NUMBER_ID": NUMBER_ID,
        "WHATSAPP_APP_SECRET": SECRET,
        "WHATSAPP_VERIFY_TOKEN": VERIFY_TOKEN,
        "WHATSAPP_API_URL": platform,
    }
    telegram = {
        "TELEGRAM_TOKEN": BOT_TOKEN,
        "TELEGRAM_MODE": "webhook",
        "TELEGRAM_WEBHOOK_SECRET": BOT_SECRET,
        "TELEGRAM_API_URL": platform,
        "PUBLIC_URL": "https://127.0.0.1",
    }
    return {
        "DATABASE_URL": as_setting(database),
        "FILES_DIR": files,
        "PORT": "0",
        "SEALING_KEYS": base64.b64encode(bytes(range(32))).decode(),
        **(whatsapp if channel == "whatsapp" else telegram),
    }
