"""Every line the code writes can be read, and every word of the ledger is said by somebody."""

import ast
import re
from collections.abc import Iterator
from string import Formatter

from tests.house.code import STOREY, app_of, calls, named, product, room_of, texts, tree
from xiwei.ledger import registry
from xiwei.notices import heard
from xiwei.shared.tongue import HAN

WRITERS = {"record", "line"}
KIND = re.compile(rf"^(?:{'|'.join(STOREY)})\.[a-z_]+$")
# Arguments of record() that are the line's own, not data for its sentence.
OWN = {"by", "at", "seen_by", "evidence", "person", "written_at"}


def _written() -> list[tuple[str, ast.Call, str]]:
    """(file, call, kind) of each record("app.kind", …) whose kind stands in the code as it is."""
    return [
        (named(path), call, first.value)
        for path in product()
        for call, name in calls(path)
        if name in WRITERS and call.args
        for first in call.args[:1]
        if isinstance(first, ast.Constant) and isinstance(first.value, str) and KIND.match(first.value)
    ]


def test_every_kind_written_has_words():
    spoken = registry.kinds()
    assert [f"{file}:{call.lineno} {kind}" for file, call, kind in _written() if kind not in spoken] == []


def test_every_kind_with_words_is_written_somewhere():
    said = {text for path in product() if path.name != "words.py" for text in texts(path) if KIND.match(text)}
    assert sorted(set(registry.kinds()) - said) == []


def test_every_kind_is_spoken_by_its_own_app():
    mine = {text for path in product() if path.name == "words.py" for text in texts(path) if KIND.match(text)}
    wrong = [
        text
        for path in product()
        if path.name == "words.py"
        for text in texts(path)
        if KIND.match(text) and not text.startswith(f"{app_of(path)}.")
    ]
    assert (wrong, mine) == ([], set(registry.kinds()))


def test_a_sentence_gets_every_field_it_asks_for():
    """A missing field is read as nothing, which is right for old lines and wrong for new ones."""
    spoken = registry.kinds()
    wrong = []
    for file, call, kind in _written():
        given = {word.arg for word in call.keywords}
        if None in given or kind not in spoken:  # **data: the caller knows
            continue
        asked = {field for _, field, _, _ in Formatter().parse(spoken[kind].sentence) if field}
        if missing := asked - (given - OWN):
            wrong.append(f"{file}:{call.lineno} {kind} lacks {', '.join(sorted(missing))}")
    assert wrong == []


def test_nobody_gives_data_a_name_that_is_the_lines_own():
    clash = {
        field for words in registry.kinds().values() for _, field, _, _ in Formatter().parse(words.sentence) if field
    }
    assert clash & OWN == set()


def messages() -> Iterator[tuple[str, str]]:
    """Each sentence of ours that an action or a listener says in a message, with 某某 in its places."""
    for path in product():
        if room_of(path) not in ("actions", "listeners") or app_of(path) not in ("notices", "service"):
            continue
        for node in ast.walk(tree(path)):
            given = node.keywords if isinstance(node, ast.Call) else []
            for said in (one.value for one in given if one.arg in ("title", "body")):
                parts = said.values if isinstance(said, ast.JoinedStr) else [said]
                words = [one.value if isinstance(one, ast.Constant) else "某某" for one in parts]
                if any(isinstance(one, ast.Constant) and HAN.search(str(one.value)) for one in parts):
                    yield f"{named(path)}:{node.lineno}", "".join(words)


def test_every_message_has_its_sentence_for_those_who_read_english():
    said = list(messages())
    assert len(said) > 50
    assert [(where, words) for where, words in said if heard.find(words) is None] == []
