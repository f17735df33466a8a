"""The list of companies from the command line: every mistake is named, and nothing is half imported."""

import asyncio
import base64
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.commands.agency_file import COLUMNS, STATUSES, read_agencies
from bot.commands.demo.agencies import SAMPLE as DEMO
from bot.commands.demo.agencies import bring_in_agencies
from bot.domain.agency import Agency, AgencyStatus
from bot.store import open_store
from tests.databases import KEYS
from tests.store.builders import NOW

SAMPLE = Path(__file__).parents[1] / "agencies" / "sample.csv"
TODAY = date(2026, 11, 21)
HEADER = "name,licence,status,office,valid_until,source,as_of"
ROW = "PT Sinar Contoh,REKAAN-1,active,Mataram,2028-01-31,Rekaan,2026-11-01"


@pytest.fixture(autouse=True)
def settings(sqlite_store_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Settings of a machine with a fresh database, and a folder without .env."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", sqlite_store_url)
    monkeypatch.setenv("SEALING_KEYS", base64.b64encode(KEYS[0]).decode())


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["agencies", *words])


def written(folder: Path, *lines: str) -> str:
    path = folder / "list.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def read(*lines: str, raw: bytes = b"") -> tuple[Sequence[Agency], list[str]]:
    agencies, mistakes = read_agencies(raw or "\n".join(lines).encode(), TODAY, is_invented=True)
    return agencies, [str(mistake) for mistake in mistakes]


def listed(url: str) -> list[Agency]:
    async def read_all() -> list[Agency]:
        store = open_store(url, KEYS)
        async with store.read() as work:
            current = await work.agencies.current()
            found = list(await work.agencies.rows(current.version, 0, 100)) if current else []
        await store.close()
        return found

    return asyncio.run(read_all())


def row(**cells: str) -> str:
    """A good row but for these cells."""
    values = dict(zip(HEADER.split(","), ROW.split(","), strict=True))
    return ",".join({**values, **cells}.values())


def test_sample_is_imported_and_shown() -> None:
    imported = run("import", str(SAMPLE), "--invented")
    shown = run("show")

    assert imported.exit_code == 0, imported.output
    assert imported.stdout == "The list has 10 companies now, as of 2026-11-01.\n"
    assert shown.stdout.startswith("As of 2026-11-01, 10 companies, imported ")
    assert "10 from Daftar rekaan untuk percobaan (INVENTED SAMPLE)" in shown.stdout


def test_second_import_replaces_the_first(tmp_path: Path, sqlite_store_url: str) -> None:
    run("import", str(SAMPLE), "--invented")

    assert run("import", written(tmp_path, HEADER, ROW)).exit_code == 0

    (agency,) = listed(sqlite_store_url)
    assert agency.name == "PT Sinar Contoh" and not agency.is_invented


def test_one_bad_row_imports_nothing(tmp_path: Path, sqlite_store_url: str) -> None:
    run("import", str(SAMPLE), "--invented")

    result = run(
        "import", written(tmp_path, HEADER, ROW, row(name="", licence="2"), row(status="x", licence="3"))
    )

    assert result.exit_code == 1
    assert "line 3, column name: empty" in result.stderr
    assert "line 4, column status: not known: write one of active, aktif" in result.stderr
    assert result.stderr.splitlines()[-1] == "Nothing was imported: 2 mistakes."
    assert len(listed(sqlite_store_url)) == 10


def test_missing_file_is_said() -> None:
    result = run("import", "nowhere.csv")

    assert (result.exit_code, result.stderr) == (
        2,
        "nowhere.csv cannot be read: No such file or directory.\n",
    )


def test_without_a_list_show_says_how_to_bring_one_in() -> None:
    assert "There is no list yet" in run("show").stdout


def test_every_column_has_a_name_in_both_languages() -> None:
    first = ",".join(headers[0] for headers in COLUMNS.values())
    last = ";".join(headers[-1].upper().replace("_", " ") for headers in COLUMNS.values())

    english, _ = read(first, ROW)
    indonesian, _ = read(last, ROW.replace(",", ";"))

    assert english == indonesian != ()


@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_byte_order_mark_and_ends_of_lines_do_not_matter(start: str, end: str) -> None:
    agencies, mistakes = read(raw=f"{start}{HEADER}{end}{ROW}{end}".encode())

    assert mistakes == [] and [agency.name for agency in agencies] == ["PT Sinar Contoh"]


def test_columns_may_stand_in_any_order() -> None:
    agencies, _ = read("status,name,source,as_of,office,licence,valid_until", "dicabut,PT X,Y,1-11-2026,,,")

    assert agencies == (
        Agency(
            name="PT X", licence="", status=AgencyStatus.REVOKED, office="", valid_until="", source="Y",
            as_of="2026-11-01", is_invented=True,
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("day", "kept"), [("31/1/2028", "2028-01-31"), ("31 Januari 2028", "2028-01-31"), ("", "")]
)
def test_days_are_read_as_people_write_them(day: str, kept: str) -> None:
    (agency,), _ = read(HEADER, row(valid_until=day))

    assert agency.valid_until == kept


@pytest.mark.parametrize(("word", "status"), STATUSES.items())
def test_every_word_for_a_status_is_read(word: str, status: AgencyStatus) -> None:
    (agency,), _ = read(HEADER, row(status=word.title()))

    assert agency.status is status


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (row(name=" "), "line 2, column name: empty: fill it in"),
        (row(source=""), "line 2, column source: empty: fill it in"),
        (row(as_of=""), "line 2, column as_of: empty: fill it in"),
        (row(as_of="2026-11-22"), "line 2, column as_of: this day has not come yet"),
        (row(as_of="yesterday"), "line 2, column as_of: not a date"),
        (row(valid_until="2027-02-30"), "line 2, column valid_until: not a date"),
        (row(status="good"), "line 2, column status: not known"),
        (row(name="x" * 81), "line 2, column name: more than 80 letters"),
        (row(name="PT **Besar**"), "line 2, column name: it holds stars"),
        (
            row(office="Mata\u202eram"),
            "line 2, column office: it holds stars or characters that cannot be seen",
        ),
        (row() + ",more", "line 2: 8 columns where the first line has 7"),
        ("PT Sinar Contoh", "line 2: 1 columns where the first line has 7"),
        ('"PT Sinar,x', "line 2: quotes are not closed"),
    ],
)
def test_bad_row_is_named_with_what_to_do(bad: str, said: str) -> None:
    agencies, mistakes = read(HEADER, bad)

    assert agencies == ()
    assert len(mistakes) == 1 and mistakes[0].startswith(said)


def test_licence_may_stand_only_once() -> None:
    agencies, mistakes = read(HEADER, ROW, row(name="PT Lain", licence="rekaan 1"))

    assert agencies == ()
    assert mistakes == ["line 3, column licence: the same as in line 2: keep one of the two rows"]


def test_every_mistake_of_a_row_is_named() -> None:
    _, mistakes = read(HEADER, row(name="", status="", valid_until="x"))

    assert [mistake.split(":")[0] for mistake in mistakes] == [
        "line 2, column status",
        "line 2, column valid_until",
        "line 2, column name",
    ]


def test_lines_are_counted_as_an_editor_shows_them() -> None:
    _, mistakes = read(HEADER, row(office='"Jalan\nMawar"'), "", ",,,,,,", row(name="", licence="2"))

    assert mistakes == ["line 6, column name: empty: fill it in"]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([], "line 1: the file is empty"),
        ([HEADER], "line 1: there is no company below the header"),
        (["name,licence", "x,y"], "line 1: the first line must name these columns, too: status (or status)"),
        ([f"{HEADER},phone", f"{ROW},1"], "line 1, column phone: this column is not known"),
        ([f"{HEADER},nama", f"{ROW},x"], "line 1, column nama: this column stands here twice"),
    ],
)
def test_bad_header_is_named(lines: list[str], said: str) -> None:
    agencies, mistakes = read(*lines)

    assert agencies == () and mistakes[0].startswith(said)


def test_file_in_another_encoding_is_refused_with_its_line() -> None:
    _, mistakes = read(raw=f"{HEADER}\n{ROW}\nPT Caf\xe9".encode("latin-1"))

    assert mistakes == ["line 3: this is not UTF-8: save the file as CSV UTF-8"]


async def test_demo_brings_its_list_into_an_empty_database_only(sqlite_store_url: str) -> None:
    store = open_store(sqlite_store_url, KEYS)
    for _ in range(2):
        await bring_in_agencies(store, lambda: NOW)

    async with store.read() as work:
        current = await work.agencies.current()
        assert current is not None and current.version == 1
        assert all(agency.is_invented for agency in await work.agencies.rows(current.version, 0, 100))
    await store.close()


def test_demo_and_the_tests_have_the_same_sample() -> None:
    assert DEMO.read_bytes() == SAMPLE.read_bytes()
