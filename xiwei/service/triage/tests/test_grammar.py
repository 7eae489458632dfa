"""The training messages are many, distinct, within the closed sets, and the same for the same seed."""

from collections import Counter

from xiwei.service.triage import KINDS, LINES, URGENCIES, corpus, grammar

LABELS_OF_TOPICS = [topic.labels for topic in grammar.read_topics()]


def test_there_are_fifteen_hundred_distinct_hand_written_phrases() -> None:
    assert len({message.text for message in grammar.read_phrases()}) >= 1500


def test_no_phrase_is_written_twice() -> None:
    twice = [text for text, times in Counter(m.text for m in grammar.read_phrases()).items() if times > 1]
    assert twice == []


def test_all_labels_are_from_the_closed_sets() -> None:
    for labels in [*LABELS_OF_TOPICS, *(message.labels for message in grammar.read_phrases())]:
        assert labels.line in LINES
        assert labels.urgency in URGENCIES
        assert labels.kind in KINDS


def test_the_same_seed_writes_the_same_letters() -> None:
    topics = grammar.read_topics()[:5]
    first = list(grammar.write(topics, letters=2, spoken=2, seed=5))
    assert list(grammar.write(topics, letters=2, spoken=2, seed=5)) == first


def test_another_seed_writes_other_letters() -> None:
    topics = grammar.read_topics()[:5]
    first = list(grammar.write(topics, letters=2, spoken=2, seed=5))
    assert list(grammar.write(topics, letters=2, spoken=2, seed=6)) != first


def test_no_bracket_or_slot_is_left_open_in_a_written_message() -> None:
    for message in grammar.write(grammar.read_topics(), letters=1, spoken=1, seed=1):
        assert not set("{}[]|") & set(message.title + message.text), message


def test_no_sentence_laid_aside_is_learnt_from() -> None:
    kept, aside = grammar.split(grammar.read_topics(), corpus.FIFTH)
    learnt = {(t.name, source) for t in kept for source in (*t.titles, *t.facts)}
    measured = {(t.name, source) for t in aside for source in (*t.titles, *t.facts)}
    assert learnt & measured == set()
