"""When the work is served: at once what can't wait and what has its own on shift, else when work next goes on."""

from datetime import datetime, timedelta
from itertools import product

import pytest

from tests.cast import SHANGHAI
from xiwei.people.models import Credential, Leave, LeaveState, Line, Post, Role
from xiwei.service.actions import ending, ordering
from xiwei.service.models import Ticket
from xiwei.service.queries import duty
from xiwei.service.rules.asking import serving_moment
from xiwei.service.tests import make
from xiwei.service.tests.test_duty import shift, spot
from xiwei.service.tests.test_next_hands import hands
from xiwei.standards import queries as standards
from xiwei.standards.models import Urgency

NIGHT = datetime(2026, 9, 21, 22, 0, tzinfo=SHANGHAI)  # Monday
DAY = datetime(2026, 9, 21, 15, 0, tzinfo=SHANGHAI)
MORNING = datetime(2026, 9, 22, 8, 30, tzinfo=SHANGHAI)
WANTED = datetime(2026, 9, 23, 9, 0, tzinfo=SHANGHAI)
OVER = datetime(2026, 9, 21, 9, 0, tzinfo=SHANGHAI)


# wanted from, now, staffed → for when
STATES = {
    (None, DAY, False): DAY,
    (None, DAY, True): DAY,
    (None, NIGHT, False): MORNING,
    (None, NIGHT, True): NIGHT,
    (OVER, DAY, False): DAY,
    (OVER, DAY, True): DAY,
    (OVER, NIGHT, False): MORNING,
    (OVER, NIGHT, True): NIGHT,
    (WANTED, DAY, False): WANTED,
    (WANTED, DAY, True): WANTED,
    (WANTED, NIGHT, False): WANTED,
    (WANTED, NIGHT, True): WANTED,
}


@pytest.mark.django_db
@pytest.mark.parametrize("urgency", Urgency.values)
def test_for_when_it_is_served_by_every_state_of_it(urgency):
    w = make.world()
    calendar = standards.calendar(w.project.pk)
    found = {
        (wanted, now, staffed): serving_moment(
            Ticket(urgency=urgency, wanted_from=wanted), calendar, now, staffed=staffed
        )
        for wanted, now, staffed in product((None, OVER, WANTED), (DAY, NIGHT), (False, True))
    }
    assert found == ({state: state[1] for state in STATES} if urgency == "urgent" else STATES)


@pytest.fixture
def w(db):
    return make.world()


def by_night(w, staff=None, line=Line.ORDER, **more) -> None:
    """On shift in a line from 21:00 to six; by default 陈园, who has a post among the guards as well."""
    shift(w, staff or w.staff_chen, line, hours=(11, 20), **more)


def joins(w, staff, line=Line.ORDER, **more) -> Post:
    """A further post in the line."""
    role = Role.objects.get(company=None, code="guard")
    return Post.objects.create(
        **{
            "company": w.company,
            "project": w.project,
            "staff": staff,
            "role": role,
            "line": line,
            "since": w.now.date(),
        }
        | more
    )


def staffed(w, line=Line.ORDER, **more) -> bool:
    return duty.staffed(duty.roster(spot(w), NIGHT), line, **more)


def on_leave(w) -> None:
    Leave.objects.create(
        company=w.company, staff=w.staff_chen, state=LeaveState.GRANTED, reason="家事",
        starts_at=NIGHT - timedelta(hours=1), ends_at=NIGHT + timedelta(days=1),
    )  # fmt: skip


def test_a_line_is_staffed_while_one_of_its_own_is_on_shift(w):
    before = staffed(w)
    joins(w, w.staff_chen)
    posted = staffed(w)
    by_night(w)
    assert (before, posted, staffed(w), staffed(w, Line.REPAIR)) == (False, False, True, False)


def test_one_of_another_line_who_watches_does_not_staff_it(w):
    by_night(w, officer=True)
    assert staffed(w) is False


def test_its_own_who_is_the_duty_officer_does(w):
    joins(w, w.staff_chen)
    by_night(w, officer=True)
    assert staffed(w) is True


@pytest.mark.parametrize(
    "post",
    [{"project": None}, {"until": NIGHT.date()}, {"line": Line.CLEANING}],
)
def test_a_post_over_the_company_counts_and_one_that_ended_or_of_another_line_does_not(w, post):
    joins(w, w.staff_chen, **post)
    by_night(w)
    assert staffed(w) is ("project" in post)


def test_a_shift_in_another_project_staffs_nothing_here(w):
    joins(w, w.staff_chen, project=w.other_project)
    by_night(w)
    assert staffed(w) is False


def test_who_is_on_leave_does_not_staff_it(w):
    joins(w, w.staff_chen)
    by_night(w)
    on_leave(w)
    assert staffed(w) is False


def test_who_refused_is_not_counted(w):
    joins(w, w.staff_chen)
    by_night(w)
    assert (staffed(w, without=[w.staff_chen.pk]), staffed(w, without=[w.staff_wu.pk])) == (False, True)


@pytest.mark.parametrize(("kind", "days", "counts"), [("guard", 30, True), ("guard", -1, False), ("lift", 30, False)])
def test_who_lacks_the_certificate_is_not_counted(w, kind, days, counts):
    joins(w, w.staff_chen)
    by_night(w)
    last = NIGHT.date() + timedelta(days=days)
    Credential.objects.create(company=w.company, staff=w.staff_chen, kind=kind, expires_on=last)
    assert staffed(w, certificate="guard") is counts


# --- in the whole


def noise(w, **more) -> Ticket:
    return make.ticket(w, now=NIGHT, words="楼下有人喝酒吵闹", kind="order", line="order", item=None, **more)


def guards(w, *, night: bool) -> None:
    """周勇 guards by day, 陈园 by night where there is one."""
    shift(w, w.staff_zhou, Line.ORDER, hours=(-2, 8))
    shift(w, w.staff_zhou, Line.ORDER, hours=(21, 31))
    joins(w, w.staff_chen)
    if night:
        by_night(w)


@pytest.mark.parametrize(("night", "who"), [(True, "陈园"), (False, "周勇")])
def test_an_ordinary_matter_of_the_guards_by_night_goes_to_the_guard_on_shift_else_to_the_morning_s(w, night, who):
    guards(w, night=night)
    assert hands(noise(w)) == [who]


def test_a_line_with_nobody_on_shift_is_served_in_the_morning_as_before(w):
    guards(w, night=True)
    shift(w, w.staff_sun, Line.REPAIR, hours=(21, 31))
    assert hands(make.ticket(w, now=NIGHT)) == ["孙师傅"]


def test_a_line_without_a_roster_is_served_by_its_own_as_before(w):
    assert hands(noise(w)) == ["周勇"]


def test_what_the_night_guard_refuses_goes_to_the_morning_s(w):
    guards(w, night=True)
    ticket = noise(w)
    ordering.refuse(ticket.orders.get(), by=w.staff_chen, now=NIGHT, reason="在处理另一件")
    assert hands(ticket) == ["陈园", "周勇"]


def test_what_was_agreed_for_a_day_waits_for_it(w):
    guards(w, night=True)
    ticket = noise(w, wanted=(MORNING + timedelta(hours=1), MORNING + timedelta(hours=2)), urgency="planned")
    assert hands(ticket) == ["周勇"]


def test_what_is_opened_again_by_night_goes_to_the_guard_on_shift(w):
    ticket = make.ticket(w, words="楼下有人喝酒吵闹", kind="order", line="order", item=None)
    order = ordering.arrive(
        ordering.accept(ticket.orders.get(), by=w.staff_zhou, now=w.now), by=w.staff_zhou, now=w.now
    )
    ordering.finish(order, by=w.staff_zhou, now=w.now, pictures=[make.picture()])
    guards(w, night=True)
    ending.reopen(Ticket.objects.get(pk=ticket.pk), by=w.wang_fang, now=NIGHT)
    assert hands(ticket) == ["周勇", "陈园"]
