"""What the documentation names exists, and what exists is named."""

import re
from pathlib import Path

import pytest
from dotenv import dotenv_values
from typer.main import get_command

from bot.__main__ import app
from bot.channels.webchat.inbound import STATUS
from bot.channels.webchat.outbound import ASSET_PATH
from bot.channels.webchat.pages import AWAY_PATH
from bot.content.checks import CHECKS, Check
from bot.domain.delivery import NEXT_STATUS
from bot.domain.mode import NEXT_MODE
from bot.metrics import Metrics
from bot.settings import RULES, load
from bot.store.schema import metadata

HOME = Path(__file__).resolve().parents[2]
README = (HOME / "README.md").read_text("utf-8")
DOCS = "\n".join(path.read_text("utf-8") for path in sorted((HOME / "docs").glob("*.md")))
HTTP = (HOME / "docs" / "http.md").read_text("utf-8")
PRIVACY = (HOME / "docs" / "privacy.md").read_text("utf-8")
ARCHITECTURE = (HOME / "docs" / "architecture.md").read_text("utf-8")
METRICS = (HOME / "docs" / "metrics.md").read_text("utf-8")
SETTINGS = (HOME / "docs" / "settings.md").read_text("utf-8")
COMMANDS = sorted(get_command(app).commands)  # type: ignore[attr-defined]  # a group has commands


def test_example_lists_every_setting_and_no_other() -> None:
    assert set(dotenv_values(HOME / ".env.example")) == set(RULES)


def test_example_is_right_but_for_the_keys() -> None:
    values = {name: value or "" for name, value in dotenv_values(HOME / ".env.example").items()}
    key = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="

    assert load({**values, "SEALING_KEYS": key}) == load({"SEALING_KEYS": key})


@pytest.mark.parametrize("name", sorted(RULES))
def test_every_setting_is_documented(name: str) -> None:
    assert f"`{name}`" in DOCS


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented(command: str) -> None:
    assert f"python -m bot {command}" in DOCS + README


def test_no_command_is_documented_that_does_not_exist() -> None:
    named = set(re.findall(r"python -m bot ([a-z]+)", README + DOCS))

    assert named <= set(COMMANDS)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_every_check_is_documented(check: object) -> None:
    assert f"`{check.code}`" in DOCS  # type: ignore[attr-defined]  # a check has a code


@pytest.mark.parametrize(
    "path", ["/healthz", "/readyz", "/metrics", "/webhooks/whatsapp", "/webhooks/telegram", "/chat/messages"]
)
def test_every_http_path_is_documented(path: str) -> None:
    assert f"`{path}`" in DOCS or path in README


def test_every_path_of_the_page_is_documented() -> None:
    for path in (AWAY_PATH, "/static/TAG/NAME", f"{ASSET_PATH}NAME"):
        assert f"| `{path}` |" in HTTP


def test_every_status_of_the_chat_is_documented() -> None:
    for refusal, status in STATUS.items():
        row = next(row for row in HTTP.splitlines() if row.startswith(f"| {status} |"))

        assert f"`{refusal}`" in row


def test_every_linked_file_exists() -> None:
    for document in (HOME / "README.md", *(HOME / "docs").glob("*.md")):
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", document.read_text("utf-8")):
            assert (document.parent / target).exists(), f"{document.name} links to {target}"


def _protection(column: str) -> str:
    if column.endswith("_sealed"):
        return "sealed"
    return "blind-indexed" if column.endswith("_hash") else "plain"


def test_every_column_says_how_it_is_kept_and_no_other() -> None:
    wanted = {
        f"{table.name}.{column.name}": _protection(column.name)
        for table in metadata.tables.values()
        for column in table.columns
    }

    assert dict(re.findall(r"^\| `(\w+\.\w+)` \| ([\w-]+) \|", PRIVACY, re.MULTILINE)) == wanted


@pytest.mark.parametrize("table", sorted(metadata.tables))
def test_every_table_is_described(table: str) -> None:
    assert f"| `{table}` |" in ARCHITECTURE


def test_every_metric_is_documented_and_no_other() -> None:
    families = list(Metrics().registry.collect())
    exposed = {
        f"{f.name}_total" if f.type == "counter" else f.name
        for f in families
        if not f.name.endswith("_created")
    }

    assert set(re.findall(r"^\| `(bot_\w+)` \|", METRICS, re.MULTILINE)) == exposed


@pytest.mark.parametrize("name", sorted(RULES))
def test_default_of_every_setting_is_the_documented_one(name: str) -> None:
    default = RULES[name][0]
    shown = f"`{default}`" if default else "(none)"

    assert f"| `{name}` | {shown} |" in SETTINGS


def _rows_below(head: str) -> list[str]:
    """The rows of the table that begins with this line."""
    _, _, below = ARCHITECTURE.partition(f"{head}\n|---|---|---|\n")
    return below.partition("\n\n")[0].splitlines()


def test_tables_of_state_machines_are_those_of_the_code() -> None:
    modes = [f"| {mode} | {cause} | {after} |" for (mode, cause), after in NEXT_MODE.items()]
    statuses = [f"| {status} | {report} | {after} |" for (status, report), after in NEXT_STATUS.items()]

    assert _rows_below("| mode | cause | then |") == modes
    assert _rows_below("| status | report | then |") == statuses


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_every_check_is_explained_in_its_own_words(check: Check) -> None:
    assert f"| `{check.code}` | {check.severity} | {check.why} | {check.remedy} |" in DOCS


def test_pictures_are_small() -> None:
    sizes = {path.name: path.stat().st_size for path in (HOME / "docs" / "images").glob("*.png")}

    assert sizes and max(sizes.values()) < 200_000
