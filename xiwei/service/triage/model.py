"""Turns a message into numbers and numbers into proposals, with numpy alone.

Features are the one- to three-character pieces of the message, weighted by rarity; the title (or the opening of an
untitled letter) counts more than the whole, because people say the matter first. Each head is linear, and its
scores are cooled by a temperature measured on messages held aside, so that a confidence of 0.8 is right 8 times in 10.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

FILE = Path(__file__).resolve().parent / "model.npz"
HEADS = ("line", "urgency", "kind", "item")
LONGEST = 3000  # characters read of a letter; what follows repeats
HEADING = 2.5  # how much the heading weighs against the whole
OPENING = 44  # characters that stand for the title of an untitled letter

MASKED_PLACE = re.compile(r"[A-Za-z]\d{0,2}(?=[市区县])[市区县]?")
COURTESY = re.compile(r"^.{0,14}(?:领导|书记|市长|区长|县长|厅长|局长|主任)[们同志先生]{0,2}[，,：:！!。您你们好]{1,6}")
DIGITS = re.compile(r"\d+")
NOT_WORDS = re.compile(r"[^\u3400-\u9fffa-z0]+")

Array = Any  # numpy's own generics say nothing useful here


def normalise(text: str) -> str:
    """The message without what can't matter: masked places, greetings, digits' values, marks."""
    text = MASKED_PLACE.sub("", text[:LONGEST].strip())
    text = COURTESY.sub("", text)
    text = DIGITS.sub("0", text).lower()
    return NOT_WORDS.sub(" ", text).strip()


def pieces(text: str, longest: int = 3) -> Counter[str]:
    """How often each one- to three-character piece stands in the normalised text; none crosses a mark."""
    found: Counter[str] = Counter()
    for run in text.split():
        for size in range(1, longest + 1):
            found.update([run[at : at + size] for at in range(len(run) - size + 1)])
    return found


def parts(text: str, title: str = "") -> tuple[str, str]:
    """The heading and the whole of a message, normalised."""
    if title.strip():
        return normalise(title), normalise(text)
    clean = normalise(text)
    return clean[:OPENING], clean


@dataclass(frozen=True)
class Head:
    """One question asked of a message.

    `rows` gives each piece its row in `weights` (-1: none). Weights are whole numbers from -127 to 127, to be multiplied
    by each label's `scale`; scores are divided by `temperature`. `watched` is an answer taken as soon as it reaches
    `threshold` (急); when it is empty, `threshold` is what the best answer must reach (item).
    """

    labels: tuple[str, ...]
    rows: Array
    weights: Array
    scale: Array
    bias: Array
    temperature: float
    threshold: float
    watched: str

    def likelihoods(self, where: Array, values: Array) -> Array:
        """How likely each label is, in the order of the labels."""
        rows = self.rows[where]
        known = rows >= 0
        seen = values[known] @ self.weights[rows[known]].astype(np.float32)
        scores = (seen * self.scale + self.bias) / self.temperature
        scores = np.exp(scores - scores.max())
        return scores / scores.sum()

    def answer(self, where: Array, values: Array) -> tuple[str, float]:
        """The likeliest label and how likely it is (0 to 1)."""
        likely = self.likelihoods(where, values)
        best = int(likely.argmax())
        return self.labels[best], float(likely[best])

    def decide(self, where: Array, values: Array) -> str:
        """The label to act on: the watched one as soon as it is likely enough, else the best of the others."""
        watched = self.labels.index(self.watched)
        enough = self.likelihoods(where, values)[watched] >= self.threshold
        return self.watched if enough else self.otherwise(where, values)

    def otherwise(self, where: Array, values: Array) -> str:
        """The likeliest label but the watched one, for what can't be so however much it sounds like it."""
        likely = self.likelihoods(where, values)
        likely[self.labels.index(self.watched)] = -1
        return self.labels[int(likely.argmax())]


@dataclass(frozen=True)
class Model:
    """The trained model: vocabulary, rarities and heads."""

    vocabulary: dict[str, int]
    rarity: Array
    heads: dict[str, Head]
    belongs: Array  # for each label of the item head, the place of its line among the line head's labels

    def items(self, where: Array, values: Array) -> Array:
        """How likely each item is, the line's own likelihood taken in: an item of an unlikely line is unlikely."""
        lines = self.heads["line"].likelihoods(where, values)
        likely = self.heads["item"].likelihoods(where, values) * lines[self.belongs]
        return likely / likely.sum()

    def item(self, where: Array, values: Array) -> str:
        """The likeliest menu item, or "" when it is none or below the threshold."""
        likely = self.items(where, values)
        best = int(likely.argmax())
        return self.heads["item"].labels[best] if likely[best] >= self.heads["item"].threshold else ""

    def likeliest(self, where: Array, values: Array, *, among: Sequence[str]) -> str:
        """The likeliest of these items, however unlikely: for a danger, where any of its items beats none."""
        labels, likely = self.heads["item"].labels, self.items(where, values)
        return max((code for code in among if code in labels), key=lambda code: likely[labels.index(code)], default="")

    def vector(self, text: str, title: str = "") -> tuple[Array, Array]:
        """The message as (positions, values): heading and whole each of length one, added, again of length one."""
        total: dict[int, float] = {}
        for part, weight in zip(parts(text, title), (HEADING, 1.0), strict=True):
            for position, value in zip(*self.weigh(part), strict=True):
                total[position] = total.get(position, 0.0) + weight * value
        where = np.fromiter(total.keys(), np.int64, len(total))
        values = np.fromiter(total.values(), np.float32, len(total))
        length = float(np.sqrt((values**2).sum()))
        return where, values / length if length else values

    def weigh(self, part: str) -> tuple[list[int], list[float]]:
        known = [(self.vocabulary[p], n) for p, n in pieces(part).items() if p in self.vocabulary]
        if not known:
            return [], []
        where, counts = zip(*known, strict=True)
        values = (1 + np.log(np.array(counts, np.float32))) * self.rarity[list(where)]
        return list(where), list(values / np.sqrt((values**2).sum()))


@cache
def load(path: Path = FILE) -> Model:
    """The committed model, read once. Raises FileNotFoundError when it was never trained."""
    return read(path)


def read(path: Path) -> Model:
    """A model from its file. Raises OSError, KeyError or ValueError for what is none."""
    with np.load(path, allow_pickle=False) as stored:
        vocabulary = {piece: at for at, piece in enumerate(str(stored["vocabulary"]).split("\n"))}
        heads = {name: read_head(stored, name) for name in HEADS if f"{name}.labels" in stored}
        return Model(vocabulary, stored["rarity"].astype(np.float32), heads, stored["belongs"].astype(np.int64))


def read_head(stored: Any, name: str) -> Head:
    temperature, threshold = (float(number) for number in stored[f"{name}.settings"])
    return Head(
        labels=tuple(str(stored[f"{name}.labels"]).split("\n")),
        rows=stored[f"{name}.rows"].astype(np.int32),
        weights=stored[f"{name}.weights"],
        scale=stored[f"{name}.scale"].astype(np.float32),
        bias=stored[f"{name}.bias"].astype(np.float32),
        temperature=temperature,
        threshold=threshold,
        watched=str(stored[f"{name}.watched"]),
    )


def read_note(path: Path, name: str) -> str:
    """A word written beside the model, as `save` was given it; "" where there is none."""
    with np.load(path, allow_pickle=False) as stored:
        return str(stored[f"note.{name}"]) if f"note.{name}" in stored else ""


def save(model: Model, path: Path = FILE, notes: dict[str, str] | None = None) -> None:
    """Writes the model small: half-precision numbers, the vocabulary as one text, compressed; and notes beside it."""
    stored: dict[str, Any] = {
        "vocabulary": np.array("\n".join(model.vocabulary)),
        "rarity": model.rarity.astype(np.float16),
        "belongs": model.belongs.astype(np.int16),
    }
    for name, head in model.heads.items():
        stored[f"{name}.labels"] = np.array("\n".join(head.labels))
        stored[f"{name}.rows"] = head.rows.astype(np.int32)
        stored[f"{name}.weights"] = head.weights.astype(np.int8)
        stored[f"{name}.scale"] = head.scale.astype(np.float32)
        stored[f"{name}.bias"] = head.bias.astype(np.float32)
        stored[f"{name}.settings"] = np.array([head.temperature, head.threshold])
        stored[f"{name}.watched"] = np.array(head.watched)
    stored |= {f"note.{name}": np.array(note) for name, note in (notes or {}).items()}
    np.savez_compressed(path, **stored)
