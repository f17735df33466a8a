"""Reports what is over the aims of the house (`python -m tests.architecture.budgets`). Never fails:
whoever is over splits it, or can say why it reads better whole. Docstrings do not count."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

HOME = Path(__file__).resolve().parents[2]
FILE_LINES = 400
FUNCTION_LINES = 40
PARAMETERS = 6
FOLDER_FILES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """One file or function and how long it is."""

    place: str
    lines: int


def _docstring_lines(node: ast.AST) -> int:
    if not isinstance(node, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return 0
    first = node.body[0] if node.body else None
    has_one = (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    )
    return (first.end_lineno or 0) - first.lineno + 1 if has_one and first else 0


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def measure(root: Path) -> tuple[list[Size], list[Size], list[str]]:
    """Files, functions, and what has too many parameters or siblings."""
    files, functions, remarks = [], [], []
    for path in sorted(root.rglob("*.py")):
        place = str(path.relative_to(HOME))
        tree = ast.parse(path.read_text("utf-8"))
        docs = sum(_docstring_lines(node) for node in ast.walk(tree))
        files.append(Size(place=place, lines=len(path.read_text("utf-8").splitlines()) - docs))
        for function in _functions(tree):
            lines = (function.end_lineno or 0) - function.lineno + 1 - _docstring_lines(function)
            functions.append(Size(place=f"{place}:{function.lineno} {function.name}", lines=lines))
            given = function.args
            count = len(given.args) + len(given.kwonlyargs) - ("self" in [a.arg for a in given.args])
            if count > PARAMETERS:
                remarks.append(f"{place}:{function.lineno} {function.name}: {count} parameters")
    for folder in sorted({path.parent for path in root.rglob("*.py")}):
        count = sum(1 for path in folder.glob("*.py") if path.name != "__init__.py")
        if count > FOLDER_FILES:
            remarks.append(f"{folder.relative_to(HOME)}: {count} files")
    return files, functions, remarks


def main() -> None:
    """Prints the report."""
    files, functions, remarks = measure(HOME / "bot")
    for name, sizes, limit in (("files", files, FILE_LINES), ("functions", functions, FUNCTION_LINES)):
        lines = sorted(size.lines for size in sizes)
        nine = quantiles(lines, n=10)[-1]
        print(
            f"{name}: {len(lines)}, median {lines[len(lines) // 2]} lines, nine in ten up to {nine:.0f}, longest {lines[-1]}"
        )
        for size in sorted(sizes, key=lambda s: -s.lines):
            if size.lines > limit:
                print(f"  look again: {size.place} ({size.lines} lines)")
    for remark in remarks:
        print(f"  look again: {remark}")


if __name__ == "__main__":
    main()
