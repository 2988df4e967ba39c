"""The price list of WhatsApp messages: an optional YAML file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from bot.settings import SettingsError


class PricePeriod(BaseModel):
    """The prices of messages from a day on, in rupiah."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    since: date
    source: str = Field(min_length=1)
    """Where and when the prices were looked up."""
    rupiah: Mapping[str, float] = Field(min_length=1)
    """A category of WhatsApp -> the price of one message."""

    @field_validator("rupiah")
    @classmethod
    def _are_prices(cls, rupiah: Mapping[str, float]) -> Mapping[str, float]:
        if any(price < 0 for price in rupiah.values()):
            raise ValueError("a price is not below zero")
        return {category.lower(): price for category, price in rupiah.items()}


class Prices(BaseModel):
    """All price periods, in the order of their days."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    periods: Sequence[PricePeriod] = ()

    @model_validator(mode="after")
    def _are_in_order(self) -> Self:
        days = [period.since for period in self.periods]
        if days != sorted(set(days)):
            raise ValueError("periods are in the order of their days, each day once")
        return self

    def on(self, day: date) -> PricePeriod | None:
        """Return the period a day lies in; None before the first."""
        return next((period for period in reversed(self.periods) if period.since <= day), None)


NO_PRICES = Prices()


def read_prices(path: Path | None) -> Prices:
    """Read the file of prices; without one no price is known. Raise SettingsError."""
    if path is None:
        return NO_PRICES
    try:
        return Prices.model_validate({"periods": yaml.safe_load(path.read_text(encoding="utf-8"))})
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise SettingsError(f"TUNTUN_WHATSAPP_PRICES: {path}: {error}") from error
