"""What is written is found by any part of it that a person would type, on both databases."""

import re
import sqlite3
import unicodedata

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps
from hypothesis import given, settings
from hypothesis import strategies as st

from xiwei.shared.search import CreateIndex, Index, phrase, tokens

NOTES = Index("shared_note_words")
RARE = "\U00020bb7\U0003106c\ue844"  # Extension B, Extension H, private


# Tokens and phrases


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("水管漏水", "水管 管漏 漏水 水"),
        ("3栋漏水", "3 栋漏 漏水 水"),
        ("A座1502室，漏水！", "a 座 1502 室 漏水 水"),
        ("B1车库 5678", "b 1 车库 库 5678"),
        ("ＷＩＦＩ　①号", "wifi 1 号"),
        ("3-2-1502", "3 2 1502"),
        ("café Ωμ", "café ωμ"),
        (RARE, f"{RARE[:2]} {RARE[1:]} {RARE[2]}"),
        ("，。!?\x00\ud800", ""),
    ],
)
def test_text_becomes_pairs_of_characters_and_whole_words(text, said):
    assert tokens(text) == said


@pytest.mark.parametrize(
    ("words", "fts", "tsquery"),
    [
        ("水管漏", '"水管 管漏"', "('水管' <-> '管漏')"),
        ("水", '"水" *', "('水':*)"),
        ("3栋", '"3 栋" *', "('3' <-> '栋':*)"),
        ("漏水3", '"漏水 水 3"', "('漏水' <-> '水' <-> '3')"),
        ("漏水 1502", '"漏水" AND "1502"', "('漏水') & ('1502')"),
        ('"漏水" OR NOT*', '"漏水" AND "or" AND "not"', "('漏水') & ('or') & ('not')"),
        ("' ; -- & | !", "", ""),
    ],
)
def test_what_is_typed_becomes_a_phrase_a_word(words, fts, tsquery):
    assert (phrase(words), phrase(words, "postgresql")) == (fts, tsquery)


def test_a_text_without_end_and_a_query_without_end_are_cut():
    assert len(tokens("水" * 1_000_000).split()) == 16_000
    assert tokens("x" * 1000) == "x" * 64
    assert phrase("很长" * 5000).count(" ") == 39
    assert phrase("水 " * 5000).count("AND") == 11


# Against the engine itself, and a plain reading of what a substring is


def fts(texts: list[str]) -> sqlite3.Connection:
    engine = sqlite3.connect(":memory:")
    for statement in NOTES.create_sql("sqlite"):
        engine.execute(statement)
    rows = [(number, tokens(text)) for number, text in enumerate(texts)]
    engine.executemany(f"INSERT INTO {NOTES.table} (rowid, words) VALUES (?, ?)", rows)
    return engine


def found(engine: sqlite3.Connection, words: str) -> list[int]:
    rows = engine.execute(f"SELECT rowid FROM {NOTES.table} WHERE {NOTES.table} MATCH ?", [phrase(words)])
    return [row[0] for row in rows]


HAN = "水管漏楼上三栋" + RARE
han_text = st.text(HAN, max_size=12)
mixed_text = st.lists(st.sampled_from([*HAN, "1502", "3", "wifi", "A", "，", "-", " "]), max_size=14).map("".join)


@settings(max_examples=300)
@given(st.lists(han_text, max_size=6), st.text(HAN, min_size=1, max_size=4))
def test_chinese_words_find_exactly_the_texts_that_hold_them(texts, words):
    assert found(fts(texts), words) == [n for n, text in enumerate(texts) if words in text]


def holds(text: str, word: str) -> bool:
    """The slow reading: signs left out, the word stands in the text, and cuts no number or Latin word in two."""
    bare = [
        re.sub(r"[^\w\ue000-\uf8ff]+", "|", unicodedata.normalize("NFKC", t).lower()).strip("|") for t in (text, word)
    ]
    pieces = [re.findall(rf"[{HAN}]|[a-z]+|\d+|\|", t) for t in bare]
    return any(_agree(pieces[0][start:], pieces[1]) for start in range(len(pieces[0])))


def _agree(text: list[str], word: list[str]) -> bool:
    """Whether the text goes on with the word. A sign between two that can't run together anyway doesn't matter."""
    while word:
        if text and text[0] == word[0]:
            text, word = text[1:], word[1:]
        elif text and text[0] == "|":
            text = text[1:]
        elif word[0] == "|":
            word = word[1:]
        else:
            return False
    return True


@settings(max_examples=300)
@given(mixed_text, st.data())
def test_any_part_of_a_mixed_text_finds_it(text, data):
    pieces = re.findall(rf"[{HAN}]|[a-zA-Z]+|\d+|[^\w\ue000-\uf8ff]+", text)
    start = data.draw(st.integers(0, len(pieces)))
    part = "".join(pieces[start : data.draw(st.integers(start, len(pieces)))])
    assert not phrase(part) or found(fts([text]), part) == [0]


@settings(max_examples=300)
@given(mixed_text, mixed_text)
def test_a_mixed_text_is_found_only_by_what_stands_in_it(text, words):
    if phrase(words) and found(fts([text]), words):
        assert all(holds(text, word) for word in words.split())


# Through Django, on the database at hand


@pytest.fixture
def notes(db):
    """A table of notes with its index, for this test alone."""
    with isolate_apps("xiwei.shared"):

        class Note(models.Model):
            text = models.TextField()

            class Meta:
                app_label = "shared"
                managed = False

        key = "integer PRIMARY KEY" if connection.vendor == "sqlite" else "bigint PRIMARY KEY"
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TABLE shared_note (id {key}, text text NOT NULL)")
            for statement in NOTES.create_sql(connection.vendor):
                cursor.execute(statement)
        yield Note.objects
        with connection.cursor() as cursor:
            for statement in [*NOTES.drop_sql(connection.vendor), "DROP TABLE shared_note"]:
                cursor.execute(statement)


def write(notes, *texts: str) -> None:
    for number, text in enumerate(texts, start=1):
        notes.create(pk=number, text=text)
    NOTES.put_many([(note.pk, note.text) for note in notes.all()])


def ids(notes, words: str) -> list[int]:
    return sorted(NOTES.matching(notes.all(), words).values_list("pk", flat=True))


def test_words_find_their_notes_and_several_words_must_all_be_there(notes):
    write(notes, "厨房水管漏水", "水管已修", "3栋电梯困人 5678", f"{RARE}的家")
    assert [
        ids(notes, words) for words in ("水管", "水管 漏", "梯困", "水", "3栋", "5678", RARE[:2], "567", "管已厨")
    ] == [
        [1, 2],
        [1],
        [3],
        [1, 2],
        [3],
        [3],
        [4],
        [],
        [],
    ]


def test_the_found_are_a_queryset_that_goes_on_being_filtered(notes):
    write(notes, "水管漏水", "水管已修", "水管堵了")
    matching = NOTES.matching(notes.filter(pk__gt=1), "水管")
    assert list(matching.order_by("-pk").values_list("pk", flat=True)) == [3, 2]
    assert NOTES.matching(matching, "堵").count() == 1


def test_putting_again_replaces_and_dropping_forgets(notes):
    write(notes, "水管漏水", "电梯困人")
    NOTES.put(1, "路灯不亮")
    NOTES.drop(2)
    NOTES.drop(99)
    assert [ids(notes, words) for words in ("水管", "路灯", "电梯")] == [[], [1], []]


def test_of_an_id_given_twice_the_last_stays(notes):
    notes.create(pk=1, text="")
    NOTES.put_many([(1, "水管"), (1, "电梯")])
    assert [ids(notes, words) for words in ("水管", "电梯")] == [[], [1]]


@pytest.mark.parametrize(
    "words",
    [
        '"',
        "'",
        '" OR "',
        "水' OR 1=1 --",
        'words:"水"',
        "*",
        "水*",
        "NEAR(水 管)",
        "(",
        "水 & !管",
        "\\",
        "%s",
        "水:*",
        "\x00",
    ],
)
def test_signs_and_operators_have_no_power(notes, words):
    write(notes, "路灯不亮", "电梯困人")
    assert ids(notes, words) == []
    assert ids(notes, words + " 路灯") == ([] if phrase(words) else [1])


def test_a_long_text_and_one_of_a_thousand_like_words_are_kept(notes):
    write(notes, "水管漏水" * 20_000, "x" * 100_000, " ".join(f"w{n}" for n in range(50_000)), "")
    assert [ids(notes, words) for words in ("漏水", "w 7", "电")] == [[1], [3], []]


def test_an_indexs_name_is_checked_since_it_stands_in_sql():
    for name in ("a; DROP TABLE b", "Notes", "", "9a", "a-b"):
        with pytest.raises(ValueError):
            Index(name)


class Editor:
    """As much of a schema editor as a step of SQL asks for; SQLite's own can't be opened inside a test's transaction."""

    connection = connection

    def execute(self, statement: str, params=()) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, params)


def test_a_migration_makes_the_index_and_takes_it_back(db):
    step = CreateIndex("shared_made_words")
    step.database_forwards("shared", Editor(), None, None)
    Index("shared_made_words").put(1, "水管漏水")
    assert "shared_made_words" in connection.introspection.table_names()
    step.database_backwards("shared", Editor(), None, None)
    assert "shared_made_words" not in connection.introspection.table_names()
    assert step.deconstruct() == ("CreateIndex", ("shared_made_words",), {})
