"""Reads a draft again: what is left to judge, what calls for attention, and what changed word by word."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pydantic import JsonValue

from bot.channels.layout.callback_data import TOKEN_BYTES, token
from flows.conversation import Draft
from flows.forms.load import load_library
from flows.forms.model import Flow, Table
from flows.messages import Button, plain
from flows.quality.checks import CHECKS
from flows.review.canned_remarks import CANNED_REMARKS, quick_remarks
from flows.review.review import Remark, RemarkKind, Verdict
from flows.review.round import PriorReview, Round
from flows.review.word_diff import DiffOp, WordDiff, said, trace, traces
from flows.texts import word
from tests.bot.features.reviews.nine_sections import GOOD, NINE, STORIES, VAGUE
from tests.fakes.drafts import draft

AT = datetime(2026, 8, 26, tzinfo=UTC)
NAMES = [name for name, _ in STORIES]


def written(**own: str) -> Draft:
    return draft(**{f"{name}_isi": GOOD for name in NAMES} | own)


def remark(number: int, section: str, kind: RemarkKind = RemarkKind.GOOD) -> Remark:
    return Remark(id=number, submission=1, review=1, contact=2, section=section, question="", kind=kind, at=AT)


def all_good(*but: str) -> tuple[Remark, ...]:
    return tuple(remark(number, name) for number, name in enumerate(NAMES, 1) if name not in but)


def second(then: Draft, now: Draft, said_then: tuple[Remark, ...], **more: tuple[Remark, ...]) -> Round:
    return Round(flow=NINE, draft=now, looks=(PriorReview(number=1, draft=then, judgements=said_then),), **more)


def ids(sections: tuple[object, ...]) -> list[str]:
    return [getattr(section, "id", "") for section in sections]


def test_a_first_reading_judges_every_section() -> None:
    reading = Round(flow=NINE, draft=written())
    assert ids(reading.to_judge) == NAMES
    assert reading.verdict is None


def test_what_was_good_and_did_not_change_stays_good() -> None:
    reading = second(written(), written(dampak_isi=VAGUE), all_good())
    assert ids(reading.to_judge) == ["dampak"]


def test_what_was_never_judged_is_still_to_be_judged() -> None:
    assert ids(second(written(), written(), all_good("cara")).to_judge) == ["cara"]


def test_a_point_that_is_not_dealt_with_is_looked_at_again_though_nothing_changed() -> None:
    fix = remark(50, "dampak", RemarkKind.FIX)
    reading = second(written(), written(), (*all_good("dampak"), fix), open=(fix,))
    assert ids(reading.to_judge) == ["dampak"]
    assert reading.changed(NINE.sections[5]) == ()


def test_a_round_in_which_nothing_is_left_to_judge_approves() -> None:
    assert second(written(), written(), all_good()).verdict is Verdict.APPROVE


def test_what_calls_for_attention_comes_first_and_calm_sections_only_after_each_other() -> None:
    reading = Round(flow=NINE, draft=written(dampak_isi=VAGUE, latar_isi=VAGUE))
    latar, tujuan, dampak = NINE.sections[0], NINE.sections[1], NINE.sections[5]
    assert reading.following() is latar
    assert reading.following(latar) is dampak or reading.following(latar) is latar
    judged = Round(flow=NINE, draft=reading.draft, judgements=(remark(1, "latar"), remark(2, "dampak")))
    assert judged.following(dampak) is None
    assert judged.following(tujuan) is NINE.sections[2] or judged.following(tujuan) is tujuan


@pytest.mark.parametrize(
    ("was", "now", "stretches"),
    [
        ("satu dua tiga", "satu dua tiga", [("stayed", "satu dua tiga")]),
        ("satu dua tiga", "satu dua empat", [("stayed", "satu dua"), ("went", "tiga"), ("came", "empat")]),
        ("", "baru", [("came", "baru")]),
        ("lama", "", [("went", "lama")]),
        ("a b c d e f", "a x c d y f", [("stayed", "a"), ("went", "b c d e"), ("came", "x c d y"), ("stayed", "f")]),
        ("a\n\nb", "a b", [("stayed", "a b")]),
    ],
)
def test_a_text_is_compared_word_by_word(was: str, now: str, stretches: list[tuple[str, str]]) -> None:
    assert [(diff_span.op.value, diff_span.text) for diff_span in trace(was, now)] == stretches


def test_both_texts_can_be_read_back_from_a_trace() -> None:
    was, now = GOOD, GOOD.replace("120 dari 316", "118 dari 300").replace("Wotu", "Burau, terakhir")
    found = trace(was, now)
    assert " ".join(diff_span.text for diff_span in found if diff_span.op is not DiffOp.CAME) == was
    assert " ".join(diff_span.text for diff_span in found if diff_span.op is not DiffOp.WENT) == now


def test_a_chat_shows_a_change_between_its_neighbours() -> None:
    shown = said(WordDiff(question="q", label="Dampak", stretches=trace(f"{GOOD} Selesai.", f"{GOOD} Tuntas.")))
    assert plain(shown) == (
        "Dampak\n− … menurut register KIA Puskesmas Wotu. Selesai.\n+ … menurut register KIA Puskesmas Wotu. Tuntas."
    )
    assert [span.text for span in shown if span.bold] == ["Dampak", "Selesai.", "Tuntas."]


def test_a_tables_rows_are_traced_cell_by_cell() -> None:
    flow = load_library()["rancangan"]
    table = next(question for _, question in flow.questions() if question.kind == "table")
    column = table.columns[0].id if isinstance(table, Table) else ""
    rows: list[JsonValue] = [{column: "a"}]
    other: list[JsonValue] = [{column: "b"}]
    found = traces(flow, flow.section_of(table.id), draft(**{table.id: rows}), draft(**{table.id: other}))
    assert [[(diff_span.op.value, diff_span.text) for diff_span in trace.stretches] for trace in found] == [
        [("went", "a"), ("came", "b")]
    ]


def test_every_check_has_a_prepared_remark() -> None:
    assert CHECKS.keys() <= set(CANNED_REMARKS)
    assert all(len(f"✎ {word(f'remark_label.{name}')}") <= 24 for name in CANNED_REMARKS)


@pytest.mark.parametrize("flow", load_library().values(), ids=lambda flow: flow.id)
def test_every_button_of_a_review_can_be_carried(flow: Flow) -> None:
    review, conversation = 9_999_999, 9_999_999
    for section, question in flow.questions():
        for place in range(len(CANNED_REMARKS)):
            for target in (question.id, f":{section.id}"):
                button = Button("x", "rv_quick", f"{review} {target} {place}")
                assert len(token(conversation, None, button).encode()) <= TOKEN_BYTES


def test_prepared_remarks_are_few_and_bound_to_what_they_are_about() -> None:
    reading = Round(flow=NINE, draft=written(dampak_isi=VAGUE))
    found = quick_remarks(reading.hints(NINE.sections[5]), ())
    assert 1 < len(found) <= 4
    assert found[0].question == "dampak_isi"
    assert quick_remarks((), ("Dampak",))[0].name == "gap"
