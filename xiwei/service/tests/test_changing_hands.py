"""A home changes hands: who sees what from then on, what becomes of open matters, and how it is taken back."""

from datetime import timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone
from django.utils.module_loading import import_string

from xiwei.ledger import registry
from xiwei.ledger.models import Entry
from xiwei.notices.models import Message
from xiwei.people import bonds, erasures
from xiwei.people.actions import homes, invitations, people, transfers
from xiwei.people.actions.transfers import Papers, erasing
from xiwei.people.models import Household, MatterFate, Paper, Person, Tenure, Transfer
from xiwei.people.queries import transfers as queries
from xiwei.people.queries.who import who
from xiwei.service.actions import asking, ordering
from xiwei.service.models import Clock, Outcome, Ticket, TicketState, WorkOrder
from xiwei.service.queries import spots, tickets
from xiwei.service.tests import make
from xiwei.service.tests.test_faces import client_of
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
QIAN = {"name": "钱多多", "phone": "13912345678", "relation": "owner"}
HANDED = "水管漏水，接着修"


@pytest.fixture
def w():
    return make.world()


def decide(w, kind="sold", *, now=None, fates=None, **said):
    """郑主任 changes 王芳's room; each open matter as `fates` says, or kept."""
    room = said.pop("room", w.room)
    standing = queries.standing(room)
    matters = bonds.open_of(standing.bound(kind))
    decided = {one.name: (fates or {}).get(one.subject_id, ("keep", "")) for one in matters}
    brings = kind in ("sold", "inherited", "given", "let", "moved_in")
    return transfers.decide(
        room,
        **{
            "kind": kind,
            "mark": standing.mark,
            "newcomers": [QIAN] if brings and "source" not in said else [],
            "papers": [Papers(str(paper), "京2026-1") for paper in queries.rules.PAPERS[kind]],
            "decided": decided,
            "by": w.staff_zheng,
            "now": now or w.now,
            **said,
        },
    )


def sold_with(w, fate, words=""):
    ticket = make.ticket(w)
    return ticket, decide(w, now=w.now + HOUR, fates={ticket.pk: (fate, words)})


def qian():
    return Person.objects.get(phone="13912345678")


def carry_out_transfers(now):
    return import_string("xiwei.people.jobs.carry_out_transfers")(now)


def asks(w, home):
    """钱多多 reports the same for their own home."""
    need = make.need(w, household=home, asker=qian())
    return asking.take(need, channel="page", by=qian(), now=w.now + HOUR)


def sees(person, w):
    return sorted(tickets.for_person(who(person, day=w.now.date())).values_list("pk", flat=True))


def refusal(kind, do):
    with pytest.raises(kind) as raised:
        do()
    return raised.value.sentence


# Who sees what


def test_a_matter_kept_stays_its_asker_s_and_is_never_seen_by_those_who_come(w):
    ticket, _ = sold_with(w, "keep")
    assert (sees(w.wang_fang, w), sees(qian(), w)) == ([ticket.pk], [])
    pages = [client_of(one).get(f"/t/{ticket.pk}/").status_code for one in (w.wang_fang, qian())]
    listed = client_of(w.wang_fang).get("/my/tickets/").content.decode()
    assert (pages, "水管漏水" in listed) == ([200, 404], True)


def test_who_left_sees_of_the_home_only_what_they_asked_themselves(w):
    Tenure.objects.create(
        company=w.company, household=w.household, person=w.li_qiang, relation="family", since=w.household.since
    )
    his = asking.take(make.need(w, asker=w.li_qiang), channel="page", by=w.li_qiang, now=w.now)
    hers = make.ticket(w)
    decide(w, now=w.now + HOUR)
    w.neighbour_household.tenures.update(until=w.now.date())
    assert (sees(w.wang_fang, w), sees(w.li_qiang, w)) == ([hers.pk], [his.pk])


def test_one_who_moved_out_alone_before_gets_nothing_by_a_later_sale(w):
    Tenure.objects.create(
        company=w.company, household=w.household, person=w.li_qiang, relation="family", since=w.household.since
    )
    make.ticket(w)
    homes.end_tenure(w.household.tenures.get(person=w.wang_fang), by=w.staff_zheng, now=w.now)
    decide(w, now=w.now + HOUR)
    assert sees(w.wang_fang, w) == []


def test_one_who_leaves_alone_leaves_what_is_open_to_those_who_live_on_there(w):
    Tenure.objects.create(
        company=w.company, household=w.household, person=w.li_qiang, relation="family", since=w.household.since
    )
    ticket = make.ticket(w)
    homes.end_tenure(w.household.tenures.get(person=w.wang_fang), by=w.staff_zheng, now=w.now)
    assert ([one.subject_id for one in bonds.open_of(w.household)], sees(w.li_qiang, w)) == ([ticket.pk], [ticket.pk])


def test_the_last_does_not_leave_alone_and_the_open_matter_keeps_whom_it_is_for(w):
    ticket = make.ticket(w)
    said = refusal(NotNow, lambda: homes.end_tenure(w.household.tenures.get(), by=w.staff_zheng, now=w.now))
    assert ("最后一位" in said, sees(w.wang_fang, w)) == (True, [ticket.pk])


def test_nobody_moves_out_of_one_of_several_homes_of_a_room_without_what_is_open_there_being_decided(w):
    other = homes.found(w.room, person=w.li_qiang, relation="owner", since=None, by=w.staff_zheng, now=w.now)
    mine = make.ticket(w)
    theirs = asking.take(make.need(w, household=other, asker=w.li_qiang), channel="page", by=w.li_qiang, now=w.now)
    left = {"kind": "moved_out", "home": other.pk, "now": w.now + HOUR}
    said = refusal(BadInput, lambda: decide(w, **left, decided={}))
    assert (str(theirs) in said, str(mine) in said) == (True, False)
    made = decide(w, **left, decided={f"ticket-{theirs.pk}": ("settle", "已经和您说好，到此为止")})
    theirs.refresh_from_db()
    assert (made.leaving, theirs.outcome, sees(w.wang_fang, w)) == (other, Outcome.SETTLED, [mine.pk])
    assert Household.objects.get(room=w.room, until=None) == w.household


def test_a_phone_that_proves_who_a_noted_person_was_leaves_no_matter_with_nobody(w):
    noted = people.person_without_phone("李强", now=w.now)
    Person.objects.filter(pk=noted.pk).update(noted_phone=w.li_qiang.phone)
    home = homes.found(w.rooms[-1], person=noted, relation="owner", since=None, by=w.staff_zheng, now=w.now)
    asked = make.need(w, room=home.room, household=home, asker=noted)
    ticket = asking.take(asked, channel="phone", by=w.staff_zhao, now=w.now)
    homes.take_noted_places(w.li_qiang, company_id=w.company.pk, now=w.now + HOUR)
    held = home.tenures.get(until=None)
    assert (held.person, held.contact, ticket.pk in sees(w.li_qiang, w)) == (w.li_qiang, True, True)


def test_a_matter_carried_over_goes_on_as_a_new_one_that_tells_nothing_of_who_left(w):
    ticket, made = sold_with(w, "carry", HANDED)
    heir = Ticket.objects.get(household=made.coming)
    assert (sees(w.wang_fang, w), sees(qian(), w)) == ([ticket.pk], [heir.pk])
    page = client_of(qian()).get(f"/t/{heir.pk}/").content.decode()
    assert [word in page for word in ("地上一摊", "王芳", HANDED)] == [False, False, True]
    ticket.refresh_from_db()
    assert (ticket.state, ticket.outcome, heir.asker, heir.first_contact) == (
        TicketState.CLOSED,
        Outcome.HANDED_ON,
        qian(),
        ticket.first_contact,
    )


def test_its_clocks_and_its_work_run_on_as_they_did(w):
    ticket = make.ticket(w)
    order = ordering.accept(ticket.orders.get(), by=w.staff_sun, now=w.now)
    ticket.refresh_from_db()
    due = list(Clock.objects.filter(ticket=ticket, stopped_at=None).order_by("kind").values_list("kind", "due_at"))
    made = decide(w, now=w.now + HOUR, fates={ticket.pk: ("carry", HANDED)})
    heir = Ticket.objects.get(household=made.coming)
    order.refresh_from_db()
    running = Clock.objects.filter(ticket=heir, stopped_at=None).order_by("kind").values_list("kind", "due_at")
    assert (list(running), heir.due_at, order.ticket_id, order.state) == (due, ticket.due_at, heir.pk, "accepted")
    assert not Clock.objects.filter(ticket=ticket, stopped_at=None).exists()


def test_a_matter_settled_ends_with_a_word_to_who_asked(w):
    ticket, _ = sold_with(w, "settle", "新房已交，祝您乔迁顺利")
    ticket.refresh_from_db()
    heard = Message.objects.get(person=w.wang_fang, about="service.settled")
    orders = set(ticket.orders.values_list("state", flat=True))
    assert (ticket.outcome, heard.body, orders) == (Outcome.SETTLED, "新房已交，祝您乔迁顺利", {"cancelled"})


def test_what_is_priced_or_no_repair_of_the_room_is_never_offered_to_be_carried_over(w):
    ticket = make.ticket(w)
    wish = asking.take(make.need(w, kind="suggestion", item=None), channel="page", by=w.wang_fang, now=w.now)
    ticket.orders.update(quoted_fen=8000)
    offered = {one.subject_id: one.fates for one in bonds.open_of(w.household)}
    assert offered == {ticket.pk: ("settle", "keep"), wish.pk: ("keep", "settle")}


def test_each_side_is_told_of_its_own(w):
    _, made = sold_with(w, "keep")
    for _ in range(2):
        registry.hear("people.transferred", "xiwei.notices.listeners.transferred", data={"transfer": made.pk}, at=w.now)
    told = Message.objects.filter(about="people.transferred").order_by("pk").values_list("person", "title")
    room = w.room.label
    assert list(told) == [(w.wang_fang.pk, f"{room}的登记已迁出"), (qian().pk, f"您已登记为{room}的住户")]


# Letting


def test_owner_stays_owner_and_neither_sees_the_other_s(w):
    ticket = make.ticket(w)
    made = decide(w, "let", now=w.now + HOUR, newcomers=[{**QIAN, "relation": "tenant"}])
    theirs = asks(w, made.coming)
    assert (sees(w.wang_fang, w), sees(qian(), w)) == ([ticket.pk], [theirs.pk])
    assert (made.coming.rents, w.household.tenures.filter(until=None).count()) == (True, 1)


def test_what_is_told_at_the_door_of_a_let_room_is_the_tenants_and_the_lease_ends_by_itself(w):
    made = decide(w, "let", newcomers=[{**QIAN, "relation": "tenant"}])
    assert spots.household_of(w.room) == made.coming
    decide(w, "lease_ended", now=w.now + DAY)
    assert (spots.household_of(w.room), list(qian().tenures.filter(until=None))) == (w.household, [])


# Once, and never wrong


def test_what_cannot_be_is_said_and_nothing_is_lost(w):
    make.ticket(w)
    before = timezone.localdate(w.now).replace(year=2023)
    said = [
        refusal(BadInput, lambda: decide(w, day=before)),
        refusal(BadInput, lambda: decide(w, newcomers=[])),
        refusal(BadInput, lambda: decide(w, newcomers=[{"name": "王芳", "phone": "13800000001", "relation": "owner"}])),
        refusal(BadInput, lambda: decide(w, papers=[])),
        refusal(BadInput, lambda: decide(w, decided={})),
        refusal(BadInput, lambda: decide(w, day=timezone.localdate(w.now) + timedelta(days=400))),
        refusal(NotNow, lambda: decide(w, mark="1-2-3")),
        refusal(NotNow, lambda: decide(w, "moved_in")),
        refusal(NotNow, lambda: decide(w, "lease_ended")),
    ]
    assert [one[-1] for one in said] == ["。"] * 9
    assert (Transfer.objects.count(), Household.objects.filter(room=w.room).count(), Paper.objects.count()) == (0, 1, 0)


def test_a_day_inside_an_earlier_household_s_time_is_refused(w):
    decide(w, "moved_out", now=w.now)
    early = timezone.localdate(w.now) - DAY
    assert "才迁出" in refusal(BadInput, lambda: decide(w, "moved_in", day=early))


@pytest.mark.parametrize(
    ("name", "may"),
    [("zhao", True), ("zheng", True), ("he", True), ("sun", False), ("zhou", False), ("wu", False), ("chen", False),
     ("lin", False), ("outsider", False)],
)  # fmt: skip
def test_who_of_the_cast_may_change_a_home(w, name, may):
    by = getattr(w, f"staff_{name}")
    if may:
        assert decide(w, by=by).coming.tenures.get().person == qian()
    else:
        with pytest.raises(NotAllowed):
            decide(w, by=by)


@pytest.mark.parametrize(("name", "may"), [("zhao", False), ("zheng", True), ("he", True), ("sun", False)])
def test_who_of_the_cast_may_take_it_back(w, name, may):
    made, by = decide(w), getattr(w, f"staff_{name}")
    if may:
        assert transfers.undo(made, why="录错了", by=by, now=w.now + HOUR).state == "undone"
    else:
        with pytest.raises(NotAllowed):
            transfers.undo(made, why="录错了", by=by, now=w.now + HOUR)


# A day ahead


def test_a_change_of_next_week_is_carried_out_by_the_clock_once(w):
    ticket = make.ticket(w)
    day = timezone.localdate(w.now) + timedelta(days=7)
    made = decide(w, day=day, fates={ticket.pk: ("carry", HANDED)})
    assert (made.state, sees(w.wang_fang, w), carry_out_transfers(w.now + DAY)) == ("planned", [ticket.pk], 0)
    late = make.ticket(w, now=w.now + DAY)
    done = [carry_out_transfers(w.now + timedelta(days=7)) for _ in range(2)]
    made = queries.by_pk(made.pk)
    fates = dict(made.fates.values_list("subject_id", "fate"))
    assert (done, made.state, fates) == ([1, 0], "done", {ticket.pk: "carry", late.pk: "keep"})
    assert w.household.tenures.get().until == day


def test_one_that_no_longer_fits_is_halted_with_its_reason_and_changes_nothing(w):
    day = timezone.localdate(w.now) + timedelta(days=7)
    made = decide(w, day=day)
    homes.found(w.room, person=w.li_qiang, relation="owner", since=None, by=w.staff_zheng, now=w.now + DAY)
    assert carry_out_transfers(w.now + timedelta(days=8)) == 0
    made.refresh_from_db()
    assert (made.state, made.why[-1], Household.objects.filter(room=w.room, until=None).count()) == ("halted", "。", 2)


def test_it_can_be_cancelled_before_its_day_and_a_second_is_not_planned_beside_it(w):
    day = timezone.localdate(w.now) + timedelta(days=7)
    made = decide(w, day=day)
    assert "先取消" in refusal(NotNow, lambda: decide(w, day=day))
    transfers.cancel(made, why="不卖了", by=w.staff_zhao, now=w.now)
    assert (carry_out_transfers(w.now + timedelta(days=8)), decide(w, day=day).state) == (0, "planned")


# Taken back


def rows(w):
    """Everything a change touches, row by row, but for what only it made."""
    ticket = Ticket.objects.filter(household=w.household).order_by("pk")
    fields = ("state", "due_at", "level", "breached", "promised_for", "closed_at", "outcome", "asker", "asker_keeps")
    return (
        list(ticket.values_list("pk", *fields)),
        list(Clock.objects.filter(ticket__in=ticket).order_by("pk").values()),
        list(WorkOrder.objects.order_by("pk").values()),
        list(Tenure.objects.filter(household=w.household).order_by("pk").values()),
        list(Household.objects.filter(pk=w.household.pk).values()),
        sees(w.wang_fang, w),
    )


@pytest.mark.parametrize(("fate", "words"), [("keep", ""), ("carry", HANDED), ("settle", "新房已交，就不再修了")])
def test_undone_within_a_day_every_row_is_as_it_was(w, fate, words):
    ticket = make.ticket(w)
    stood = rows(w)
    made = decide(w, now=w.now + HOUR, fates={ticket.pk: (fate, words)})
    transfers.undo(queries.by_pk(made.pk), why="录错了房号", by=w.staff_zheng, now=w.now + 2 * HOUR)
    assert (rows(w), sees(qian(), w)) == (stood, [])
    assert Entry.objects.filter(kind="people.transfer_undone", subject_id=made.pk).count() == 1
    assert [span.home for span in queries.history(w.room)] == [w.household]


def test_after_a_day_or_once_somebody_went_on_it_is_refused_and_said(w):
    ticket, made = sold_with(w, "carry", HANDED)
    late = refusal(NotNow, lambda: transfers.undo(made, why="错", by=w.staff_zheng, now=w.now + timedelta(hours=26)))
    own = asks(w, made.coming)
    asked = refusal(NotNow, lambda: transfers.undo(made, why="错", by=w.staff_zheng, now=w.now + 2 * HOUR))
    Ticket.objects.filter(pk=own.pk).update(household=None)
    ordering.accept(WorkOrder.objects.get(ticket__household=made.coming), by=w.staff_sun, now=w.now + HOUR)
    went_on = refusal(NotNow, lambda: transfers.undo(made, why="错", by=w.staff_zheng, now=w.now + 2 * HOUR))
    assert ("24 小时" in late, own.title in asked, ticket.title in went_on) == (True, True, True)
    made.refresh_from_db()
    assert (made.state, MatterFate.objects.get().became_id is None) == ("done", False)


def test_a_line_that_fails_undoes_the_whole_change(w, monkeypatch):
    ticket = make.ticket(w)
    stood = rows(w)

    def fails(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("xiwei.people.actions.transfers.effect.ledger.publish", fails)
    with pytest.raises(RuntimeError):
        decide(w, now=w.now + HOUR, fates={ticket.pk: ("carry", HANDED)})
    assert (rows(w), Transfer.objects.count()) == (stood, 0)


def test_a_stranger_finds_no_change(w):
    made = decide(w)
    with pytest.raises(ObjectDoesNotExist):
        queries.transfer_for(who(w.outsider, day=w.now.date()), made.pk)


def test_who_is_erased_is_out_of_the_changes_too(w):
    paper = Papers("identity", "京2026-1", make.picture())
    _, made = sold_with(w, "keep")
    later = decide(
        w,
        now=w.now + DAY,
        newcomers=[{**QIAN, "name": "赵钱孙", "phone": "13912345679"}],
        papers=[paper],
        later="证在办",
    )
    deed = erasures.Erasing(qian(), w.company.pk, qian(), w.now, erasures.names_of(qian()))
    erasing.erase(deed)
    kept = [one["name"] for pk in (made.pk, later.pk) for one in queries.by_pk(pk).newcomers]
    assert (kept, len(deed.files), set(Paper.objects.values_list("number", "scan"))) == (
        [erasures.NOBODY, "赵钱孙"],
        1,
        {("", "")},
    )


def test_an_invitation_into_the_home_that_was_lets_nobody_into_the_home_that_is(w):
    asked = invitations.invite_resident(
        w.room, phone="13912345670", name="陈志明", relation="family", by=w.staff_zheng, now=w.now
    )
    decide(w, now=w.now + HOUR)
    asked.refresh_from_db()
    assert asked.withdrawn_at == w.now + HOUR
