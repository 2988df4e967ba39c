"""Secrets masked wherever operators read: by what they are, and by their shape."""

from __future__ import annotations

import io
import logging
import warnings
from collections.abc import Iterator

import pytest

from bot.operations.redaction import MASK, Redaction, redact_logs
from bot.settings import Settings, secrets_in

ENVIRONMENT = {
    "TUNTUN_TELEGRAM_TOKEN": "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw",
    "TUNTUN_TELEGRAM_SECRET": "rahasia-webhook",
    "TUNTUN_WHATSAPP_TOKEN": "EAAJB-sebuah/token+panjang",
    "TUNTUN_WHATSAPP_APP_SECRET": "rahasia \"aplikasi\" 'kami'",
    "TUNTUN_WHATSAPP_VERIFY_TOKEN": "kata-verifikasi",
    "TUNTUN_DATABASE_URL": "postgresql://tuntun:sandi%21basis@db.example/tuntun",
}
PLAIN = "Tuntun siap: buka http://127.0.0.1:8000/chat pada 12:30"
SECRETS = [*ENVIRONMENT.values(), "sandi!basis", "sandi%21basis"]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What a handler and a formatter that know nothing of secrets write."""
    before, written = logging.getLogRecordFactory(), io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logging.Formatter("%(name)s %(message)s"))
    logging.getLogger().addHandler(handler)
    redact_logs(Redaction(secrets_in(ENVIRONMENT)))
    yield written
    logging.getLogger().removeHandler(handler)
    logging.captureWarnings(False)
    logging.setLogRecordFactory(before)


@pytest.mark.parametrize("secret", SECRETS)
def test_a_secret_of_the_settings_is_masked_however_it_is_written(secret: str) -> None:
    redact = Redaction(secrets_in(ENVIRONMENT))
    for line in (f"a {secret} b", f"a {secret!r} b", f"https://host/bot{secret}/getMe"):
        assert secret not in redact(line)
        assert MASK in redact(line)


@pytest.mark.parametrize(
    ("line", "masked"),
    [
        ("POST /bot7123456789:AAEabcdefghijklmnopqrstuvwxyz_123456/getMe", "POST /bot***/getMe"),
        ("bot7123456789%3AAAEabcdefghijklmnopqrstuvwxyz_123456/x", "bot***/x"),
        ("token EAAJB0123456789abcdefghijklmnopqrstuvwxyz here", "token *** here"),
        ("Authorization: Bearer abcdefgh.ijkl", "Authorization: Bearer ***"),
        ("can't reach postgresql://tuntun:tuntun@db/tuntun", "can't reach postgresql://tuntun:***@db/tuntun"),
        ("GET /chat/k/abcdefgh?x=1 500", "GET /chat/k/***?x=1 500"),
        ("POST /dashboard/masuk/abcdefgh", "POST /dashboard/masuk/***"),
        ("invalid input for query argument $3: 'Siti Contoh' (too large)", "invalid input for query argument $3: ***"),
        ("DETAIL:  Key (address)=(628111) already exists.", "DETAIL:  ***"),
        ("to +6281234567890, 081234567890 or 6281234567890", "to ***, *** or ***"),
        ("update 62812 of 1764016000", "update 62812 of 1764016000"),
        (PLAIN, PLAIN),
    ],
)  # fmt: skip
def test_what_looks_like_a_secret_is_masked_and_nothing_else(line: str, masked: str) -> None:
    assert Redaction()(line) == masked


def test_every_record_is_masked_with_its_traceback_and_its_warnings(log: io.StringIO) -> None:
    token = ENVIRONMENT["TUNTUN_TELEGRAM_TOKEN"]
    logger = logging.getLogger("library")
    logger.error("asked /bot%s/getMe", token)
    logger.error("as it is %s" % token)  # noqa: UP031
    try:
        _fail(token)
    except OSError:
        logger.exception("it failed for %s", token)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(f"deprecated: {token}", stacklevel=1)
    written = log.getvalue()
    assert token not in written
    assert written.count(MASK) == 6
    assert "Traceback" in written
    assert "deprecated: ***" in written


def _fail(token: str) -> None:
    raise OSError(token) from ValueError(f"bot{token}")


def test_a_record_is_masked_for_servers_with_formats_of_their_own(log: io.StringIO) -> None:
    from uvicorn.logging import DefaultFormatter

    handler = logging.StreamHandler(stream := io.StringIO())
    handler.setFormatter(DefaultFormatter("%(levelprefix)s %(message)s", use_colors=True))
    logger = logging.getLogger("a.server")
    logger.addHandler(handler)
    token = ENVIRONMENT["TUNTUN_TELEGRAM_TOKEN"]
    logger.error("a %s", token, extra={"color_message": "in colour %s"})
    assert "in colour ***" in stream.getvalue()
    assert token not in stream.getvalue()


def test_settings_are_shown_without_their_secrets() -> None:
    given = {name.removeprefix("TUNTUN_").lower(): value for name, value in ENVIRONMENT.items()}
    shown = repr(Settings.model_validate({**given, "whatsapp_phone_id": "1"}))
    assert not [secret for secret in SECRETS if secret in shown]
    assert "whatsapp_phone_id" in shown


def test_secrets_are_known_before_the_settings_are_right() -> None:
    assert "sandi" in secrets_in({"TUNTUN_DATABASE_URL": "mysql://x:sandi@host/y", "TUNTUN_HTTP_PORT": "lapan"})
    assert secrets_in({"TUNTUN_DATABASE_URL": "http://[x"}) == ["http://[x"]
    assert secrets_in({}) == []
