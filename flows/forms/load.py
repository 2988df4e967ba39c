"""Forms read from YAML; an error names the file and the question."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import yaml
from pydantic import ValidationError

from flows.forms.model import Flow

if TYPE_CHECKING:
    from yaml import SafeLoader as Loader
else:  # libyaml reads six times as fast; where the package was built without it, it is missing
    Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

LIBRARY = Path(__file__).parent / "library"


class FlowError(Exception):
    """An error in a form's definition, with its place."""


def load(path: Path) -> Flow:
    """Read one form from a `flow.yaml`; raise FlowError with file and place."""
    try:
        written = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a SafeLoader
        return Flow.model_validate(written)
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise FlowError(f"{path}: {error}") from error
    except ValidationError as error:
        lines = [f"{path}: {_place(written, problem['loc'])}: {problem['msg']}" for problem in error.errors()]
        raise FlowError("\n".join(lines)) from error


def load_library(folder: Path = LIBRARY) -> dict[str, Flow]:
    """Read every form below a folder: `<id>/flow.yaml`; raise FlowError naming each broken one."""
    flows: dict[str, Flow] = {}
    errors: list[str] = []
    for path in sorted(folder.glob("*/flow.yaml")):
        try:
            flow = load(path)
        except FlowError as error:
            errors.append(str(error))
            continue
        if flow.id != path.parent.name:
            errors.append(f"{path}: the form's id is {flow.id}, its folder is {path.parent.name}")
        flows[flow.id] = flow
    if errors:
        raise FlowError("\n".join(errors))
    return flows


def _place(written: object, place: tuple[int | str, ...]) -> str:
    """Say where in the file: indices become the ids that stand there."""
    words: list[str] = []
    here = written
    for step in place:
        if isinstance(here, list) and isinstance(step, int) and step < len(here):
            here = here[step]
            words.append(str(here.get("id", step)) if isinstance(here, dict) else str(step))
        elif isinstance(here, dict) and step in here:
            here = here[step]
            words.append(str(step))
        else:
            words.append(str(step))
    return ".".join(words)


class _Loader(Loader):
    """A YAML loader without surprises: dates stay text, and a key written twice is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = {str(key) for key in keys if keys.count(key) > 1}
        if twice:
            raise yaml.constructor.ConstructorError(
                None, None, f"written twice: {', '.join(sorted(twice))}", node.start_mark
            )
        return super().construct_mapping(node, deep=deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
