"""Replies of every size within the limits of every kind of channel."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bot.channels.layout.graphemes import cut_at_most, may_cut
from bot.channels.layout.layout import lay_out, read_token, token
from bot.channels.layout.split import shorten, split
from bot.channels.telegram.channel import LIMITS as TELEGRAM
from bot.ports import Limits
from bot.texts import word
from flows.messages import Address, Attachment, Button, InputKind, OutgoingMessage, Reply, Rich, TextSpan, plain

ALICE = Address(channel="telegram", id="7")
# As narrow as WhatsApp's reply buttons.
NARROW = replace(TELEGRAM, text=4096, text_with_buttons=1024, label=20, buttons=3, per_row=1, can_edit=False)
PDF = Attachment(name="proposal.pdf", mime="application/pdf", document="proposal.pdf")
DOCX = Attachment(name="proposal.docx", mime="application/docx", document="proposal.docx")


def rich(text: str) -> Rich:
    return (TextSpan(text),) if text else ()


def laid(reply: Reply, limits: Limits = TELEGRAM, edits: str | None = None) -> tuple[OutgoingMessage, ...]:
    return lay_out(reply, limits, ALICE, 12, edits)


def labels(message: OutgoingMessage) -> list[list[str]]:
    return [[key.label for key in row] for row in message.rows]


def buttons(*names: str) -> tuple[Button, ...]:
    return tuple(Button(name, "choose", f"c{number}") for number, name in enumerate(names))


# --- one bubble -----------------------------------------------------------------------------------


def test_a_question_is_one_bubble_with_its_answers_above_its_actions() -> None:
    reply = Reply(
        said=rich("Tersimpan ✓ Cakupan turun dari 82 % ke 64 %."),
        text=(TextSpan("Siapa yang paling terkena?", bold=True), TextSpan("\nSebutkan satu kelompok.")),
        footer="Bagian 2 dari 6 · sekitar 9 menit lagi",
        choices=buttons("Ibu hamil", "Balita", "Lansia"),
        actions=(Button("Kembali", "back"), Button("Lewati", "skip"), Button("Simpan dan lanjut nanti", "later")),
        wants=InputKind.CHOICE,
        ask=34,
    )
    (message,) = laid(reply)
    assert plain(message.text) == (
        "Tersimpan ✓ Cakupan turun dari 82 % ke 64 %.\n\n"
        "Siapa yang paling terkena?\nSebutkan satu kelompok.\n\n"
        "Bagian 2 dari 6 · sekitar 9 menit lagi"
    )
    assert [span.text for span in message.text if span.bold] == ["Siapa yang paling terkena?"]
    assert labels(message) == [["Ibu hamil", "Balita"], ["Lansia"], ["Kembali", "Lewati"], ["Simpan dan lanjut nanti"]]
    assert [key.quiet for row in message.rows for key in row] == [False] * 3 + [True] * 3
    assert message.rows[0][1].token == "12.34.choose.c1"
    assert (message.wants, message.ask, message.conversation) == (InputKind.CHOICE, 34, 12)
    assert message.footer == "Bagian 2 dari 6 · sekitar 9 menit lagi"


def test_answers_of_more_than_a_few_letters_stand_below_each_other() -> None:
    (message,) = laid(Reply(text=rich("Apa?"), choices=buttons("Ya", "Pelayanan kesehatan ibu")))
    assert labels(message) == [["Ya"], ["Pelayanan kesehatan ibu"]]


def test_a_long_answer_is_read_in_the_text_and_pressed_by_its_number() -> None:
    long = "Pelayanan publik langsung kepada masyarakat di daerah terpencil"
    reply = Reply(text=rich("Jenisnya?"), footer="Bagian 1 dari 6", choices=buttons("Digital", long))
    (message,) = laid(reply)
    assert plain(message.text) == f"Jenisnya?\n\n1. Digital\n2. {long}\n\nBagian 1 dari 6"
    assert labels(message) == [["1. Digital"], ["2. Pelayanan publik langsung kepada…"]]


def test_a_list_that_brings_its_numbers_is_not_numbered_twice() -> None:
    names = ("1. Kelas ibu hamil", "2. Posyandu remaja di sekolah dasar dan sekolah menengah")
    (message,) = laid(Reply(text=rich("Draf mana?"), choices=buttons(*names)))
    assert plain(message.text) == f"Draf mana?\n\n{names[0]}\n{names[1]}"
    assert labels(message) == [["1. Kelas ibu hamil"], ["2. Posyandu remaja di sekolah dasar dan…"]]


def test_answers_beyond_the_buttons_are_numbered_and_can_be_typed() -> None:
    reply = Reply(
        text=rich("Bulan apa?"),
        choices=buttons("Januari", "Februari", "Maret", "April"),
        actions=(Button("Kembali", "back"), Button("Lewati", "skip")),
    )
    (message,) = laid(reply, NARROW)
    assert labels(message) == [["1. Januari"], ["2. Februari"], ["Kembali"]]
    assert plain(message.text) == (
        f"Bulan apa?\n\n1. Januari\n2. Februari\n3. Maret\n4. April\n• Lewati\n{word('layout.type_instead')}"
    )


def test_a_reply_without_words_still_carries_its_buttons() -> None:
    (message,) = laid(Reply(choices=buttons("Ya", "Tidak")))
    assert plain(message.text) == word("layout.choose")
    assert laid(Reply()) == ()


# --- several messages -----------------------------------------------------------------------------


def test_buttons_and_the_wish_stand_on_the_last_part() -> None:
    story = "\n\n".join(f"Bagian {number}. " + "kata " * 150 for number in range(12))
    reply = Reply(said=rich(story), text=rich("Sudah benar?"), choices=buttons("Ya"), wants=InputKind.CHOICE, ask=3)
    *before, last = laid(reply)
    assert len(before) == 2
    assert all(message.rows == () and message.wants is InputKind.TEXT and message.ask == 3 for message in before)
    assert all(plain(message.text).startswith("Bagian ") for message in before)
    assert plain(last.text).endswith("Sudah benar?")
    assert labels(last) == [["Ya"]]


def test_only_as_much_text_as_fits_beside_buttons_goes_with_them() -> None:
    reply = Reply(text=rich("a " * 1500 + "Benar?"), choices=buttons("Ya"))
    first, last = laid(reply, NARROW)
    assert len(plain(first.text)) > 1024 >= len(plain(last.text)) > 900
    assert plain(last.text).endswith("Benar?")


def test_one_file_carries_a_short_text_and_the_buttons() -> None:
    (message,) = laid(Reply(text=rich("Ini draf Anda."), actions=(Button("Ubah", "edit"),), attachments=(PDF,)))
    assert message.attachment == PDF
    assert plain(message.text) == "Ini draf Anda."
    assert labels(message) == [["Ubah"]]


def test_the_text_stands_below_several_files_or_when_it_is_no_caption() -> None:
    two = laid(Reply(text=rich("Ini draf Anda."), actions=(Button("Ubah", "edit"),), attachments=(DOCX, PDF)))
    assert [message.attachment for message in two] == [DOCX, PDF, None]
    assert labels(two[-1]) == [["Ubah"]]
    long = laid(Reply(text=rich("a" * 1025), attachments=(PDF,)))
    assert [(message.attachment, len(plain(message.text))) for message in long] == [(PDF, 0), (None, 1025)]
    (bare,) = laid(Reply(actions=(Button("Ubah", "edit"),), attachments=(PDF,)))
    assert labels(bare) == [["Ubah"]]


@pytest.mark.parametrize(
    ("reply", "limits", "edits"),
    [
        (Reply(text=rich("Dua?"), edits=True), TELEGRAM, "5"),
        (Reply(text=rich("Dua?")), TELEGRAM, None),
        (Reply(text=rich("Dua?"), edits=True), NARROW, None),
        (Reply(text=rich("Dua?"), edits=True, attachments=(PDF,)), TELEGRAM, None),
        (Reply(text=rich("Dua? " * 1000), edits=True), TELEGRAM, "5"),
    ],
)
def test_only_a_text_that_may_takes_the_place_of_an_older_one(reply: Reply, limits: Limits, edits: str | None) -> None:
    first, *rest = laid(reply, limits, "5")
    assert first.edits == edits
    assert all(message.edits is None for message in rest)


# --- cutting --------------------------------------------------------------------------------------

CUTS = [
    ("satu dua\n\ntiga empat", 14, ["satu dua", "tiga empat"]),
    ("Satu dua. Tiga empat lima", 14, ["Satu dua.", "Tiga empat", "lima"]),
    ("satu dua tiga", 10, ["satu dua", "tiga"]),
    ("satuduatigaempat", 6, ["satudu", "atigae", "mpat"]),
    ("👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧", 12, ["👨‍👩‍👧👨‍👩‍👧", "👨‍👩‍👧"]),
    ("🇮🇩🇮🇩🇮🇩", 3, ["🇮🇩", "🇮🇩", "🇮🇩"]),
    ("e\u0301e\u0301e\u0301", 3, ["e\u0301", "e\u0301", "e\u0301"]),
    ("  \n ", 10, []),
    ("a" + "\u0301" * 9, 4, ["a\u0301\u0301\u0301", "\u0301" * 4, "\u0301\u0301"]),  # larger than the limit
]


@pytest.mark.parametrize(("text", "most", "parts"), CUTS)
def test_a_text_is_cut_where_a_reader_minds_least(text: str, most: int, parts: list[str]) -> None:
    assert [plain(part) for part in split(rich(text), most, most)] == parts


SHORT = [
    ("Kesehatan", 10, "Kesehatan"),
    ("Pelayanan publik", 12, "Pelayanan…"),
    ("Pelayanan publik", 5, "Pela…"),
    ("Ibu, anak dan remaja", 6, "Ibu…"),
    ("👩🏽‍⚕️👩🏽‍⚕️👩🏽‍⚕️", 13, "👩🏽‍⚕️👩🏽‍⚕️…"),
    ("A pneumonoultramicroscopic", 9, "A pneumo…"),
]


@pytest.mark.parametrize(("text", "length", "short"), SHORT)
def test_a_label_is_shortened_by_whole_words_and_whole_emoji(text: str, length: int, short: str) -> None:
    assert shorten(text, length) == short


WHOLE = ["👨‍👩‍👧‍👦", "🇮🇩", "👍🏽", "e\u0301", "\r\n", "각", "\u1112\u1161\u11ab", "क्ष", "❤️", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "نَ", "ก็"]


@pytest.mark.parametrize("character", WHOLE)
def test_what_a_reader_sees_as_one_character_is_not_cut(character: str) -> None:
    text = f"a{character}b"
    places = [at for at in range(len(text) + 1) if may_cut(text, at)]
    assert places == [0, 1, len(text) - 1, len(text)]
    assert cut_at_most(character * 3, len(character) * 2 + len(character) - 1) == (
        len(character) * 2 if len(character) > 1 else 2
    )


# --- properties -----------------------------------------------------------------------------------

words = st.text(
    st.one_of(
        st.characters(exclude_categories=("Cs", "Cc")),
        st.sampled_from("\n \n.?! "),
        st.sampled_from(["\u200d", "\ufe0f", "\u0301", "👩", "🏽", "🇮", "🇩"]),
    ),
    max_size=400,
)
styled = st.lists(st.builds(TextSpan, words, st.booleans()), max_size=4).map(tuple)
limits = st.builds(
    lambda text, with_buttons, caption, label, count, row: replace(
        TELEGRAM,
        text=text,
        text_with_buttons=min(text, with_buttons),
        caption=min(text, caption),
        label=label,
        buttons=count,
        per_row=row,
    ),
    st.integers(20, 200), st.integers(20, 200), st.integers(0, 100), st.integers(8, 30), st.integers(0, 12),
    st.integers(1, 3),
)  # fmt: skip
ids = st.from_regex(r"[a-z0-9][a-z0-9_]{0,23}", fullmatch=True)
button = st.builds(
    Button, st.text(st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1, max_size=40),
    st.sampled_from(["choose", "back", "jump"]), ids,
)  # fmt: skip
button_lists = st.lists(button, max_size=8).map(tuple)
replies = st.builds(
    Reply,
    said=styled,
    text=styled,
    footer=words.map(lambda text: text[:60]),
    choices=button_lists,
    actions=button_lists,
    ask=st.none() | st.integers(0, 9999),
    attachments=st.sampled_from([(), (PDF,), (DOCX, PDF)]),
    edits=st.booleans(),
)


def letters(text: str) -> str:
    return "".join(text.split())


@given(replies, limits)
def test_nothing_is_ever_dropped_and_every_limit_is_kept(reply: Reply, limits: Limits) -> None:
    messages = laid(reply, limits, "5")
    sent = "".join(plain(message.text) for message in messages)

    # Every word, in order, with nothing but numbered labels and our own phrase between.
    at = 0
    for piece in (plain(reply.said), plain(reply.text), reply.footer):
        at = letters(sent).index(letters(piece), at) + len(letters(piece))

    for message in messages:
        length = len(plain(message.text))
        assert length <= (limits.text_with_buttons if message.rows and not message.attachment else limits.text)
        assert message.attachment is None or length <= limits.caption
        assert message.attachment is not None or plain(message.text).strip()
        assert plain(message.text) == plain(message.text).strip()
        assert sum(len(row) for row in message.rows) <= limits.buttons
        for row in message.rows:
            assert 0 < len(row) <= limits.per_row
            for key in row:
                assert 0 < len(key.label) <= limits.label
                assert len(key.token.encode()) <= 64

    tokens = [key.token for message in messages for row in message.rows for key in row]
    for given_button in (*reply.choices, *reply.actions):
        pressed = token(12, reply.ask, given_button) in tokens
        assert pressed or letters(given_button.label) in letters(sent)
    assert [message.attachment for message in messages if message.attachment] == [*reply.attachments]
    assert not any(message.rows for message in messages[:-1])


@given(styled, st.integers(1, 60), st.integers(1, 60))
def test_parts_keep_words_styles_and_limits(text: Rich, most: int, last: int) -> None:
    last = min(most, last)
    parts = split(text, most, last)
    assert letters("".join(map(plain, parts))) == letters(plain(text))
    assert all(len(plain(part)) <= most for part in parts)
    assert not parts or len(plain(parts[-1])) <= last
    for style in (True, False):
        assert letters("".join(span.text for part in parts for span in part if span.bold is style)) == letters(
            "".join(span.text for span in text if span.bold is style)
        )


@given(st.lists(st.sampled_from(WHOLE), min_size=1, max_size=30), st.integers(10, 30))
def test_no_cut_goes_through_a_visible_character(characters: list[str], most: int) -> None:
    text = "".join(characters)
    parts = [plain(part) for part in split(rich(text), most, most)]
    assume("".join(parts) == text)  # no blank was at a cut
    places = [0]
    for part in parts:
        places.append(places[-1] + len(part))
    assert all(may_cut(text, at) for at in places)


@given(
    st.none() | st.integers(0, 10**12),
    st.none() | st.integers(0, 10**6),
    st.sampled_from(["choose", "back", "jump_to", "page2"]),
    ids | st.just("") | st.just("a.b.c"),
)
@example(None, None, "menu", "")
@example(0, 0, "x", "..")
def test_a_token_brings_back_what_was_put_in(
    conversation: int | None, ask: int | None, verb: str, argument: str
) -> None:
    written = token(conversation, ask, Button("Apa saja", verb, argument))
    assert len(written.encode()) <= 64
    assert read_token(written) == (conversation, ask, verb, argument)


def test_tokens_differ_where_meanings_do() -> None:
    written = [
        token(conversation, ask, Button("", verb, argument))
        for conversation in (None, 1, 12)
        for ask in (None, 2, 23)
        for verb in ("a", "ab")
        for argument in ("", "b", ".b")
    ]
    assert all(first != second for first, second in pairwise(sorted(written)))


@pytest.mark.parametrize(
    "text", ["", "halo", "1.2", "1.2.", "01.2.a.", "1.2.A.", "-1.2.a.", "１.2.a.", "1.2.a b.c", "1.2.a." + "x" * 60]
)
def test_a_text_that_is_no_token_of_ours_is_none(text: str) -> None:
    assert read_token(text) is None


@given(st.text())
def test_reading_any_text_never_fails(text: str) -> None:
    meant = read_token(text)
    assert meant is None or token(meant.conversation, meant.ask, Button("", meant.verb, meant.argument)) == text


@pytest.mark.parametrize(
    "unfit", [Button("", "choose", "x" * 64), Button("", "choose", "é" * 30), Button("", "Choose"), Button("", "")]
)
def test_a_meaning_that_no_button_can_carry_is_a_mistake(unfit: Button) -> None:
    with pytest.raises(ValueError, match="no button can carry this"):
        token(12, 34, unfit)
