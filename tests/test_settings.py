import pytest

from bot.settings import RULES, Secret, SettingsInvalid, load

KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
WRONG = {
    "DATABASE_URL": "mysql://x",
    "PORT": "eighty",
    "PUBLIC_URL": "bot.example.org",
    "TRUSTED_PROXIES": "nowhere",
    "LOCALES": "Indonesian",
    "TIMEZONE": "Mars/Olympus",
    "QUIET_HOURS": "night",
    "SEALING_KEYS": "short",
    "METRICS_TOKEN": "x y",
    "TELEGRAM_TOKEN": "abc",
    "TELEGRAM_MODE": "push",
    "TELEGRAM_WEBHOOK_SECRET": "no spaces",
    "TELEGRAM_API_URL": "ftp://x",
    "WHATSAPP_TOKEN": "short",
    "WHATSAPP_PHONE_NUMBER_ID": "+62",
    "WHATSAPP_ACCOUNT_ID": "abc",
    "WHATSAPP_APP_SECRET": "short",
    "WHATSAPP_VERIFY_TOKEN": "short",
    "WHATSAPP_API_URL": "graph",
    "WHATSAPP_API_VERSION": "25",
    "WHATSAPP_MONTHLY_CAP": "-1",
    "STAFF_GROUP_CHAT_ID": "group",
    "SMTP_URL": "mail",
    "CASE_DESK": "shut",
    "LOG_LEVEL": "loud",
    "LOG_FORMAT": "xml",
}


def mistakes(environ: dict[str, str]) -> list[str]:
    with pytest.raises(SettingsInvalid) as caught:
        load(environ)
    return caught.value.mistakes


def test_only_the_key_has_no_default() -> None:
    assert mistakes({})[0].startswith("SEALING_KEYS")
    assert load({"SEALING_KEYS": KEY}).port == 8080


@pytest.mark.parametrize("name", WRONG)
def test_wrong_setting_is_named_with_a_remedy(name: str) -> None:
    found = mistakes({"SEALING_KEYS": KEY, name: WRONG[name]})

    assert any(name in mistake and len(mistake) > len(name) + 20 for mistake in found)


def test_every_mistake_is_reported_at_once() -> None:
    found = mistakes(WRONG)

    assert all(any(name in mistake for mistake in found) for name in WRONG)


def test_wrong_value_is_not_repeated_in_the_message() -> None:
    assert "hunter2" not in " ".join(mistakes({"SEALING_KEYS": "hunter2", "TELEGRAM_TOKEN": "hunter2"}))


def test_whatsapp_needs_all_of_its_settings() -> None:
    found = mistakes({"SEALING_KEYS": KEY, "WHATSAPP_TOKEN": "x" * 20})

    assert "WHATSAPP_APP_SECRET" in found[0]


def test_webhook_mode_needs_secret_and_address() -> None:
    found = mistakes({"SEALING_KEYS": KEY, "TELEGRAM_TOKEN": "1:abcdefghijkl", "TELEGRAM_MODE": "webhook"})

    assert len(found) == 2


def test_secrets_do_not_print() -> None:
    settings = load({"SEALING_KEYS": KEY, "METRICS_TOKEN": "hunter2hunter2"})

    assert "hunter2" not in repr(settings) + repr(settings.metrics_token) + str(settings.metrics_token)
    assert settings.metrics_token == Secret("hunter2hunter2")


def test_several_keys_are_read_newest_first() -> None:
    other = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="

    assert load({"SEALING_KEYS": f"{other}, {KEY}"}).sealing_keys[0] == b"A" * 32


def test_no_rule_is_without_a_remedy() -> None:
    assert all(remedy for _, _, remedy in RULES.values())
