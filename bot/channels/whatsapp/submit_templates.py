"""Shows how our templates stand in the account, and submits what is missing or different."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import JsonValue

from bot.channels.whatsapp.account import AccountClient, AccountError
from bot.channels.whatsapp.compare_templates import Compared, compare
from bot.channels.whatsapp.templates import Carries, definitions
from bot.render.text_table import tabled
from bot.settings import Settings, SettingsError

HEAD = ("template", "language", "category", "status", "content", "Meta says")
EDITABLE = frozenset({"APPROVED", "REJECTED", "PAUSED"})
SICK = frozenset({"REJECTED", "DISABLED"})
SAMPLE = "contoh.pdf"

Done = dict[tuple[str, str], str]
"""Name and language -> what became of submitting it."""


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
    return [*tabled(HEAD, [_row(one, done) for one in compared]), "", _summary(compared, submit=submit)]


async def _submit(client: AccountClient, compared: Sequence[Compared]) -> Done:
    """Submit each that Meta should get; one that is refused does not hold up the others."""
    done: Done = {}
    handle = ""
    for one in compared:
        if not one.needs_submitting:
            continue
        try:
            if one.definition.carries is Carries.DOCUMENT and not handle:
                handle = await client.upload_sample(sample(), SAMPLE, "application/pdf")
            done[one.definition.name, one.language] = await _send(client, one, handle)
        except AccountError as error:
            done[one.definition.name, one.language] = f"refused: {error}"
    return done


async def _send(client: AccountClient, one: Compared, handle: str) -> str:
    content: dict[str, JsonValue] = {"components": one.definition.components(one.language, handle)}
    if one.listed is None:
        names: dict[str, JsonValue] = {
            "name": one.definition.name,
            "language": one.language,
            "category": one.definition.category,
            "parameter_format": "POSITIONAL",
        }
        await client.create({**names, **content})
        return "submitted"
    if one.listed.status not in EDITABLE:
        return f"can not be changed while it is {one.listed.status}"
    await client.edit(one.listed.id, content)
    return "changed, is reviewed again"


def _row(one: Compared, done: Done) -> tuple[str, ...]:
    listed = one.listed
    said = [done.get((one.definition.name, one.language), "")]
    if listed is not None:
        said.append(listed.reason)
        if listed.category and listed.category != one.definition.category:
            said.append(f"is counted and paid for as {listed.category}")
    return (
        one.definition.name,
        one.language,
        one.definition.category,
        "missing" if listed is None else listed.status,
        "" if listed is None else "same" if one.is_same else "different",
        "; ".join(part for part in said if part),
    )


def _summary(compared: Sequence[Compared], *, submit: bool) -> str:
    usable = sum(one.listed is not None and one.listed.status == "APPROVED" for one in compared)
    wanting = sum(one.needs_submitting for one in compared)
    sick = sum(one.listed is not None and one.listed.status in SICK for one in compared)
    line = f"{len(compared)} templates, {usable} approved, {wanting} missing or different."
    if sick:
        line += f" {sick} can not be used: change the words in the file, then submit it again."
    return line if submit or not wanting else f"{line} Submit them with: tuntun whatsapp templates --submit"


def sample() -> bytes:
    """Draw the example document that Meta's reviewers see."""
    import typst

    words = b"= Contoh draf\n\nIni contoh dokumen yang dikirim Tuntun kepada penulisnya."
    drawn = typst.compile(words, format="pdf", ignore_system_fonts=True)
    assert isinstance(drawn, bytes), "one page in one file"
    return drawn
