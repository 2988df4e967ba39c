"""JSON from outside, read leniently."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from bot.channels.lenient_json import DEEPEST, parse

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abc"), inner),
    max_leaves=20,
)


@given(PLAIN)
def test_what_is_not_odd_is_read_as_it_is(value: JsonValue) -> None:
    assert parse(json.dumps(value).encode()) == value
    assert parse(json.dumps(value, ensure_ascii=False).encode()) == value


@given(st.text(st.characters(categories=["Cs", "L", "Cc"])))
def test_every_text_can_be_stored_and_nothing_readable_is_lost(text: str) -> None:
    found = parse(json.dumps({"text": text}).encode())
    assert isinstance(found, dict)
    read = str(found["text"])
    read.encode()
    written = json.loads(json.dumps(text.replace("\x00", "")))  # two halves beside each other are one
    assert read == "".join("\ufffd" if 0xD800 <= ord(item) < 0xE000 else item for item in written)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ('"lu\\ud83dka"', "lu\ufffdka"),
        ('"\\ud83e\\udd30"', "🤰"),
        ("1" + "0" * 400, "1" + "0" * 400),
        ("1" + "0" * 9000, "1" + "0" * 9000),
        ("[1e400, -1e400, NaN, Infinity]", ["1e400", "-1e400", "NaN", "Infinity"]),
        ('{"\\udc00": 1}', {"\ufffd": 1}),
    ],
)
def test_what_no_database_takes_is_replaced(text: str, read: JsonValue) -> None:
    assert parse(text.encode()) == read


@pytest.mark.parametrize("depth", [DEEPEST, 200, 900, 20_000])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}"), ('[{"]": "[{\\"", "a":', "}]")])
def test_a_value_that_is_too_deep_takes_nothing_beside_it_along(depth: int, opening: str, closing: str) -> None:
    bomb = opening * depth + "1" + closing * depth
    found = parse(f'{{"before": "a", "bomb": {bomb}, "after": [{{"b": {bomb}}}, "c"]}}'.encode())
    assert isinstance(found, dict)
    assert (found["before"], list(found)) == ("a", ["before", "bomb", "after"])
    after = found["after"]
    assert isinstance(after, list)
    assert after[1] == "c"
    json.dumps(found)


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 20_000, b"]" * 20_000, b'"' + b"[" * 20_000])
def test_what_is_no_json_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse(body)
