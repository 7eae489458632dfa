"""Lines are written with their deeds, and stay."""

import pytest
from django.db import DatabaseError, connection, transaction

from xiwei.estate.models import Company
from xiwei.ledger import actions
from xiwei.ledger.models import SYSTEM, Entry, Seen
from xiwei.ledger.tests.make import KIND, NOW, company, write
from xiwei.shared import scope

pytestmark = pytest.mark.django_db
TABLE = "ledger_entry"


def _refused(sql: str, *given: object) -> str:
    """Run raw SQL that must fail, and return what the database said."""
    with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, given)
    return str(error.value)


def test_the_database_refuses_to_change_a_line():
    entry = write(company())
    assert "append-only" in _refused(f"UPDATE {TABLE} SET actor_label = %s WHERE id = %s", "别人", entry.pk)
    assert Entry.objects.get(pk=entry.pk).actor_label == "系统"


def test_the_database_refuses_to_delete_a_line():
    entry = write(company())
    assert "append-only" in _refused(f"DELETE FROM {TABLE} WHERE id = %s", entry.pk)
    assert Entry.objects.filter(pk=entry.pk).count() == 1


def test_django_itself_can_neither_save_a_line_again_nor_delete_it():
    entry = write(company())
    for change in (entry.save, entry.delete, lambda: Entry.objects.update(kind="x")):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
    assert list(Entry.objects.values_list("kind", flat=True)) == [KIND]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="REPLACE is SQLite's own word")
def test_replace_cannot_write_over_a_line():
    entry = write(company())
    names = [field.column for field in Entry._meta.fields]
    copied = ", ".join("'别人'" if name == "actor_label" else name for name in names)
    sql = f"INSERT OR REPLACE INTO {TABLE} ({', '.join(names)}) SELECT {copied} FROM {TABLE} WHERE id = %s"
    assert "append-only" in _refused(sql, entry.pk)
    assert Entry.objects.get(pk=entry.pk).actor_label == "系统"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="TRUNCATE is PostgreSQL's own word")
def test_truncate_cannot_empty_the_ledger():
    entry = write(company())
    assert "append-only" in _refused(f"TRUNCATE {TABLE}")
    assert Entry.objects.filter(pk=entry.pk).count() == 1


def test_a_line_that_cannot_be_written_undoes_its_deed():
    with pytest.raises(TypeError), transaction.atomic():
        founded = company()
        actions.record(KIND, founded, by=SYSTEM, at=NOW, name=object())
    assert Company.objects.count() == 0
    assert Entry.objects.count() == 0


def test_a_kind_without_words_is_refused():
    with pytest.raises(KeyError):
        write(company(), kind="estate.something_nobody_can_read")


@pytest.mark.django_db(transaction=True)
def test_a_line_outside_a_transaction_is_refused():
    founded = company()
    with pytest.raises(AssertionError, match="transaction"):
        actions.record(KIND, founded, by=SYSTEM, at=NOW, name="翠湖物业")
    assert Entry.objects.count() == 0


def test_a_line_keeps_who_where_when_and_what():
    founded = company()
    entry = Entry.objects.get(pk=write(founded, minutes=5, seen_by=Seen.PUBLIC, note="挂牌").pk)
    assert (entry.subject_type, entry.subject_id, entry.subject_label) == ("estate.company", founded.pk, "翠湖物业")
    assert (entry.company_id, entry.project_id, entry.actor_label) == (founded.pk, None, "系统")
    assert entry.at == NOW.replace(minute=5)
    assert entry.data == {"name": "翠湖物业", "note": "挂牌"}
    assert entry.seen_by == Seen.PUBLIC


def test_many_lines_are_written_at_once(django_assert_max_num_queries):
    founded = company()
    lines = [actions.line(KIND, founded, by=SYSTEM, at=NOW, name=str(n)) for n in range(120)]
    with django_assert_max_num_queries(4):  # SQLite takes about fifty rows in a statement, PostgreSQL five hundred
        actions.record_many(lines)
    assert [entry.data["name"] for entry in Entry.objects.order_by("pk")] == [str(n) for n in range(120)]


def test_many_lines_fall_together():
    founded = company()
    lines = [actions.line(KIND, founded, by=SYSTEM, at=NOW, name=name) for name in ("好", object())]
    with pytest.raises(TypeError), transaction.atomic():
        actions.record_many(lines)
    assert Entry.objects.count() == 0


def test_lines_of_another_company_are_out_of_scope():
    ours, theirs = company("cuihu"), company("anju")
    mine, _ = write(ours), write(theirs)
    with scope.within({ours.pk}):
        assert list(Entry.objects.all()) == [mine]
