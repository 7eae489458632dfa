"""What messages can be about, in the words of the settings page.

This storey is below those that speak, so it cannot know their matters: each app names its topics when it is ready,
and a person mutes a topic, never a single kind. A kind under no topic cannot be muted.
"""

from dataclasses import dataclass

from xiwei.shared.tongue import Said


@dataclass(frozen=True)
class Topic:
    """A matter a person may want to hear of or not: `kinds` are the `about` of its messages."""

    code: str
    title: Said
    help: Said
    kinds: frozenset[str]
    for_staff: bool


_topics: dict[str, Topic] = {}


def offer(code: str, title: Said, help: Said, kinds: set[str], *, for_staff: bool = False) -> None:
    """Name a topic; one for staff is not shown to residents.

    A kind under two topics is a fault of ours: muting one would leave the other in doubt.
    """
    others = {kind: topic.code for topic in _topics.values() if topic.code != code for kind in topic.kinds}
    if twice := kinds & others.keys():
        raise ValueError(f"{sorted(twice)} stand under two topics: {code} and {others[min(twice)]}")
    _topics[code] = Topic(code, title, help, frozenset(kinds), for_staff)


def offered(*, to_staff: bool = True) -> list[Topic]:
    """All topics, in the order they were named; to residents, those that are theirs."""
    return [topic for topic in _topics.values() if to_staff or not topic.for_staff]


def topic_of(about: str) -> str:
    """The code of the topic of a kind; empty where it has none."""
    return next((topic.code for topic in _topics.values() if about in topic.kinds), "")
