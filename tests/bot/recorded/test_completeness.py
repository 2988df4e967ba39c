"""The recording holds every kind of thing that the program can store, or somebody has said why not."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path

import pytest

from tests.bot.recorded.conftest import ROWS
from tests.bot.recorded.contract import contract
from tests.recordings import rows
from tests.recordings.people import verbs
from tests.recordings.town import Phones, messages_of, people_of

TYPED = "is only typed: no button carries it"
AFTER = "came after the recording"
WITHOUT: Mapping[str, Mapping[str, str]] = {
    "verb": {
        **dict.fromkeys(
            (
                "ajak rekan", "berhenti siaran", "daftar bagian", "dasbor", "draf lain", "hapus data", "hapus_data",
                "ikut siaran", "ingatkan saya", "jangan ingatkan", "jangan ingatkan saya", "keluar dari draf",
                "keluar dari semua perangkat", "keluar semua perangkat", "perangkat saya", "kirim ulasan", "kode",
                "lepas", "lihat tim", "mulai", "pengingat", "point_list", "putus", "replace", "serahkan draf",
                "sisanya baik", "start", "stop siaran",
            ),
            TYPED,
        ),
        **dict.fromkeys(("link_all", "link_let", "siaran_list", "siaran_resend"), AFTER),
    },
    "timer": {"nudge_look": "is due at the moment it is set, in the same look at what is due"},
    "file kind": {"video": "is kept as any other evidence"},
    "message state": {
        "dead": "was given up: nobody goes on from it",
        "uncertain": "was given up: nobody goes on from it",
    },
    "notice": {
        "draft_ready": "is prepared for an occasion that no part of the program has",
        "link_code": "is prepared for an occasion that no part of the program has",
    },
}  # fmt: skip
"""What the recording lacks, and why that is right. A new kind belongs into a new recording beside this one."""


def recorded(phones: Phones) -> dict[str, set[str]]:
    """Return what the recording holds, named as in the contract."""
    _, found = rows.read(ROWS)

    def column(table: str, name: str, states: Collection[object] = ()) -> set[str]:
        there = [row for row in found[table] if not states or row["state"] in states]
        return {str(row[name]) for row in there if row[name] is not None}

    states = [json.loads(state) for state in column("conversations", "state") | column("members", "state")]
    waiting = ("queued", "sending")
    replies = [json.loads(reply) for reply in column("outbox", "reply")]
    files = [file for reply in column("outbox", "reply", waiting) for file in json.loads(reply).get("attachments", ())]
    return {
        "verb": {verb for _, phone in people_of(phones) for message in messages_of(phone) for verb in verbs(message)},
        "prompt": {json.loads(prompt)["kind"] for prompt in column("contacts", "errand")},
        "timer": column("timers", "kind", ("waiting",)),
        "code purpose": column("codes", "purpose"),
        "session kind": column("logins", "kind"),
        "event": column("events", "kind"),
        "how": column("events", "how"),
        "doubt": {state["pending"]["doubt"] for state in states if state.get("pending")},
        "draft state": column("conversations", "status"),
        "file kind": column("files", "kind"),
        "remark": column("remarks", "kind"),
        "verdict": column("reviews", "verdict"),
        "unit state": column("units", "state"),
        "revision": column("revisions", "kind"),
        "submission state": column("submissions", "state"),
        "workshop state": column("workshops", "state"),
        "workshop answer": column("attendances", "answer"),
        "broadcast state": column("broadcasts", "state"),
        "message state": column("outbox", "state"),
        "notice": {reply["notice"]["kind"] for reply in replies if reply.get("notice")},
        "waiting file": {file.get("document") or "stored" for file in files},
    }


FILES = {
    "approved.docx",
    "approved.pdf",
    "board.png",
    "board.xlsx",
    "coach.pdf",
    "lokakarya.ics",
    "lokakarya.orang",
    "lokakarya.poster",
    "siaran.png",
    "siaran.xlsx",
    "proposal.docx",
    "proposal.pdf",
    "stored",
}
"""Files that wait to be drawn and sent."""


def test_every_kind_is_in_the_recording_or_has_a_reason(tmp_path: Path, phones: Phones) -> None:
    there, known = recorded(phones), {**contract(tmp_path), "waiting file": FILES}
    lacking = {kind: sorted({*known[kind]} - names - {*WITHOUT.get(kind, ())}) for kind, names in there.items()}
    assert {kind: names for kind, names in lacking.items() if names} == {}


@pytest.mark.parametrize("kind", sorted(WITHOUT))
def test_no_reason_is_given_for_what_is_there(kind: str, phones: Phones) -> None:
    assert recorded(phones)[kind] & {*WITHOUT[kind]} == set()
