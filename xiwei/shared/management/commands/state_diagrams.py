"""`manage.py state_diagrams`: draw docs/states from the tables of states, or with --check say which are stale.

An app with states has `rules.MOVES`, lists of moves by noun; the module that says who may move also has PARTY_NAMES.
"""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from enum import Enum
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

HEAD = "<!-- Made by `python manage.py state_diagrams` from {module}; edit that, not this. -->\n\n# {app}: {noun}\n"


def tables() -> Iterator[tuple[str, str, list[Any]]]:
    """(app, noun, its moves) of every app that has a table of states."""
    for app in apps.get_app_configs():
        if app.name.startswith("xiwei.") and find_spec(f"{app.name}.rules"):
            for noun, moves in getattr(import_module(f"{app.name}.rules"), "MOVES", {}).items():
                yield app.label, noun, moves


def states_of(moves: list[Any]) -> list[Any]:
    """Every state the table's enumeration has, in its order: one that no move reaches is drawn alone, and seen."""
    member = next(state for move in moves for state in (*move.before, move.after) if isinstance(state, Enum))
    return list(type(member))


def diagram(moves: list[Any]) -> str:
    """The moves that change the state, as mermaid draws them."""
    states = states_of(moves)
    changing = [
        (before, after, move) for move in moves for after in ends_of(move) for before in move.before if before != after
    ]
    lines = ["stateDiagram-v2", f"    [*] --> {states[0].value}"]
    lines += [f'    state "{state.label} {state.value}" as {state.value}' for state in states]
    lines += [f"    {state(before)} --> {state(after)}: {move.label}" for before, after, move in changing]
    left = {state(before) for before, _, _ in changing}
    lines += [f"    {one.value} --> [*]" for one in states if one.value not in left]
    return "\n".join(["```mermaid", *lines, "```"])


def home(moves: list[Any]) -> str:
    """The module a table stands in: the one of its parties."""
    return type(moves[0].who[0]).__module__


def ends_of(move: Any) -> tuple[Any, ...]:
    """The states a move may lead to: one, none, or whichever it came from."""
    return (move.after,) if move.after else getattr(move, "back_to", ())


def state(value: Any) -> str:
    """A state's bare word."""
    return value.value if isinstance(value, Enum) else str(value)


def table(moves: list[Any]) -> str:
    """Every move, a row each, those too that leave the state as it is."""
    names = {one.value: str(one.label) for one in states_of(moves)}
    parties = sys.modules[home(moves)].PARTY_NAMES
    rows = [["从", "做什么", "到", "谁", "账本", "时钟", "业主读到"], ["---"] * 7]
    for move in moves:
        before = [names[state(one)] for one in move.before]
        rows.append(
            [
                "任何状态" if len(before) == len(names) else "、".join(before),
                f"{move.label} `{move.verb}`",
                "或".join(names[state(one)] for one in ends_of(move)) or "不变",
                "、".join(str(parties[who]) for who in move.who),
                f"`{move.kind}`",
                move.clock,
                move.notice,
            ]
        )
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def page(app: str, noun: str, moves: list[Any]) -> str:
    """The whole file."""
    head = HEAD.format(module=home(moves), app=app, noun=noun)
    return f"{head}\n{diagram(moves)}\n\n{table(moves)}\n"


class Command(BaseCommand):
    """Write the files, or check them."""

    help = "Draw docs/states from the tables of states"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail where a file is stale")

    def handle(self, *, check: bool, **options: Any) -> None:
        """Raises CommandError with the stale files' names under --check."""
        folder = Path(settings.ROOT) / "docs" / "states"
        wanted = {folder / f"{app}.{noun}.md": page(app, noun, moves) for app, noun, moves in tables()}
        stale = [path for path, text in wanted.items() if not path.exists() or path.read_text() != text]
        stale += [path for path in folder.glob("*.md") if path not in wanted]
        if check and stale:
            names = ", ".join(sorted(path.name for path in stale))
            raise CommandError(f"stale: {names}. Run python manage.py state_diagrams and commit what it writes.")
        for path in stale:
            if path in wanted:
                path.write_text(wanted[path])
            else:
                path.unlink()
        self.stdout.write(f"{len(wanted)} diagrams, {len(stale)} stale")
