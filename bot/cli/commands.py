"""The command line `tuntun`."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer

from bot.operations.redaction import Redaction, redact_logs
from bot.settings import Settings, SettingsError, read_settings, secrets_in
from flows.forms.load import FlowError
from storage.db.errors import StorageError

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Tuntun guides a person through a proposal.", rich_markup_mode=None
)
flow_app = typer.Typer(no_args_is_help=True, help="Look at the forms.", rich_markup_mode=None)
app.add_typer(flow_app, name="flow")
unit_app = typer.Typer(no_args_is_help=True, help="Look after the units people work in.", rich_markup_mode=None)
app.add_typer(unit_app, name="unit")
failed_app = typer.Typer(no_args_is_help=True, help="Look at messages that were given up.", rich_markup_mode=None)
app.add_typer(failed_app, name="failed")
whatsapp_app = typer.Typer(no_args_is_help=True, help="Look after WhatsApp.", rich_markup_mode=None)
app.add_typer(whatsapp_app, name="whatsapp")


def main() -> None:
    """Run the command line; what a person can mend is said in one line, with exit code 2."""
    from storage.db.private_files import UMASK
    from storage.drafts.form_versions import FlowChanged
    from storage.lifecycle.archive import BackupError

    redaction = Redaction(secrets_in())
    redact_logs(redaction)
    os.umask(UMASK)  # whatever is written from here on is for its owner only
    try:
        app()
    except (SettingsError, FlowError, FlowChanged, StorageError, BackupError, LookupError, OSError) as error:
        typer.echo(redaction(f"tuntun: {error}"), err=True)
        sys.exit(2)
    except Exception as error:
        typer.echo(redaction.of_exception((type(error), error, error.__traceback__)), err=True)
        sys.exit(1)


def _settings() -> Settings:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    return read_settings()


def _say(lines: Sequence[str], is_good: bool) -> None:
    """Say what came of it; exit with 1 when not all of it is good."""
    for line in lines:
        typer.echo(line)
    raise typer.Exit(0 if is_good else 1)


@app.command()
def run() -> None:
    """Start: the web chat, and every channel that has a token."""
    from bot.serve import serve

    serve(_settings())


@app.command()
def chat(flow: Annotated[str, typer.Argument(help="The form's id.")] = "") -> None:
    """Talk in this terminal; nothing is kept."""
    from bot.cli.chat import rehearse

    asyncio.run(rehearse(flow))


@flow_app.command("list")
def flow_list() -> None:
    """List the forms."""
    from flows.forms.load import load_library

    for flow in load_library().values():
        count = sum(1 for _ in flow.questions())
        typer.echo(f"{flow.id}\tversion {flow.version}\t{count} questions\t{flow.title}")


@flow_app.command("show")
def flow_show(flow: str, json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False) -> None:
    """Show a form: its sections and questions, or all of it as JSON."""
    from bot.cli.forms import as_json, as_text

    typer.echo(as_json(flow) if json else as_text(flow))


@flow_app.command("check")
def flow_check(
    paths: Annotated[list[Path] | None, typer.Argument(help="flow.yaml files; none: all of ours.")] = None,
) -> None:
    """Check forms; exit with 1 when one has an error."""
    from bot.cli.forms import checked

    lines, errors = checked(paths or [])
    for line in lines:
        typer.echo(line)
    raise typer.Exit(1 if errors else 0)


@flow_app.command("preview")
def flow_preview(
    flow: str, channel: Annotated[str, typer.Option(help="Whose limits to lay the messages out to.")] = "telegram"
) -> None:
    """Show a form's graph, and each message as a channel shows it."""
    from bot.cli.forms import previewed

    typer.echo(previewed(flow, channel))


@flow_app.command("upgrade")
def flow_upgrade(
    flow: str, dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False
) -> None:
    """Move drafts that were begun in an older version of a form to the newest."""
    from bot.cli.upgrade import upgraded

    for line in asyncio.run(upgraded(_settings(), flow, dry_run=dry_run)):
        typer.echo(line)


@whatsapp_app.command("templates")
def whatsapp_templates(
    submit: Annotated[bool, typer.Option("--submit", help="Submit what is missing or different.")] = False,
) -> None:
    """Compare our templates with the account's; rejected ones show why."""
    from bot.channels.whatsapp.submit_templates import template_lines

    for line in asyncio.run(template_lines(_settings(), submit=submit)):
        typer.echo(line)


@whatsapp_app.command("cost")
def whatsapp_cost(
    by: Annotated[Literal["month", "draft"], typer.Option(help="What to add up by: month or draft.")] = "month",
) -> None:
    """Show how many messages were sent and paid for, by category, and what they cost about."""
    from bot.features.costs.report import cost_lines

    for line in asyncio.run(cost_lines(_settings(), by_draft=by == "draft")):
        typer.echo(line)


@failed_app.command("list")
def failed_list() -> None:
    """List the updates that were given up, without what people wrote; it is kept for 30 days."""
    from bot.cli.failed import failed_lines

    for line in asyncio.run(failed_lines(_settings())):
        typer.echo(line)


@failed_app.command("show")
def failed_show(number: int) -> None:
    """Show one of them, with what the person wrote."""
    from bot.cli.failed import failed_shown

    for line in asyncio.run(failed_shown(_settings(), number)):
        typer.echo(line)


@failed_app.command("retry")
def failed_retry(number: int) -> None:
    """Let one be handled once more, by the program that runs or the next that starts."""
    from bot.cli.failed import failed_retried

    typer.echo(asyncio.run(failed_retried(_settings(), number)))


@unit_app.command("list")
def unit_list() -> None:
    """List the units as CSV, ready to be changed and imported again; proposals and closed ones are left out."""
    from bot.cli.units import unit_list as listed

    for line in asyncio.run(listed(_settings())):
        typer.echo(line)


@unit_app.command("import")
def unit_import(
    file: Annotated[Path, typer.Argument(help="CSV or XLSX with the columns code, name, kind, aliases.")],
    change: Annotated[bool, typer.Option("--apply", help="Change the list; else only say what would change.")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Close the units that are not in the file.")] = False,
) -> None:
    """Say what a roster would change, or change it: all of it or nothing; exit with 1 when a row is wrong."""
    from bot.cli.units import unit_import as imported

    _say(*asyncio.run(imported(_settings(), file.name, file.read_bytes(), change=change, close=replace)))


@app.command()
def invite(
    role: Annotated[str, typer.Argument(help="coach, admin or inovator.")] = "",
    unit: Annotated[str, typer.Option(help="A coach's unit, by its code; none: the common queue.")] = "",
    uses: Annotated[int, typer.Option(min=1, help="How many people may use it.")] = 1,
    days: Annotated[int, typer.Option(min=1, help="How long it is good.")] = 7,
    listed: Annotated[bool, typer.Option("--list", help="List the invitations that can still be used.")] = False,
    revoke: Annotated[str, typer.Option(help="Let this code be used no more.")] = "",
) -> None:
    """Make a code by which somebody becomes coach or admin; they type it to the bot.

    A role is taken away again in the chat: /undang, "Siapa saja".
    """
    from bot.cli import invite as inviting

    if listed:
        for line in asyncio.run(inviting.listed(_settings())):
            typer.echo(line)
    elif revoke:
        typer.echo(asyncio.run(inviting.revoked(_settings(), revoke)))
    elif role:
        typer.echo(asyncio.run(inviting.invited(_settings(), role, unit=unit, uses=uses, days=days)))
    else:
        raise typer.BadParameter("say for which role: coach, admin or inovator")


@app.command()
def migrate() -> None:
    """Make the database's tables, or bring them to this version."""
    from storage.db.database import parse
    from storage.lifecycle.installation import prepare, shown

    settings = _settings()
    if prepare(settings.url, settings.data_dir):
        typer.echo(f"a new database at {shown(parse(settings.url))}")


@app.command()
def backup(target: Annotated[Path, typer.Argument(help="The archive to write, e.g. tuntun.tar.gz.")]) -> None:
    """Write the database and all files into one archive; Tuntun may go on running.

    Exit with 1 when the backup is good but files are not in it, because their bytes are missing or damaged.
    """
    from bot.cli.backup import backed_up

    _say(*backed_up(_settings(), target))


@app.command()
def restore(source: Annotated[Path, typer.Argument(help="An archive written by `tuntun backup`.")]) -> None:
    """Unpack an archive into an empty database, of either kind.

    Exit with 1 when all is there but files, whose bytes are missing or damaged.
    """
    from bot.cli.backup import restored

    _say(*restored(_settings(), source))


@app.command()
def export(
    target: Annotated[Path, typer.Argument(help="The folder to write into.")],
    draft: Annotated[int | None, typer.Option(help="Only this draft's number.")] = None,
) -> None:
    """Write drafts as JSON with their whole log, and as DOCX and PDF."""
    from bot.cli.export import export_drafts

    count = asyncio.run(export_drafts(_settings(), target, draft))
    typer.echo(f"{count} drafts written into {target}")
