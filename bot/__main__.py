"""The commands: `python -m bot COMMAND`, also installed as `berangkat`.

Each command imports what it needs when it is called: a check of texts must not wait for a web server.
"""

from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.commands.places import CONTENT

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
keys = typer.Typer(no_args_is_help=True)
app.add_typer(keys, name="keys", help="Make and rotate sealing keys.")
certificates = typer.Typer(no_args_is_help=True)
app.add_typer(certificates, name="certificates", help="Check certificates, and take one back.")
groups = typer.Typer(no_args_is_help=True)
app.add_typer(groups, name="groups", help="Classes: codes to join them, and their figures.")

agencies = typer.Typer(no_args_is_help=True)
app.add_typer(agencies, name="agencies", help="The list of companies that people can look up.")


def _load(command: str) -> Any:
    return import_module(f"bot.commands.{command}")


@app.command()
def serve(
    demo: Annotated[
        bool, typer.Option(help="Start on a fresh machine: makes sealing keys if there are none.")
    ] = False,
    migrate: Annotated[bool, typer.Option(help="Bring PostgreSQL's schema to head first.")] = False,
) -> None:
    """Serve web chat and every configured channel."""
    raise typer.Exit(_load("serve").run(demo=demo, migrate=migrate))


@app.command()
def chat(locale: Annotated[str, typer.Option(help="Language to begin with.")] = "id") -> None:
    """Talk to the engine in the terminal; nothing is kept."""
    raise typer.Exit(_load("chat").run(locale))


@app.command()
def check(
    launch: Annotated[
        bool, typer.Option(help="The launch gate: overdue, untested and unreviewed are errors.")
    ] = False,
    on: Annotated[
        datetime | None, typer.Option(help="As of this date (YYYY-MM-DD).", formats=["%Y-%m-%d"])
    ] = None,
    root: Annotated[Path, typer.Option(help="The content folder.")] = CONTENT,
) -> None:
    """Compile all content and print every problem; exit code 1 where there is an error."""
    desk = _load("environment").read_environment().get("CASE_DESK", "draft")
    raise typer.Exit(
        _load("check").run(root=root, launch=launch, on=on.date() if on else None, case_desk=desk)
    )


@app.command()
def catalogues(
    check: Annotated[
        bool, typer.Option(help="Write nothing; exit code 1 where something would change.")
    ] = False,
) -> None:
    """Bring the translation template and every catalogue up to date."""
    raise typer.Exit(_load("catalogues").run(check=check))


@app.command()
def diagram(
    module: Annotated[str, typer.Argument(help="The module's id.")],
    out: Annotated[Path | None, typer.Option(help="The file to write; else standard output.")] = None,
    form: Annotated[str, typer.Option(help="svg or dot.")] = "svg",
) -> None:
    """Draw the graph of a module."""
    raise typer.Exit(_load("diagram").run(module, out=out, form=form))


@app.command()
def facts(
    due_on: Annotated[
        datetime | None,
        typer.Option(help="Also mark what is to be reviewed until then (YYYY-MM-DD).", formats=["%Y-%m-%d"]),
    ] = None,
    kind: Annotated[
        str | None, typer.Option(help="Only this kind: phone, amount, law, place, url or term.")
    ] = None,
) -> None:
    """List every fact with its source, its dates and where it is used."""
    raise typer.Exit(_load("facts").run(due_on=due_on.date() if due_on else None, kind=kind))


@app.command()
def preview(
    module: Annotated[str | None, typer.Argument(help="The module's id; none with --out.")] = None,
    channel: Annotated[str, typer.Option(help="telegram, whatsapp, webchat or terminal.")] = "terminal",
    locale: Annotated[str, typer.Option(help="The language.")] = "id",
    on: Annotated[
        datetime | None, typer.Option(help="As of this date (YYYY-MM-DD).", formats=["%Y-%m-%d"])
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="A folder: write pages of all modules, languages and channels.")
    ] = None,
) -> None:
    """Show how each step of a module will look on a channel, or write pages of all of them."""
    day = on.date() if on else None
    if (module is None) is (out is None):
        raise typer.BadParameter("give either a module or --out")
    if out is not None:
        raise typer.Exit(_load("preview").run_site(out, on=day))
    assert module is not None
    raise typer.Exit(_load("preview").run(module, channel=channel, locale=locale, on=day))


@app.command()
def migrate() -> None:
    """Bring the database schema to head."""
    raise typer.Exit(_load("migrate").run())


@keys.command("new")
def keys_new() -> None:
    """Print a new key for SEALING_KEYS."""
    typer.echo(_load("keys").new_key())


@keys.command("init")
def keys_init() -> None:
    """Write SEALING_KEYS to .env, unless there are keys already."""
    raise typer.Exit(_load("keys").init())


@keys.command("rotate")
def keys_rotate() -> None:
    """Seal everything anew with the first of SEALING_KEYS."""
    raise typer.Exit(_load("keys").rotate_all())


@groups.command("new")
def groups_new(
    label: Annotated[str, typer.Argument(help="The class in your own words; never a person's name.")],
    days: Annotated[int, typer.Option(help="How long people can join.")] = 60,
    telegram: Annotated[str, typer.Option(help="The bot's name, as in t.me/NAME.")] = "",
    whatsapp: Annotated[str, typer.Option(help="The bot's number, with its country code.")] = "",
    out: Annotated[Path | None, typer.Option(help="A folder for a QR code of each link.")] = None,
) -> None:
    """Make a group: its code, what to say in class, and links to join it."""
    raise typer.Exit(_load("groups").new(label, days=days, telegram=telegram, whatsapp=whatsapp, out=out))


@groups.command("list")
def groups_list() -> None:
    """List all groups, oldest first."""
    raise typer.Exit(_load("groups").list_all())


@groups.command("close")
def groups_close(code: Annotated[str, typer.Argument(help="The group's code, in any spelling.")]) -> None:
    """Let nobody join a group any more."""
    raise typer.Exit(_load("groups").close(code))


@groups.command("export")
def groups_export(
    file: Annotated[Path, typer.Argument(help="The CSV file to write.")],
    group: Annotated[str | None, typer.Option(help="Only the group of this code.")] = None,
) -> None:
    """Write the figures in which nobody can be counted as a table for a spreadsheet."""
    raise typer.Exit(_load("groups").export(file, code=group))


@agencies.command("import")
def agencies_import(
    file: Annotated[Path, typer.Argument(help="A CSV file with a header; see docs/commands.md.")],
    invented: Annotated[
        bool, typer.Option("--invented", help="Mark every company as an invented sample.")
    ] = False,
) -> None:
    """Replace the list of companies, whole or not at all."""
    raise typer.Exit(_load("agencies").import_file(file, is_invented=invented))


@agencies.command("show")
def agencies_show() -> None:
    """Say as of when the list is, how many companies it has, and who published it."""
    raise typer.Exit(_load("agencies").show())


@certificates.command("verify")
def certificates_verify(
    code: Annotated[str, typer.Argument(help="The number, in any spelling, or the code of the QR.")],
) -> None:
    """Say whether a certificate is valid, invalid or revoked; exit code 1 unless it is valid."""
    raise typer.Exit(_load("certificates").verify(code))


@certificates.command("revoke")
def certificates_revoke(
    number: Annotated[str, typer.Argument(help="The number, in any spelling.")],
) -> None:
    """Take a certificate back: from now on it is revoked for everybody who checks it."""
    raise typer.Exit(_load("certificates").revoke(number))


def main() -> None:
    """The installed program."""
    app()


if __name__ == "__main__":
    main()
