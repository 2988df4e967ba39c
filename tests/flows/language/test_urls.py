"""Proves which web addresses are found and which are refused."""

from __future__ import annotations

import pytest

from tests.fakes.questions import LINK, PROOF, read


@pytest.mark.parametrize(
    ("said", "link"),
    [
        ("https://youtu.be/abc?x=1", "https://youtu.be/abc?x=1"),
        ("HTTPS://Contoh.go.id/A", "https://Contoh.go.id/A"),
        ("youtu.be/abc", "https://youtu.be/abc"),
        ("www.dinkes.go.id", "https://www.dinkes.go.id"),
        ("drive.google.com/file/d/1/view?usp=sharing", "https://drive.google.com/file/d/1/view?usp=sharing"),
        ("ini videonya: https://youtu.be/abc.", "https://youtu.be/abc"),
        ("(https://contoh.id/a)", "https://contoh.id/a"),
        ("https://id.wikipedia.org/wiki/Wotu_(kecamatan)", "https://id.wikipedia.org/wiki/Wotu_(kecamatan)"),
        ("http://contoh.id:8080/a#b, terima kasih", "http://contoh.id:8080/a#b"),
        ("https://a.id https://a.id", "https://a.id"),
    ],
)
def test_the_one_link_is_found(said: str, link: str) -> None:
    assert read(LINK, said) == link


@pytest.mark.parametrize(
    "said",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)//https://a.id",
        "data:text/html,<b>",
        "file:///etc/passwd",
        "belum ada",
        "a@b.com",
        "Kab.Luwu Timur",
        "http://",
        "http://[::1",
        "http://localhost/x",
        "https://bank.id@contoh.id/",
        "1.250.000",
        "",
    ],
)
def test_what_is_no_safe_link_is_asked_again(said: str) -> None:
    assert read(LINK, said) == '? Tautannya belum terbaca. Kirim alamat webnya, misalnya "https://youtu.be/abc123".'


def test_of_two_links_one_is_asked_for() -> None:
    assert (
        read(LINK, "https://a.id dan b.id/x")
        == "? Ada 2 tautan di sini. Kirim satu yang terpenting, misalnya https://a.id"
    )


def test_evidence_takes_a_link_with_its_words() -> None:
    assert read(PROOF, "https://a.id/foto") == {"link": "https://a.id/foto"}
    assert read(PROOF, "Foto posyandu: a.id/foto") == {"link": "https://a.id/foto", "caption": "Foto posyandu:"}
