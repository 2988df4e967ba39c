"""The state of our templates in the account, and the submission of those missing or different."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import JsonValue

from bot.channels.whatsapp.account import AccountClient, AccountError
from bot.channels.whatsapp.compare_templates import TemplateDiff, compare
from bot.channels.whatsapp.templates import TemplateScope, definitions
from bot.render.text_table import tabled
from bot.settings import Settings, SettingsError

HEAD = ("template", "language", "category", "status", "content", "Meta says")
EDITABLE = frozenset({"APPROVED", "REJECTED", "PAUSED"})
SICK = frozenset({"REJECTED", "DISABLED"})
SAMPLE = "contoh.pdf"

Done = dict[tuple[str, str], str]
"""Name and language -> the result of its submission."""


async def template_lines(settings: Settings, *, submit: bool) -> list[str]:
    """Return a table of our templates, after submitting what is missing or different if that is wished."""
    if not settings.whatsapp_token:
        raise SettingsError("WhatsApp is not set up: TUNTUN_WHATSAPP_TOKEN is missing")
    client = AccountClient(
        settings.whatsapp_token, settings.whatsapp_phone_id, settings.whatsapp_account_id, settings.whatsapp_api_url
    )
    try:
        compared = compare(definitions(), await client.templates())
        done = await _submit(client, compared) if submit else {}
        if submit:
            compared = compare(definitions(), await client.templates())
    except AccountError as error:
        raise SettingsError(f"the templates of the WhatsApp account can not be read: {error}") from error
    finally:
        await client.close()
    return [
        *tabled(HEAD, [_row(template_diff, done) for template_diff in compared]),
        "",
        _summary(compared, submit=submit),
    ]


async def _submit(client: AccountClient, compared: Sequence[TemplateDiff]) -> Done:
    """Submit missing or different templates; a refused one does not hold up the others."""
    done: Done = {}
    handle = ""
    for template_diff in compared:
        if not template_diff.needs_submitting:
            continue
        try:
            if template_diff.definition.carries is TemplateScope.DOCUMENT and not handle:
                handle = await client.upload_sample(sample(), SAMPLE, "application/pdf")
            done[template_diff.definition.name, template_diff.language] = await _send(client, template_diff, handle)
        except AccountError as error:
            done[template_diff.definition.name, template_diff.language] = f"refused: {error}"
    return done


async def _send(client: AccountClient, template_diff: TemplateDiff, handle: str) -> str:
    content: dict[str, JsonValue] = {"components": template_diff.definition.components(template_diff.language, handle)}
    if template_diff.listed is None:
        names: dict[str, JsonValue] = {
            "name": template_diff.definition.name,
            "language": template_diff.language,
            "category": template_diff.definition.category,
            "parameter_format": "POSITIONAL",
        }
        await client.create({**names, **content})
        return "submitted"
    if template_diff.listed.status not in EDITABLE:
        return f"can not be changed while it is {template_diff.listed.status}"
    await client.edit(template_diff.listed.id, content)
    return "changed, is reviewed again"


def _row(template_diff: TemplateDiff, done: Done) -> tuple[str, ...]:
    listed = template_diff.listed
    said = [done.get((template_diff.definition.name, template_diff.language), "")]
    if listed is not None:
        said.append(listed.reason)
        if listed.category and listed.category != template_diff.definition.category:
            said.append(f"is counted and paid for as {listed.category}")
    return (
        template_diff.definition.name,
        template_diff.language,
        template_diff.definition.category,
        "missing" if listed is None else listed.status,
        "" if listed is None else "same" if template_diff.is_same else "different",
        "; ".join(part for part in said if part),
    )


def _summary(compared: Sequence[TemplateDiff], *, submit: bool) -> str:
    usable = sum(
        template_diff.listed is not None and template_diff.listed.status == "APPROVED" for template_diff in compared
    )
    wanting = sum(template_diff.needs_submitting for template_diff in compared)
    sick = sum(template_diff.listed is not None and template_diff.listed.status in SICK for template_diff in compared)
    line = f"{len(compared)} templates, {usable} approved, {wanting} missing or different."
    if sick:
        line += f" {sick} can not be used: change the words in the file, then submit it again."
    return line if submit or not wanting else f"{line} Submit them with: tuntun whatsapp templates --submit"


def sample() -> bytes:
    """Draw the sample document for Meta's reviewers."""
    import typst

    words = b"= Contoh draf\n\nIni contoh dokumen yang dikirim Tuntun kepada penulisnya."
    drawn = typst.compile(words, format="pdf", ignore_system_fonts=True)
    assert isinstance(drawn, bytes), "one page in one file"
    return drawn
