import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.commands import facts
from bot.commands.facts import Mark, list_facts
from bot.commands.places import CONTENT
from bot.content.compile import gather
from bot.content.facts import FactKind
from bot.content.raw import Node
from bot.content.read import read_yaml
from tests.broken.cases import GOOD

TODAY = date(2026, 11, 21)


def written_facts() -> list[Node]:
    paths = sorted((CONTENT / "facts").glob("*.yaml"))
    return [node for path in paths for node in read_yaml(path, path.name).root.members]


def shown(
    capsys: pytest.CaptureFixture[str], kind: FactKind | None = None, due_on: date | None = None
) -> str:
    code = facts.run(
        kind=kind, due_on=due_on, root=GOOD / "content", catalogues=GOOD / "locales", today=TODAY
    )

    assert code == 0
    return capsys.readouterr().out


def marks(today: date, due_on: date | None = None) -> dict[str, tuple[Mark, ...]]:
    material = gather(GOOD / "content", ("id",), catalogues=GOOD / "locales")
    return {found.fact.id: found.marks for found in list_facts(material, today, due_on)}


def test_counts_are_those_of_the_files(capsys: pytest.CaptureFixture[str]) -> None:
    written = written_facts()
    trust = Counter(node.text("confidence") for node in written)
    phones = [node for node in written if node.text("kind") == "phone"]

    facts.run(today=TODAY)

    counts = capsys.readouterr().out
    assert (
        f"{len(written)} facts: {trust['official']} confirmed by an official text, {trust['secondary']} secondary, "
        f"{trust['conflicting']} conflicting, {trust['unverified']} unverified\n" in counts
    )
    untested = sum(not node.text("tested_on") for node in phones)
    assert f"{len(phones)} phones, {untested} of them never tested\n" in counts


def test_every_fact_of_the_files_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    facts.run(today=TODAY)

    lines = capsys.readouterr().out.splitlines()
    heads = [line.partition("  ")[0] for line in lines if "  [" in line and not line.startswith(" ")]
    assert heads == [node.text("id") for node in written_facts()]


def test_fact_is_listed_with_its_source_dates_and_uses(capsys: pytest.CaptureFixture[str]) -> None:
    listed = shown(capsys)

    assert "age  [amount]  18 year\n" in listed
    assert "review by 2027-06-30, checked never\n    used in: papers/note\n" in listed


def test_fact_past_its_review_date_is_marked_overdue() -> None:
    assert Mark.OVERDUE in marks(date(2027, 3, 13))["police"]
    assert Mark.OVERDUE not in marks(date(2027, 3, 12))["police"]


def test_fact_to_be_reviewed_until_a_day_is_marked_due() -> None:
    assert Mark.DUE in marks(TODAY, date(2027, 3, 12))["police"]
    assert Mark.DUE not in marks(TODAY, date(2027, 3, 11))["police"]
    assert Mark.DUE not in marks(date(2027, 4, 1), date(2027, 5, 1))["police"]


def test_marks_are_printed_where_they_are_seen(capsys: pytest.CaptureFixture[str]) -> None:
    listed = shown(capsys, FactKind.PHONE, date(2028, 1, 1))

    assert "    ! DUE" in listed
    assert "age  [" not in listed


def test_untested_doubtful_and_unused_facts_are_marked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tree = shutil.copytree(GOOD, tmp_path / "tree")
    more = (
        '\n- id: rumour\n  kind: phone\n  value: "199"\n'
        '  source: {title: "t", url: "https://example.org", date: 2026-01-01}\n'
        "  confidence: unverified\n  tested_on:\n  checked_on:\n  review_by: 2027-03-12\n"
    )
    with (tree / "content/facts/facts.yaml").open("a", encoding="utf-8") as file:
        file.write(more)

    facts.run(root=tree / "content", catalogues=tree / "locales", today=TODAY)

    assert "    ! NEVER TESTED, UNVERIFIED, UNUSED\n" in capsys.readouterr().out


def test_fact_that_cannot_be_used_is_counted_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tree = shutil.copytree(GOOD, tmp_path / "tree")
    with (tree / "content/facts/facts.yaml").open("a", encoding="utf-8") as file:
        file.write("\n- id: empty\n  kind: phone\n")

    facts.run(root=tree / "content", catalogues=tree / "locales", today=TODAY)

    assert "1 more in the files cannot be used" in capsys.readouterr().out


def test_unknown_kind_is_told_with_those_there_are() -> None:
    result = CliRunner().invoke(app, ["facts", "--kind", "rumour"])

    assert result.exit_code == 2
    assert "phone" in result.output
