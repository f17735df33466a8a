"""`groups`: a join code for a class, with what to say and to show there; and the figures, as a table.

A label is the instructor's own words for the class ("BP3MI Mataram, 3 March"), never a person's name.
"""

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import typer

from bot.commands.database import ask_store
from bot.commands.environment import EXIT_SETTINGS, read_settings
from bot.commands.handout import JOIN_WORD, TOO_FEW, Ways, links_of, write_csv, write_qr_codes
from bot.domain.groups import make_code, read_code, say_code
from bot.service.figures import Cells, Table, publish
from bot.service.ports import Group, Store
from bot.store.unit_of_work import utc_now

LABEL_LIMIT = 80
LONGEST = 366  # days; figures go a year after the end
TRIES = 50
_TELEGRAM_NAME = re.compile(r"@?([A-Za-z][A-Za-z0-9_]{4,31})")
_PHONE = re.compile(r"[1-9][0-9]{7,14}")


def new(label: str, *, days: int, telegram: str = "", whatsapp: str = "", out: Path | None = None) -> int:
    """Makes a group and prints its code, what to say in class and its links; 2 where an option is wrong."""
    settings = read_settings()
    ways, mistakes = _read_ways(settings.public_url, telegram, whatsapp)
    if mistakes := [*_label_mistakes(label), *_day_mistakes(days), *mistakes]:
        return _refuse(*mistakes)
    if out is not None and not _can_write_to(out):
        return _refuse("--out is not a folder that can be written to.")
    group = ask_store(settings, lambda store: _create(store, label.strip(), utc_now(), days))
    if group is None:
        return _fail("No free code was found: close and remove old groups, or try again.")
    links = links_of(group.code, ways)
    typer.echo("\n".join(_announcement(group, links)))
    if out is not None:
        for path in write_qr_codes(group.code, links, out):
            typer.echo(f"QR code: {path}")
    return 0


def list_all() -> int:
    """Prints every group, oldest first, with its size where it is not small."""
    now = utc_now()
    listed = ask_store(read_settings(), _read_each)
    for group, cells in listed:
        state = "open until" if group.open_until > now else "closed since"
        size = f"{cells['members'] if cells else TOO_FEW} members"
        typer.echo(f"{say_code(group.code)}  {state} {group.open_until:%Y-%m-%d}  {size}  {group.label}")
    if not listed:
        typer.echo("There are no groups yet; `python -m bot groups new` makes one.")
    return 0


def close(code: str) -> int:
    """Nobody can join any more; 2 where there is no such group."""
    known = read_code(code)
    if known is None or not ask_store(read_settings(), lambda store: _close(store, known, utc_now())):
        return _refuse("There is no group with this code; `python -m bot groups list` shows all.")
    typer.echo(f"Nobody can join {say_code(known)} any more.")
    return 0


def export(file: Path, *, code: str | None = None) -> int:
    """Writes the published figures of all groups, or of one; 2 where there is none or the file cannot be written."""
    wanted = read_code(code) if code is not None else ""
    groups, table = ask_store(read_settings(), lambda store: _read_table(store, wanted))
    if not groups:
        return _refuse("There is no such group; `python -m bot groups list` shows all.")
    try:
        write_csv(file, groups, table)
    except OSError:
        return _refuse("The file cannot be written: is it open elsewhere, or its folder missing?")
    typer.echo(f"{len(groups)} groups were written to {file}.")
    now = utc_now()
    if still_open := sum(group.open_until > now for group in groups):
        typer.echo(
            f"{still_open} of them can still be joined: two tables from different days would show what a "
            "newcomer did. Hand out one, after `groups close`.",
            err=True,
        )
    return 0


def _announcement(group: Group, links: Mapping[str, str]) -> Iterable[str]:
    said = say_code(group.code)
    yield f"The code is {said}. Until {group.open_until:%Y-%m-%d} everybody who knows it can join."
    # What is read out to the class is not one of the bot's texts, so it stands here, in its language.
    yield f'Say in class: "Kirim ke bot: {JOIN_WORD} {said}. Ikut atau tidak, boleh pilih sendiri."'
    for channel, link in links.items():
        yield f"Link for {channel}: {link}"
    if "web" not in links:
        yield "PUBLIC_URL is not set, so there is no link to the web chat."


def _read_ways(public_url: str, telegram: str, whatsapp: str) -> tuple[Ways, list[str]]:
    name = _TELEGRAM_NAME.fullmatch(telegram.strip())
    number = re.sub(r"[\s()+.-]", "", whatsapp)
    mistakes = []
    if telegram and name is None:
        mistakes.append("--telegram is the bot's name as in t.me/NAME: letters, digits and _.")
    if whatsapp and not _PHONE.fullmatch(number):
        mistakes.append("--whatsapp is the bot's number with its country code, such as 6281234567890.")
    return Ways(public_url=public_url, telegram=name[1] if name else "", whatsapp=number), mistakes


def _label_mistakes(label: str) -> Iterable[str]:
    if not 0 < len(label.strip()) <= LABEL_LIMIT or not label.strip().isprintable():
        yield f"A label has 1 to {LABEL_LIMIT} characters in one line: the class in your own words, no person's name."


def _day_mistakes(days: int) -> Iterable[str]:
    if not 1 <= days <= LONGEST:
        yield f"--days is a whole number from 1 to {LONGEST}."


def _can_write_to(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".{secrets.token_hex(8)}"
        probe.touch()
        probe.unlink()
    except OSError:
        return False
    return True


async def _create(store: Store, label: str, now: datetime, days: int) -> Group | None:
    async with store.write() as work:
        for _ in range(TRIES):
            code = make_code(secrets.randbelow)
            if group := await work.groups.create(label, code, now, now + timedelta(days=days)):
                await work.commit()
                return group
    return None


async def _close(store: Store, code: str, now: datetime) -> bool:
    async with store.write() as work:
        is_known = await work.groups.close(code, now)
        await work.commit()
    return is_known


async def _read_each(store: Store) -> Sequence[tuple[Group, Cells]]:
    groups, table = await _read_table(store, "")
    return list(zip(groups, table.rows, strict=True))


async def _read_table(store: Store, code: str | None) -> tuple[Sequence[Group], Table]:
    """Of every group where `code` is empty; of none where it is None."""
    async with store.read() as work:
        groups = [group for group in await work.groups.all() if code in ("", group.code)]
        return groups, publish([await work.groups.members(group.id) for group in groups])


def _refuse(*mistakes: str) -> int:
    for mistake in mistakes:
        typer.echo(mistake, err=True)
    return EXIT_SETTINGS


def _fail(why: str) -> int:
    typer.echo(why, err=True)
    return 1
