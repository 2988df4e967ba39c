"""Our templates as Meta takes them: their state, and the submission of what is missing."""

from __future__ import annotations

import ast
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from pydantic import JsonValue

from bot.channels.whatsapp.submit_templates import template_lines
from bot.channels.whatsapp.templates import TemplateError, definitions, read_definition
from bot.settings import Settings, SettingsError
from tests.fakes.whatsapp.rules import Refused
from tests.fakes.whatsapp.server import FakeWhatsApp, TemplateText
from tests.fakes.whatsapp.templates import submitted
from tests.fakes.whatsapp.webhooks import ACCOUNT

KINDS = {
    "broadcast_notice", "draft_ready", "link_code", "reminder_draft", "review_result", "review_waiting",
    "workshop_invitation", "workshop_reminder",
}  # fmt: skip
ROOT = Path(__file__).parents[4] / "bot"
GOOD = """
category: UTILITY
carries: message
parameters: [draft, version]
languages:
  id: {body: "Draf {{1}} versi {{2}} sudah siap Anda baca.", buttons: [Lihat], examples: [Gizi, "3"]}
  en: {body: "Draft {{1}}, version {{2}}, is ready to read.", buttons: [View], examples: [Gizi, "3"]}
"""


@pytest.fixture
async def fake() -> AsyncIterator[FakeWhatsApp]:
    async with FakeWhatsApp() as whatsapp:
        yield whatsapp


@pytest.fixture
def settings(fake: FakeWhatsApp, tmp_path: Path) -> Settings:
    return Settings(
        data_dir=tmp_path, whatsapp_token=fake.token, whatsapp_phone_id=fake.phone, whatsapp_app_secret="s",
        whatsapp_verify_token="v", whatsapp_api_url=fake.url,
    )  # fmt: skip


def row(lines: list[str], name: str, language: str = "id") -> str:
    return next(line for line in lines if line.split()[:2] == [f"tuntun_{name}", language])


# --- the files ------------------------------------------------------------------------------------


def test_every_occasion_has_a_template_in_both_languages() -> None:
    assert set(definitions()) >= KINDS
    assert all(set(template_definition.languages) == {"id", "en"} for template_definition in definitions().values())


def test_every_occasion_the_program_names_has_a_template_with_as_many_gaps() -> None:
    named = list(notices())
    assert named
    for kind, parameters, place in named:
        assert kind in definitions(), f"{place} names {kind}"
        wanted = definitions()[kind].parameters
        assert parameters in (None, len(wanted)), f"{place} gives {parameters} parameters, {kind} has {wanted}"


def notices() -> Iterator[tuple[str, int | None, str]]:
    """Yield each occasion that the code names: its kind, how many parameters where that can be seen, and where."""
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or getattr(node.func, "id", "") != "TemplateNotice":
                continue
            given = {word.arg: word.value for word in node.keywords}
            kind, parameters = given.get("kind"), given.get("parameters")
            if isinstance(kind, ast.Constant):
                count = len(parameters.elts) if isinstance(parameters, ast.Tuple) else None
                yield str(kind.value), count, f"{path.name}:{node.lineno}"


@pytest.mark.parametrize("kind", sorted(definitions()))
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_template_is_taken_by_a_strict_account(kind: str, language: Any) -> None:
    template_definition = definitions()[kind]
    parts = template_definition.components(language, "4::handle")
    given: dict[str, JsonValue] = {
        "name": template_definition.name,
        "category": template_definition.category,
        "language": language,
    }
    assert submitted(given | {"components": parts}, {"4::handle"}).status == "PENDING"


def test_a_good_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "kabar.yaml").write_text(GOOD)
    assert read_definition(tmp_path / "kabar.yaml").name == "tuntun_kabar"


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("Draf {{1}}", "{{1}}", "before, between and behind"),
        ("sudah siap Anda baca.", ".", "before, between and behind"),
        ("Draf {{1}} versi {{2}}", "Draf versi {{1}} {{2}}", "before, between and behind"),
        ("versi {{2}}", "versi {{3}}", "each once and in order"),
        ("versi {{2}}", "versi {{nama}}", "each once and in order"),
        ("versi {{2}} sudah siap Anda baca", "versi ini sudah siap Anda baca", "each once and in order"),
        ("sudah siap Anda baca", "siap", "too many gaps"),
        ("sudah siap Anda baca", "x" * 1024, "1024"),
        ("sudah siap Anda baca", r"sudah\n\n\nsiap dibaca", "too many blanks"),
        ("examples: [Gizi, \"3\"]}\n  en", "examples: [Gizi]}\n  en", "2 parameters, 1 examples"),
        ("[Lihat]", "[]", "same buttons"),
        ("[Lihat]", "[Lihat semua berkas saya di sini]", "1 to 25"),
        ("[Lihat]", "[Lihat, Lihat]", "same label"),
        ("buttons: [Lihat]", "buttons: [Lihat], footer: 'Dari *Tuntun*'", "no signs"),
        ("buttons: [Lihat]", f"buttons: [Lihat], footer: {'x' * 61}", "at most 60"),
        ("UTILITY", "SERVICE", "UTILITY"),
        ("UTILITY", "AUTHENTICATION", "minutes"),
        ("carries: message", "carries: message\nminutes: 10", "minutes"),
        ("carries: message", "carries: message\ncolour: red", "colour"),
        ("  en:", "  fr:", "fr"),
        ("category", "- category", ""),
    ],
)  # fmt: skip
def test_what_meta_would_refuse_is_an_error_of_the_file(tmp_path: Path, old: str, new: str, why: str) -> None:
    assert old in GOOD
    (tmp_path / "kabar.yaml").write_text(GOOD.replace(old, new, 1))
    with pytest.raises(TemplateError, match=r"(?s)kabar\.yaml.*" + why):
        read_definition(tmp_path / "kabar.yaml")


@pytest.mark.parametrize(
    ("body", "examples"),
    [
        ("{{1}} sudah membaca", ["a"]),
        ("Draf ini milik {{1}}", ["a"]),
        ("Draf {{1}} {{2}} sudah siap", ["a", "b"]),
        ("Draf {{2}} sudah siap", ["a"]),
        ("Draf {{1}} sudah siap", []),
        ("x" * 1025, []),
        ("a\n\n\nb", []),
    ],
)
def test_the_fake_refuses_what_meta_refuses(body: str, examples: list[str]) -> None:
    part: JsonValue = {"type": "BODY", "text": body, "example": {"body_text": [[*examples]]}}
    with pytest.raises(Refused):
        submitted({"name": "a", "category": "UTILITY", "language": "id", "components": [part]}, set())


# --- the account ----------------------------------------------------------------------------------


async def test_what_is_missing_is_shown_and_nothing_is_submitted_unasked(
    fake: FakeWhatsApp, settings: Settings
) -> None:
    lines = await template_lines(settings, submit=False)
    assert "missing" in row(lines, "review_result")
    assert lines[-1].startswith(f"{2 * len(definitions())} templates, 0 approved, {2 * len(definitions())} missing")
    assert fake.world.templates == {}


async def test_what_is_missing_is_submitted_once_with_an_example_of_each_file(
    fake: FakeWhatsApp, settings: Settings
) -> None:
    fake.template(TemplateText("orders_of_somebody_else", "en"))
    lines = await template_lines(settings, submit=True)
    assert {"PENDING", "same", "submitted"} <= set(row(lines, "draft_ready").split())
    assert lines[-1] == f"{2 * len(definitions())} templates, 0 approved, 0 missing or different."
    assert len(fake.world.templates) == 2 * len(definitions()) + 1
    created = sum(call.kind == "create" for call in fake.calls)
    again = await template_lines(settings, submit=True)
    assert "submitted" not in "\n".join(again)
    assert sum(call.kind == "create" for call in fake.calls) == created
    assert fake.refused == []


async def test_an_approved_one_with_other_words_is_changed_and_reviewed_again(
    fake: FakeWhatsApp, settings: Settings
) -> None:
    fake.template(TemplateText("tuntun_review_result", "id", gaps=3, buttons=1))
    assert "different" in row(await template_lines(settings, submit=False), "review_result")
    lines = await template_lines(settings, submit=True)
    assert "PENDING" in row(lines, "review_result")
    assert "changed, is reviewed again" in row(lines, "review_result")


async def test_one_under_review_is_left_alone_and_said_so(fake: FakeWhatsApp, settings: Settings) -> None:
    fake.template(TemplateText("tuntun_review_result", "id", gaps=3, buttons=1, status="PENDING"))
    lines = await template_lines(settings, submit=True)
    assert "can not be changed while it is PENDING" in row(lines, "review_result")


async def test_a_rejected_one_shows_metas_reason_and_another_category_what_is_paid(
    fake: FakeWhatsApp, settings: Settings
) -> None:
    await template_lines(settings, submit=True)
    rejected, moved = (fake.world.templates[f"tuntun_{name}", "id"] for name in ("review_result", "reminder_draft"))
    rejected.status, rejected.reason, moved.category = "REJECTED", "TAG_CONTENT_MISMATCH", "MARKETING"
    lines = await template_lines(settings, submit=False)
    assert "TAG_CONTENT_MISMATCH" in row(lines, "review_result")
    assert "1 can not be used: change the words in the file" in lines[-1]
    assert "paid for as MARKETING" in row(lines, "reminder_draft")


async def test_what_meta_refuses_is_said_in_its_words_and_holds_up_no_other(
    fake: FakeWhatsApp, settings: Settings
) -> None:
    fake.business.denied.add("tuntun_broadcast_notice")
    lines = await template_lines(settings, submit=True)
    assert "refused: (100) Too many variables: add words" in row(lines, "broadcast_notice")
    assert "PENDING" in row(lines, "workshop_reminder")


async def test_the_account_is_named_by_the_number_or_by_a_setting(fake: FakeWhatsApp, settings: Settings) -> None:
    fake.business.tells_owner = False
    with pytest.raises(SettingsError, match="TUNTUN_WHATSAPP_ACCOUNT_ID"):
        await template_lines(settings, submit=False)
    named = settings.model_copy(update={"whatsapp_account_id": ACCOUNT})
    assert "missing" in "\n".join(await template_lines(named, submit=False))


async def test_a_wrong_token_is_said_without_showing_it(settings: Settings) -> None:
    wrong = settings.model_copy(update={"whatsapp_token": "an-old-token"})
    with pytest.raises(SettingsError, match="could not be decrypted") as error:
        await template_lines(wrong, submit=False)
    assert "an-old-token" not in str(error.value)


async def test_without_whatsapp_there_is_nothing_to_compare(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="not set up"):
        await template_lines(Settings(data_dir=tmp_path), submit=False)


async def test_the_fake_takes_no_sample_of_another_length(fake: FakeWhatsApp) -> None:
    headers = {"Authorization": f"Bearer {fake.token}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        asked = {"file_name": "a", "file_length": "5", "file_type": "application/pdf"}
        opened = await (await session.post(f"{fake.url}/v26.0/670843887433847/uploads", params=asked)).json()
        sent = await session.post(f"{fake.url}/v26.0/{opened['id']}", data=b"four", headers={"file_offset": "0"})
        assert sent.status == 400
