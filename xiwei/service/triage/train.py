"""Trains the triage model from data in the repository: `python -m xiwei.service.triage.train`.

Twice: on four fifths of the sources, to measure on the last fifth and to set temperatures and thresholds there; then on
everything, which is written to model.npz. The figures go to docs/triage.md. Same data, same seed, same model.
`--outside FILE` also measures on labelled messages kept outside the repository (csv: title,text,line,urgency).
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from . import corpus, measure, report
from .grammar import Message
from .model import FILE, HEADING, Head, Model, parts, pieces

COMMON, MOST = 4, 64_000  # a piece is kept if so many messages have it; at most so many pieces
LONG = 80  # characters from which a text counts as a letter when weighing
# What a mailbox and an app are made of, roughly: a mailbox is half about what no property company can answer.
LETTER_SHARES = {"非物业": 0.48, "管家": 0.12, "秩序": 0.11, "维修": 0.11, "保洁": 0.1, "绿化": 0.08}
SPOKEN_SHARES = {"非物业": 0.12, "管家": 0.2, "秩序": 0.18, "维修": 0.3, "保洁": 0.1, "绿化": 0.1}
ITEM_PRECISION = 0.8  # a proposed item must be right so often on what was laid aside
URGENT_RECALL = 0.97  # the urgency head alone, before danger words, on what was laid aside

Array = Any


def vocabulary(messages: Sequence[Message]) -> tuple[dict[str, int], Array]:
    """The pieces worth keeping and their rarity (smoothed inverse document frequency)."""
    seen: Counter[str] = Counter()
    for message in messages:
        heading, whole = parts(message.text, message.title)
        seen.update(pieces(heading).keys() | pieces(whole).keys())
    kept = sorted(piece for piece, count in seen.most_common(MOST) if count >= COMMON)
    rarity = [np.log((1 + len(messages)) / (1 + seen[piece])) + 1 for piece in kept]
    return {piece: at for at, piece in enumerate(kept)}, np.array(rarity, np.float16).astype(np.float32)


def matrix(model: Model, messages: Sequence[Message]) -> csr_matrix:
    """One row a message, just as the model itself will see it."""
    rows = [model.vector(message.text, message.title) for message in messages]
    ends = np.cumsum([0, *(len(where) for where, _ in rows)])
    values, places = np.concatenate([v for _, v in rows]), np.concatenate([w for w, _ in rows])
    return csr_matrix((values, places, ends), shape=(len(rows), len(model.vocabulary)), dtype=np.float32)


def shares(messages: Sequence[Message]) -> Array:
    """A weight for each message, so that letters and short messages have the shares above by line."""
    weights = np.zeros(len(messages))
    letters = np.array([len(message.text) > LONG for message in messages])
    lines = np.array([message.labels.line for message in messages])
    for long, wanted in ((True, LETTER_SHARES), (False, SPOKEN_SHARES)):
        for line, share in wanted.items():
            here = (letters == long) & (lines == line)
            weights[here] = share * (letters == long).sum() / max(1, here.sum())
    return weights


def fit(seen: csr_matrix, answers: Sequence[str], weights: Array | None, *, strength: float, watched: str) -> Head:
    """One head, not yet cooled: a softmax over the answers. Only pieces that occur get a row."""
    used = np.flatnonzero(seen.getnnz(axis=0))
    linear = LogisticRegression(C=strength, max_iter=120, tol=1e-3)
    linear.fit(seen[:, used], np.array(answers), sample_weight=weights)
    coefficients, bias = linear.coef_, linear.intercept_
    rows = np.full(seen.shape[1], -1, np.int32)
    rows[used] = np.arange(len(used))
    return Head(tuple(linear.classes_), rows, coefficients.T.astype(np.float16), bias, 1.0, 0.0, watched)


def bare(messages: Sequence[Message]) -> Model:
    """A model that can see but not yet answer."""
    words, rarity = vocabulary(messages)
    return Model(words, rarity, {})


def learn(messages: Sequence[Message]) -> Model:
    """Vocabulary and the four heads from these messages, with no temperature or threshold set."""
    model = bare(messages)
    seen, weights = matrix(model, messages), shares(messages)
    for name in ("line", "urgency", "kind"):
        answers = [getattr(message.labels, name) for message in messages]
        watched = "急" if name == "urgency" else ""
        model.heads[name] = fit(seen, answers, weights, strength=15, watched=watched)
    chosen = [at for at, message in enumerate(messages) if itemised(message)]
    items = [messages[at].labels.item for at in chosen]
    model.heads["item"] = fit(seen[chosen], items, None, strength=30, watched="")
    return model


def itemised(message: Message) -> bool:
    """Whether a message teaches the item head: it has an item, or is short and of no property company ("" then)."""
    return bool(message.labels.item) or (message.labels.line == "非物业" and len(message.text) < LONG)


def cool(model: Model, aside: Sequence[Message]) -> dict[str, tuple[float, float]]:
    """Temperature and threshold of each head, from messages it never saw."""
    settings = {}
    for name, head in model.heads.items():
        told = [message for message in aside if name != "item" or itemised(message)]
        right = np.array([head.labels.index(getattr(message.labels, name)) for message in told])
        likely = np.array([head.likelihoods(*model.vector(message.text, message.title)) for message in told])
        scores = np.log(np.maximum(likely, 1e-12))
        temperature = round(float(minimize_scalar(cost(scores, right), bounds=(0.3, 4), method="bounded").x), 3)
        settings[name] = (temperature, threshold(head, softmax(scores / temperature), right))
    return settings


def softmax(scores: Array) -> Array:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def cost(scores: Array, right: Array) -> Callable[[float], float]:
    """How surprised the head is by the truth (mean negative log likelihood) at a temperature."""

    def at(temperature: float) -> float:
        return float(-np.log(softmax(scores / temperature)[np.arange(len(right)), right] + 1e-12).mean())

    return at


def threshold(head: Head, likely: Array, right: Array) -> float:
    """For 急, the likelihood that 97 in 100 urgent ones reach; for the others, where what is above is right 8 times in 10."""
    if head.watched:
        urgent = likely[right == head.labels.index(head.watched), head.labels.index(head.watched)]
        return round(float(np.quantile(urgent, 1 - URGENT_RECALL)), 3)
    best = likely.max(axis=1)
    order = np.argsort(-best)
    exact = np.cumsum(likely.argmax(axis=1)[order] == right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(exact >= ITEM_PRECISION)
    return round(float(best[order][good[-1]]), 3) if len(good) else 1.0


def settled(model: Model, settings: dict[str, tuple[float, float]]) -> Model:
    """The model with its heads cooled and their thresholds set."""
    heads = {
        name: Head(h.labels, h.rows, h.weights, h.bias, *settings[name], h.watched) for name, h in model.heads.items()
    }
    return Model(model.vocabulary, model.rarity, heads)


def save(model: Model, path: Path = FILE) -> None:
    """Writes the model small: half-precision numbers, the vocabulary as one text, compressed."""
    stored: dict[str, Any] = {
        "vocabulary": np.array("\n".join(model.vocabulary)),
        "rarity": model.rarity.astype(np.float16),
        "heading": np.array(HEADING),
    }
    for name, head in model.heads.items():
        stored[f"{name}.labels"] = np.array("\n".join(head.labels))
        stored[f"{name}.rows"] = head.rows.astype(np.int32)
        stored[f"{name}.weights"] = head.weights.astype(np.float16)
        stored[f"{name}.bias"] = head.bias.astype(np.float32)
        stored[f"{name}.settings"] = np.array([head.temperature, head.threshold])
        stored[f"{name}.watched"] = np.array(head.watched)
    np.savez_compressed(path, **stored)


def main(arguments: list[str] | None = None) -> int:
    """Trains, measures, writes the model and its page of figures; prints how long each step took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--outside", type=Path, help="labelled messages outside the repository (csv)")
    outside = parser.parse_args(arguments).outside
    began = time.perf_counter()
    say = sys.stdout.write
    parts_of_it = corpus.parted()
    trial = learn(parts_of_it.learn)
    settings = cool(trial, parts_of_it.aside)
    figures = measure.on_messages(settled(trial, settings), parts_of_it.aside)
    say(f"{len(parts_of_it.learn)} 条学、{len(parts_of_it.aside)} 条量，{time.perf_counter() - began:.0f} 秒\n")
    everything = corpus.whole().learn
    model = settled(learn(everything), settings)
    save(model)
    say(f"全部 {len(everything)} 条训练完，{time.perf_counter() - began:.0f} 秒\n")
    if outside:
        measure.keep_outside(model, outside)
    say(report.write(figures, model, learnt=len(everything)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
