"""The code as the house's tests read it: files by room, and the calls in them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
# Each app's height; apps of one height do not know each other.
STOREY = {"shared": 0, "ledger": 0, "estate": 1, "people": 2, "standards": 2, "notices": 3, "service": 4, "rounds": 5}


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def python(folder: str = "xiwei") -> list[Path]:
    """Every Python file of ours under a folder, migrations apart."""
    return sorted(path for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts)


def app_of(path: Path) -> str:
    """xiwei/people/queries/who.py → people."""
    parts = path.relative_to(ROOT / "xiwei").parts
    return parts[0] if len(parts) > 1 else ""


def room_of(path: Path) -> str:
    """xiwei/people/queries/who.py → queries; xiwei/people/rules.py → rules."""
    parts = path.relative_to(ROOT / "xiwei").parts
    return parts[1].removesuffix(".py") if len(parts) > 1 else ""


def product() -> list[Path]:
    """The product's own files: no tests."""
    return [path for path in python() if "tests" not in path.parts]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def calls(path: Path) -> Iterator[tuple[ast.Call, str]]:
    """Every call of a file with the bare name of what is called: `ledger.record(…)` is record."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", None) or getattr(node.func, "id", "")
            yield node, name


def texts(path: Path) -> Iterator[str]:
    """Every string constant of a file."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
