"""Pictures and recordings that belong to a step: sent where they exist, never announced where they do not."""

from bot.content.model import Texts
from bot.domain.message import Asset, AssetKind, Message
from bot.engine.draft import Draft


def show(draft: Draft, picture: str, seen: Texts, text: str = "") -> None:
    """Sends a picture, with `text` as its caption and `seen` for those who cannot see it; on a phone that
    others use the text alone."""
    if draft.is_neutral:
        if text:
            draft.say(text)
    elif picture:
        asset = Asset(kind=AssetKind.PICTURE, name=picture, alt=draft.read(seen))
        draft.send(Message(text=text, locale=draft.locale, asset=asset))


def play(draft: Draft, recording: str, words: str) -> None:
    """Sends a recording; `words` say what it is."""
    if recording and not draft.is_neutral:
        asset = Asset(kind=AssetKind.AUDIO, name=recording, alt=words)
        draft.send(Message(text="", locale=draft.locale, asset=asset))
