"""What WhatsApp costs, by month and by draft: counts always, rupiah where prices are set."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.features.costs.report import cost_lines
from bot.operations.prices import read_prices
from bot.settings import Settings, SettingsError
from flows.messages import Reply, TextSpan
from tests.fakes.whatsapp.connection import Line
from tests.fakes.whatsapp.server import Person

PRICES = """
- since: 2026-01-01
  source: a rate card somebody read in January
  rupiah: {service: 0, utility: 300}
- since: 2026-09-01
  source: a rate card somebody read in September
  rupiah: {service: 350.5, utility: 350.5, MARKETING: 600}
"""


@pytest.fixture
def priced(settings: Settings, tmp_path: Path) -> Settings:
    (tmp_path / "prices.yaml").write_text(PRICES)
    return settings.model_copy(update={"whatsapp_prices": tmp_path / "prices.yaml"})


async def two_months(line: Line, alice: Person) -> None:
    """Let Alice write in August, and Bob twice in September."""
    await line.says(alice, "/mulai rancangan")
    line.clock.passes(days=10)
    bob = line.fake.user("628444", "Bob")
    await line.says(bob, "mulai")
    await line.says(bob, "masih ide")


async def test_each_month_has_its_counts_and_its_prices(line: Line, alice: Person, priced: Settings) -> None:
    await two_months(line, alice)
    head, august, september, note = await cost_lines(priced, by_draft=False)
    assert head.split() == ["month", "messages", "billable", "service", "rupiah"]
    assert august.split() == ["2026-08", "1", "1", "1", "0"]
    assert september.split() == ["2026-09", "2", "2", "2", "701"]
    assert "read in September" in note


async def test_each_draft_has_its_messages_and_what_belongs_to_none_is_told(
    line: Line, alice: Person, settings: Settings
) -> None:
    await line.says(alice, "/mulai rancangan")
    await line.says(alice, "Siti Contoh")
    await line.tells(alice, Reply(text=(TextSpan("Kabar baik."),)))
    head, draft, none, note = await cost_lines(settings, by_draft=True)
    assert head.split() == ["draft", "messages", "billable", "service", "rupiah"]
    assert draft.startswith("1 Rancangan inovasi")
    assert draft.split()[-4:] == ["2", "2", "2", "?"]
    assert none.startswith("none (greetings, notices, forgotten people)")
    assert none.split()[-4:] == ["1", "1", "1", "?"]
    assert note.startswith("No prices are known")


async def test_a_price_that_is_not_known_makes_the_sum_unknown(
    line: Line, alice: Person, settings: Settings, tmp_path: Path
) -> None:
    await line.says(alice, "/mulai rancangan")
    (tmp_path / "prices.yaml").write_text("- {since: 2026-01-01, source: x, rupiah: {utility: 300}}")
    known = settings.model_copy(update={"whatsapp_prices": tmp_path / "prices.yaml"})
    assert (await cost_lines(known, by_draft=False))[1].split() == ["2026-08", "1", "1", "1", "?"]


async def test_before_the_first_message_there_is_nothing_to_pay(line: Line, settings: Settings) -> None:
    assert await cost_lines(settings, by_draft=True) == ["No message of WhatsApp is reported yet."]


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("- {since: 2026-01-01, rupiah: {utility: 300}}", "source"),
        ("- {since: 2026-01-01, source: x, rupiah: {utility: -1}}", "below zero"),
        ("- {since: 2026-01-01, source: x, rupiah: {}}", "at least 1"),
        ("- {since: 2026-02-01, source: x, rupiah: {a: 1}}\n- {since: 2026-01-01, source: x, rupiah: {a: 1}}", "order"),
        ("{", "prices.yaml"),
    ],
)
def test_a_wrong_file_of_prices_says_what_is_wrong(tmp_path: Path, written: str, why: str) -> None:
    (tmp_path / "prices.yaml").write_text(written)
    with pytest.raises(SettingsError, match=f"(?s)TUNTUN_WHATSAPP_PRICES.*{why}"):
        read_prices(tmp_path / "prices.yaml")
    with pytest.raises(SettingsError, match=r"none\.yaml"):
        read_prices(tmp_path / "none.yaml")
