"""All of WhatsApp's settings are given, or none."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from bot.app import build
from bot.settings import Settings

WHOLE = {
    "whatsapp_token": "EAAJ", "whatsapp_phone_id": "106540352242922", "whatsapp_app_secret": "s",
    "whatsapp_verify_token": "v",
}  # fmt: skip


def test_a_whole_set_opens_the_channel_and_none_leaves_it_out(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("data")
    whole = Settings.model_validate({**WHOLE, "data_dir": folder})
    assert list(build(whole).channels) == ["web", "whatsapp"]
    assert list(build(Settings(data_dir=folder)).channels) == ["web"]


@pytest.mark.parametrize("missing", list(WHOLE))
def test_what_is_missing_is_named(missing: str) -> None:
    with pytest.raises(ValidationError, match=f"TUNTUN_{missing.upper()}"):
        Settings.model_validate({name: value for name, value in WHOLE.items() if name != missing})


def test_a_number_is_no_phone_id() -> None:
    with pytest.raises(ValidationError, match="digits only"):
        Settings.model_validate({**WHOLE, "whatsapp_phone_id": "+62 811 222"})
