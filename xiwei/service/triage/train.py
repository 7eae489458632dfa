"""Trains the triage model from data in the repository: `python -m xiwei.service.triage.train`.

Twice: on four fifths of the sources, to measure on the last fifth and to set temperatures and thresholds there; then on
everything, which is written to model.npz. The figures go to docs/triage.md. Same data, same seed, same model.
`--outside FILE…` also measures on labelled messages kept outside the repository (csv: title,text,line,urgency,kind).
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from . import corpus, dangers, measure, report
from .grammar import Message
from .model import Head, Model, parts, pieces, save

COMMON, MOST = 4, 64_000  # a piece is kept if so many messages have it; at most so many pieces
LONG = 80  # characters from which a text counts as a letter when weighing
# For the line a letter weighs five short messages: it has so much more to be misled by. Lines weigh as follows.
SPOKEN_WEIGHT = 0.2
LETTER_SHARES = {"非物业": 0.25, "管家": 0.22, "秩序": 0.13, "维修": 0.12, "保洁": 0.14, "绿化": 0.14}
SPOKEN_SHARES = {"非物业": 0.12, "管家": 0.2, "秩序": 0.18, "维修": 0.3, "保洁": 0.1, "绿化": 0.1}
ITEM_PRECISION = 0.8  # a proposed item must be right so often on what was laid aside
URGENT_RECALL = 0.9  # of urgent short messages laid aside, the head must find so many without danger words
URGENT_WEIGHT = 3  # a missed urgent need is worse than a false one

Array = Any


def vocabulary(messages: Sequence[Message]) -> tuple[dict[str, int], Array]:
    """The pieces worth keeping and their rarity (smoothed inverse document frequency, squared)."""
    seen: Counter[str] = Counter()
    for message in messages:
        heading, whole = parts(message.text, message.title)
        seen.update(pieces(heading).keys() | pieces(whole).keys())
    kept = sorted(piece for piece, count in seen.most_common(MOST) if count >= COMMON)
    rarity = [(np.log((1 + len(messages)) / (1 + seen[piece])) + 1) ** 2 for piece in kept]
    return {piece: at for at, piece in enumerate(kept)}, np.array(rarity, np.float16).astype(np.float32)


def matrix(model: Model, messages: Sequence[Message]) -> csr_matrix:
    """One row a message, just as the model itself will see it."""
    rows = [model.vector(message.text, message.title) for message in messages]
    ends = np.cumsum([0, *(len(where) for where, _ in rows)])
    values, places = np.concatenate([v for _, v in rows]), np.concatenate([w for w, _ in rows])
    return csr_matrix((values, places, ends), shape=(len(rows), len(model.vocabulary)), dtype=np.float32)


def shares(messages: Sequence[Message], spoken_weight: float) -> Array:
    """A weight for each message, so that letters and short messages have the shares above by line."""
    weights = np.zeros(len(messages))
    letters = np.array([len(message.text) > LONG for message in messages])
    lines = np.array([message.labels.line for message in messages])
    for long, wanted in ((True, LETTER_SHARES), (False, SPOKEN_SHARES)):
        for line, share in wanted.items():
            here = (letters == long) & (lines == line)
            weights[here] = share * (letters == long).sum() / max(1, here.sum())
    return weights * np.where(letters, 1, spoken_weight)


def fit(seen: csr_matrix, answers: Sequence[str], weights: Array | None, *, strength: float, watched: str) -> Head:
    """One head, not yet cooled: a softmax over the answers. Only pieces that occur get a row."""
    used = np.flatnonzero(seen.getnnz(axis=0))
    linear = LogisticRegression(C=strength, max_iter=120, tol=1e-3)
    linear.fit(seen[:, used], np.array(answers), sample_weight=weights)
    rows = np.full(seen.shape[1], -1, np.int32)
    rows[used] = np.arange(len(used))
    scale = np.abs(linear.coef_).max(axis=1) / 127
    weights_small = np.round(linear.coef_ / scale[:, None]).astype(np.int8).T
    return Head(tuple(linear.classes_), rows, weights_small, scale, linear.intercept_, 1.0, 0.0, watched)


def bare(messages: Sequence[Message]) -> Model:
    """A model that can see but not yet answer."""
    words, rarity = vocabulary(messages)
    return Model(words, rarity, {}, np.array([], np.int64))


def learn(messages: Sequence[Message]) -> Model:
    """Vocabulary and the four heads from these messages, with no temperature or threshold set."""
    model = bare(messages)
    seen = matrix(model, messages)
    urgent = np.array([message.labels.urgency == "急" for message in messages])
    for name in ("line", "urgency", "kind"):
        answers = [getattr(message.labels, name) for message in messages]
        watched = "急" if name == "urgency" else ""
        weights = shares(messages, SPOKEN_WEIGHT if name == "line" else 1) * np.where(
            urgent & bool(watched), URGENT_WEIGHT, 1
        )
        model.heads[name] = fit(seen, answers, weights, strength=15, watched=watched)
    taught = [message for message in messages if itemised(message)] + corpus.menu_clauses(messages)
    items = [message.labels.item for message in taught]
    model.heads["item"] = fit(matrix(model, taught), items, None, strength=30, watched="")
    return replace(model, belongs=belongings(model, taught))


def belongings(model: Model, taught: Sequence[Message]) -> Array:
    """For each label of the item head, where its line stands among the line head's labels."""
    line = {message.labels.item: message.labels.line for message in taught}
    return np.array([model.heads["line"].labels.index(line[item]) for item in model.heads["item"].labels], np.int64)


def itemised(message: Message) -> bool:
    """Whether a message teaches the item head: it has an item, or is short and of no property company ("" then)."""
    return bool(message.labels.item) or (message.labels.line == "非物业" and len(message.text) < LONG)


def cool(model: Model, aside: Sequence[Message]) -> Model:
    """The model with each head's temperature and threshold set from messages it never saw."""
    for name in ("line", "urgency", "kind", "item"):  # the line first: the item's likelihood leans on it
        told = [message for message in aside if name != "item" or itemised(message)]
        head = model.heads[name]
        right = np.array([head.labels.index(getattr(message.labels, name)) for message in told])
        scores = np.log(likelihoods(model, name, told))
        temperature = float(minimize_scalar(cost(scores, right), bounds=(0.3, 4), method="bounded").x)
        model.heads[name] = replace(head, temperature=round(temperature, 3))
    item, urgency = model.heads["item"], model.heads["urgency"]
    model.heads["item"] = replace(item, threshold=sure_enough(model, [m for m in aside if itemised(m)]))
    model.heads["urgency"] = replace(urgency, threshold=urgent_enough(model, aside))
    return model


def likelihoods(model: Model, name: str, messages: Sequence[Message]) -> Array:
    """Each label's likelihood for each message, never quite nought."""
    head = model.heads[name]
    return np.maximum([head.likelihoods(*model.vector(message.text, message.title)) for message in messages], 1e-12)


def softmax(scores: Array) -> Array:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def cost(scores: Array, right: Array) -> Callable[[float], float]:
    """How surprised the head is by the truth (mean negative log likelihood) at a temperature."""

    def at(temperature: float) -> float:
        return float(-np.log(softmax(scores / temperature)[np.arange(len(right)), right] + 1e-12).mean())

    return at


def sure_enough(model: Model, told: Sequence[Message]) -> float:
    """The likelihood above which a proposed item is right eight times in ten."""
    likely = np.array([model.items(*model.vector(message.text, message.title)) for message in told])
    right = np.array([model.heads["item"].labels.index(message.labels.item) for message in told])
    best = likely.max(axis=1)
    order = np.argsort(-best)
    exact = np.cumsum(likely.argmax(axis=1)[order] == right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(exact >= ITEM_PRECISION)
    return round(float(best[order][good[-1]]), 3) if len(good) else 1.0


def urgent_enough(model: Model, aside: Sequence[Message]) -> float:
    """The likelihood of 急 that must be acted on, so that the head finds enough urgent needs, deaf to danger words.

    Of short messages alone: in a letter the head has no say. Were the rules to help, a head that only repeats them would do,
    and what no rule foresaw would go unheard.
    """
    urgent = [m for m in aside if m.labels.urgency == "急" and not dangers.is_letter(m.text, m.title)]
    likely = np.sort(likelihoods(model, "urgency", urgent)[:, model.heads["urgency"].labels.index("急")])
    return round(float(likely[int((1 - URGENT_RECALL) * len(urgent))]), 3)


def settled(model: Model, like: Model) -> Model:
    """The model with the temperatures and thresholds of another."""
    for name, head in like.heads.items():
        model.heads[name] = replace(model.heads[name], temperature=head.temperature, threshold=head.threshold)
    return model


def main(arguments: list[str] | None = None) -> int:
    """Trains, measures, writes the model and its page of figures; prints how long each step took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--outside", type=Path, nargs="+", metavar="FILE", help="labelled messages outside the repository (csv)"
    )
    outside = parser.parse_args(arguments).outside
    began = time.perf_counter()
    say = sys.stdout.write
    parts_of_it = corpus.parted()
    trial = learn(parts_of_it.learn)
    trial = cool(trial, parts_of_it.aside)
    figures = measure.on_messages(trial, parts_of_it.aside)
    say(f"{len(parts_of_it.learn)} 条学、{len(parts_of_it.aside)} 条量，{time.perf_counter() - began:.0f} 秒\n")
    everything = corpus.whole().learn
    model = settled(learn(everything), trial)
    save(model)
    say(f"全部 {len(everything)} 条训练完，{time.perf_counter() - began:.0f} 秒\n")
    if outside:
        measure.keep_outside(model, outside)
    say(report.write(figures, model, learnt=len(everything)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
