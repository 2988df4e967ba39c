"""Small changes to a module's source, each of which some test should notice."""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SWAPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
INVERTED = (ast.Eq, ast.NotEq, ast.Is, ast.IsNot, ast.In, ast.NotIn)
"""Swapping one of these turns the whole condition round."""

LOGGERS = {"log", "logger", "logging", "warnings"}
KEY = re.compile(r"[a-z][a-z0-9_.:-]*")
"""A string that the program compares, not a text that somebody reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A change of one expression."""

    path: str
    node: ast.expr
    statement: ast.stmt
    after: str
    is_in_function: bool

    @property
    def lines(self) -> range:
        """Return the numbers of the lines the expression stands on."""
        return range(self.node.lineno, (self.node.end_lineno or self.node.lineno) + 1)

    @property
    def before(self) -> str:
        """Return the expression as it is, on one line."""
        return ast.unparse(self.node)

    def __str__(self) -> str:
        """Return the place and the change."""
        return f"{self.path}:{self.node.lineno}  {self.before}  ->  {self.after}"

    def apply(self, source: str) -> str:
        """Return the source of the module with the change made."""
        lines = source.encode().splitlines(keepends=True)
        assert self.node.end_lineno is not None
        begins = sum(map(len, lines[: self.node.lineno - 1])) + self.node.col_offset
        ends = sum(map(len, lines[: self.node.end_lineno - 1])) + (self.node.end_col_offset or 0)
        whole = source.encode()
        return (whole[:begins] + f"({self.after})".encode() + whole[ends:]).decode()


def list_mutants(path: Path, root: Path) -> list[Mutant]:
    """Return every mutant of a module, in the order of its lines."""
    return _Finder(path.relative_to(root).as_posix()).find(ast.parse(path.read_text()))


class _Finder(ast.NodeVisitor):
    """A walk through a module that leaves out what no test should hold: annotations, texts, logs, asserts."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.found: list[Mutant] = []
        self.statement: ast.stmt = ast.Pass()
        self.in_function = False
        self.returns_optional = False

    def find(self, tree: ast.Module) -> list[Mutant]:
        """Return the mutants of the module."""
        self.visit(tree)
        return self.found

    def visit(self, node: ast.AST) -> None:
        """Remember which statement a mutant is in."""
        if isinstance(node, ast.stmt):
            self.statement = node
        super().visit(node)

    def _add(self, node: ast.expr, *changed: ast.expr | str) -> None:
        for change in changed:
            after = change if isinstance(change, str) else ast.unparse(change)
            self.found.append(
                Mutant(
                    path=self.path,
                    node=node,
                    statement=self.statement,
                    after=after,
                    is_in_function=self.in_function,
                )
            )

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        """Skip annotations and decorators."""
        for default in [*node.args.defaults, *filter(None, node.args.kw_defaults)]:
            self.visit(default)
        outside = self.in_function, self.returns_optional
        self.in_function, self.returns_optional = True, node.returns is not None and _is_optional(node.returns)
        for statement in node.body:
            self.visit(statement)
        self.in_function, self.returns_optional = outside

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """Skip bases and decorators."""
        for part in node.body:
            self.visit(part)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """Skip the annotation."""
        if node.value is not None:
            self.visit(node.value)

    def visit_Assert(self, node: ast.Assert) -> None:
        """Skip what can never happen."""

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """Skip texts: Python 3.11 does not say where their parts stand."""

    def visit_Call(self, node: ast.Call) -> None:
        """Skip log messages and type variables."""
        called = node.func.value if isinstance(node.func, ast.Attribute) else node.func
        if not (isinstance(called, ast.Name) and called.id in LOGGERS | {"TypeVar", "cast"}):
            self.generic_visit(node)

    def visit_Return(self, node: ast.Return) -> None:
        """Return None where the type allows it."""
        if self.returns_optional and node.value is not None and not _is_none(node.value):
            self._add(node.value, "None")
        self.generic_visit(node)

    def visit_If(self, node: ast.If | ast.While | ast.IfExp) -> None:
        """Turn the condition round."""
        if not (isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"):
            self._turn_round(node.test)
            self.generic_visit(node)

    visit_While = visit_IfExp = visit_If  # noqa: N815

    def visit_comprehension(self, node: ast.comprehension) -> None:
        """Turn its conditions round."""
        for condition in node.ifs:
            self._turn_round(condition)
        self.generic_visit(node)

    def visit_match_case(self, node: ast.match_case) -> None:
        """Turn its guard round; what it matches stays."""
        if node.guard is not None:
            self._turn_round(node.guard)
            self.visit(node.guard)
        for part in node.body:
            self.visit(part)

    def _turn_round(self, test: ast.expr) -> None:
        swaps = isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], INVERTED)
        if not swaps and not (isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)):
            self._add(test, ast.UnaryOp(op=ast.Not(), operand=test))

    def visit_Compare(self, node: ast.Compare) -> None:
        """Move the boundary, or compare for the opposite; look for another key."""
        for index, operator in enumerate(node.ops):
            swapped = copy.copy(node)
            swapped.ops = [*node.ops]
            swapped.ops[index] = SWAPPED[type(operator)]()
            self._add(node, swapped)
        for side in (node.left, *node.comparators):
            if isinstance(side, ast.Constant) and isinstance(side.value, str) and KEY.fullmatch(side.value):
                self._add(side, repr(side.value + "x"))
        self.generic_visit(node)

    def visit_Dict(self, node: ast.Dict) -> None:
        """Change its keys, but not those of a module's table, which are mostly words that people write."""
        for key in node.keys if self.in_function else []:
            if isinstance(key, ast.Constant) and isinstance(key.value, str) and KEY.fullmatch(key.value):
                self._add(key, repr(key.value + "x"))
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        """Take the other of `and` and `or`."""
        self._add(node, ast.BoolOp(op=ast.And() if isinstance(node.op, ast.Or) else ast.Or(), values=node.values))
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        """Leave the `not` out."""
        if isinstance(node.op, ast.Not):
            self._add(node, f"bool({ast.unparse(node.operand)})")
        self.generic_visit(node)

    def visit_Slice(self, node: ast.Slice) -> None:
        """Move the bounds by one."""
        for bound in (node.lower, node.upper):
            if bound is not None and not isinstance(bound, ast.Constant):
                self._add(bound, f"{ast.unparse(bound)} + 1")
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        """Flip a truth, move a number by one."""
        if isinstance(node.value, bool):
            self._add(node, str(not node.value))
        elif isinstance(node.value, int):
            self._add(node, str(node.value + 1), str(node.value - 1))


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _is_optional(annotation: ast.expr) -> bool:
    return any(_is_none(part) for part in _members(annotation))


def _members(annotation: ast.expr) -> Iterator[ast.expr]:
    if isinstance(annotation, ast.BinOp):
        yield from _members(annotation.left)
        yield from _members(annotation.right)
    else:
        yield annotation
