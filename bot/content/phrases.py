"""The short sentences that the program itself says: which there must be, and what each may hold.

Texts live in content/phrases.yaml; here are only their ids, the values they are given, and their limits.
"""

from collections.abc import Mapping

FOLDER = "phrases"
"""First part of a phrase's key: `phrases/not-understood`."""

REQUIRED_PHRASES: tuple[str, ...] = (
    "not-understood",
    "not-understood-shorter",
    "old-button",
    "voice-not-here",
    "media-not-here",
    "unsupported",
    "text-expected",
    "text-too-long",
    "number-expected",
    "number-range",
    "date-expected",
    "date-range",
    "place-expected",
    "place-unsure",
    "media-expected",
    "back-nothing",
    "stopped",
    "still-stopped",
    "apology",
    "onward",
    "try-again",
    "onward-next",
    "menu-label",
    "help-label",
    "sos-label",
    "sos-offer",
    "ways-hint",
    "skip-hint",
    "person-hint",
    "list-button",
    "list-choices",
    "list-ways",
    "numbers-on",
    "numbers-off",
    "staff-joined",
    "staff-left",
    "resume-here",
    "fact-dated",
    "fact-overdue",
    "done-mark",
    "page-title",
    "page-description",
    "page-send",
    "page-placeholder",
    "page-leave",
    "page-leave-hint",
    "page-listen",
    "page-listen-stop",
    "page-offline",
    "page-sending",
    "page-sent",
    "page-failed",
    "page-retry",
    "page-menu",
    "page-help",
    "page-language",
    "page-you",
    "page-bot",
    "page-too-long",
    "page-noscript",
    "page-new-messages",
    "page-privacy",
    "page-start",
    "page-working",
    "page-error",
    "page-away-title",
    "page-away-text",
    "telegram-name",
    "telegram-short",
    "telegram-description",
    "command-menu",
    "command-help",
    "command-language",
    "command-stop",
    "command-start",
)

PHRASE_VALUES: Mapping[str, frozenset[str]] = {
    "text-too-long": frozenset({"maximum"}),
    "number-range": frozenset({"minimum", "maximum"}),
    "date-range": frozenset({"minimum", "maximum"}),
    "date-expected": frozenset({"example"}),
    "fact-dated": frozenset({"value", "date"}),
    "fact-overdue": frozenset({"value", "date"}),
}
"""What the program fills in; a phrase that is not here, and every text of a module, gets nothing."""

# WhatsApp: button 20, row title and section title 24. Telegram: name 64, short description 120,
# description 512, command description 256.
PHRASE_LIMITS: Mapping[str, int] = {
    "menu-label": 20,
    "help-label": 20,
    "sos-label": 20,
    "skip-label": 20,
    "onward-next": 20,
    "list-button": 20,
    "list-choices": 24,
    "list-ways": 24,
    "done-mark": 3,
    "telegram-name": 64,
    "telegram-short": 120,
    "telegram-description": 512,
    "command-menu": 256,
    "command-help": 256,
    "command-language": 256,
    "command-stop": 256,
    "command-start": 256,
}


def phrase_key(id: str) -> str:
    """The key of a phrase, as translators see it."""
    return f"{FOLDER}/{id}"


def allowed_values(key: str) -> frozenset[str]:
    """The values that the text of this key may use."""
    folder, _, id = key.partition("/")
    return PHRASE_VALUES.get(id, frozenset()) if folder == FOLDER else frozenset()
