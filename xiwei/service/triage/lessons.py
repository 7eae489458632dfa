"""Learns from what people corrected: the smallest change to the model that makes it say what they chose.

numpy alone, in seconds, where the product runs. Nothing is added to the vocabulary, so no word a resident wrote can come
to stand in the model; only the weights of pieces the shipped model already knew are moved. The repository's own phrases
are gone through beside the lessons, so that what was right stays right; what is laid aside judges the result.

The change is that of passive-aggressive learning (Crammer et al. 2006, PA-I): where the chosen answer does not lead the
best other by a margin, both move along the message by half of what is missing, but by no more than a cap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from . import corpus, grammar, measure, moods
from .grammar import Message
from .model import Array, Head, Model

# What the chosen answer must lead the best other by, in the head's own scores; of 264 items the others weigh more.
MARGIN = {"line": 2.0, "urgency": 2.0, "kind": 2.0, "item": 6.0}
PASSES = 6
CAPS = (1.0, 0.5, 0.25)  # the most one message may move the weights at a time; tried from the boldest on


Read = tuple[tuple[Array, Array], Message]
Seen = tuple[tuple[Array, Array], str]


@dataclass(frozen=True)
class Lesson:
    """Words that were read wrongly, and for each question that was (line, urgency, kind, item) the right answer."""

    words: str
    right: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Judged:
    """How a model does on what is laid aside: macro-F1 by line and the share of urgent needs it finds."""

    macro: float
    recall: float

    def below(self, other: Judged) -> bool:
        """Whether either has fallen, beyond what rounding could do."""
        return self.macro < other.macro - 1e-9 or self.recall < other.recall - 1e-9


@dataclass(frozen=True)
class Outcome:
    """What a training came to: `model` is None where every attempt did worse on what is laid aside."""

    model: Model | None
    before: Judged
    after: Judged
    lessons: int
    known_before: int  # of the lessons, how many the model already gets wholly right
    known_after: int


def learn(model: Model, lessons: Sequence[Lesson]) -> Outcome:
    """Teaches the lessons, as boldly as what is laid aside allows. The model given is left as it is."""
    before = judge(model)
    at_first = known(model, lessons)
    after, taught, right = before, model, read(model, kept_right())
    for cap in CAPS:
        taught = teach(model, lessons, right, cap=cap)
        after = judge(taught)
        if not after.below(before):
            return Outcome(taught, before, after, len(lessons), at_first, known(taught, lessons))
    return Outcome(None, before, after, len(lessons), at_first, known(taught, lessons))


def judge(model: Model) -> Judged:
    """The model on all that is laid aside (data/aside*.csv), which neither it nor its lessons were made from."""
    figures = measure.on_messages(model, measure.all_aside())
    return Judged(figures.macro, figures.urgent.recall)


def known(model: Model, lessons: Sequence[Lesson]) -> int:
    """How many lessons the model's heads already answer rightly in all that was corrected."""
    return sum(
        all(model.heads[name].answer(*model.vector(one.words))[0] == label for name, label in one.right.items())
        for one in lessons
    )


def teach(model: Model, lessons: Sequence[Lesson], right: Sequence[Read], *, cap: float) -> Model:
    """A model with the heads moved and what it reads rightly kept right.

    Answers a head does not know (an item of the company's own) are passed over.
    """
    heads = {}
    for name, head in model.heads.items():
        wrong = [
            (model.vector(one.words), one.right[name]) for one in lessons if one.right.get(name, None) in head.labels
        ]
        keep = still_right(head, [(seen, getattr(message.labels, name)) for seen, message in right]) if wrong else []
        heads[name] = moved(head, wrong, keep, margin=MARGIN[name], cap=cap) if wrong else head
    return replace(model, heads=heads)


def read(model: Model, messages: Sequence[Message]) -> list[Read]:
    """Each message with what the model sees of it."""
    return [(model.vector(message.text, message.title), message) for message in messages]


def kept_right() -> list[Message]:
    """The repository's hand-written phrases, dangers in every mood and the menu's words."""
    return grammar.read_phrases() + moods.messages() + corpus.menu_phrases()


def still_right(head: Head, told: Sequence[Seen]) -> list[Seen]:
    """Those the head answers rightly now: what it never could answer is no reason to move."""
    return [(seen, label) for seen, label in told if label and head.answer(*seen)[0] == label]


def moved(head: Head, wrong: Sequence[Seen], right: Sequence[Seen], *, margin: float, cap: float) -> Head:
    """The head after some passes over both, the lessons last in each so that they have the last word."""
    touched = np.unique(np.concatenate([places(head, seen) for seen, _ in [*wrong, *right]]))
    at = np.full(len(head.weights), -1, np.int32)
    at[touched] = np.arange(len(touched))
    weights = head.weights[touched].astype(np.float32) * head.scale
    ready = [(at[places(head, s)], s[1][head.rows[s[0]] >= 0], head.labels.index(n)) for s, n in [*right, *wrong]]
    leads = [0.0] * len(right) + [margin] * len(wrong)
    for _ in range(PASSES):
        for (rows, values, label), lead in zip(ready, leads, strict=True):
            push(weights, head.bias, rows, values, label, lead=lead, cap=cap)
    whole = head.weights.copy()
    whole[touched] = np.clip(np.round(weights / head.scale), -127, 127).astype(np.int8)
    return replace(head, weights=whole)


def places(head: Head, seen: tuple[Array, Array]) -> Array:
    """The rows of the head's weights that a message touches."""
    rows = head.rows[seen[0]]
    return rows[rows >= 0]


def push(weights: Array, bias: Array, rows: Array, values: Array, label: int, *, lead: float, cap: float) -> None:
    """Moves the weights, in place, by the least that lets the label lead by so much, or by the cap."""
    length = float((values**2).sum())
    if not length:
        return
    scores = values @ weights[rows] + bias
    mine = float(scores[label])
    scores[label] = -np.inf
    best = int(scores.argmax())
    missing = lead - (mine - float(scores[best]))
    if missing > 0:
        step = min(cap, missing / (2 * length)) * values
        weights[rows, label] += step
        weights[rows, best] -= step
