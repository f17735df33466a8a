"""What is given out for a group: links and QR codes to join it, and the table of its published figures."""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from bot.domain.groups import write_invitation
from bot.service.figures import AVERAGED_OVER, COLUMNS, FEWEST, Cells, Table
from bot.service.ports import Group

JOIN_WORD = "GABUNG"
TOO_FEW = f"fewer than {FEWEST}"
_FORMULA = re.compile(r"\s*[=+\-@\uff0b\uff0d\uff1d\uff20]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """How a class reaches the bot; each may be empty."""

    public_url: str = ""
    telegram: str = ""
    whatsapp: str = ""


def links_of(code: str, ways: Ways) -> Mapping[str, str]:
    """Addresses that open the bot with this code, by channel."""
    links = {}
    if ways.telegram:
        links["telegram"] = f"https://t.me/{ways.telegram}?start={write_invitation(code)}"
    if ways.whatsapp:
        links["whatsapp"] = f"https://wa.me/{ways.whatsapp}?text={quote(f'{JOIN_WORD} {code}')}"
    if ways.public_url:
        links["web"] = f"{ways.public_url}/?join={code}"
    return links


def write_qr_codes(code: str, links: Mapping[str, str], folder: Path) -> Sequence[Path]:
    """One SVG for each link, large enough for a poster; returns their paths."""
    import segno  # only who asks for pictures waits for it

    paths = []
    for channel, link in links.items():
        paths.append(folder / f"{code}-{channel}.svg")
        segno.make(link, error="m", micro=False).save(str(paths[-1]), scale=8, border=4, title=link)
    return paths


def write_csv(path: Path, groups: Sequence[Group], table: Table) -> None:
    """The published cells only. With a byte order mark: Excel takes it for another encoding without."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["group", "code", *COLUMNS.values(), "note"])
        for group, cells in zip(groups, table.rows, strict=True):
            writer.writerow([defused(group.label), group.code, *_shown(cells), "" if cells else TOO_FEW])
        if table.total is not None:
            writer.writerow(["All groups, as far as shown", "", *_shown(table.total), ""])


def defused(text: str) -> str:
    """A spreadsheet takes what begins like a formula for one, and would run it; an apostrophe prevents that."""
    return f"'{text}" if _FORMULA.match(text) else text


def _shown(cells: Cells) -> Iterable[str]:
    return (_number(name, cells[name]) if name in cells else "" for name in COLUMNS)


def _number(name: str, value: float) -> str:
    return f"{value:.1f}" if name in AVERAGED_OVER else f"{value:.0f}"
