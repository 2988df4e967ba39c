"""The settings, read from the environment; nothing else reads it."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.exc import ArgumentError

from flows.messages import Address
from storage.db.database import parse

PREFIX = "TUNTUN_"
WEBHOOK_KEY = r"[A-Za-z0-9_-]{1,256}"
"""The pattern of a webhook's secret, as Telegram takes it."""


Secret = Annotated[str, Field(repr=False)]
"""A string that is never shown: neither with the settings, nor in the log."""


class SettingsError(Exception):
    """A variable of the environment that is wrong, and what would be right."""


class Settings(BaseSettings):
    """The settings of this installation; every field is the variable `TUNTUN_<NAME>`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="forbid", env_ignore_empty=True, hide_input_in_errors=True
    )

    database_url: Secret = ""
    data_dir: Path = Path("data")
    http_host: str = "127.0.0.1"
    http_port: int = 8000
    public_url: str = ""
    trusted_proxies: str = "127.0.0.1,::1"
    timezone: str = "Asia/Makassar"
    place: str = ""
    telegram_token: Secret = ""
    telegram_api_url: str = "https://api.telegram.org"
    telegram_mode: Literal["polling", "webhook"] = "polling"
    telegram_secret: Secret = ""
    whatsapp_token: Secret = ""
    whatsapp_phone_id: str = ""
    whatsapp_account_id: str = ""
    whatsapp_app_secret: Secret = ""
    whatsapp_verify_token: Secret = ""
    whatsapp_api_url: str = "https://graph.facebook.com"
    whatsapp_prices: Path | None = None
    metrics_token: Secret = ""
    admins: str = ""
    approvals: int = Field(default=1, ge=1, le=2)
    review_reminder_hours: int = Field(default=48, ge=0)
    nudge_days: str = "2,7,21"

    @field_validator("timezone")
    @classmethod
    def _is_a_timezone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError) as error:
            raise ValueError(f"{name!r} is no time zone; write it like Asia/Makassar") from error
        return name

    @field_validator("nudge_days")
    @classmethod
    def _are_days(cls, written: str) -> str:
        days = _numbers(written)
        if days is None or (days != [0] and (0 in days or days != sorted(set(days)))):
            raise ValueError(f"{written!r} are no days; write them rising like 2,7,21, or 0 for no reminders")
        return written

    @field_validator("admins")
    @classmethod
    def _names_addresses(cls, written: str) -> str:
        for part in written.split(","):
            channel, colon, number = part.strip().partition(":")
            if part.strip() and (not colon or not channel or not number):
                raise ValueError(f"{part.strip()!r} is no address; write telegram:12345 or whatsapp:628123456789")
        return written

    @field_validator("database_url")
    @classmethod
    def _is_a_database(cls, url: str) -> str:
        if url:
            try:
                parse(url)
            except (ValueError, ArgumentError) as error:
                raise ValueError(f"{error}") from error
        return url

    @model_validator(mode="after")
    def _webhook_is_complete(self) -> Self:
        if self.telegram_token and self.telegram_mode == "webhook":
            if not self.public_url.startswith("https://"):
                raise ValueError("the Telegram webhook needs TUNTUN_PUBLIC_URL, an address with https://")
            if not re.fullmatch(WEBHOOK_KEY, self.telegram_secret):
                raise ValueError("the Telegram webhook needs TUNTUN_TELEGRAM_SECRET: 1-256 letters, digits, - or _")
        return self

    @model_validator(mode="after")
    def _whatsapp_is_complete(self) -> Self:
        names = ("whatsapp_token", "whatsapp_phone_id", "whatsapp_app_secret", "whatsapp_verify_token")
        missing = [PREFIX + name.upper() for name in names if not getattr(self, name)]
        if missing and len(missing) < len(names):
            raise ValueError(f"WhatsApp also needs {', '.join(missing)}")
        for name, number in (("PHONE", self.whatsapp_phone_id), ("ACCOUNT", self.whatsapp_account_id)):
            if number and not re.fullmatch(r"[0-9]+", number):
                raise ValueError(f"TUNTUN_WHATSAPP_{name}_ID is an id that Meta shows: digits only")
        return self

    @property
    def zone(self) -> ZoneInfo:
        """Return the local time zone."""
        return ZoneInfo(self.timezone)

    @property
    def home(self) -> str:
        """Return the URL of our pages: the public one, or where the server listens."""
        host = "127.0.0.1" if self.http_host == "0.0.0.0" else self.http_host  # noqa: S104
        shown = f"[{host}]" if ":" in host else host
        return self.public_url.rstrip("/") or f"http://{shown}:{self.http_port}"

    @property
    def reminder_days(self) -> tuple[int, ...]:
        """Return the days of silence after which writers are reminded; empty: never."""
        return tuple(day for day in _numbers(self.nudge_days) or () if day)

    @property
    def url(self) -> str:
        """Return the database URL: a file below the data folder unless one is set."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'tuntun.db'}"

    @property
    def admin_addresses(self) -> frozenset[Address]:
        """Return the addresses of the admins by setting."""
        parts = [part.strip().partition(":") for part in self.admins.split(",") if part.strip()]
        return frozenset(Address(channel=channel, id=self._address_id(channel, number)) for channel, _, number in parts)

    def _address_id(self, channel: str, number: str) -> str:
        """Return an address id: on WhatsApp it includes the number that people write to."""
        is_bare = channel == "whatsapp" and "/" not in number
        return f"{self.whatsapp_phone_id}/{number}" if is_bare else number


def _numbers(written: str) -> list[int] | None:
    parts = [part.strip() for part in written.split(",")]
    return [int(part) for part in parts] if all(re.fullmatch(r"[0-9]{1,3}", part) for part in parts) else None


def secrets_in(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Return the secrets of an environment, whether or not its settings are right."""
    hidden = [name for name, field in Settings.model_fields.items() if not field.repr]
    found = [environment.get(PREFIX + name.upper(), "") for name in hidden]
    passwords = [_password(secret) for secret in found if "://" in secret]
    return [secret for secret in (*found, *passwords, *map(unquote, passwords)) if secret]


def _password(url: str) -> str:
    try:
        return urlsplit(url).password or ""
    except ValueError:
        return ""


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings; raise SettingsError that names each wrong or unknown variable."""
    unknown = sorted(
        name
        for name in environment
        if name.startswith(PREFIX) and name[len(PREFIX) :].lower() not in Settings.model_fields
    )
    if unknown:
        known = ", ".join(PREFIX + name.upper() for name in Settings.model_fields)
        raise SettingsError(f"unknown setting {', '.join(unknown)}; known are {known}")
    try:
        return Settings()
    except ValidationError as error:
        lines = [_line(problem["loc"], problem["msg"]) for problem in error.errors()]
        raise SettingsError("\n".join(lines)) from error


def _line(path: tuple[int | str, ...], message: str) -> str:
    name = PREFIX + ".".join(str(step) for step in path).upper() if path else "settings"
    return f"{name}: {message}"
