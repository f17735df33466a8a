"""C: pictures and recordings that can be sent, are cheap to load, and are described in words.

Only files that are there are looked at: a slot without a file is a slot, not a mistake.
"""

from collections.abc import Iterator, Mapping
from pathlib import PurePath

from bot.content.assets import AssetFile
from bot.content.checks.check import Check, Finding
from bot.content.checks.limits import limit
from bot.content.kinds import ASKING, PICTURE
from bot.content.material import Material
from bot.content.raw import RawModule, RawStep
from bot.domain.problem import Severity

KILOBYTE = 1000
_MEDIA = frozenset({".jpg", ".jpeg", ".png", ".ogg"})


def bad_picture(material: Material) -> Iterator[Finding]:
    """Pictures that are too large, of a format that a channel refuses, or without words for who cannot see them."""
    most = limit(material, "pictures", "kilobytes")
    for module, step in _lessons(material):
        node = step.options.get("picture")
        file = material.sources.asset_files.get(node.scalar) if node else None
        if node is None or file is None:
            continue
        for message in _picture_mistakes(step, file, most):
            yield Finding(path=module.path, line=node.line, message=f"{node.scalar}: {message}")


def _picture_mistakes(step: RawStep, file: AssetFile, most: float | None) -> Iterator[str]:
    if file.format not in {"jpeg", "png"}:
        yield "this is neither JPEG nor PNG"
    if most is not None and file.size > most * KILOBYTE:
        yield f"{file.size / KILOBYTE:.0f} KB where {most:g} KB are allowed"
    if not any(bubble.id == PICTURE and bubble.text.strip() for bubble in step.bubbles):
        yield f"no [{PICTURE}] says in words what can be seen"


def bad_recording(material: Material) -> Iterator[Finding]:
    """Recordings that are too large, too long, or no Opus."""
    sizes = limit(material, "audio", "kilobytes"), limit(material, "audio", "seconds")
    for module, step in _lessons(material):
        node = step.options.get("audio")
        for locale in material.locales if node else ():
            assert node is not None
            name = f"{node.scalar}.{locale}.ogg"
            file = material.sources.asset_files.get(name)
            for message in _recording_mistakes(file, *sizes) if file else ():
                yield Finding(path=module.path, line=node.line, message=f"{name}: {message}", locale=locale)


def _recording_mistakes(file: AssetFile, kilobytes: float | None, seconds: float | None) -> Iterator[str]:
    if file.format != "opus":
        yield "this is not OGG with Opus, or it is cut off"
    if kilobytes is not None and file.size > kilobytes * KILOBYTE:
        yield f"{file.size / KILOBYTE:.0f} KB where {kilobytes:g} KB are allowed"
    if seconds is not None and file.seconds > seconds:
        yield f"{file.seconds:.0f} seconds where {seconds:g} are allowed"


def unused_asset(material: Material) -> Iterator[Finding]:
    """Pictures and recordings that no lesson names, which mostly is a slip in the name."""
    named = _named(material)
    folder = f"{material.sources.quality.path.rpartition('/')[0]}/assets"
    for name in sorted(material.sources.asset_files):
        if PurePath(name).suffix in _MEDIA and name not in named:
            message = f"no lesson shows or plays {name}"
            yield Finding(path=folder, line=1, message=message)


def _named(material: Material) -> Mapping[str, RawModule]:
    found: dict[str, RawModule] = {}
    for module, step in _lessons(material):
        found[step.options.text("picture")] = module
        for locale in material.locales:
            found[f"{step.options.text('audio')}.{locale}.ogg"] = module
    return found


def _lessons(material: Material) -> Iterator[tuple[RawModule, RawStep]]:
    return ((module, step) for module, step in material.steps() if step.kind in ASKING)


CHECKS = (
    Check(
        code="C08",
        why="A picture costs the reader data, and some readers cannot see it.",
        find=bad_picture,
        remedy=f"save it smaller as JPEG or PNG, and say in a bubble [{PICTURE}] what can be seen",
    ),
    Check(
        code="C09",
        why="A recording costs the listener data and patience.",
        find=bad_recording,
        remedy="record it as mono OGG/Opus at about 24 kbit/s, or say less; the limits stand in content/quality.yaml",
    ),
    Check(
        code="C10",
        why="A file with a slip in its name is never sent.",
        find=unused_asset,
        severity=Severity.WARNING,
        remedy="call it like the lesson's `picture` or `audio`, the latter with locale and .ogg, or remove it",
    ),
)
