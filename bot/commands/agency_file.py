"""Reads a list of companies from CSV: all rows, or every mistake with its line, column and what to do. No database."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.agency import Agency, AgencyStatus
from bot.engine.steps.expected import read_date

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "nama"),
    "licence": ("licence", "license", "izin"),
    "status": ("status",),
    "office": ("office", "kantor"),
    "valid_until": ("valid_until", "berlaku_sampai"),
    "source": ("source", "sumber"),
    "as_of": ("as_of", "per_tanggal"),
}
"""Each column with the headers it may have."""

LIMITS: Mapping[str, int] = {"name": 80, "licence": 60, "office": 120, "source": 120}
"""Letters; three companies with all of these fit one message of every channel."""

NEEDED = ("name", "status", "source", "as_of")

STATUSES: Mapping[str, AgencyStatus] = {
    **dict.fromkeys(("active", "aktif", "berlaku"), AgencyStatus.ACTIVE),
    **dict.fromkeys(("suspended", "skorsing", "diskors", "ditunda", "dibekukan"), AgencyStatus.SUSPENDED),
    **dict.fromkeys(("revoked", "dicabut"), AgencyStatus.REVOKED),
    **dict.fromkeys(("expired", "berakhir", "habis", "kedaluwarsa"), AgencyStatus.EXPIRED),
}
"""Words for a status, in both languages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """What is wrong in one cell, and what to do. `column` is the header as written, or empty for the whole row."""

    line: int
    column: str
    advice: str

    def __str__(self) -> str:
        return f"line {self.line}{f', column {self.column}' if self.column else ''}: {self.advice}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    line: int
    cells: tuple[str, ...]


def read_agencies(
    raw: bytes, today: date, *, is_invented: bool
) -> tuple[tuple[Agency, ...], tuple[Mistake, ...]]:
    """The rows and no mistakes, or every mistake; who finds one imports nothing."""
    rows, mistakes = _read_rows(raw)
    if not rows:
        return (), tuple(mistakes) or (Mistake(line=1, column="", advice="the file is empty"),)
    header, *body = rows
    places, wrong = _read_header(header)
    if wrong:
        return (), tuple(wrong)
    reader = _Reader(header.cells, places, today, is_invented=is_invented)
    agencies = [found for row in body if (found := reader.read(row)) is not None]
    mistakes = [*reader.mistakes, *mistakes]
    if not body and not mistakes:
        mistakes.append(Mistake(line=header.line, column="", advice="there is no company below the header"))
    return (tuple(agencies) if not mistakes else ()), tuple(mistakes)


def _read_rows(raw: bytes) -> tuple[list[_Row], list[Mistake]]:
    """Rows that are not empty, with the line each begins on; a mistake where the file cannot be read on."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return [], [Mistake(line=line, column="", advice="this is not UTF-8: save the file as CSV UTF-8")]
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows, line = list[_Row](), 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(_Row(line=line, cells=tuple(" ".join(cell.split()) for cell in cells)))
            line = reader.line_num + 1
    except csv.Error:
        advice = 'quotes are not closed, or something stands behind them: write a quote inside a cell as ""'
        return rows, [Mistake(line=line, column="", advice=advice)]
    return rows, []


def _read_header(header: _Row) -> tuple[Mapping[str, int], list[Mistake]]:
    """Where each column stands."""
    names = {header: column for column, headers in COLUMNS.items() for header in headers}
    places, mistakes = dict[str, int](), list[Mistake]()
    for place, written in enumerate(header.cells):
        column = names.get(written.casefold().replace(" ", "_"), "")
        if not column or column in places:
            advice = "this column stands here twice" if column else "this column is not known: take it out"
            mistakes.append(Mistake(line=header.line, column=written or str(place + 1), advice=advice))
        else:
            places[column] = place
    missing = [f"{column} (or {headers[-1]})" for column, headers in COLUMNS.items() if column not in places]
    if missing:
        advice = f"the first line must name these columns, too: {', '.join(missing)}"
        mistakes.append(Mistake(line=header.line, column="", advice=advice))
    return places, mistakes


class _Reader:
    """One row after the other; remembers licences, so that none stands twice."""

    def __init__(
        self, header: Sequence[str], places: Mapping[str, int], today: date, *, is_invented: bool
    ) -> None:
        self.mistakes: list[Mistake] = []
        self._header = header
        self._places = places
        self._today = today.isoformat()
        self._is_invented = is_invented
        self._licences: dict[str, int] = {}

    def read(self, row: _Row) -> Agency | None:
        """The company, or None and why."""
        if len(row.cells) != len(self._header):
            advice = f"{len(row.cells)} columns where the first line has {len(self._header)}"
            self.mistakes.append(Mistake(line=row.line, column="", advice=advice))
            return None
        cells = {column: row.cells[place] for column, place in self._places.items()}
        valid_until, as_of = _day(cells["valid_until"]), _day(cells["as_of"])
        status = STATUSES.get(cells["status"].casefold())
        wrong = dict([*self._unusable(cells, valid_until, as_of, status), *self._repeated(row, cells)])
        for column, advice in wrong.items():
            written = self._header[self._places[column]]
            self.mistakes.append(Mistake(line=row.line, column=written, advice=advice))
        if wrong or status is None:
            return None
        texts = {column: cells[column] for column in LIMITS}
        return Agency(
            **texts,
            status=status,
            valid_until=valid_until or "",
            as_of=as_of or "",
            is_invented=self._is_invented,
        )

    def _unusable(
        self,
        cells: Mapping[str, str],
        valid_until: str | None,
        as_of: str | None,
        status: AgencyStatus | None,
    ) -> Iterator[tuple[str, str]]:
        for column, limit in LIMITS.items():
            if len(cells[column]) > limit:
                yield column, f"more than {limit} letters: shorten it"
            if "*" in cells[column] or not cells[column].isprintable():
                yield column, "it holds stars or characters that cannot be seen: take them out"
        if status is None:
            yield "status", f"not known: write one of {', '.join(STATUSES)}"
        for column, day in (("valid_until", valid_until), ("as_of", as_of)):
            if day is None:
                yield column, "not a date: write it as 2026-12-31 or 31-12-2026"
        if as_of and as_of > self._today:
            yield "as_of", "this day has not come yet"
        yield from ((column, "empty: fill it in") for column in NEEDED if not cells[column])

    def _repeated(self, row: _Row, cells: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        licence = "".join(letter for letter in cells["licence"].casefold() if letter.isalnum())
        if not licence:
            return
        first = self._licences.setdefault(licence, row.line)
        if first != row.line:
            yield "licence", f"the same as in line {first}: keep one of the two rows"


def _day(written: str) -> str | None:
    """YYYY-MM-DD; "" where nothing is written, None where it is no date."""
    if not written:
        return ""
    found = read_date(written)
    return found.isoformat() if found else None
