"""What the documentation names exists, and what exists is named."""

import re
from pathlib import Path

import pytest
from dotenv import dotenv_values
from typer.main import get_command

from bot.__main__ import app
from bot.content.checks import CHECKS
from bot.settings import RULES, load

HOME = Path(__file__).resolve().parents[2]
README = (HOME / "README.md").read_text("utf-8")
DOCS = "\n".join(path.read_text("utf-8") for path in sorted((HOME / "docs").glob("*.md")))
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


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/webhooks/whatsapp", "/webhooks/telegram", "/chat/messages"])
def test_every_http_path_is_documented(path: str) -> None:
    assert f"`{path}`" in DOCS or path in README


def test_every_linked_file_exists() -> None:
    for document in (HOME / "README.md", *(HOME / "docs").glob("*.md")):
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", document.read_text("utf-8")):
            assert (document.parent / target).exists(), f"{document.name} links to {target}"
