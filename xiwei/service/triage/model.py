"""Turns a message into numbers and numbers into proposals, with numpy alone.

Features are the one- to four-character pieces of the message, weighted by rarity; the title (or the opening of an
untitled letter) counts as much as the whole rest, because people say the matter first. Each head is linear, and its
scores are cooled by a temperature measured on messages held aside, so that a confidence of 0.8 is right 8 times in 10.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

FILE = Path(__file__).resolve().parent / "model.npz"
HEADS = ("line", "urgency", "kind", "item")
LONGEST = 3000  # characters read of a letter; what follows repeats
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


def pieces(text: str, longest: int = 4) -> Counter[str]:
    """How often each one- to four-character piece stands in the normalised text; none crosses a mark."""
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
    """One question asked of a message: its answers, weights (pieces by answers), bias and temperature."""

    labels: tuple[str, ...]
    weights: Array
    bias: Array
    temperature: float
    threshold: float

    def answer(self, where: Array, values: Array) -> tuple[str, float, Array]:
        """The likeliest answer, how likely it is (0 to 1), and all likelihoods in the order of the labels."""
        scores = (values @ self.weights[where].astype(np.float32) + self.bias) / self.temperature
        scores = np.exp(scores - scores.max())
        scores /= scores.sum()
        best = int(scores.argmax())
        return self.labels[best], float(scores[best]), scores


@dataclass(frozen=True)
class Model:
    """The trained model: vocabulary, rarities and heads."""

    vocabulary: dict[str, int]
    rarity: Array
    heads: dict[str, Head]

    def vector(self, text: str, title: str = "") -> tuple[Array, Array]:
        """The message as (positions, values): heading and whole each of length one, added, again of length one."""
        total: dict[int, float] = {}
        for part in parts(text, title):
            where, values = self.weigh(part)
            for position, value in zip(where, values, strict=True):
                total[position] = total.get(position, 0.0) + value
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
    with np.load(path, allow_pickle=False) as stored:
        vocabulary = {piece: at for at, piece in enumerate(str(stored["vocabulary"]).split("\n"))}
        heads = {name: read_head(stored, name) for name in HEADS if f"{name}.labels" in stored}
        return Model(vocabulary, stored["rarity"].astype(np.float32), heads)


def read_head(stored: Any, name: str) -> Head:
    temperature, threshold = (float(number) for number in stored[f"{name}.settings"])
    labels = tuple(str(stored[f"{name}.labels"]).split("\n"))
    return Head(labels, stored[f"{name}.weights"], stored[f"{name}.bias"].astype(np.float32), temperature, threshold)
