"""Where the repository's content lies."""

from pathlib import Path

import bot

HOME = Path(bot.__file__).resolve().parent.parent
CONTENT = HOME / "content"
LOCALES = HOME / "locales"
ASSETS = CONTENT / "assets"
