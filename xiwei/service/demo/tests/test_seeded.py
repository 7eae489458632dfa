"""A seeding is the same every time, and leaves nothing the actions could not have left."""

import hashlib
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.db.models import Count, F, Min, Q

from tests.cast import SHANGHAI
from xiwei.ledger.models import Entry
from xiwei.notices.models import Message
from xiwei.people.actions import roles
from xiwei.people.models import Transfer
from xiwei.service import demo
from xiwei.service.demo import changing_hands
from xiwei.service.demo.ground import Scale
from xiwei.service.demo.history import OVERDUE
from xiwei.service.demo.writing import UNREAD
from xiwei.service.models import BreachCause, Clock, Period, SignOff, Ticket, TicketState, WorkOrder
from xiwei.service.queries import boards
from xiwei.standards.actions import load_holidays
from xiwei.standards.models import Holiday

SMALL = Scale(datetime(2026, 11, 24, 10, 30, tzinfo=SHANGHAI), tickets=120, rooms=120)


def seeded() -> None:
    """A small demo in an empty database."""
    if not Holiday.objects.exists():
        load_holidays([(datetime(2026, 10, day).date(), False, "国庆节") for day in range(1, 8)])
    demo.seed(SMALL)


def digest() -> str:
    """All tickets and lines by what was said and when; ids and files are the database's own."""
    tickets = Ticket.objects.order_by("asked_at", "words").values_list(
        "words", "state", "asked_at", "closed_at", "due_at", "level", "stars", "first_contact__name", "follow_code"
    )
    lines = Entry.objects.order_by("at", "kind", "actor_label", "subject_label").values_list(
        "kind", "at", "actor_label"
    )
    return hashlib.sha256(repr([*tickets, *lines]).encode()).hexdigest()


@pytest.mark.django_db
def test_every_state_agrees_with_its_clocks_orders_and_lines():
    seeded()
    ended = [TicketState.CLOSED, TicketState.DECLINED, TicketState.MERGED]
    assert Ticket.objects.count() > SMALL.tickets
    assert not Ticket.objects.filter(state__in=ended, closed_at__isnull=True).exists()
    assert not Ticket.objects.exclude(state__in=ended).filter(closed_at__isnull=False).exists()
    assert not Ticket.objects.filter(state=TicketState.CLOSED, outcome="").exists()
    assert not Clock.objects.filter(ticket__closed_at__isnull=False, stopped_at__isnull=True).exists()
    assert not WorkOrder.objects.filter(ticket__closed_at__isnull=False, ended_at__isnull=True).exists()
    running = Min("clocks__due_at", filter=Q(clocks__stopped_at__isnull=True))
    assert (
        not Ticket.objects.annotate(running=running)
        .exclude(Q(due_at=F("running")) | Q(due_at=None, running=None))
        .exists()
    )
    # The worker comes by every 15 seconds: what came due a moment ago may yet be unsaid.
    lately = SMALL.now - timedelta(seconds=15)
    assert not Clock.objects.filter(next_at__lte=lately, stopped_at__isnull=True).exists()
    assert not Entry.objects.filter(at__gt=SMALL.now).exists()
    received = Entry.objects.filter(kind="service.received").values_list("subject_id", flat=True)
    assert sorted(received) == sorted(Ticket.objects.values_list("pk", flat=True))


@pytest.mark.django_db
def test_each_of_the_cast_finds_a_story_of_today():
    seeded()
    mine = Ticket.objects.filter(asker__phone="13800000001")
    assert {"in_progress", "done", "closed"} <= set(mine.values_list("state", flat=True))
    project = Ticket.objects.filter(asker__phone="13800000001").first().project
    assert len(boards.declines(project)) == 2
    assert Ticket.objects.filter(reopened=2, answering__name="郑主任").exists()
    assert Ticket.objects.filter(first_contact__name="周勇", closed_at__isnull=True).exists()
    assert Ticket.objects.filter(state=TicketState.MERGED, merged_into__followers__isnull=False).exists()
    unread = Message.objects.filter(read_at=None).order_by().values_list("person__name").annotate(count=Count("pk"))
    assert [(name, count) for name, count in unread if count > UNREAD] == []


@pytest.mark.django_db
def test_nothing_hangs_open_long_after_its_moment():
    seeded()
    overdue = Ticket.objects.filter(closed_at=None, due_at__lt=SMALL.now - OVERDUE).exclude(state=TicketState.WAITING)
    assert list(overdue.values_list("words", "due_at")) == []


@pytest.mark.django_db
@pytest.mark.parametrize(("hour", "minute"), [(3, 10), (7, 34), (22, 5)])
def test_the_present_is_told_in_working_hours_whenever_the_demo_is_opened(hour, minute):
    load_holidays([(datetime(2026, 10, 1).date(), False, "国庆节")])
    now = SMALL.now.replace(hour=hour, minute=minute)
    demo.seed(Scale(now, tickets=0, rooms=60), with_members=False)
    leak = Ticket.objects.get(asker__phone="13800000001", state=TicketState.IN_PROGRESS)
    arrived = leak.orders.get(arrived_at__isnull=False)
    assert arrived.worker.name == "孙师傅"
    assert (17, 0) <= (arrived.arrived_at.astimezone(SHANGHAI).hour, 0) < (18, 0)
    assert leak.promised_for > now
    assert not Ticket.objects.filter(closed_at=None, due_at__lt=now).exclude(state=TicketState.WAITING).exists()


@pytest.mark.django_db
def test_two_seedings_are_the_same():
    digests = []
    for _ in range(2):
        with transaction.atomic():
            seeded()
            digests.append(digest())
            transaction.set_rollback(True)
    assert digests[0] == digests[1]


@pytest.mark.django_db(transaction=True)
def test_outside_a_test_s_own_transaction_each_line_is_still_written_inside_its_deed_s():
    load_holidays([(datetime(2026, 10, 1).date(), False, "国庆节")])
    roles.load()
    demo.seed(Scale(SMALL.now, tickets=12, rooms=24))
    assert Entry.objects.filter(kind="estate.codes_printed").exists()


@pytest.mark.django_db
def test_homes_changed_hands_in_the_year_and_one_does_next_week_with_a_matter_to_hand_on():
    seeded()
    states = Transfer.objects.order_by("day").values_list("state", "kind")
    assert list(states) == [*[("done", kind) for _, kind, _ in changing_hands.YEAR], ("planned", "sold")]
    assert "carry" in Transfer.objects.get(state="planned").fates.values_list("fate", flat=True)


@pytest.mark.django_db
def test_every_told_project_has_signed_days_each_broken_promise_with_its_cause():
    seeded()
    days = SignOff.objects.filter(period=Period.DAY)
    counts = dict(days.order_by().values_list("project__code").annotate(Count("pk")))
    assert {code: counts.pop(code) for code in ("YF", "SD", "AJ")} == {"YF": 5, "SD": 4, "AJ": 3}
    assert list(counts) == ["CH"]
    assert BreachCause.objects.count() == sum(len(one.content["breaches"]) for one in days)
    assert not days.exclude(by__company=F("company")).exists()
