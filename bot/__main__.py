"""The commands: `python -m bot COMMAND`, also installed as `berangkat`."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.commands import catalogues as catalogues_command
from bot.commands import chat as chat_command
from bot.commands import check as check_command
from bot.commands import diagram as diagram_command
from bot.commands import keys as keys_command
from bot.commands import migrate as migrate_command
from bot.commands import preview as preview_command
from bot.commands import serve as serve_command

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
keys = typer.Typer(no_args_is_help=True)
app.add_typer(keys, name="keys", help="Make and rotate sealing keys.")


@app.command()
def serve(
    demo: Annotated[bool, typer.Option(help="Start on a fresh machine: makes sealing keys if there are none.")] = False,
    migrate: Annotated[bool, typer.Option(help="Bring PostgreSQL's schema to head first.")] = False,
) -> None:
    """Serve web chat and every configured channel."""
    raise typer.Exit(serve_command.run(demo=demo, migrate=migrate))


@app.command()
def chat(locale: Annotated[str, typer.Option(help="Language to begin with.")] = "id") -> None:
    """Talk to the engine in the terminal; nothing is kept."""
    raise typer.Exit(chat_command.run(locale))


@app.command()
def migrate() -> None:
    """Bring the database schema to head."""
    raise typer.Exit(migrate_command.run())


@keys.command("new")
def keys_new() -> None:
    """Print a new key for SEALING_KEYS."""
    typer.echo(keys_command.new_key())


@keys.command("init")
def keys_init() -> None:
    """Write SEALING_KEYS to .env, unless there are keys already."""
    raise typer.Exit(keys_command.init())


@keys.command("rotate")
def keys_rotate() -> None:
    """Seal everything anew with the first of SEALING_KEYS."""
    raise typer.Exit(keys_command.rotate_all())


def main() -> None:
    """The installed program."""
    app()


if __name__ == "__main__":
    main()
