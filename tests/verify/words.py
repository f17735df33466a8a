"""Sentences for the tests of the verifying page."""

from bot.verify.answer import PHRASE_IDS

LOCALES = ("id", "en")
PHRASES = {name: {locale: f"{locale}:{name}" for locale in LOCALES} for name in PHRASE_IDS}
