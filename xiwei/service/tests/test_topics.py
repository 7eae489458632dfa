"""What of this app's messages a person may mute."""

from xiwei.notices import topics
from xiwei.service.words import WORDS


def test_every_kind_under_a_topic_is_one_this_app_speaks_of() -> None:
    ours = [topic for topic in topics.offered() if topic.code.startswith("service.")]
    assert [topic.code for topic in ours if topic.kinds - WORDS.keys()] == []
    assert len(ours) == 5


def test_what_waits_for_an_answer_cannot_be_muted() -> None:
    kinds = ["service.order_quoted", "service.declined", "service.clock_escalated", "service.order_offered"]
    assert [topics.topic_of(kind) for kind in kinds] == ["", "", "", ""]
