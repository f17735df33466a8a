"""Groups from the command line: a code to give out, and a table in which nobody can be counted."""

import asyncio
import base64
import csv
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.commands.handout import Ways, defused, links_of
from bot.domain.groups import read_code, read_invitation
from bot.service.figures import COLUMNS
from bot.store import open_store
from tests.databases import KEYS
from tests.store.builders import NOW, an_address, an_arrival, answer, receive

LABEL = "BP3MI Mataram, 3 Maret"


@pytest.fixture(autouse=True)
def settings(sqlite_store_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Settings of a machine with a fresh database, and a folder without .env."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", sqlite_store_url)
    monkeypatch.setenv("SEALING_KEYS", base64.b64encode(KEYS[0]).decode())
    monkeypatch.setenv("PUBLIC_URL", "https://bot.example.org")


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["groups", *words])


def made(*options: str, label: str = LABEL) -> str:
    """The code of a new group."""
    result = run("new", label, *options)
    assert result.exit_code == 0, result.output
    found = re.search(r"The code is ([A-Z]+ \d{4})\.", result.stdout)
    assert found is not None
    code = read_code(found[1])
    assert code is not None
    return code


def fill(url: str, code: str, *members: Mapping[str, int]) -> None:
    """Somebody new joins for each."""

    async def join() -> None:
        store = open_store(url, KEYS)
        for place, figures in enumerate(members):
            await receive(store, an_arrival("halo", an_address(f"{code}-{place}")))
            (turn,) = await answer(store)
            async with store.write() as work:
                assert await work.groups.join(turn.contact, code, NOW)
                await work.groups.count(turn.contact, figures)
                await work.commit()
        await store.close()

    asyncio.run(join())


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_new_group_has_a_code_a_sentence_and_links() -> None:
    result = run("new", LABEL, "--telegram", "@berangkat_bot", "--whatsapp", "+62 812-3456-7890")

    code = read_code(result.stdout.partition(".")[0].removeprefix("The code is "))
    assert result.exit_code == 0 and code is not None
    assert f"GABUNG {code[:-4].upper()} {code[-4:]}" in result.stdout
    assert f"https://t.me/berangkat_bot?start=g-{code}\n" in result.stdout
    assert f"https://wa.me/6281234567890?text=GABUNG%20{code}\n" in result.stdout
    assert f"https://bot.example.org/?join={code}\n" in result.stdout


def test_each_link_gets_a_qr_code(tmp_path: Path) -> None:
    folder = tmp_path / "kelas" / "maret"

    code = made("--telegram", "berangkat_bot", "--whatsapp", "6281234567890", "--out", str(folder))

    assert sorted(path.name for path in folder.iterdir()) == [
        f"{code}-{channel}.svg" for channel in ("telegram", "web", "whatsapp")
    ]
    for path in folder.iterdir():
        assert ET.parse(path).getroot().tag == "{http://www.w3.org/2000/svg}svg"


def test_links_lead_to_the_code() -> None:
    links = links_of("mangga4827", Ways(telegram="berangkat_bot"))

    assert list(links) == ["telegram"]
    assert read_invitation(links["telegram"].partition("start=")[2]) == "mangga4827"


def test_link_to_the_web_needs_the_public_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PUBLIC_URL")

    assert "PUBLIC_URL is not set" in run("new", LABEL).stdout


def test_every_wrong_option_is_told_and_nothing_is_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    wrong = run("new", " \n", "--days", "0", "--telegram", "b", "--whatsapp", "0812345678")

    assert wrong.exit_code == 2
    assert len(wrong.stderr.splitlines()) == 4
    assert run("new", LABEL, "--out", str(tmp_path / "file")).exit_code == 2
    assert "There are no groups yet" in run("list").stdout


def test_list_shows_every_group_and_no_small_number(sqlite_store_url: str) -> None:
    first, second = made(), made("--days", "7", label="LTSA Praya")
    fill(sqlite_store_url, first, *[{"lessons": 1}] * 3)
    fill(sqlite_store_url, second, *[{"lessons": 1}] * 6)

    one, two = run("list").stdout.splitlines()

    assert "open until" in one and "fewer than 5 members" in one and LABEL in one
    assert "  6 members  LTSA Praya" in two


def test_closed_group_says_so() -> None:
    code = made()

    result = run("close", f"{code[:-4].upper()}-{code[-4:]}")

    assert result.exit_code == 0
    assert "closed since" in run("list").stdout


@pytest.mark.parametrize("code", ["mangga4827", "nonsense", ""])
def test_unknown_code_is_refused(code: str, tmp_path: Path) -> None:
    file = tmp_path / "figures.csv"

    assert run("close", code).exit_code == 2
    assert run("export", str(file), "--group", code).exit_code == 2
    assert not file.exists()


def test_export_holds_the_published_cells(sqlite_store_url: str, tmp_path: Path) -> None:
    whole, few = made(), made(label="LTSA Praya")
    scores = [{"lessons": 9, "mastered": 12, "pre_right": n, "pre_unsure": 1} for n in range(6)]
    fill(sqlite_store_url, whole, *scores)
    fill(sqlite_store_url, few, *scores[:4])

    result = run("export", str(tmp_path / "figures.csv"))
    one, two = table(tmp_path / "figures.csv")

    assert (one["group"], one["code"], one["members"]) == (LABEL, whole, "6")
    assert (one[COLUMNS["pre_took"]], one[COLUMNS["pre_missed"]], one[COLUMNS["post_took"]]) == (
        "6",
        "0",
        "0",
    )
    assert (one[COLUMNS["lessons"]], one[COLUMNS["right_before"]]) == ("9.0", "")
    assert two["note"] == "fewer than 5"
    assert {two[name] for name in COLUMNS.values()} == {""}
    assert "2 of them can still be joined" in result.stderr


def test_export_of_all_ends_with_their_total(sqlite_store_url: str, tmp_path: Path) -> None:
    for label in ("satu", "dua"):
        fill(sqlite_store_url, made(label=label), *[{"lessons": 3, "mastered": 2}] * 7)

    run("export", str(tmp_path / "figures.csv"))

    *groups, total = table(tmp_path / "figures.csv")
    assert len(groups) == 2
    assert (total["group"], total["members"], total[COLUMNS["lessons"]]) == (
        "All groups, as far as shown",
        "14",
        "3.0",
    )


def test_export_of_one_group_has_one_row(tmp_path: Path) -> None:
    made(label="lain")
    code = made()
    run("close", code)

    result = run("export", str(tmp_path / "figures.csv"), "--group", code)

    (row,) = table(tmp_path / "figures.csv")
    assert (row["group"], result.stderr) == (LABEL, "")


def test_export_opens_in_a_spreadsheet_and_runs_nothing(tmp_path: Path) -> None:
    made(label='=HYPERLINK("http://x", "kelas")')

    run("export", str(tmp_path / "figures.csv"))

    assert (tmp_path / "figures.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    (row,) = table(tmp_path / "figures.csv")
    assert row["group"] == '\'=HYPERLINK("http://x", "kelas")'


@pytest.mark.parametrize("text", ["=1+1", "+62", "-1", "@SUM(A1)", " =1", "\t=1", "＝1"])
def test_label_that_looks_like_a_formula_is_defused(text: str) -> None:
    assert defused(text) == f"'{text}"


@pytest.mark.parametrize("text", ["BP3MI Mataram", "kelas 3-B", "3 = tiga", ""])
def test_other_labels_stay_as_they_are(text: str) -> None:
    assert defused(text) == text


def test_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    made()

    result = run("export", str(tmp_path / "nowhere" / "figures.csv"))

    assert (result.exit_code, result.stdout) == (2, "")


def test_database_without_tables_asks_for_migrate(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", postgres_url)

    result = run("list")

    assert result.exit_code == 1
    assert "python -m bot migrate" in result.stderr


def test_database_out_of_reach_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'file' / 'bot.db'}")

    result = run("list")

    assert result.exit_code == 1
    assert "cannot be reached" in result.stderr
