"""Measures a model: how often it is right, by line, and how many urgent needs it finds."""

from __future__ import annotations

import csv
import time
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import LINES, Proposal, proposal
from .grammar import DATA, Labels, Message
from .model import Model

OUTSIDE = DATA / "outside.toml"  # figures only: the messages themselves have no licence and are not in the repository
# Messages of our own, labelled before the model was looked at and never learnt from: hard ones, as an app gets them, and
# such as were written last of all.
ASIDE, ASIDE_APP, ASIDE_FRESH = DATA / "aside.csv", DATA / "aside_app.csv", DATA / "aside_fresh.csv"


@dataclass(frozen=True)
class Score:
    """Precision, recall and F1 of one answer, and how many messages truly have it."""

    precision: float
    recall: float
    f1: float
    count: int


@dataclass(frozen=True)
class Figures:
    """What was measured on one set of messages."""

    count: int
    accuracy: float
    lines: dict[str, Score]
    urgent: Score
    kind_accuracy: float
    item_right: float  # of messages with an item, how many got it as the best answer
    item_offered: float  # of messages with an item, how many were offered any
    item_precision: float  # of those offered, how many were right
    honesty: list[tuple[str, float, int]]  # band of confidence, share right in it, how many
    misses: list[tuple[Message, Proposal]]

    @property
    def macro(self) -> float:
        """Macro-F1 by line, over the lines that occur."""
        return mean(self.lines)


def mean(scores: dict[str, Score]) -> float:
    """The mean F1 of the labels that truly occur; 0 where none does."""
    there = [score.f1 for score in scores.values() if score.count]
    return sum(there) / len(there) if there else 0.0


def score(truth: Sequence[str], said: Sequence[str], label: str) -> Score:
    """Precision, recall and F1 of one label; 0 where nothing was said or true."""
    both = sum(t == s == label for t, s in zip(truth, said, strict=True))
    spoken, true = list(said).count(label), list(truth).count(label)
    precision, recall = both / spoken if spoken else 0.0, both / true if true else 0.0
    return Score(precision, recall, 2 * both / (spoken + true) if spoken + true else 0.0, true)


def on_messages(model: Model, messages: Sequence[Message]) -> Figures:
    """All figures of the model on labelled messages."""
    said = [proposal(model, message.text, message.title) for message in messages]
    lines = [message.labels.line for message in messages]
    proposed = [one.line for one in said]
    wanted = [(m, one) for m, one in zip(messages, said, strict=True) if m.labels.item]
    codes = model.heads["item"].labels
    best = [codes[int(model.items(*model.vector(m.text, m.title)).argmax())] == m.labels.item for m, _ in wanted]
    offered = [(m, one) for m, one in wanted if one.item]
    return Figures(
        count=len(messages),
        accuracy=share(m.labels.line == one.line for m, one in zip(messages, said, strict=True)),
        lines={line: score(lines, proposed, line) for line in LINES},
        urgent=score([m.labels.urgency for m in messages], [one.urgency for one in said], "急"),
        kind_accuracy=share(m.labels.kind == one.kind for m, one in zip(messages, said, strict=True)),
        item_right=share(best),
        item_offered=len(offered) / len(wanted) if wanted else 0.0,
        item_precision=share(m.labels.item == one.item for m, one in offered),
        honesty=honesty(lines, said),
        misses=[(m, one) for m, one in zip(messages, said, strict=True) if m.labels.line != one.line],
    )


def kept_aside(path: Path = ASIDE) -> list[Message]:
    """The hard messages kept for measuring alone."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Message(row["title"], row["text"], Labels(row["line"], row["urgency"], row["kind"], row["item"]), "aside")
            for row in csv.DictReader(file)
        ]


def all_aside() -> list[Message]:
    """All that is kept for measuring alone."""
    return [message for path in (ASIDE, ASIDE_APP, ASIDE_FRESH) for message in kept_aside(path)]


def share(answers: object) -> float:
    """The share of true ones; 0 of none."""
    listed = list(answers)  # type: ignore[call-overload]
    return sum(listed) / len(listed) if listed else 0.0


def honesty(truth: Sequence[str], said: Sequence[Proposal]) -> list[tuple[str, float, int]]:
    """By bands of confidence: how often the line was right."""
    bands = ((0.0, 0.5), (0.5, 0.7), (0.7, 0.85), (0.85, 0.95), (0.95, 1.01))
    found = []
    for low, high in bands:
        here = [t == s.line for t, s in zip(truth, said, strict=True) if low <= s.confidence < high]
        found.append((f"{low:.2f}–{min(high, 1):.2f}", share(here), len(here)))
    return found


def milliseconds(call: Callable[[], object], times: int = 200) -> float:
    """The median time one core works on one call, in milliseconds: what else the machine does is no part of it."""
    spent = []
    for _ in range(times):
        began = time.thread_time()
        call()
        spent.append((time.thread_time() - began) * 1000)
    return sorted(spent)[len(spent) // 2]


def keep_outside(model: Model, paths: Sequence[Path]) -> None:
    """Measures on labelled csv files (title,text,line,urgency,kind, and also: other lines as good) and keeps the figures alone.

    Each file is named for what it is, since the page shows its name.
    """
    told = ["# Written by `train --outside FILE…`.", ""]
    for path in paths:
        with path.open(encoding="utf-8-sig", newline="") as file:
            told += set_figures(path.stem, list(csv.DictReader(file)), model)
    OUTSIDE.write_text("\n".join(told), "utf-8")


def set_figures(name: str, rows: list[dict[str, str]], model: Model) -> list[str]:
    """One set's figures as lines of TOML."""
    said = [proposal(model, row["text"], row["title"]) for row in rows]
    truth, lines = [row["line"] for row in rows], [one.line for one in said]
    scores = {line: score(truth, lines, line) for line in LINES}
    granted = [s if s in row.get("also", "").split() else row["line"] for row, s in zip(rows, lines, strict=True)]
    urgent = score([row["urgency"] for row in rows], [one.urgency for one in said], "急")
    either = share(s in (row["line"], *row.get("also", "").split()) for row, s in zip(rows, lines, strict=True))
    accuracy = share(t == s for t, s in zip(truth, lines, strict=True))
    kind = share(row["kind"] == one.kind for row, one in zip(rows, said, strict=True))
    return [
        "[[set]]",
        f'name = "{name}"',
        f"count = {len(rows)}",
        f"macro = {mean(scores):.3f}",
        f"macro_either = {mean({line: score(granted, lines, line) for line in LINES}):.3f}",
        f"kind = {kind:.3f}",
        f"accuracy = {accuracy:.3f}",
        f"either = {either:.3f}",
        f"urgent = [{urgent.precision:.3f}, {urgent.recall:.3f}, {urgent.f1:.3f}, {urgent.count}]",
        "[set.lines]",
        *(f'"{n}" = [{s.precision:.3f}, {s.recall:.3f}, {s.f1:.3f}, {s.count}]' for n, s in scores.items()),
        "[set.honesty]",
        *(f'"{band}" = [{right:.3f}, {many}]' for band, right, many in honesty(truth, said)),
        "",
    ]


def outside() -> list[dict[str, Any]]:
    """The kept figures of the outside sets; none if they were never measured."""
    return list(tomllib.loads(OUTSIDE.read_text("utf-8"))["set"]) if OUTSIDE.exists() else []
