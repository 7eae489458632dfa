"""Makes training messages out of topics and frames: the same seed gives the same messages.

A topic (data/topics) gives titles and facts of one kind of need; the frames (data/frames.toml) give all that people
put around a need and that says nothing of its line. Facts of other topics are strewn in, because people do so.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

DATA = Path(__file__).resolve().parent / "data"
OUTSIDE = "非物业"


@dataclass(frozen=True)
class Labels:
    """What a message is: the line that serves it, how pressing it is, what is wanted, and the menu item if known."""

    line: str
    urgency: str
    kind: str
    item: str = ""


@dataclass(frozen=True)
class Message:
    """One training message."""

    title: str
    text: str
    labels: Labels
    source: str  # topic's name, "phrase" or "menu"


@dataclass
class Topic:
    """One kind of need: how its title may run and what may be told of it."""

    name: str
    labels: Labels
    titles: list[str] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)

    @property
    def outside(self) -> bool:
        return self.labels.line == OUTSIDE


def read_topics(folder: Path = DATA / "topics") -> list[Topic]:
    """All topics, in the order of the files' names. Raises ValueError with file and line for a line it can't read."""
    topics: list[Topic] = []
    for path in sorted(folder.glob("*.txt")):
        for number, raw in enumerate(path.read_text("utf-8").splitlines(), 1):
            mark, rest = raw[:2], raw[2:].strip()
            if mark == "@ ":
                name, *labels = (part.strip() for part in rest.split("|"))
                topics.append(Topic(name, Labels(*labels)))
            elif mark == "T ":
                topics[-1].titles.append(rest)
            elif mark == "F ":
                topics[-1].facts.append(rest)
            elif raw.strip() and not raw.startswith("#"):
                raise ValueError(f"{path.name} line {number}: {raw[:30]}")
    return topics


def read_phrases(folder: Path = DATA / "phrases") -> list[Message]:
    """All hand-written phrases: a head `## line urgency kind`, then a phrase a line, with ` @ITEM` where it has one."""
    messages: list[Message] = []
    for path in sorted(folder.glob("*.txt")):
        labels = None
        for raw in path.read_text("utf-8").splitlines():
            if raw.startswith("## "):
                labels = Labels(*raw[3:].split())
            elif raw.strip() and not raw.startswith("#") and labels:
                text, _, item = raw.strip().partition(" @")
                messages.append(Message("", text, replace(labels, item=item), "phrase"))
    return messages


@cache
def frames() -> dict[str, list[str]]:
    """What stands around a need, by the name of its place in a letter."""
    return tomllib.loads((DATA / "frames.toml").read_text("utf-8"))


INNERMOST = re.compile(r"\(([^()\[\]]*)\)|\[([^()\[\]]*)\]")
SLOT = re.compile(r"\{(\w+)\}")


class Writer:
    """Writes messages with one random source, so that a seed fixes them all."""

    def __init__(self, topics: Sequence[Topic], seed: int) -> None:
        self.topics = list(topics)
        self.inside = [topic for topic in topics if not topic.outside]
        self.random = random.Random(seed)

    def pick(self, name: str) -> str:
        return self.expand(self.random.choice(frames()[name]))

    def estate(self) -> str:
        return self.pick("estate_head") + self.pick("estate_mid") + self.pick("estate_tail")

    def slot(self, match: re.Match[str]) -> str:
        name = {"小区": "estate", "附近": "near", "路": "road", "公交": "bus", "物业": "company", "楼": "building"}
        key = name.get(match[1], match[1])
        if key == "数":
            return str(self.random.randint(1, 9))
        return self.estate() if key == "estate" else self.pick(key)

    def expand(self, template: str) -> str:
        """Chooses at each (a|b), keeps or drops each [a], fills each {slot}; an inner bracket goes first."""
        while match := INNERMOST.search(template):
            if match[1] is not None:
                chosen = self.random.choice(match[1].split("|"))
            else:
                chosen = self.random.choice(match[2].split("|")) if self.random.random() < 0.5 else ""
            template = template[: match.start()] + chosen + template[match.end() :]
        return SLOT.sub(self.slot, template)

    def title(self, topic: Topic) -> str:
        core = self.expand(self.random.choice(topic.titles))
        city = self.pick("city") if self.random.random() < 0.7 else ""
        return self.pick("title_open") + city + core + self.pick("title_close")

    def facts(self, topic: Topic, count: int) -> list[str]:
        chosen = self.random.sample(topic.facts, min(count, len(topic.facts)))
        return [self.expand(fact) for fact in chosen]

    def stray(self, topic: Topic) -> list[str]:
        """A fact or two of other matters: a letter about lifts ends in fees, one about roads in the estate's guards."""
        if self.random.random() > 0.28:
            return []
        pool = self.inside if not topic.outside or self.random.random() < 0.2 else self.topics
        return [fact for _ in range(self.random.choice((1, 1, 2))) for fact in self.facts(self.random.choice(pool), 1)]

    def letter(self, topic: Topic) -> Message:
        """A mailbox letter: title, greeting, who writes, two to six facts, what was tried, how it feels, what is asked."""
        title = self.title(topic)
        body = self.facts(topic, self.random.randint(1, 6))
        body += [self.title(topic) for _ in range(self.random.choice((0, 0, 1, 1)))] + self.stray(topic)
        body += [self.pick("tried") for _ in range(self.random.choice((0, 0, 1, 1, 2)))]
        body += [self.pick("feel") for _ in range(self.random.choice((0, 1, 1, 2)))]
        self.random.shuffle(body)
        first = self.title(topic) if self.random.random() < 0.6 else self.facts(topic, 1)[0]
        told = self.pick("link").join([""]) + first
        for sentence in body:
            told += self.pick("link") + sentence
        asked = "，".join(self.pick("ask") for _ in range(self.random.choice((0, 1, 1, 2))))
        text = self.pick("hello") + self.pick("who") + self.pick("lead") + told + "。" + asked + "。" + self.pick("bye")
        if self.random.random() < 0.12:  # some mailboxes put the title at the head of the text
            title, text = "", title + text
        return Message(title, text, topic.labels, topic.name)

    def spoken(self, topic: Topic) -> Message:
        """A short message as told in the app: part of a title or a fact, run together, now and then mistyped."""
        source = self.random.choice(topic.titles if topic.outside else topic.titles + topic.facts)
        core = SLOT.sub(
            "",
            self.expand(
                source.replace("{小区}", "").replace("{附近}", self.random.choice(("外面", "小区外面", "马路对面")))
            ),
        )
        where = "" if topic.outside else self.pick("say_where")  # what lies outside is not told of one's own building
        text = self.pick("say_open") + where + core + self.pick("say_end")
        return self.worn(Message("", text, topic.labels, topic.name))

    def phrase(self, message: Message) -> Message:
        """A hand-written phrase with another opening, place and ending than it was written with."""
        text = self.pick("say_open") + (self.pick("say_where") if self.random.random() < 0.4 else "")
        return self.worn(replace(message, text=text + message.text + self.pick("say_end")))

    def worn(self, message: Message) -> Message:
        text = message.text
        if self.random.random() < 0.25:  # speech to text leaves no marks
            text = re.sub(r"[，。！？；：、]", "", text)
        if self.random.random() < 0.3:
            text = self.swap(text)
        return replace(message, text=text)

    def swap(self, text: str) -> str:
        """One or two words turned to dialect, a homophone or a slip of the finger (data/slips.txt)."""
        found = [pair for pair in slips() if pair[0] in text]
        for old, new in self.random.sample(found, min(2, len(found))):
            text = text.replace(old, new, 1)
        return text


@cache
def slips() -> list[tuple[str, str]]:
    """Words and what they turn into under dialect, a hurried thumb or a phone that mishears."""
    pairs = []
    for raw in (DATA / "slips.txt").read_text("utf-8").splitlines():
        if raw.strip() and not raw.startswith("#"):
            old, *new = raw.split()
            pairs += [(old, word) for word in new]
    return pairs


def split(topics: Sequence[Topic], fifth: int) -> tuple[list[Topic], list[Topic]]:
    """Each topic's sources parted: four fifths to learn from, one fifth, never seen in them, to be measured on."""
    kept, aside = [], []
    for topic in topics:
        parts: tuple[Topic, Topic] = (Topic(topic.name, topic.labels), Topic(topic.name, topic.labels))
        for index, title in enumerate(topic.titles):
            parts[index % 5 == fifth].titles.append(title)
        for index, fact in enumerate(topic.facts):
            parts[index % 5 == fifth].facts.append(fact)
        kept.append(parts[0])
        if parts[1].titles and parts[1].facts:
            aside.append(parts[1])
    return kept, aside


def write(topics: Sequence[Topic], *, letters: int, spoken: int, seed: int) -> Iterator[Message]:
    """So many letters and short messages of each topic, in the topics' order, with weight for the topic's breadth."""
    writer = Writer(topics, seed)
    for topic in topics:
        breadth = max(1, len(topic.titles) // 3)
        for _ in range(letters * breadth):
            yield writer.letter(topic)
        for _ in range(spoken * breadth):
            yield writer.spoken(topic)
