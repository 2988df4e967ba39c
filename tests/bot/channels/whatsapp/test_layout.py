"""Replies in WhatsApp's buttons, lists and texts: every limit is kept, nothing is dropped."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.layout.keyboard import fit, is_word, units
from bot.channels.layout.layout import lay_out
from bot.channels.whatsapp import payload
from bot.channels.whatsapp.channel import LIMITS
from bot.channels.whatsapp.markup import calm, to_markup
from bot.texts import word
from flows.forms.load import load_library
from flows.forms.model import Flow
from flows.messages import Address, Attachment, Button, InputKind, OutgoingMessage, Reply, TextSpan, plain
from tests.fakes.simulator import Simulator
from tests.fakes.transcript import replies_in
from tests.fakes.whatsapp.markup import shown
from tests.fakes.whatsapp.rules import Json, check_message
from tests.walks.walker import Walker

TRANSCRIPTS = sorted((Path(__file__).parents[3] / "transcripts").glob("*.txt"))
ALICE = Address(channel="whatsapp", id="1/628111")
PDF = Attachment(name="proposal.pdf", mime="application/pdf", document="proposal.pdf")
DOCX = replace(PDF, name="proposal.docx")
BACK, SKIP, HELP = Button("Kembali", "back"), Button("Lewati", "skip"), Button("Bantuan", "help")
EXAMPLE, EDIT = Button("Contoh", "example"), Button("Ubah “Masalah”", "edit", "masalah")
MOST_QUESTIONS = 200
LONG = "Kesetaraan gender dan perlindungan hak perempuan, anak, dan penyandang disabilitas"


def choices(*labels: str) -> tuple[Button, ...]:
    return tuple(Button(label, "choose", f"c{number}") for number, label in enumerate(labels, 1))


def laid(reply: Reply) -> tuple[OutgoingMessage, ...]:
    return lay_out(reply, LIMITS, ALICE, 12)


def written(message: OutgoingMessage) -> Json:
    """Write a message as the channel does, and let the Cloud API check it."""
    keys = [key for row in message.rows for key in row]
    if keys and (message.attachment is None or payload.is_few(keys)):
        content = payload.pressable(message, "9000")
    elif message.attachment is not None:
        content = payload.document("9000", message.attachment.name, to_markup(message.text))
    else:
        content = payload.typed(message)
    whole = payload.addressed(content, "628111", "", "7.0")
    check_message(whole)
    return whole


def labels(message: OutgoingMessage) -> list[str]:
    return [key.label for row in message.rows for key in row]


@pytest.mark.parametrize(
    ("reply", "pressed", "kind", "said"),
    [
        # up to three answers are buttons; what can be typed is a word
        (Reply(choices=choices("Ya", "Tidak"), actions=(EXAMPLE, SKIP, BACK, HELP)),
         ["Ya", "Tidak", "Contoh"], "button", "Bisa juga ketik: lewati · kembali · bantuan"),
        (Reply(choices=choices("Ibu", "Balita", "Lansia"), actions=(SKIP, BACK)),
         ["Ibu", "Balita", "Lansia"], "button", "Bisa juga ketik: lewati · kembali"),
        # no answers to press: the likeliest actions are buttons
        (Reply(actions=(EXAMPLE, SKIP, BACK, HELP)), ["Contoh", "Lewati", "Kembali"], "button", "ketik: bantuan"),
        # an action that has no word always gets a key, whatever must go for it
        (Reply(actions=(EXAMPLE, SKIP, BACK, EDIT)), ["Contoh", "Lewati", "Ubah “Masalah”"], "button",
         "ketik: kembali"),
        (Reply(choices=choices("Ibu", "Balita", "Lansia"), actions=(EDIT, BACK)),
         ["Ibu", "Balita", "Lansia", "Ubah “Masalah”", "Kembali"], "list", ""),
        # up to ten are a list, with the actions where there is room
        (Reply(choices=choices(*"abcdefgh"), actions=(EXAMPLE, SKIP, BACK, HELP)),
         [*"abcdefgh", "Contoh", "Lewati"], "list", "ketik: kembali · bantuan"),
        (Reply(choices=choices(*"abcdefghij"), actions=(BACK,)), [*"abcdefghij"], "list", "ketik: kembali"),
        # more are numbers in the text
        (Reply(choices=choices(*"abcdefghijk"), actions=(SKIP, BACK, HELP)),
         ["Lewati", "Kembali", "Bantuan"], "button", f"10. j\n11. k\n{word('layout.type_number')}"),
        # long labels are cut between words, and read whole in the text
        (Reply(choices=choices("Digital", LONG)), ["1. Digital", "2. Kesetaraan…"], "button", f"2. {LONG}"),
        (Reply(choices=choices("a", "b", "c", LONG)),
         ["1. a", "2. b", "3. c", "4. Kesetaraan gender…"], "list", f"4. {LONG}"),
        # two that would look the same do not
        (Reply(actions=(replace(EDIT, label="Ubah “Latar belakang A”"),
                        Button("Ubah “Latar belakang B”", "edit", "b"))),
         ["Ubah “Latar…", "Ubah “Latar… (2)"], "button", "• Ubah “Latar belakang A”\n• Ubah “Latar belakang B”"),
        # the same act twice is one key
        (Reply(choices=choices("Ya"), actions=(BACK, BACK)), ["Ya", "Kembali"], "button", ""),
    ],
)  # fmt: skip
def test_what_is_pressed_and_what_is_read(reply: Reply, pressed: list[str], kind: str, said: str) -> None:
    (message,) = laid(replace(reply, text=(TextSpan("Yang mana?", bold=True),), footer="Bagian 1 dari 8", ask=34))
    assert labels(message) == pressed
    interactive = written(message)["interactive"]
    assert isinstance(interactive, dict)
    assert interactive["type"] == kind
    assert said in plain(message.text)
    assert message.rows[0][0].token.startswith("12.34.")


def test_a_list_shows_the_rest_of_a_long_label_below_it() -> None:
    (message,) = laid(
        Reply(text=(TextSpan("Apa?"),), choices=choices("a", "b", "c", "Swasembada pangan, air, dan energi"))
    )
    assert [key.more for row in message.rows for key in row] == ["", "", "", "Swasembada pangan, air, dan energi"]


def test_a_list_that_makes_the_text_too_long_stands_in_its_rows_alone() -> None:
    names = [f"{number} " + "pelayanan kesehatan ibu dan anak di desa" for number in range(9)]
    (message,) = laid(Reply(text=(TextSpan("kata " * 150),), choices=choices(*names)))
    assert names[0] not in plain(message.text)
    assert [key.more for row in message.rows for key in row] == names


def test_the_footer_has_its_own_place_where_it_fits() -> None:
    reply = Reply(text=(TextSpan("Siapa?", bold=True),), footer="Bagian 1 dari 8", actions=(BACK,))
    interactive = written(laid(reply)[0])["interactive"]
    assert isinstance(interactive, dict)
    assert (interactive["body"], interactive["footer"]) == ({"text": "*Siapa?*"}, {"text": "Bagian 1 dari 8"})
    far = written(laid(replace(reply, footer="Jalur cepat · " * 5))[0])["interactive"]
    assert isinstance(far, dict)
    assert "footer" not in far


def test_answers_and_actions_are_apart_in_a_list() -> None:
    interactive = written(laid(Reply(text=(TextSpan("Apa?"),), choices=choices(*"abcd"), actions=(BACK,)))[0])[
        "interactive"
    ]
    assert isinstance(interactive, dict)
    action = interactive["action"]
    assert isinstance(action, dict)
    sections = action["sections"]
    assert isinstance(sections, list)
    assert [section["title"] for section in sections if isinstance(section, dict)] == ["Jawaban", "Lainnya"]


def test_a_place_is_asked_with_the_one_key_that_sends_it() -> None:
    reply = Reply(
        text=(TextSpan("Di mana?", bold=True),), footer="Bagian 1", actions=(SKIP, BACK, HELP), wants=InputKind.LOCATION
    )
    (message,) = laid(reply)
    assert (message.rows, plain(message.text)) == (
        (),
        "Di mana?\n\nBisa juga ketik: lewati · kembali · bantuan\n\nBagian 1",
    )
    interactive = written(message)["interactive"]
    assert isinstance(interactive, dict)
    assert (interactive["type"], interactive["action"]) == ("location_request_message", {"name": "send_location"})
    (pressed,) = laid(replace(reply, actions=(EDIT, BACK)))
    assert labels(pressed) == ["Ubah “Masalah”", "Kembali"], "what can only be pressed keeps its key"
    *before, last = laid(replace(reply, said=(TextSpan("kata " * 900),)))
    assert [written(outgoing_message)["type"] for outgoing_message in before] == ["text"] * len(before)
    assert written(last)["type"] == "interactive"
    file, *parts = laid(replace(reply, text=(TextSpan("kata " * 230),), attachments=(PDF,)))
    assert file.attachment == PDF
    assert [written(outgoing_message)["type"] for outgoing_message in parts] == ["text", "interactive"]


def test_the_last_file_carries_the_text_and_the_buttons() -> None:
    word, pdf = laid(Reply(text=(TextSpan("Ini draf Anda."),), actions=(BACK, SKIP), attachments=(DOCX, PDF)))
    assert (word.attachment, word.text, word.rows) == (DOCX, (), ())
    assert (pdf.attachment, plain(pdf.text), labels(pdf)) == (PDF, "Ini draf Anda.", ["Kembali", "Lewati"])
    interactive = written(pdf)["interactive"]
    assert isinstance(interactive, dict)
    assert interactive["header"] == {"type": "document", "document": {"id": "9000", "filename": "proposal.pdf"}}


def test_a_list_and_a_file_are_two_messages() -> None:
    file, text = laid(Reply(text=(TextSpan("Ini."),), choices=choices(*"abcd"), attachments=(PDF,)))
    assert (file.attachment, file.rows, text.attachment, labels(text)) == (PDF, (), None, ["a", "b", "c", "d"])


def test_buttons_without_words_still_say_something() -> None:
    (file,) = laid(Reply(actions=(BACK,), attachments=(PDF,)))
    assert plain(file.text) == word("layout.choose")
    written(file)


@pytest.mark.parametrize("form", load_library().values(), ids=lambda form: form.id)
def test_every_question_of_a_form_fits_into_one_message(form: Flow) -> None:
    walker = Walker(Simulator(form, brief=True))
    if not form.leads:
        walker.says("isi lengkap sekaligus")
    for _ in range(MOST_QUESTIONS):
        if walker.on.question is None:
            break
        walker.says("bantuan")
        walker.says("contoh")
        walker.answers_well()
    assert walker.on.question is None
    for reply in walker.on.replies:
        for message in laid(reply):
            written(message)
    asked = [reply for reply in walker.on.replies if reply.ask is not None and "Contoh, bukan" not in plain(reply.said)]
    assert [plain(reply.text) for reply in asked if len(laid(reply)) > 1] == []


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_each_reply_of_a_transcript_is_one_message_and_each_of_its_choices_can_be_given(path: Path) -> None:
    replies = replies_in(path.read_text(encoding="utf-8"))
    assert replies
    for reply in replies:
        (message,) = laid(reply)
        written(message)
        pressed = {key.token for row in message.rows for key in row}
        read = plain(message.text)
        for choice in reply.choices:
            is_pressed = any(item.endswith(f".{choice.verb}.{choice.argument}") for item in pressed)
            assert is_pressed or choice.label.rstrip("… ") in read, choice.label


def test_the_words_offered_are_those_the_engine_understands() -> None:
    assert all(is_word(button) for button in (BACK, SKIP, HELP, EXAMPLE))
    assert not is_word(EDIT)
    assert not is_word(replace(HELP, argument="masalah"))
    assert not is_word(Button("Samarkan", "mask"))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("82 % *penting* sekali", "82 % ∗penting∗ sekali"),
        ("~10 orang~", "∼10 orang∼"),
        ("`kode` dan ```blok```", "ˋkodeˋ dan ˋˋˋblokˋˋˋ"),
        ("_garis_ tetapi nama_berkas_ini tetap", "ˍgarisˍ tetapi nama_berkas_ini tetap"),
        ("https://x.go.id/~dinkes/a_b_c *", "https://x.go.id/~dinkes/a_b_c ∗"),
        ("5 * 3 = 15", "5 ∗ 3 = 15"),
    ],
)
def test_signs_that_people_type_style_nothing(typed: str, read: str) -> None:
    assert calm(typed) == read
    assert shown(read) == (read, (), ())


def test_bold_words_stand_between_asterisks_line_by_line() -> None:
    text = (TextSpan("Tersimpan ✓\n\n"), TextSpan("Siapa?\n Sejak kapan? ", bold=True), TextSpan("(a*b)"))
    assert to_markup(text) == "Tersimpan ✓\n\n*Siapa?*\n *Sejak kapan?* (a∗b)"
    assert to_markup((TextSpan("se"), TextSpan("bagi", bold=True), TextSpan("an"))) == "sebagian"


def test_a_label_is_cut_between_words_and_never_inside_an_emoji() -> None:
    assert fit("Pelayanan kesehatan ibu", 20) == "Pelayanan kesehatan…"
    family = "👩🏽‍⚕️" * 9
    assert units(fit(family, 20)) <= 20
    assert fit(family, 20).rstrip("…") in family
    assert fit("ringkas", 20) == "ringkas"


WORDS = st.text(st.sampled_from("ab cd\n*_~`.é😀👩‍‍🏽️🇮🇩"), max_size=60)
LABELS = st.text(st.sampled_from("abc de.é😀🏽"), min_size=1, max_size=110).filter(lambda label: label.strip() == label)
SPANS = st.lists(st.builds(TextSpan, WORDS, bold=st.booleans()), max_size=8).map(tuple)
BUTTONS = st.lists(LABELS, max_size=14).map(lambda names: choices(*names))
ACTIONS = st.lists(
    st.sampled_from((BACK, SKIP, HELP, EXAMPLE, EDIT, Button("Tambah ke “Rumusan masalah”", "add", "x"))), max_size=4
).map(tuple)
REPLIES = st.builds(
    Reply,
    said=SPANS,
    text=st.one_of(SPANS, st.integers(1, 6000).map(lambda size: (TextSpan(("kata " * size)[:size] + "."),))),
    footer=st.sampled_from(("", "Bagian 1 dari 8", "😀" * 40)),
    choices=BUTTONS,
    actions=ACTIONS,
    attachments=st.sampled_from(((), (PDF,), (DOCX, PDF))),
    wants=st.sampled_from((InputKind.TEXT, InputKind.LOCATION)),
)


@given(REPLIES)
def test_whatever_is_said_is_taken_by_whatsapp_and_nothing_is_dropped(reply: Reply) -> None:
    messages = laid(reply)
    for message in messages:
        written(message)
    read = squeezed("".join(plain(message.text) for message in messages))
    for part in (plain(reply.said), plain(reply.text), reply.footer):
        assert squeezed(part) in read
    keys = [key for message in messages for row in message.rows for key in row]
    for button in (*reply.choices, *reply.actions):
        pressed = [squeezed(part) for key in keys for part in (key.label, key.more)]
        label = squeezed(button.label)
        assert any(label in item for item in pressed) or label.lower() in read.lower()
    tokens = [key.token for key in keys]
    assert len(set(tokens)) == len(tokens)
    assert [outgoing_message.attachment for outgoing_message in messages if outgoing_message.attachment] == list(
        reply.attachments
    )


@given(REPLIES)
def test_every_action_is_pressed_or_is_a_word_that_means_the_same(reply: Reply) -> None:
    keys = {key.token for message in laid(reply) for row in message.rows for key in row}
    for action in reply.actions:
        assert f"12..{action.verb}.{action.argument}" in keys or is_word(action)


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_a_file_that_meta_does_not_take_is_named_with_its_address() -> None:
    file = Attachment(name="lokakarya.ics", mime="text/calendar", link="https://tuntun.example/lokakarya/a.ics")
    (message,) = laid(Reply(text=(TextSpan("Sampai jumpa."),), actions=(BACK,), attachments=(file,)))
    assert message.attachment is None
    assert plain(message.text) == "Sampai jumpa.\nlokakarya.ics: https://tuntun.example/lokakarya/a.ics"
    assert message.rows
    (carried,) = lay_out(Reply(attachments=(file,)), replace(LIMITS, files=None), ALICE, None)
    assert carried.attachment == file
