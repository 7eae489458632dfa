"""An estate that lost everything stands again as it was backed up: each row, each photo, each seal, each guard."""

import re
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from xiwei.ledger.backups import archive, saving
from xiwei.ledger.models import Chain, Entry, Seal
from xiwei.ledger.seals import sealing, verifying
from xiwei.notices.models import Delivery, DeliveryState, Message
from xiwei.notices.tests import places
from xiwei.notices.tests.places import asked, files, rows
from xiwei.service.actions import ending, ordering, photos
from xiwei.service.index import INDEX
from xiwei.service.models import Photo, Ticket
from xiwei.service.tests import make
from xiwei.service.tests.test_pages import signed_in
from xiwei.shared import scope

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _a_passphrase(settings, tmp_path, monkeypatch) -> None:
    places.with_a_passphrase(settings, tmp_path, monkeypatch)


@pytest.fixture
def elsewhere(settings, tmp_path) -> Iterator[places.Places]:
    with places.places(settings, tmp_path) as found:
        yield found


def lived() -> make.World:
    """Three tickets, one of them through the repairer's hands with photos, sealed in two goes, and one line after."""
    w = make.world()
    leak = make.ticket(w)
    make.ticket(w, now=w.now + HOUR, words="厨房水龙头滴水")
    sealing.seal_new(now=w.now + HOUR)
    order = ordering.accept(leak.orders.get(), by=w.staff_sun, now=w.now + HOUR)
    with transaction.atomic():
        photos.keep_all(leak, [make.picture()] * 2, stage="after", by=w.staff_sun, now=w.now + HOUR, order=order)
    signed_in(w.wang_fang).get("/")
    delivery(w, DeliveryState.SENT)
    delivery(w, DeliveryState.WAITING)
    sealing.seal_new(now=w.now + 2 * HOUR)
    make.ticket(w, now=w.now + 3 * HOUR, words="阳台的灯不亮")
    return w


def delivery(w: make.World, state: str) -> None:
    """By text, one that a worker has in hand where it waits."""
    message = Message.objects.exclude(deliveries__kind="sms").first()
    trying = w.now if state == DeliveryState.WAITING else None
    Delivery.objects.create(
        company=w.company, message=message, kind="sms", state=state, due_at=w.now, trying_since=trying
    )


def backed_up(folder: Path) -> Path:
    call_command("backup", to=folder / "backups")
    (path,) = (folder / "backups").glob("*.backup")
    return path


def guards() -> dict[str, Any]:
    """Triggers, indexes and row security, as the database itself tells them."""
    if connection.vendor == "sqlite":
        return {"schema": sorted(map(str, asked("SELECT type, name, tbl_name, sql FROM sqlite_master")))}
    return {
        "triggers": asked("SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger "
                          "WHERE NOT tgisinternal ORDER BY 1, 2"),
        "security": asked("SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class WHERE relkind = 'r' "
                          "AND relnamespace = current_schema()::regnamespace ORDER BY 1"),
        "policies": asked("SELECT tablename, policyname, qual, with_check FROM pg_policies ORDER BY 1, 2"),
        "indexes": asked("SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() ORDER BY 1"),
        "sequences": asked(saving.SEQUENCES),
    }  # fmt: skip


def test_an_estate_that_lost_everything_stands_again(tmp_path, elsewhere, capsys):
    w = lived()
    path = backed_up(tmp_path)
    before, stood, kept = rows(), guards(), files()
    last = Ticket.objects.latest("pk").pk
    assert len(kept) == 4  # two photos, each with its thumbnail
    assert (len(before["django_session"]), len(before["service_photo"])) == (1, 2)
    elsewhere()
    assert not saving.files_root().exists()
    call_command("restore", path)
    told = capsys.readouterr().out
    assert "所有人要重新登录" in told
    assert re.search(r"[1-9]\d* 条链的封存重新核对过，全部相符。", told)
    after = rows()
    assert {model._meta.db_table for model in apps.get_models()} - after.keys() == set()
    assert "service_ticket_words" in after
    moved = {"django_session", "notices_delivery"}
    assert {name: after[name] for name in after.keys() - moved} == {
        name: before[name] for name in before.keys() - moved
    }
    assert (guards(), files()) == (stood, kept)
    _what_waited_is_not_sent()
    _the_ledger_is_guarded_and_goes_on(w, last)


def _what_waited_is_not_sent() -> None:
    assert Session.objects.count() == 0
    assert sorted(Delivery.objects.values_list("state", "trying_since")) == [("needless", None), ("sent", None)]


def _the_ledger_is_guarded_and_goes_on(w: make.World, last: int) -> None:
    """A line and a seal cannot be changed; the words find the ticket; a new one is numbered after the last."""
    for change in ("UPDATE ledger_entry SET kind = 'x'", "DELETE FROM ledger_entry", "DELETE FROM ledger_seal"):
        with pytest.raises(DatabaseError), transaction.atomic():
            places.said(change)
    assert [found.words for found in INDEX.matching(Ticket.objects.all(), "水龙头")] == ["厨房水龙头滴水"]
    assert make.ticket(w, now=w.now + 4 * HOUR).pk == last + 1
    sealing.seal_new(now=w.now + 5 * HOUR)
    assert wrong_seals() == []
    assert ending.withdraw(Ticket.objects.get(pk=last), by=w.wang_fang, now=w.now + 5 * HOUR).outcome == "withdrawn"


def wrong_seals() -> list[Any]:
    looks = verifying.empty_looks()
    return [found.wrong for chain in Chain.objects.all() if (found := verifying.verify(chain, looks)).wrong]


class Writing(threading.Thread):
    """Takes tickets with a photo each and seals them, one after another, until it is told to stop."""

    def __init__(self, w: make.World):
        super().__init__()
        self.w, self.wrote, self.wrong = w, 0, list[BaseException]()
        self.another, self.enough = threading.Condition(), threading.Event()

    def run(self) -> None:
        try:
            with scope.everywhere("a test"):
                while not self.enough.is_set():
                    self._one()
        except BaseException as wrong:
            self.wrong.append(wrong)
        finally:
            connection.close()

    def _one(self) -> None:
        now = self.w.now + timedelta(seconds=self.wrote)
        with transaction.atomic():
            ticket = make.ticket(self.w, now=now)
            photos.keep_all(ticket, [make.picture()], stage="after", by=self.w.staff_sun, now=now)
        sealing.seal_new(now=now)
        with self.another:
            self.wrote += 1
            self.another.notify_all()

    def wait(self) -> None:
        """Until one more is written than were."""
        with self.another:
            more = self.wrote + 1
            assert self.another.wait_for(lambda: self.wrote >= more or not self.is_alive(), 30)


def test_a_backup_taken_while_others_write_is_one_moment(tmp_path, elsewhere, monkeypatch):
    """Between one part and the next another ticket is written, for the first dozen of parts."""
    writing, parts = Writing(make.world()), list[str]()
    add = archive.Packer.add

    def slowly(self: archive.Packer, name: str, *rest: Any) -> None:
        parts.append(name)
        if len(parts) < 12:
            writing.wait()
        add(self, name, *rest)

    monkeypatch.setattr(archive.Packer, "add", slowly)
    writing.start()
    writing.wait()
    delivery(writing.w, DeliveryState.WAITING)
    try:
        path = backed_up(tmp_path)
    finally:
        writing.enough.set()
        writing.join()
    assert writing.wrong == []
    wrote = Ticket.objects.count()
    elsewhere()
    call_command("restore", path, send_waiting=True)
    assert Delivery.objects.filter(state=DeliveryState.WAITING).count() == 1  # asked for, what waited is still sent
    took = set(Ticket.objects.values_list("pk", flat=True))
    assert 0 < len(took) < wrote
    assert set(Entry.objects.filter(kind="service.received").values_list("subject_id", flat=True)) == took
    assert set(Photo.objects.values_list("ticket_id", flat=True)) == took
    assert set(Photo.objects.values_list("path", flat=True)) - files().keys() == set()
    assert (Seal.objects.count() > 0, wrong_seals()) == (True, [])
