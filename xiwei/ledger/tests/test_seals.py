"""Lines are sealed into their chain's tree, and whatever is done to them afterwards is found and named."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from xiwei.estate.models import Company
from xiwei.ledger.models import SYSTEM, Chain, Entry, Leaf, Seal
from xiwei.ledger.seals import erasing, leaves, sealing, verifying
from xiwei.ledger.tests.make import NOW, Spot, company, write
from xiwei.shared import merkle

pytestmark = pytest.mark.django_db
NIGHT = timedelta(hours=12)


def by_hand(sql: str, *given: object) -> None:
    """As somebody with the database's password would, past every trigger."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no trigger is turned off while another's check is due
        for table in ("ledger_entry", "ledger_chain", "ledger_leaf", "ledger_seal"):
            if connection.vendor == "postgresql":
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            else:
                cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
                for (name,) in cursor.fetchall():
                    cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute(sql, given)


@pytest.fixture
def sealed():
    """Five lines of one project in two seals, with a company's own line beside them."""
    about = company()
    first = [write(spot(), minutes=n, written_at=NOW + timedelta(minutes=n), note=f"第{n}件") for n in range(3)]
    own = write(about, written_at=NOW)
    assert sealing.seal_new(now=NOW + timedelta(minutes=5)) == 4
    last = [write(spot(), minutes=n, written_at=NOW + timedelta(minutes=n), note=f"第{n}件") for n in (20, 21)]
    assert sealing.seal_new(now=NOW + timedelta(minutes=22)) == 2
    return [*first, *last, own]


def spot() -> Spot:
    return Spot(Company.objects.get(code="cuihu"), project_id=7)


def chain() -> Chain:
    return Chain.objects.get(project_id=7)


def wrong() -> tuple[int | None, str] | None:
    found = verifying.verify(chain(), verifying.empty_looks()).wrong
    return found and (found.entry, found.sentence)


def test_each_line_is_sealed_once_in_the_chain_of_its_project(sealed):
    assert sealing.seal_new(now=NOW + NIGHT) == 0
    assert list(Leaf.objects.order_by("entry_id").values_list("entry_id", "chain__project_id", "position")) == [
        (sealed[0].pk, 7, 0), (sealed[1].pk, 7, 1), (sealed[2].pk, 7, 2), (sealed[5].pk, 0, 0), (sealed[3].pk, 7, 3),
        (sealed[4].pk, 7, 4),
    ]  # fmt: skip
    assert list(chain().seals.order_by("number").values_list("number", "size", "full")) == [
        (1, 3, False),
        (2, 5, False),
    ]


def test_what_stands_as_it_was_sealed_is_found_so(sealed):
    found = verifying.verify(chain(), verifying.empty_looks())
    last = chain().seals.get(number=2)
    assert (found.wrong, found.entries, found.seals, found.root, found.hash) == (None, 5, 2, last.root, last.hash)
    hashes = [bytes.fromhex(one.hash) for one in chain().leaves.order_by("position")]
    assert merkle.root_of(hashes).hex() == last.root


@pytest.mark.parametrize(
    "column", [name for name in leaves.COLUMNS if name not in ("id", *leaves.MOMENTS, "data", "evidence")]
)
def test_a_line_changed_in_any_column_is_named(sealed, column):
    value = "改过的" if Entry._meta.get_field(column).get_internal_type() == "CharField" else 3
    by_hand(f"UPDATE ledger_entry SET {column} = %s WHERE id = %s", value, sealed[3].pk)
    assert wrong() == (sealed[3].pk, wrong_words(sealed[3].pk, column in leaves.WORDS))


def wrong_words(pk: int, words: bool) -> str:
    return f"第 {pk} 行的文字与封存时不一样，被改过。" if words else f"第 {pk} 行与封存时不一样，被改过或换过位置。"


@pytest.mark.parametrize("column", ["data", "evidence", "at", "written_at"])
def test_a_line_whose_words_photos_or_moments_changed_is_named(sealed, column):
    value = '["换掉的"]' if column in ("data", "evidence") else "2026-09-21 01:00:00+00:00"
    by_hand(f"UPDATE ledger_entry SET {column} = %s WHERE id = %s", value, sealed[1].pk)
    assert wrong() == (sealed[1].pk, wrong_words(sealed[1].pk, column == "data"))


def test_a_line_that_was_deleted_is_named(sealed):
    by_hand("DELETE FROM ledger_entry WHERE id = %s", sealed[2].pk)
    assert wrong() == (sealed[2].pk, f"第 {sealed[2].pk} 行不见了：它封存过，现在台账里没有。")


def test_a_line_deleted_with_its_leaf_leaves_a_gap(sealed):
    by_hand("DELETE FROM ledger_entry WHERE id = %s", sealed[2].pk)
    by_hand("DELETE FROM ledger_leaf WHERE entry_id = %s", sealed[2].pk)
    assert wrong() == (None, f"第 2 片叶子不见了，下一片是第 {sealed[3].pk} 行的。")


def test_leaves_cut_off_at_the_end_are_missed(sealed):
    by_hand("DELETE FROM ledger_leaf WHERE entry_id = %s", sealed[4].pk)
    assert wrong() == (None, "第 2 次封存盖住 5 行，现在只剩 4 行：后面的叶子被删了。")


def test_a_seal_that_was_deleted_is_missed(sealed):
    by_hand("DELETE FROM ledger_seal WHERE number = 1 AND chain_id = %s", chain().pk)
    assert wrong() == (None, "第 1 次封存不见了。")


def test_leaves_without_a_seal_over_them_are_named(sealed):
    by_hand("DELETE FROM ledger_seal WHERE number = 2 AND chain_id = %s", chain().pk)
    assert wrong() == (sealed[3].pk, f"第 {sealed[3].pk} 行有叶子，却没有封存盖住它。")


def test_two_lines_that_changed_places_are_named(sealed):
    one, other = sealed[0].pk, sealed[1].pk
    by_hand("UPDATE ledger_leaf SET position = 99 WHERE entry_id = %s", one)
    by_hand("UPDATE ledger_leaf SET position = 0 WHERE entry_id = %s", other)
    by_hand("UPDATE ledger_leaf SET position = 1 WHERE entry_id = %s", one)
    assert wrong() == (other, wrong_words(other, False))


def test_a_line_forged_together_with_its_leaf_breaks_the_root(sealed):
    pk = sealed[1].pk
    by_hand("UPDATE ledger_entry SET actor_label = '别人' WHERE id = %s", pk)
    entry = Entry.objects.filter(pk=pk).values(*leaves.COLUMNS).get()
    said = leaves.words_of(entry, "00" * 16)
    forged = leaves.leaf(entry, chain=str(chain()), position=1, words=said).hex()
    by_hand("UPDATE ledger_leaf SET salt = %s, words = %s, hash = %s WHERE entry_id = %s", "00" * 16, said, forged, pk)
    assert wrong() == (
        sealed[2].pk,
        f"第 1 次封存的根对不上：在第 {sealed[2].pk} 行或它以前，有一行连同叶子被换过。",
    )


def test_a_seal_that_was_made_over_is_found(sealed):
    by_hand("UPDATE ledger_seal SET sealed_at = %s WHERE number = 1", NOW + timedelta(minutes=6))
    assert wrong() == (None, "第 1 次封存与前一次连不上，它被改过。")


def test_a_line_put_in_afterwards_with_an_early_moment_is_named(sealed):
    write(Spot(company("anju"), project_id=8), written_at=NOW + NIGHT)
    sealing.seal_new(now=NOW + NIGHT)
    forged = write(spot(), minutes=30, written_at=NOW + timedelta(minutes=30))
    sealing.seal_new(now=NOW + NIGHT + timedelta(minutes=1))
    assert wrong() == (forged.pk, f"第 {forged.pk} 行是后来插进去的：按它自己写的时刻，早该封存了。")


def test_a_line_that_waited_while_nothing_was_sealed_is_no_forgery(sealed):
    write(spot(), written_at=NOW + timedelta(hours=1))
    write(spot(), written_at=NOW + timedelta(hours=9))
    assert (sealing.seal_new(now=NOW + NIGHT, most=1), wrong()) == (2, None)


def test_an_old_line_that_no_look_will_find_is_named(sealed):
    hole = Entry.objects.order_by("-pk")[0].pk + 1
    for _ in range(2):
        write(spot(), minutes=25, written_at=NOW + timedelta(minutes=25))
    by_hand("DELETE FROM ledger_entry WHERE id = %s", hole)
    sealing.seal_new(now=NOW + timedelta(minutes=26))
    write(spot(), minutes=120, written_at=NOW + timedelta(minutes=120))
    sealing.seal_new(now=NOW + timedelta(minutes=121))
    names = ", ".join(name for name in (field.column for field in Entry._meta.fields) if name != "id")
    by_hand(
        f"INSERT INTO ledger_entry (id, {names}) SELECT %s, {names} FROM ledger_entry WHERE id = %s", hole, hole + 1
    )
    assert sealing.seal_new(now=NOW + NIGHT) == 0
    found = verifying.unsealed(now=NOW + NIGHT)
    assert found is not None
    assert (found.entry, found.sentence) == (hole, f"第 {hole} 行没有封存过，它不是由程序写进去的。")


def test_a_clock_that_went_back_seals_no_earlier_than_what_it_follows(sealed):
    write(spot(), written_at=NOW)
    sealing.seal_new(now=NOW - NIGHT)
    times = list(chain().seals.order_by("number").values_list("sealed_at", flat=True))
    assert (times, wrong()) == (sorted(times), None)


@pytest.mark.parametrize("table", ["ledger_seal", "ledger_leaf"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET hash = 'x'", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_change_a_seal(sealed, table, verb):
    with pytest.raises(DatabaseError, match="for ever"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb.format(table))
    assert (Seal.objects.count(), Leaf.objects.count()) == (3, 6)


@pytest.mark.parametrize(
    "change", ["ledger_chain SET before = 999999", 'ledger_seal SET "full" = TRUE', "ledger_seal SET last_id = 1"]
)
def test_whatever_verifying_goes_by_is_in_the_seal_s_hash(sealed, change):
    by_hand(f"UPDATE {change}")
    assert wrong() == (None, "第 1 次封存与前一次连不上，它被改过。")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="REPLACE is SQLite's own word")
@pytest.mark.parametrize("table", ["ledger_chain", "ledger_seal", "ledger_leaf"])
def test_replace_writes_over_none_of_them(sealed, table):
    with pytest.raises(DatabaseError, match="for ever"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")


def test_a_leaf_that_no_seal_covers_halts_the_sealing_aloud(sealed):
    late = write(spot(), written_at=NOW + timedelta(minutes=30))
    copied = Leaf.objects.get(entry_id=sealed[4].pk)
    copied.entry_id, copied.position = late.pk + 1000, 5
    copied.save(force_insert=True)
    with pytest.raises(DatabaseError):
        sealing.seal_new(now=NOW + timedelta(minutes=31))
    assert wrong() == (late.pk + 1000, f"第 {late.pk + 1000} 行有叶子，却没有封存盖住它。")


def test_what_the_worker_seals_while_it_is_verified_is_no_fault(sealed, monkeypatch):
    """A seal that comes between two questions of the verifying."""
    reckon = verifying._reckon

    def meanwhile(*given):
        write(spot(), minutes=30, written_at=NOW + timedelta(minutes=30))
        sealing.seal_new(now=NOW + timedelta(minutes=31))
        reckon(*given)

    monkeypatch.setattr(verifying, "_reckon", meanwhile)
    found = verifying.verify(chain(), verifying.empty_looks())
    assert (found.wrong, found.entries, chain().seals.count()) == (None, 5, 3)


def test_lines_that_wait_too_long_say_that_no_worker_runs(sealed):
    late = write(spot(), written_at=NOW + timedelta(minutes=30))
    assert verifying.unsealed(now=NOW + timedelta(minutes=35)) is None
    found = verifying.unsealed(now=NOW + timedelta(minutes=45))
    assert found is not None
    assert (found.entry, found.sentence) == (late.pk, f"第 {late.pk} 行起还没有封存：后台进程（worker）没有在跑？")


def test_a_line_committed_late_is_still_found_after_hours_without_a_worker(sealed):
    """Numbered before the last seal, committed after it; then nobody sealed for a night."""
    hole = Entry.objects.order_by("-pk")[0].pk + 1
    for _ in range(2):
        write(spot(), minutes=25, written_at=NOW + timedelta(minutes=25))
    names = ", ".join(name for name in (field.column for field in Entry._meta.fields) if name != "id")
    by_hand("DELETE FROM ledger_entry WHERE id = %s", hole)
    sealing.seal_new(now=NOW + timedelta(minutes=26))
    by_hand(
        f"INSERT INTO ledger_entry (id, {names}) SELECT %s, {names} FROM ledger_entry WHERE id = %s", hole, hole + 1
    )
    assert (sealing.seal_new(now=NOW + NIGHT), wrong(), verifying.unsealed(now=NOW + NIGHT)) == (1, None, None)


def test_a_second_host_that_comes_late_to_the_same_lines_writes_nothing(sealed, monkeypatch):
    write(spot(), written_at=NOW + timedelta(minutes=30))
    at, found = NOW + timedelta(minutes=31), sealing.unsealed
    seen = found(after=0, most=9)
    assert sealing.seal_new(now=at) == 1
    monkeypatch.setattr(sealing, "unsealed", lambda **_: seen)
    assert (sealing.seal_new(now=at), chain().seals.count(), wrong()) == (0, 3, None)


def test_an_erasure_that_is_sealed_while_its_chain_is_verified_is_no_false_alarm(sealed, monkeypatch):
    """Its line was in no leaf when the rows were read, and is in one when it is asked what was told."""
    entry = Entry.objects.filter(project_id__isnull=False).order_by("pk")[0]
    with transaction.atomic():
        assert erasing.erase({entry.pk: {leaves.SAID}}, by=SYSTEM, now=NOW + NIGHT, reason="本人要求") == 1
    reckon = verifying._reckon

    def meanwhile(*given):
        reckon(*given)
        sealing.seal_new(now=NOW + NIGHT + timedelta(minutes=20))

    monkeypatch.setattr(verifying, "_reckon", meanwhile)
    before = chain().seals.count()
    assert (wrong(), chain().seals.count()) == (None, before + 1)
