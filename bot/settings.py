"""Environment → one frozen Settings; the only reader of the environment. Every mistake at once.

Only the composition root reads this; everybody else is given values.
"""

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones


class Secret:
    """A value that does not print itself."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The value, for the one call that needs it."""
        return self._value

    def __repr__(self) -> str:
        return "Secret('***')" if self._value else "Secret('')"

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)


class SettingsInvalid(Exception):
    """Every wrong setting, one sentence each, with what to do."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the environment says. Field names are the variables' names in lower case."""

    database_url: str
    files_dir: Path
    host: str
    port: int
    public_url: str
    trusted_proxies: tuple[str, ...]
    locales: tuple[str, ...]
    timezone: str
    quiet_hours: tuple[time, time]
    sealing_keys: tuple[bytes, ...]
    metrics_token: Secret
    telegram_token: Secret
    telegram_mode: str
    telegram_webhook_secret: Secret
    telegram_api_url: str
    whatsapp_token: Secret
    whatsapp_phone_number_id: str
    whatsapp_account_id: str
    whatsapp_app_secret: Secret
    whatsapp_verify_token: Secret
    whatsapp_api_url: str
    whatsapp_api_version: str
    whatsapp_monthly_cap: int
    staff_group_chat_id: str
    smtp_url: Secret
    case_desk: str
    log_level: str
    log_format: str

    def __repr__(self) -> str:
        return f"Settings(host={self.host!r}, port={self.port!r}, …)"


def load(environ: Mapping[str, str]) -> Settings:
    """Reads all settings from a mapping; raises SettingsInvalid with every mistake."""
    reader = _Reader(environ)
    values: dict[str, Any] = {name.lower(): reader.read(name, *rule) for name, rule in RULES.items()}
    reader.mistakes += _combinations(values)
    if reader.mistakes:
        raise SettingsInvalid(reader.mistakes)
    return Settings(**values)


class _Reader:
    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.mistakes: list[str] = []

    def read(self, name: str, default: str, parse: Callable[[str], Any], remedy: str) -> Any:
        raw = self.environ.get(name, "").strip() or default
        try:
            return parse(raw)
        except (ValueError, KeyError):
            self.mistakes.append(f"{name} is not right: {remedy}")
            return None


def _combinations(values: Mapping[str, Any]) -> list[str]:
    mistakes = []
    if (
        values["telegram_token"]
        and values["telegram_mode"] == "webhook"
        and not values["telegram_webhook_secret"]
    ):
        mistakes.append(
            "TELEGRAM_WEBHOOK_SECRET is missing: webhook mode needs it; any 32 letters and digits"
        )
    if values["telegram_token"] and values["telegram_mode"] == "webhook" and not values["public_url"]:
        mistakes.append(
            "PUBLIC_URL is missing: webhook mode needs the https address under which Telegram reaches us"
        )
    whatsapp = ("whatsapp_token", "whatsapp_phone_number_id", "whatsapp_app_secret", "whatsapp_verify_token")
    given = [name for name in whatsapp if values[name]]
    if given and len(given) < len(whatsapp):
        missing = ", ".join(name.upper() for name in whatsapp if not values[name])
        mistakes.append(f"{missing} missing: WhatsApp needs all of them, or none")
    if values["case_desk"] == "open":
        mistakes.append("CASE_DESK=open is not available in this version: use CASE_DESK=draft")
    return mistakes


def _text(raw: str) -> str:
    return raw


def _one_of(*allowed: str) -> Callable[[str], str]:
    def parse(raw: str) -> str:
        if raw not in allowed:
            raise ValueError(raw)
        return raw

    return parse


def _whole(minimum: int, maximum: int) -> Callable[[str], int]:
    def parse(raw: str) -> int:
        if not minimum <= int(raw) <= maximum:
            raise ValueError(raw)
        return int(raw)

    return parse


def _pattern(pattern: str) -> Callable[[str], str]:
    def parse(raw: str) -> str:
        if raw and not re.fullmatch(pattern, raw):
            raise ValueError(raw)
        return raw

    return parse


def _secret(pattern: str) -> Callable[[str], Secret]:
    def parse(raw: str) -> Secret:
        return Secret(_pattern(pattern)(raw))

    return parse


def _url(*schemes: str) -> Callable[[str], str]:
    def parse(raw: str) -> str:
        if raw and (urlsplit(raw).scheme not in schemes or not urlsplit(raw).netloc):
            raise ValueError(raw)
        return raw.rstrip("/")

    return parse


def _database(raw: str) -> str:
    if not re.fullmatch(r"sqlite\+aiosqlite:///.+|postgresql\+asyncpg://.+", raw):
        raise ValueError(raw)
    return raw


def _keys(raw: str) -> tuple[bytes, ...]:
    try:
        keys = tuple(base64.b64decode(key.strip(), validate=True) for key in raw.split(","))
    except binascii.Error as error:
        raise ValueError from error
    if not keys or any(len(key) != 32 for key in keys):
        raise ValueError
    return keys


def _zone(raw: str) -> str:
    if raw not in available_timezones():
        raise ValueError(raw)
    return ZoneInfo(raw).key


def _hours(raw: str) -> tuple[time, time]:
    start, end = raw.split("-")
    return time.fromisoformat(start.strip()), time.fromisoformat(end.strip())


def _networks(raw: str) -> tuple[str, ...]:
    return tuple(str(ip_network(part.strip())) for part in raw.split(",") if part.strip())


def _locales(raw: str) -> tuple[str, ...]:
    found = tuple(part.strip() for part in raw.split(",") if part.strip())
    if not found or not all(re.fullmatch(r"[a-z]{2,3}([_-][A-Za-z]{2,4})?", part) for part in found):
        raise ValueError(raw)
    return found


# name: (default, parser, what to do when it is wrong). `.env.example` lists the same names; a test compares.
RULES: Mapping[str, tuple[str, Callable[[str], Any], str]] = {
    "DATABASE_URL": (
        "sqlite+aiosqlite:///var/bot.db",
        _database,
        "use sqlite+aiosqlite:///path or postgresql+asyncpg://user:password@host/name",
    ),
    "FILES_DIR": ("var/files", Path, "a folder for sealed files"),
    "HOST": ("127.0.0.1", _text, "an address to listen on"),
    "PORT": ("8080", _whole(0, 65535), "a whole number from 0 to 65535 (0 takes a free port)"),
    "PUBLIC_URL": (
        "",
        _url("http", "https"),
        "the address people and platforms use, such as https://bot.example.org",
    ),
    "TRUSTED_PROXIES": (
        "",
        _networks,
        "networks of your reverse proxies, such as 127.0.0.1/32, separated by commas",
    ),
    "LOCALES": ("id,en", _locales, "locales to offer, the source first, such as id,en"),
    "TIMEZONE": ("Asia/Makassar", _zone, "a zone such as Asia/Makassar or Asia/Jakarta"),
    "QUIET_HOURS": ("21:00-07:00", _hours, "from-to, such as 21:00-07:00"),
    "SEALING_KEYS": (
        "",
        _keys,
        "base64 keys of 32 bytes, newest first, separated by commas; `python -m bot keys new` makes one",
    ),
    "METRICS_TOKEN": ("", _secret(r"\S{8,}"), "at least 8 characters without spaces, or empty"),
    "TELEGRAM_TOKEN": (
        "",
        _secret(r"\d+:[A-Za-z0-9_-]{10,}"),
        "the token from @BotFather, such as 123456:ABC…",
    ),
    "TELEGRAM_MODE": ("polling", _one_of("polling", "webhook"), "polling or webhook"),
    "TELEGRAM_WEBHOOK_SECRET": ("", _secret(r"[A-Za-z0-9_-]{16,256}"), "16 to 256 letters, digits, _ and -"),
    "TELEGRAM_API_URL": ("https://api.telegram.org", _url("http", "https"), "an http(s) address"),
    "WHATSAPP_TOKEN": ("", _secret(r"\S{10,}"), "the system user's token from Meta"),
    "WHATSAPP_PHONE_NUMBER_ID": (
        "",
        _pattern(r"\d+"),
        "the number's id (digits) from Meta, not the phone itself",
    ),
    "WHATSAPP_ACCOUNT_ID": ("", _pattern(r"\d+"), "the account's id (digits) from Meta"),
    "WHATSAPP_APP_SECRET": ("", _secret(r"\S{16,}"), "the app secret from Meta"),
    "WHATSAPP_VERIFY_TOKEN": (
        "",
        _secret(r"\S{8,}"),
        "any 8 or more characters, the same as in Meta's webhook form",
    ),
    "WHATSAPP_API_URL": ("https://graph.facebook.com", _url("http", "https"), "an http(s) address"),
    "WHATSAPP_API_VERSION": ("v25.0", _pattern(r"v\d+\.\d+"), "a version such as v25.0"),
    "WHATSAPP_MONTHLY_CAP": (
        "1000",
        _whole(0, 100_000_000),
        "how many messages a month may be sent before staff are warned; 0 for no cap",
    ),
    "STAFF_GROUP_CHAT_ID": (
        "",
        _pattern(r"-?\d+"),
        "the Telegram group's id, a number such as -1001234567890",
    ),
    "SMTP_URL": ("", _secret(r"smtps?://\S+"), "smtp://user:password@host:587 or smtps://…"),
    "CASE_DESK": ("draft", _one_of("draft", "open"), "draft or open"),
    "LOG_LEVEL": ("info", _one_of("debug", "info", "warning", "error"), "debug, info, warning or error"),
    "LOG_FORMAT": ("text", _one_of("text", "json"), "text or json"),
}
