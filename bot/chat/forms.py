"""The forms: the newest version for a new draft, the pinned version for one already begun."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from sqlalchemy import Connection

from flows.forms.model import Flow
from storage.drafts import form_versions

OPENING = "pembuka"
"""The flow that leads to the right form."""


class Forms:
    """The forms of this release, and older versions loaded from the database when a draft needs them."""

    def __init__(self, library: Mapping[str, Flow], place: str = "") -> None:
        self._place = place
        """The town in the date line of documents; "": as the form has it."""
        self._newest = {name: self._placed(flow) for name, flow in library.items()}
        self._older: dict[tuple[str, int], Flow] = {}

    def __contains__(self, flow_id: str) -> bool:
        return flow_id in self._newest

    def newest(self, flow_id: str) -> Flow:
        """Return the newest version of a form; raise KeyError if there is none of this id."""
        return self._newest[flow_id]

    def offered(self) -> list[Flow]:
        """Return the forms a person can write in."""
        return [flow for flow in self._newest.values() if not flow.leads]

    def flow(self, connection: Connection, flow_id: str, version: int) -> Flow:
        """Return the form in the version a draft was begun in."""
        newest = self._newest.get(flow_id)
        if newest is not None and newest.version == version:
            return newest
        if (flow_id, version) not in self._older:
            definition = form_versions.get(connection, flow_id, version)
            self._older[flow_id, version] = self._placed(Flow.model_validate_json(definition))
        return self._older[flow_id, version]

    def _placed(self, flow: Flow) -> Flow:
        return flow.model_copy(update={"place": self._place}) if self._place and flow.place else flow

    def pin(self, connection: Connection) -> None:
        """Store the definition of each form's version; raise FlowChanged if one changed without a new version."""
        for flow in self._newest.values():
            definition = flow.model_dump_json(by_alias=True, exclude_defaults=True, exclude={"place"})
            digest = hashlib.sha256(definition.encode()).hexdigest()
            form_versions.pin(connection, flow.id, flow.version, definition, digest)
