"""Makes the next version of a form: one question is gone, another is called anew."""

from __future__ import annotations

from functools import cache

from flows.forms.load import load_library
from flows.forms.model import Evidence, Flow
from tests.fakes.every_kind import EVERY_KIND

FORMS = {flow.id: flow for flow in (*load_library().values(), EVERY_KIND)}


def newer(flow: Flow) -> Flow:
    """Return the form's next version."""
    return _version(flow.id, flow.version + 1)


@cache
def _version(form: str, version: int) -> Flow:
    if version == FORMS[form].version:
        return FORMS[form]
    before = _version(form, version - 1)
    gone, renamed = _spare(before)
    dump = before.model_dump(mode="json", by_alias=True, exclude_unset=True)
    for section in dump["sections"]:
        section["together"] = []
        section["questions"] = [item for item in section["questions"] if item["id"] != gone]
        for item in section["questions"]:
            item["id"] = f"{renamed}_x" if item["id"] == renamed else item["id"]
    migration = {"from_version": version - 1, "renamed": {renamed: f"{renamed}_x"}}
    return Flow.model_validate({**dump, "version": version, "migrations": [*dump.get("migrations", []), migration]})


def _spare(flow: Flow) -> tuple[str, str]:
    """Return two questions that nothing else in the form names."""
    whens = [
        when for section, question in flow.questions() for when in (section.when, question.when) if when is not None
    ]
    needed = {name for when in whens for name in when.questions()}
    if flow.cover is not None:
        needed |= {str(item) for item in flow.cover.model_dump().values()}
    spare = [
        question.id
        for section, question in flow.questions()
        if question.id not in needed
        and len(question.id) <= 20
        and len(section.questions) > 2
        and not isinstance(question, Evidence)
    ]
    return spare[flow.version % (len(spare) - 1)], spare[flow.version % (len(spare) - 1) + 1]
