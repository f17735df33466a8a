"""A message for a browser → the JSON that the page draws. Pure; says nothing about who reads it."""

import base64
import hashlib

from bot.channels.sheet import Printed
from bot.domain.message import Asset, Choice, Printout, numbered_text
from bot.service.ports import WebPart

ASSET_PATH = "/chat/assets/"


def write_part(part: WebPart, sheet: Printed | None = None) -> dict[str, object]:
    """One message as the page expects it, without what is empty.

    A message whose `sheet` could not be printed still says that there is one: the page then says how
    to ask for it again.

    `mark` tells apart two messages that were given the same number, as after a backup was restored.
    """
    message = part.message
    written: dict[str, object] = {
        "number": part.number,
        "mark": _mark(part),
        "text": numbered_text(message) if message.is_plain else message.text,
        "locale": message.locale,
        "choices": [] if message.is_plain else [_write_choice(choice) for choice in message.choices],
        "ways": [_write_choice(way) for way in message.ways],
        "hint": message.hint if message.is_plain else "",
        "asset": _write_asset(message.asset) if message.asset else None,
        "sheet": _write_sheet(message.printout, sheet) if message.printout else None,
        "hides": message.hides,
        "keeps": message.hides and message.keeps_way,
    }
    return {name: value for name, value in written.items() if value}


def _mark(part: WebPart) -> str:
    body = f"{part.number}\n{part.message.locale}\n{part.message.text}"
    return hashlib.blake2s(body.encode(errors="replace"), digest_size=6).hexdigest()


def _write_choice(choice: Choice) -> dict[str, object]:
    return {"token": choice.token, "label": choice.label, "number": choice.number}


def _write_asset(asset: Asset) -> dict[str, object]:
    return {"kind": asset.kind.value, "url": f"{ASSET_PATH}{asset.name}", "alt": asset.alt}


def _write_sheet(printout: Printout, sheet: Printed | None) -> dict[str, object]:
    about: dict[str, object] = {"kind": printout.medium.value, "name": printout.name, "alt": printout.alt}
    if sheet is None:
        return about
    return {**about, "mime": sheet.mime, "data": base64.b64encode(sheet.body).decode()}
