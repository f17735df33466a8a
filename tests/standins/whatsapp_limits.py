"""The platform's own limits, written down a second time and apart from ours, so that tests compare."""

from typing import Any


def broken_limit(body: dict[str, Any]) -> str:
    """Which limit a posted message breaks, or empty."""
    if body.get("messaging_product") != "whatsapp":
        return "messaging_product"
    if not (str(body.get("to", "")).startswith("+") or body.get("recipient")):
        return "recipient"
    match body.get("type"):
        case "text":
            return _first((not 1 <= len(body["text"]["body"]) <= 4096, "text"))
        case "image":
            return _first((len(body["image"].get("caption", "")) > 1024, "caption"))
        case "document":
            document = body["document"]
            return _first(
                (len(document.get("caption", "")) > 1024, "caption"),
                (not 1 <= len(document.get("filename", "")) <= 240, "filename"),
            )
        case "interactive":
            return _interactive(body["interactive"])
        case "audio" | "template":
            return ""
        case _:
            return "type"


def _interactive(interactive: dict[str, Any]) -> str:
    body = interactive["body"]["text"]
    footer = interactive.get("footer", {"text": "-"})["text"]
    broken = _first((not 1 <= len(body) <= 1024, "body"), (not 1 <= len(footer) <= 60, "footer"))
    if broken:
        return broken
    action = interactive["action"]
    if interactive["type"] == "button":
        buttons = [button["reply"] for button in action["buttons"]]
        return _first((not 1 <= len(buttons) <= 3, "buttons")) or _labelled(buttons, 20, 256)
    sections = action["sections"]
    rows = [row for section in sections for row in section["rows"]]
    return _first(
        (not 1 <= len(rows) <= 10, "rows"),
        (not 1 <= len(action["button"]) <= 20, "list button"),
        (any(len(section.get("title", "")) > 24 for section in sections), "section title"),
        (
            len(sections) > 1 and not all(section.get("title") for section in sections),
            "sections without title",
        ),
        (any(len(row.get("description", "")) > 72 for row in rows), "description"),
    ) or _labelled(rows, 24, 200)


def _labelled(items: list[dict[str, str]], title: int, identity: int) -> str:
    return _first(
        (any(not 1 <= len(item["title"]) <= title for item in items), "title"),
        (any(not 1 <= len(item["id"]) <= identity for item in items), "id"),
        (len({item["title"] for item in items}) != len(items), "equal titles"),
        (len({item["id"] for item in items}) != len(items), "equal ids"),
    )


def _first(*rules: tuple[bool, str]) -> str:
    return next((name for is_broken, name in rules if is_broken), "")
