"""Late is late now, and the same in a tile, in the chart, in the list it opens, and in the colour of a row."""

import html
from datetime import timedelta

import pytest

from xiwei.people.queries.who import who
from xiwei.service.actions import clocks
from xiwei.service.models import Clock, Rating, Ticket, TicketState
from xiwei.service.queries import boards, lists, needing, orders
from xiwei.service.queries.late import is_late
from xiwei.service.tests import make
from xiwei.service.tests.test_pages import signed_in
from xiwei.shared import moment

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
CASES = [  # state, hours until its nearest moment, the worst of this round, late now, once late
    ("received", -1, 2, True, False),
    ("received", -1, 0, True, False),  # the minute before the clock speaks
    ("received", 1, 2, False, True),  # answered late; the next moment is still to come
    ("promised", 1, 1, False, False),
    ("in_progress", -9, 3, True, False),
    ("reopened", -1, 2, True, False),
    ("waiting", -1, 2, False, True),
    ("waiting", -1, 1, False, False),
    ("done", None, 3, False, True),
    ("done", None, 0, False, False),
]


def stage() -> make.World:
    w = make.world()
    for state, hours, level, *_ in CASES:
        one = make.ticket(w, now=moment.now())
        due = None if hours is None else moment.now() + hours * HOUR
        Ticket.objects.filter(pk=one.pk).update(state=state, level=level, due_at=due)
    closed = make.ticket(w, now=moment.now())
    past = moment.now() - HOUR
    Ticket.objects.filter(pk=closed.pk).update(state="closed", closed_at=past, due_at=past, level=3)
    return w


def test_the_tile_the_chart_and_the_list_count_the_same_as_late_and_as_once_late():
    w, now = stage(), moment.now()
    standing, by_line = boards.figures(w.project, now)
    director = who(w.zheng, day=now.date())
    lateness = [sum(case[3] for case in CASES), sum(case[4] for case in CASES)]
    assert [standing.over, standing.once] == lateness
    assert boards.at_risk(w.project, now)[0].due == lateness[0]
    assert sum(row["over"] for row in by_line) == lateness[0]
    found = [lists.Listing(director, lists.Asked(state=state), now).count_to(99) for state in ("late", "once_late")]
    assert found == lateness


def test_each_case_is_red_in_a_row_just_where_it_is_late_now():
    stage()
    now = moment.now()
    staged = Ticket.objects.filter(closed_at__isnull=True).order_by("pk")
    assert [is_late(one, now) for one in staged] == [case[3] for case in CASES]


def test_the_chart_and_what_falls_due_next_tell_of_the_same_moments():
    w, now = stage(), moment.now()
    due = sum(hour.due for hour in boards.at_risk(w.project, now)[1:])
    coming = boards.nearest(w.project, now)
    assert (due, [row.state for row in coming]) == (2, [TicketState.RECEIVED, TicketState.PROMISED])
    assert {row.holder for row in coming} == {"孙师傅"}


def test_the_list_behind_the_tile_has_just_as_many_rows():
    page = signed_in(stage().zheng).get("/tickets/?state=late").content.decode()
    assert page.count('x-row x-row--over"') == sum(case[3] for case in CASES)


def test_a_household_that_says_not_fixed_comes_first_and_one_waiting_is_not_called_late():
    w, now = stage(), moment.now()
    home = needing.needing_me(w.staff_zhao, now)[0]
    assert (home.reasons[0], home.late) == ("说没修好，要重新处理，已超时限", True)
    assert "在等，要再看一次" in home.reasons


def test_a_bad_rating_on_the_board_tells_stars_chips_words_who_and_how_to_ring():
    w, now = make.world(), moment.now()
    one = make.ticket(w, now=now)
    Ticket.objects.filter(pk=one.pk).update(state="closed", closed_at=now, stars=1)
    Rating.objects.create(
        company=w.company, ticket=one, by=w.wang_fang, at=now, stars=1, chips=["slow"], words="等了两天"
    )
    page = html.unescape(signed_in(w.zheng).get("/board/").content.decode())
    assert ["1 星" in page, "王*：来得慢、“等了两天”" in page, f'action="/t/{one.pk}/call/"' in page] == [True] * 3


def test_what_a_worker_answers_for_stands_first_and_what_is_done_is_to_be_told():
    w, now = make.world(), moment.now()
    told, late_one = make.ticket(w, now=now), make.ticket(w, now=now)
    Ticket.objects.filter(pk__in=[told.pk, late_one.pk]).update(answering=w.staff_zhou)
    Ticket.objects.filter(pk=told.pk).update(state="done", due_at=None)
    page = html.unescape(signed_in(w.zhou_yong).get("/today/").content.decode())
    assert ["修好了，去告诉王*" in page, f"/t/{told.pk}/#do-call_back" in page, "手上没有" in page] == [
        True,
        True,
        False,
    ]


def test_a_workers_list_begins_with_the_urgent_and_late_then_the_urgent_then_the_late_and_ends_with_what_waits():
    w, now = make.world(), moment.now()
    made = [make.ticket(w, now=now) for _ in range(6)]
    said = [("urgent", -3), ("ordinary", 2), ("ordinary", 1), ("ordinary", -9), ("urgent", 3), ("urgent", -1)]
    for one, (urgency, hours) in zip(made, said, strict=True):
        Ticket.objects.filter(pk=one.pk).update(urgency=urgency, due_at=now + hours * HOUR)
    Ticket.objects.filter(pk=made[0].pk).update(state="waiting")
    assert [order.ticket_id for order in orders.in_hand(w.staff_sun, now)] == [one.pk for one in reversed(made)]


def test_an_order_cancelled_today_is_not_among_those_done():
    w, now = make.world(), moment.now()
    one = make.ticket(w, now=now)
    one.orders.update(state="cancelled", ended_at=now)
    page = html.unescape(signed_in(w.sun).get("/today/").content.decode())
    assert ("今天做完的" in page, "今天交出去、取消的" in page) == (False, True)


def test_what_escalated_stands_above_the_projects_on_the_company_s_page():
    w, now = make.world(), moment.now()
    one = make.ticket(w, now=now)
    Ticket.objects.filter(pk=one.pk).update(level=3, due_at=now - HOUR)
    page = signed_in(w.he).get("/company/").content.decode()
    assert 0 < page.index(f"/t/{one.pk}/") < page.index("<table") < page.index('data-chart="months"')


@pytest.mark.parametrize(
    ("minutes", "gone", "reason"),
    [
        (10, 0.7, "今天"), (10, 0.8, "快到时限"),  # three quarters of its own time, however long that is (heart.md, A8)
        (120, 0.7, "今天"), (120, 0.8, "快到时限"),
        (24 * 60, 0.2, None), (24 * 60, 0.76, "快到时限"),
        (72 * 60, 0.7, None), (72 * 60, 0.74, None), (72 * 60, 0.76, "快到时限"),
    ],
)  # fmt: skip
def test_soon_is_said_by_the_length_of_what_was_promised(minutes, gone, reason):
    w = make.world()
    now = w.now  # ten in the morning
    ticket = make.ticket(w)
    began = now - timedelta(minutes=minutes * gone)
    due = began + timedelta(minutes=minutes)
    ticket.clocks.all().delete()
    clock = Clock.objects.create(
        company=w.company, ticket=ticket, kind="promised", minutes=minutes, round_the_clock=True, started_at=began, due_at=due,
        next_at=began + timedelta(minutes=minutes * 0.75),
    )  # fmt: skip
    Ticket.objects.filter(pk=ticket.pk).update(state="promised", promised_for=due, due_at=due)
    clocks.speak(clock, now=now)
    found = [one.reasons[0][: len(reason or "")] for one in needing.needing_me(w.staff_zhao, now)]
    assert found == ([reason] if reason else [])


def test_each_reason_of_a_household_stands_by_itself():
    w, now = stage(), moment.now()
    home = needing.needing_me(w.staff_zhao, now)[0]
    page = html.unescape(signed_in(w.zhao_min).get("/morning/").content.decode())
    assert len(home.reasons) > 1
    assert [f'<span class="x-tag">{reason}</span>' in page for reason in home.reasons] == [True] * len(home.reasons)
