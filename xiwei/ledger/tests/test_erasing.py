"""What lines say of a person can be taken away; that they stood still shows, and nobody takes words away unseen."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from xiwei.estate.models import Company
from xiwei.ledger.models import SYSTEM, Chain, Entry, Leaf
from xiwei.ledger.seals import erasing, leaves, sealing, verifying
from xiwei.ledger.tests.make import NOW, Spot, company, write
from xiwei.ledger.tests.test_seals import by_hand

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
SAYS = {"note": "厨房漏水，我是王芳", "count": 3, "line": "维修"}


@pytest.fixture
def lines() -> list[Entry]:
    """Three lines of one project and one of another, sealed."""
    about = company()
    spots = [Spot(about, project_id=7)] * 3 + [Spot(about, project_id=8)]
    found = [write(spot, minutes=n, written_at=NOW, **SAYS) for n, spot in enumerate(spots)]
    sealing.seal_new(now=NOW)
    return found


def erase(wanted: dict[int, set[int]]) -> int:
    with transaction.atomic():
        return erasing.erase(wanted, by=SYSTEM, now=LATER, reason="本人要求")


def wrongs() -> list[str | None]:
    looks = verifying.empty_looks()
    found = [verifying.verify(chain, looks) for chain in Chain.objects.order_by("project_id")]
    return [one.wrong and one.wrong.sentence for one in found]


def said(entry: Entry) -> tuple[str, str, dict]:
    return Entry.objects.values_list("subject_label", "actor_label", "data").get(pk=entry.pk)


def test_what_was_said_goes_and_what_the_product_told_stays(lines):
    assert erase({lines[0].pk: {leaves.SUBJECT, leaves.SAID}}) == 1
    assert said(lines[0]) == ("", "系统", {"count": 3, "line": "维修"})
    assert said(lines[1]) == ("某处", "系统", {"name": "翠湖物业", **SAYS})
    sealing.seal_new(now=LATER)
    assert wrongs() == [None, None]
    found = verifying.verify(Chain.objects.get(project_id=7), verifying.empty_looks())
    assert found.erased == {lines[0].pk: {leaves.SUBJECT, leaves.SAID}}


def test_what_goes_later_from_the_same_line_goes_as_well(lines):
    erase({lines[0].pk: {leaves.SAID}})
    erase({lines[0].pk: {leaves.ACTOR, leaves.SAID}})
    assert said(lines[0]) == ("某处", "", {"count": 3, "line": "维修"})
    sealing.seal_new(now=LATER)
    assert wrongs() == [None, None]


def test_an_erasure_leaves_one_line_in_each_chain_it_touched(lines):
    erase({line.pk: {leaves.SAID} for line in lines})
    told = Entry.objects.filter(kind=erasing.KIND).order_by("project_id").values_list("project_id", "data")
    assert list(told) == [
        (7, {"reason": "本人要求", "count": 3, "entries": {"said": [line.pk for line in lines[:3]]}}),
        (8, {"reason": "本人要求", "count": 1, "entries": {"said": [lines[3].pk]}}),
    ]


def test_done_twice_it_is_done_once(lines):
    erase({lines[0].pk: {leaves.SAID}})
    assert erase({lines[0].pk: {leaves.SAID}, 10**9: {leaves.SAID}}) == 0
    assert Entry.objects.filter(kind=erasing.KIND).count() == 1


def test_an_erasure_that_waited_for_another_of_the_same_line_reads_what_that_one_left(lines):
    """The second comes to the leaf and waits for it; meanwhile the first takes what was said."""
    first: list[int] = []

    def waits(execute, sql, params, many, context):
        if not first and sql.startswith("SELECT") and 'FROM "ledger_leaf"' in sql:
            first.append(0)
            first[0] = erase({lines[0].pk: {leaves.SAID}})
        return execute(sql, params, many, context)

    with connection.execute_wrapper(waits):
        second = erase({lines[0].pk: {leaves.SAID, leaves.TOLD}})
    assert (first, second) == ([1], 1)  # the first did come between
    assert said(lines[0]) == ("某处", "系统", {})
    told = Entry.objects.filter(kind=erasing.KIND).order_by("pk").values_list("data__entries", flat=True)
    assert list(told) == [{"said": [lines[0].pk]}, {"told": [lines[0].pk]}]
    sealing.seal_new(now=LATER)
    assert wrongs() == [None, None]


def test_a_line_that_has_no_leaf_yet_is_not_erased_and_nothing_else_is(lines):
    late = write(Spot(Company.objects.get(), project_id=7), written_at=LATER, **SAYS)
    with pytest.raises(erasing.NotYetSealed):
        erase({lines[0].pk: {leaves.SAID}, late.pk: {leaves.SAID}})
    assert (said(lines[0])[2], said(late)[2]) == ({"name": "翠湖物业", **SAYS}, {"name": "翠湖物业", **SAYS})


def test_words_taken_away_past_the_program_are_named(lines):
    entry = Entry.objects.filter(pk=lines[1].pk).values(*leaves.COLUMNS).get()
    leaf = Leaf.objects.get(pk=lines[1].pk)
    by_hand("UPDATE ledger_entry SET actor_label = '' WHERE id = %s", lines[1].pk)
    assert wrongs()[0] == f"第 {lines[1].pk} 行的文字与封存时不一样，被改过。"
    by_hand("UPDATE ledger_leaf SET salt = %s WHERE entry_id = %s", leaves.without(entry, leaf.salt, {1}), leaf.pk)
    assert wrongs()[0] == f"第 {lines[1].pk} 行的文字被抹去了，却没有哪一次抹除记着它。"


def test_words_put_where_others_were_erased_are_named(lines):
    erase({lines[0].pk: {leaves.ACTOR}})
    by_hand("UPDATE ledger_entry SET actor_label = '别人' WHERE id = %s", lines[0].pk)
    assert wrongs()[0] == f"第 {lines[0].pk} 行的文字与封存时不一样，被改过。"


@pytest.mark.parametrize(
    "change",
    [
        "actor_label = '别人'", "kind = ''", "evidence = '[1]'", "data = '{}', subject_id = 3", "data = '[]'",
        """data = '{"note": "别的"}'""", """data = '{"count": "3"}'""", """data = '{"new": 1}'""", "at = written_at",
        """data = '{"count": 3.0}'""",
    ],
)  # fmt: skip
def test_the_database_lets_words_go_and_nothing_come_in_their_place(lines, change):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE ledger_entry SET {change} WHERE id = %s", [lines[1].pk])
    assert said(lines[1]) == ("某处", "系统", {"name": "翠湖物业", **SAYS})


@pytest.mark.parametrize("entries", ['{"said": [1]}', '{"said": []}', "{}"])
def test_a_list_within_what_was_said_loses_nothing_while_the_rest_of_it_stays(lines, entries):
    erase({line.pk: {leaves.SAID} for line in lines[:2]})
    told = Entry.objects.get(kind=erasing.KIND)
    trimmed = entries.replace("[1]", f"[{lines[0].pk}]")
    change = "UPDATE ledger_entry SET data = %s WHERE id = %s"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        rest = '{"count": 2, "reason": "本人要求", "entries": ' + trimmed + "}"
        cursor.execute(change, [rest, told.pk])
    assert said(told)[2]["entries"] == {"said": [line.pk for line in lines[:2]]}
    with connection.cursor() as cursor:  # the whole key may go
        cursor.execute(change, ['{"count": 2}', told.pk])
    assert said(told)[2] == {"count": 2}


TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=6)
DATA = st.dictionaries(
    st.sampled_from(["note", "count", "line", "words", "due", "名字"]), TEXT | st.integers(), max_size=4
)
LINE = st.fixed_dictionaries({"subject_label": TEXT, "actor_label": TEXT, "data": DATA})
PARTS = st.sets(st.sampled_from(range(4)))


@given(entry=LINE, salt=st.binary(min_size=16, max_size=16).map(bytes.hex), steps=st.lists(PARTS, max_size=3))
def test_whatever_is_erased_in_whatever_order_the_same_words_hash_stands(entry, salt, steps):
    """Against the definition written out: a commitment for each part, and the hash of the four."""
    stood = leaves.words_of(entry, salt)
    full = leaves.commitments(entry, salt)
    gone: set[int] = set()
    for step in steps:
        salt, entry, gone = leaves.without(entry, salt, step), {**entry, **leaves.emptied(entry, step)}, gone | step
    assert (leaves.words_of(entry, salt), leaves.commitments(entry, salt)) == (stood, full)
    assert set(leaves.erased(salt)) == gone
    assert {part for part, text in enumerate(leaves.parted(entry)) if text} & gone == set()
    # Of an erased part neither its salt nor a whole from which it could be reckoned is left.
    assert gone == set() or all(own.startswith("=") for part, own in enumerate(leaves.salts_of(salt)) if part in gone)
