"""The program started where something is wrong: one clear line, and exit code 2."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.serve import risks
from bot.settings import Settings
from flows.forms.load import load_library

ROOT = Path(__file__).parents[3]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """`tuntun ...` as a process of its own, with an empty data folder."""

    def run(*words: str, home: Path = ROOT, **settings: str) -> subprocess.CompletedProcess[str]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("TUNTUN_")}
        environment |= {"TUNTUN_DATA_DIR": str(tmp_path / "data"), "TUNTUN_HTTP_PORT": "0", **settings}
        environment["PYTHONPATH"] = str(home)
        command = [sys.executable, "-m", "bot", *words]
        return subprocess.run(
            command, cwd=home, env=environment, capture_output=True, text=True, timeout=60, check=False
        )

    return run


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the program, to break something in."""
    for package in ("bot", "flows", "storage"):
        shutil.copytree(ROOT / package, tmp_path / "copy" / package, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "copy"


def complaint(ended: subprocess.CompletedProcess[str]) -> str:
    """Return the one line that says what is wrong."""
    assert ended.returncode == 2, ended.stderr
    assert "Traceback" not in ended.stderr, ended.stderr
    said = [line for line in ended.stderr.splitlines() if line.startswith("tuntun: ")]
    assert len(said) == 1, ended.stderr
    return said[0]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("TUNTUN_TELEGRAM_TOKN", "1:a", "unknown setting TUNTUN_TELEGRAM_TOKN; known are TUNTUN_DATABASE_URL"),
        ("TUNTUN_TIMEZONE", "Makassar", "TUNTUN_TIMEZONE: Value error, 'Makassar' is no time zone"),
        ("TUNTUN_HTTP_PORT", "lapan", "TUNTUN_HTTP_PORT: "),
        ("TUNTUN_DATABASE_URL", "mysql://localhost/a", "TUNTUN_DATABASE_URL: Value error, "),
        ("TUNTUN_DATABASE_URL", "postgresql://127.0.0.1:1/a", "127.0.0.1"),
        ("TUNTUN_ADMINS", "Dan", "TUNTUN_ADMINS: Value error, 'Dan' is no address"),
        ("TUNTUN_HTTP_HOST", "192.0.2.1", "192.0.2.1:0 can not be used"),
        ("TUNTUN_DATA_DIR", "/dev/null/data", "/dev/null/data"),
    ],
)
def test_a_wrong_setting_is_named(run: Run, name: str, value: str, words: str) -> None:
    assert words in complaint(run("run", **{name: value}))


def test_a_webhook_that_lacks_its_secret_is_refused(run: Run) -> None:
    settings = {"TUNTUN_TELEGRAM_TOKEN": "1:a", "TUNTUN_TELEGRAM_MODE": "webhook"}
    assert "needs TUNTUN_PUBLIC_URL" in complaint(run("run", **settings))
    settings |= {"TUNTUN_PUBLIC_URL": "https://tuntun.example"}
    assert "needs TUNTUN_TELEGRAM_SECRET" in complaint(run("run", **settings))


def test_a_port_that_is_taken_is_named(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        said = complaint(run("run", TUNTUN_HTTP_PORT=port))
    assert f"127.0.0.1:{port} is taken by another program; choose another with TUNTUN_HTTP_PORT" in said


def test_a_broken_form_is_named_with_its_question(run: Run, copy: Path) -> None:
    form = copy / "flows" / "forms" / "library" / "rancangan" / "flow.yaml"
    form.write_text(form.read_text(encoding="utf-8").replace("kind: long_text", "kind: lng_text", 1), encoding="utf-8")
    said = complaint(run("run", home=copy))
    assert "rancangan/flow.yaml: sections.latar.questions.masalah" in said


def test_a_form_that_changed_without_a_new_version_is_named(run: Run, copy: Path, tmp_path: Path) -> None:
    assert run("migrate", home=copy).returncode == 0
    version = load_library()["rancangan"].version
    pin(tmp_path / "data" / "tuntun.db", "rancangan", version)
    said = complaint(run("run", home=copy))
    assert f"form rancangan has changed, but its version is still {version}: give it the next number" in said


def pin(database: Path, flow: str, version: int) -> None:
    """Let the database know another text of a form's version."""
    with sqlite3.connect(database) as connection:
        connection.execute("INSERT INTO flows VALUES (?, ?, 'another', '{}')", (flow, version))
    connection.close()


@pytest.mark.parametrize("template", ["proposal.docx", "proposal.typ", "letter.docx"])
def test_a_missing_template_is_named(run: Run, copy: Path, template: str) -> None:
    (copy / "flows" / "documents" / "templates" / template).unlink()
    said = complaint(run("run", home=copy))
    assert template in said
    assert "is missing: install Tuntun again" in said


def test_a_database_of_another_version_is_said_to_be_so(run: Run, tmp_path: Path) -> None:
    assert run("migrate").returncode == 0
    with sqlite3.connect(tmp_path / "data" / "tuntun.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    assert "tables are at 9999, which this program does not know" in complaint(run("run"))


def test_a_database_that_is_no_database_is_said_to_be_so(run: Run, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "tuntun.db").write_bytes(b"ini bukan basis data" * 100)
    assert "not a database" in complaint(run("run"))


def test_no_complaint_tells_a_secret(run: Run, copy: Path) -> None:
    token, secret = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", "kata-sandi-basis-data"
    url = f"postgresql://tuntun:{secret}@127.0.0.1:1/tuntun"
    settings = {"TUNTUN_TELEGRAM_TOKEN": token, "TUNTUN_DATABASE_URL": url}
    cli = copy / "bot" / "features" / "costs" / "report.py"
    cli.write_text(f"raise RuntimeError({token!r} + {url!r})")  # a mistake of ours, which nobody foresaw
    for words, more in (
        (("run",), {}),
        (("run",), {"TUNTUN_HTTP_PORT": "lapan"}),
        (("run",), {"TUNTUN_ADMINS": f"telegram:{token},x"}),
        (("run",), {"TUNTUN_DATABASE_URL": url.replace("postgresql", "mysql")}),
        (("run",), {"TUNTUN_DATABASE_URL": url.replace(":1/", ":satu/")}),
        (("whatsapp", "cost"), {}),
        (("whatsapp", "templates"), {}),
        (("backup", "/dev/null/a"), {}),
    ):
        ended = run(*words, home=copy, **(settings | more))
        assert ended.returncode in (1, 2)
        assert ended.stderr
        for said in (ended.stdout, ended.stderr):
            assert secret not in said
            assert token.partition(":")[2] not in said


@pytest.mark.parametrize(
    ("user", "host", "url", "words"),
    [
        (0, "127.0.0.1", "", ["running as root"]),
        (1000, "127.0.0.1", "", []),
        (1000, "::1", "", []),
        (1000, "localhost", "", []),
        (1000, "0.0.0.0", "", ["listening on 0.0.0.0 without TLS"]),
        (1000, "0.0.0.0", "http://tuntun.id", ["listening on 0.0.0.0 without TLS"]),
        (1000, "0.0.0.0", "https://tuntun.id", []),
        (0, "::", "", ["running as root", "listening on :: without TLS"]),
    ],
)
def test_what_is_dangerous_is_warned_of_in_a_line_each(user: int, host: str, url: str, words: list[str]) -> None:
    found = risks(Settings(http_host=host, public_url=url), user)
    assert [line for line, word in zip(found, words, strict=True) if word in line] == found
