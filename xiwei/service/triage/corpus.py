"""Gathers what the model learns from: letters and short messages made from topics, hand-written phrases, the menu's words.

For measuring, a fifth of the sources (titles, facts, phrases, menu words) is laid aside before anything is made of
them, so that no message measured on shares a sentence with one learnt from.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from . import grammar, menu, moods
from .grammar import Labels, Message, Topic

SEED = 20260
FIFTH = 3  # which fifth is laid aside
LETTERS, SPOKEN, VARIANTS = 100, 20, 2

CLAUSE = re.compile(r"[，。；：、,]")
LINE = {"repair": "维修", "order": "秩序", "cleaning": "保洁", "greening": "绿化", "butler": "管家", "home": "管家"}
KIND = {"repair": "报修", "complaint": "投诉", "help": "求助", "suggestion": "建议", "inquiry": "咨询"}
URGENCY = {"urgent": "急", "ordinary": "一般", "planned": "一般", "complaint": "投诉"}


@dataclass(frozen=True)
class Corpus:
    """What is learnt from, and what is measured on (empty when all is learnt)."""

    learn: list[Message]
    aside: list[Message]


def menu_phrases() -> list[Message]:
    """The menu's names and the words residents use for its items, labelled by who does the item."""
    found = []
    for item in menu.items():
        labels = Labels(LINE[item["done_by"]], URGENCY[item["urgency"]], KIND[item["kind"]], item["code"])
        found += [Message("", word, labels, "menu") for word in [item["name"], *item["words"]]]
    return found


def menu_clauses(learnt: Sequence[Message]) -> list[Message]:
    """What each item covers, clause by clause: teaches the item head alone, for items that are learnt."""
    labels = {message.labels.item: message.labels for message in learnt}
    found = []
    for item in menu.items():
        told = [item["covers"], *(clause for clause in CLAUSE.split(item["covers"]) if len(clause) > 1)]
        found += [Message("", one, labels[item["code"]], "menu") for one in told if item["code"] in labels]
    return found


def whole() -> Corpus:
    """Everything to learn from: the model that is committed."""
    phrases = grammar.read_phrases() + moods.messages()
    return Corpus(_made(grammar.read_topics(), phrases, menu_phrases(), SEED), [])


def parted() -> Corpus:
    """Four fifths of the sources to learn from and, from the last fifth alone, messages to measure on."""
    kept_topics, aside_topics = grammar.split(grammar.read_topics(), FIFTH)
    kept_phrases, aside_phrases = _part(grammar.read_phrases())
    kept_words, aside_words = _part(menu_phrases())
    aside = list(grammar.write(aside_topics, letters=6, spoken=2, seed=SEED + 1)) + aside_phrases + aside_words
    kept_moods, aside_moods = moods.messages(aside=False), moods.messages(aside=True)
    return Corpus(_made(kept_topics, kept_phrases + kept_moods, kept_words, SEED), aside + aside_moods)


def _part(messages: Sequence[Message]) -> tuple[list[Message], list[Message]]:
    kept = [message for at, message in enumerate(messages) if at % 5 != FIFTH]
    return kept, [message for at, message in enumerate(messages) if at % 5 == FIFTH]


def _made(topics: list[Topic], phrases: list[Message], words: list[Message], seed: int) -> list[Message]:
    writer = grammar.Writer(topics, seed)
    made = list(grammar.write(topics, letters=LETTERS, spoken=SPOKEN, seed=seed))
    for message in [*phrases, *words]:
        made += [message, *(writer.phrase(message) for _ in range(VARIANTS))]
    return made
