"""Where settings come from: the environment, and below it the file `.env` of the present folder."""

import os
from pathlib import Path

import typer
from dotenv import dotenv_values

from bot.settings import Settings, SettingsInvalid, load

ENV_FILE = Path(".env")
EXIT_SETTINGS = 2


def read_environment() -> dict[str, str]:
    """The environment; what it does not say, `.env` may."""
    values = {name: value for name, value in dotenv_values(ENV_FILE).items() if value is not None}
    return {**values, **os.environ}


def read_settings() -> Settings:
    """Every wrong setting at once, exit code 2, no stack trace."""
    try:
        return load(read_environment())
    except SettingsInvalid as error:
        for mistake in error.mistakes:
            typer.echo(mistake, err=True)
        raise typer.Exit(EXIT_SETTINGS) from None
