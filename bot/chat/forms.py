"""Finds the form of a draft: the newest for a new one, the pinned version for one that was begun."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from sqlalchemy import Connection

from flows.forms.model import Flow
from storage.drafts import form_versions

OPENING = "pembuka"
"""The flow that leads to the right form."""


class Forms:
    """The forms of this program, and the older versions that drafts still use."""

    def __init__(self, library: Mapping[str, Flow], place: str = "") -> None:
        self._place = place
        """Where documents are dated, if not where the form says."""
        self._newest = {name: self._placed(flow) for name, flow in library.items()}
        self._older: dict[tuple[str, int], Flow] = {}

    def __contains__(self, flow_id: str) -> bool:
        return flow_id in self._newest

    def newest(self, flow_id: str) -> Flow:
        """Return the form as this program has it; KeyError if it has none of this id."""
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
        """Keep the text of each form's version; raise FlowChanged if one changed without a new version."""
        for flow in self._newest.values():
            definition = flow.model_dump_json(by_alias=True, exclude_defaults=True, exclude={"place"})
            digest = hashlib.sha256(definition.encode()).hexdigest()
            form_versions.pin(connection, flow.id, flow.version, definition, digest)
