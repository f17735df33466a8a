"""`catalogues`: writes the template for translators and brings every catalogue up to date by key."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import typer

from bot.commands.check import found_locales
from bot.commands.places import CONTENT, LOCALES
from bot.content.compile import gather
from bot.content.material import Material
from bot.i18n.catalog import catalogue_path
from bot.i18n.extract import write_template
from bot.i18n.merge import merge

TEMPLATE = "content.pot"


def run(*, check: bool = False, root: Path = CONTENT, catalogues: Path = LOCALES) -> int:
    """Writes what changed; with `check` writes nothing and returns 1 where something would change.

    A catalogue that cannot be read is left alone and named: a merge must never throw translations away.
    """
    material = gather(root, found_locales(catalogues), catalogues=catalogues, on=date.min)
    broken = [catalogue for catalogue in material.catalogues.values() if catalogue.unreadable]
    for catalogue in broken:
        typer.echo(f"{catalogue.path}: cannot be read; run `python -m bot check`", err=True)
    stale = [(path, wanted) for path, wanted in _files(material, catalogues) if not _is_current(path, wanted)]
    for path, wanted in stale:
        typer.echo(f"{path.relative_to(catalogues)} {'is out of date' if check else 'written'}")
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(wanted)
    return 1 if broken or (check and stale) else 0


def _files(material: Material, catalogues: Path) -> Iterator[tuple[Path, bytes]]:
    yield catalogues / TEMPLATE, write_template(material.texts)
    for locale, catalogue in material.catalogues.items():
        if not catalogue.unreadable:
            yield catalogue_path(catalogues, locale), merge(material.texts, catalogue)


def _is_current(path: Path, wanted: bytes) -> bool:
    return path.is_file() and path.read_bytes() == wanted
