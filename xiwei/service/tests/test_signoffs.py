"""The director's sign-off: whose it is, when, what is frozen, what changed since, and the sums of a month."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import SHANGHAI
from xiwei.ledger.models import Entry
from xiwei.notices.models import Message
from xiwei.people.models import Leave, LeaveState, Post
from xiwei.service import jobs
from xiwei.service.actions import clocks, ending, promising, signoffs, waiting
from xiwei.service.models import BreachCause, Cause, Clock, Period, Promise, SignOff, Ticket
from xiwei.service.queries import days, due, months
from xiwei.service.queries import signoffs as queries
from xiwei.service.rules.signoffs import SKIPPED, Told, digest, month_of, span
from xiwei.service.tests import make
from xiwei.service.tests.test_permissions import may
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 21)  # the cast's Monday
NEXT = datetime(2026, 9, 22, 9, 0, tzinfo=SHANGHAI)


@pytest.fixture
def w():
    return make.world()


def late(w, **changed) -> Ticket:
    """王芳's leak, which nobody answered all day."""
    ticket = make.ticket(w, **changed)
    speak(NEXT)
    return Ticket.objects.get(pk=ticket.pk)


def speak(now) -> None:
    for clock in due.clocks(now):
        clocks.speak(clock, now=now)


def broken(project, day=DAY) -> list[int]:
    return [one["clock"] for one in days.content(project, day)["breaches"]]


def told(project, day=DAY, cause="hands", measure="加一个班") -> dict[int, Told]:
    return {clock: Told(cause, measure) for clock in broken(project, day)}


def sign(w, day=DAY, *, by=None, now=NEXT, **more) -> SignOff:
    more = {"told": told(w.project, day), "knowing": True} | more
    return signoffs.sign_day(w.project, day=day, by=by or w.staff_zheng, now=now, **more)


def test_a_signed_day_is_frozen_with_a_cause_for_each_broken_promise_and_a_line(w):
    ticket = late(w)
    clocks_late = list(Clock.objects.filter(ticket=ticket, breached=True, due_at__lt=span(DAY, DAY)[1]))
    assert clocks_late, "the day must have broken something"
    signed = sign(w, words=" 已开晨会说过 ")
    assert (signed.by, signed.at, signed.words, signed.content["open"]) == (w.staff_zheng, NEXT, "已开晨会说过", 1)
    assert [one["clock"] for one in signed.content["breaches"]] == [
        one.pk for one in sorted(clocks_late, key=lambda c: (c.due_at, c.pk))
    ]
    assert set(BreachCause.objects.values_list("sign_off", "ticket", "line", "cause", "measure")) == {
        (signed.pk, ticket.pk, "repair", "hands", "加一个班")
    }
    assert BreachCause.objects.count() == len(clocks_late)
    line = Entry.objects.get(kind="service.day_signed")
    assert (line.actor_staff_id, line.project_id, line.data) == (
        w.staff_zheng.pk,
        w.project.pk,
        {
            "day": "2026-09-21",
            "late": len(clocks_late),
            "words": "已开晨会说过",
            "skipped": SKIPPED,
            "frozen": digest(signed.content),
        },
    )


def test_what_is_frozen_names_no_person_and_repeats_nobody_s_words(w):
    late(w, item=None, words="请打我电话，我是王芳")
    assert "王芳" not in str(sign(w).content) and "电话" not in str(SignOff.objects.get().content)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda told: {}, "没有写原因"),
        (lambda told: {clock: Told("nothing") for clock in told}, "没有写原因"),
        (lambda told: {clock: Told(Cause.OTHER, " ") for clock in told}, "选了“其他”"),
    ],
)
def test_a_broken_promise_without_a_cause_is_refused_and_nothing_is_signed(w, change, says):
    late(w)
    with pytest.raises(BadInput, match=says):
        sign(w, told=change(told(w.project)))
    assert (SignOff.objects.count(), Entry.objects.filter(kind="service.day_signed").count()) == (0, 0)


@pytest.mark.parametrize(
    "now", [datetime(2026, 9, 21, 23, 59, tzinfo=SHANGHAI), datetime(2026, 9, 20, 9, tzinfo=SHANGHAI)]
)
def test_a_day_that_runs_or_is_to_come_cannot_be_signed(w, now):
    with pytest.raises(NotNow, match="还没有过完"):
        sign(w, now=now)


def test_a_day_before_the_project_opened_cannot_be_signed(w):
    with pytest.raises(NotNow, match="还没有启用"):
        sign(w, day=date(2023, 12, 31))


def test_a_day_is_signed_once_and_added_to_by_a_new_line(w):
    signed = sign(w)
    with pytest.raises(NotNow, match="已经签收过了"):
        sign(w)
    before = SignOff.objects.values().get()
    signoffs.supplement(signed, words="漏记了一次回访", by=w.staff_zheng, now=NEXT + timedelta(hours=1))
    assert SignOff.objects.values().get() == before
    assert list(signed.supplements.values_list("words", "by__name")) == [("漏记了一次回访", "郑主任")]
    assert Entry.objects.filter(kind="service.sign_off_supplemented").count() == 1


def test_nothing_said_is_no_supplement(w):
    with pytest.raises(BadInput):
        signoffs.supplement(sign(w), words="  ", by=w.staff_zheng, now=NEXT)


# ── who ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def deeds(w):
    signed = sign(w)
    other = DAY - timedelta(days=1)
    return {
        "sign_day": lambda by: sign(w, day=other, by=by),
        "sign_month": lambda by: signoffs.sign_month(
            w.project, first=date(2026, 9, 1), by=by, now=datetime(2026, 10, 2, tzinfo=SHANGHAI)
        ),
        "supplement": lambda by: signoffs.supplement(signed, words="补充", by=by, now=NEXT),
    }


@pytest.mark.parametrize("deed", ["sign_day", "supplement"])
def test_only_the_director_signs(w, deed):
    assert may(w, lambda by: _as_staff(by) and deeds(w)[deed](by), as_person=False) == "zheng"


def _as_staff(by):
    if not hasattr(by, "company_id"):
        raise NotAllowed("a resident signs nothing: their pages have no staff")
    return True


def leave(w, staff, cover=None):
    Leave.objects.create(
        company=w.company,
        staff=staff,
        starts_at=NEXT - timedelta(days=1),
        ends_at=NEXT + timedelta(days=1),
        reason="外出培训",
        state=LeaveState.GRANTED,
        cover=cover,
    )


@pytest.mark.parametrize(("cover", "able"), [(None, "zheng he"), ("staff_zhao", "zhao_min zheng")])
def test_while_the_director_is_on_leave_who_bears_the_duty_signs(w, cover, able):
    leave(w, w.staff_zheng, cover and getattr(w, cover))
    assert may(w, lambda by: _as_staff(by) and sign(w, by=by), as_person=False) == able


def test_where_there_is_no_director_the_manager_signs(w):
    Post.objects.filter(staff=w.staff_zheng).update(until=date(2026, 9, 1))
    assert may(w, lambda by: _as_staff(by) and sign(w, by=by), as_person=False) == "he"


# ── what a day was ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_closed_opened_again_and_rated_badly_stands_in_its_day(w):
    ticket = make.ticket(w, kind="inquiry", item=None)
    promising.begin(ticket, by=w.staff_zhao, now=w.now)
    ending.finish(Ticket.objects.get(pk=ticket.pk), by=w.staff_zhao, now=w.now, note="已答复")
    ending.reopen(Ticket.objects.get(pk=ticket.pk), by=w.wang_fang, now=w.now, words="还在滴")
    ending.finish(Ticket.objects.get(pk=ticket.pk), by=w.staff_zhao, now=w.now, note="已答复")
    ending.confirm(Ticket.objects.get(pk=ticket.pk), by=w.wang_fang, now=w.now)
    ending.rate(Ticket.objects.get(pk=ticket.pk), by=w.wang_fang, now=w.now, stars=2, chips=[], words="太慢")
    found = days.content(w.project, DAY)
    assert ([one["ticket"] for one in found["reopened"]], [one["ticket"] for one in found["unhappy"]]) == (
        [ticket.pk],
        [ticket.pk],
    )
    assert found["open"] == 0
    assert days.content(w.project, DAY + timedelta(days=1))["reopened"] == []


def test_what_changed_since_it_was_signed_stands_beside_it(w):
    ticket = late(w)
    signed = sign(w)
    assert days.changes(signed.content, days.content(w.project, DAY)) == {}
    [first, *_] = Clock.objects.filter(pk__in=[one["clock"] for one in signed.content["breaches"]])
    Clock.objects.filter(pk=first.pk).delete()  # as a correction does (clocks.recount)
    found = days.changes(signed.content, days.content(w.project, DAY))
    assert [one["ticket"] for one in found["breaches"]["gone"]] == [ticket.pk]
    assert SignOff.objects.get().content == signed.content
    assert BreachCause.objects.filter(clock=None).count() == 1


@pytest.mark.parametrize(
    ("reason", "cause"),
    [("parts", Cause.PARTS), ("hands", Cause.HANDS), ("absent", Cause.HOME), ("permit", Cause.OUTSIDE)],
)
def test_a_wait_proposes_its_cause(w, reason, cause):
    ticket = promising.begin(make.ticket(w), by=w.staff_zhao, now=w.now)
    waiting.wait(ticket, by=w.staff_zhao, now=w.now, reason=reason, waits_for="阀门", until=w.now + timedelta(hours=1))
    clock = ticket.clocks.order_by("due_at").first()
    row = {"clock": clock.pk, "ticket": ticket.pk, "due": (w.now + timedelta(hours=3)).isoformat()}
    assert days.proposals([row])[clock.pk].cause == cause
    assert days.proposals([{**row, "due": (w.now - timedelta(hours=3)).isoformat()}]) == {}


# ── the month ────────────────────────────────────────────────────────────────────────────────────────────────────────

OCTOBER = datetime(2026, 10, 2, 9, 0, tzinfo=SHANGHAI)


def test_a_month_is_signed_when_its_days_are(w):
    late(w)
    for day in range(21, 30):
        sign(w, date(2026, 9, day), now=OCTOBER)
    with pytest.raises(NotNow, match="还有 1 天没有签收（09-30）"):
        signoffs.sign_month(w.project, first=date(2026, 9, 1), by=w.staff_zheng, now=OCTOBER)
    sign(w, date(2026, 9, 30), now=OCTOBER)
    signed = signoffs.sign_month(w.project, first=date(2026, 9, 1), by=w.staff_zheng, now=OCTOBER, words="九月")
    assert (signed.period, signed.day, signed.content["late"], signed.content["told"]) == (
        Period.MONTH,
        date(2026, 9, 1),
        BreachCause.objects.count(),
        BreachCause.objects.count(),
    )
    with pytest.raises(NotNow, match="已经签收过了"):
        signoffs.sign_month(w.project, first=date(2026, 9, 1), by=w.staff_zheng, now=OCTOBER)


def test_a_month_without_a_signed_day_or_not_over_cannot_be_signed(w):
    with pytest.raises(NotNow, match="没有一天日结"):
        signoffs.sign_month(w.project, first=date(2026, 8, 1), by=w.staff_zheng, now=OCTOBER)
    with pytest.raises(NotNow, match="还没有过完"):
        signoffs.sign_month(w.project, first=date(2026, 10, 1), by=w.staff_zheng, now=OCTOBER)


MOMENTS = st.datetimes(datetime(2026, 7, 25), datetime(2026, 10, 5)).map(lambda at: at.replace(tzinfo=SHANGHAI))
LINES = st.sampled_from(["repair", "order", "cleaning"])
ROWS = st.lists(st.tuples(LINES, MOMENTS, st.booleans(), st.sampled_from(["", *Cause.values])), max_size=12)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, first=st.sampled_from([date(2026, 8, 1), date(2026, 9, 1)]))
def test_the_sums_of_a_month_are_those_counted_by_hand(w, rows, first):
    if not hasattr(w, "base"):
        w.base = make.ticket(w)
    BreachCause.objects.all().delete()
    Clock.objects.all().delete()
    Ticket.objects.exclude(pk=w.base.pk).delete()
    signed = SignOff.objects.filter(day=date(2026, 7, 1)).first() or SignOff.objects.create(
        company=w.company, project=w.project, period="day", day=date(2026, 7, 1), content={}, by=w.staff_zheng, at=w.now
    )
    for n, (line, at, is_broken, cause) in enumerate(rows):
        ticket = Ticket.objects.get(pk=w.base.pk)
        ticket.pk, ticket.follow_code, ticket.line = None, f"ORACLE{n}", line
        ticket.closed_at, ticket.outcome = at, "confirmed" if n % 3 else ""
        ticket.save(force_insert=True)
        clock = Clock.objects.create(
            company=w.company,
            ticket=ticket,
            kind="response",
            minutes=1,
            started_at=at,
            due_at=at,
            stopped_at=at,
            breached=is_broken,
        )
        if cause:
            BreachCause.objects.create(
                company=w.company,
                sign_off=signed,
                ticket=ticket,
                clock=clock,
                line=line,
                kind="response",
                due_at=at,
                cause=cause,
            )
    found = months.content(w.project, first)
    for sums, of in ((found, first), (found["before"], month_of(first - timedelta(days=1))[0])):
        mine = [
            (n, row)
            for n, row in enumerate(rows)
            if (lambda d: (d.year, d.month))(timezone.localdate(row[1])) == (of.year, of.month)
        ]
        ended = Counter(row[0] for n, row in mine if n % 3)
        over = Counter(row[0] for _, row in mine if row[2])
        why = Counter(row[3] for _, row in mine if row[3])
        assert {one["line"]: (one["ended"], one["late"]) for one in sums["lines"]} == {
            line: (ended[line], over[line]) for line in {*ended, *over}
        }
        assert {one["cause"]: one["count"] for one in sums["causes"]} == dict(why)
        assert (sums["ended"], sums["late"], sums["told"]) == (ended.total(), over.total(), why.total())


# ── not signed ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_days_not_signed_begin_with_the_first_that_was(w):
    now = datetime(2026, 9, 24, 9, tzinfo=SHANGHAI)
    assert queries.unsigned([w.project], now)[w.project.pk] == [date(2026, 9, day) for day in range(17, 24)]
    sign(w, now=now)
    assert queries.unsigned([w.project], now)[w.project.pk] == [date(2026, 9, 22), date(2026, 9, 23)]


def test_the_company_sees_a_day_after_two_working_days(w):
    """The 25th is a holiday and the 27th a Sunday: of the 23rd the second working day is over on the 27th."""
    sign(w, date(2026, 9, 22), now=datetime(2026, 9, 24, 9, tzinfo=SHANGHAI))
    seen = {
        day: queries.overdue([w.project], datetime(2026, 9, day, 9, tzinfo=SHANGHAI))[w.project.pk]
        for day in (25, 26, 27)
    }
    assert seen == {25: [], 26: [], 27: [date(2026, 9, 23)]}


def test_the_clock_reminds_the_director_once_a_day(w):
    sign(w, DAY - timedelta(days=1))
    assert (jobs.remind_sign_off(NEXT), jobs.remind_sign_off(NEXT)) == (1 + 1, 0)  # and the other company's manager
    said = Message.objects.get(about="service.sign_off_waits", person=w.zheng)
    assert (said.title, said.body, said.link) == (
        "翠湖花园还有 1 天没有日结",
        "最早的是 2026-09-21。",
        f"/projects/{w.project.pk}/days/2026-09-21/",
    )
    assert jobs.remind_sign_off(NEXT + timedelta(days=1)) == 2


def test_while_the_director_is_on_leave_who_stands_in_is_reminded(w):
    leave(w, w.staff_zheng, w.staff_zhao)
    assert queries.bearer(w.project, NEXT) == w.staff_zhao


def test_a_day_is_signed_in_order_or_knowingly_and_the_line_says_so(w):
    first = sign(w, DAY - timedelta(days=3))
    with pytest.raises(NotNow, match=r"还有 2 天没有签收（09-19、09-20）"):
        sign(w, knowing=False)
    assert SignOff.objects.count() == 1
    sign(w, DAY - timedelta(days=2), knowing=False)
    sign(w, knowing=True)
    lines = Entry.objects.filter(kind="service.day_signed").order_by("pk")
    assert [(one.data["day"], one.data["skipped"]) for one in lines] == [
        (str(first), SKIPPED), ("2026-09-19", ""), ("2026-09-21", SKIPPED),
    ]  # fmt: skip


def test_an_earlier_day_owed_no_more_asks_for_nothing(w):
    sign(w, DAY)
    sign(w, DAY - timedelta(days=5), knowing=False)
    assert SignOff.objects.count() == 2


@pytest.mark.parametrize(
    ("kind", "promised_after", "expected"),
    [
        ("response", None, False), ("arrival", None, False), ("resolution", None, False),  # nobody ever promised
        ("arrival", 30, True), ("resolution", 30, True),  # promised in time, and the limit ran out all the same
        ("response", 90, False), ("arrival", 90, False),  # promised only when it had run out
        ("resolution", -30, False),  # promised in the round before it was opened again
        ("promised", 0, True),
    ],
)  # fmt: skip
def test_what_nobody_had_promised_is_told_apart(w, kind, promised_after, expected):
    ticket, began = make.ticket(w), NEXT - timedelta(days=1)
    Clock.objects.all().delete()
    Clock.objects.create(
        company=w.company, ticket=ticket, kind=kind, minutes=60, started_at=began, due_at=began + timedelta(hours=1),
        breached=True,
    )  # fmt: skip
    if promised_after is not None:
        at = began + timedelta(minutes=promised_after)
        Promise.objects.create(company=w.company, ticket=ticket, moment=NEXT, by=w.staff_zhao, at=at)
    [one] = days.content(w.project, DAY)["breaches"]
    assert (one["promised"], days.was_promised(one)) == (expected, expected)


def test_a_day_frozen_before_that_was_kept_says_it_by_the_kind():
    assert [days.was_promised({"kind": kind}) for kind in ("response", "arrival", "promised")] == [False, True, True]
